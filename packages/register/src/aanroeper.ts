import { amsterdamseDag } from '@warmknooppunt/regels/dag'
import type { Aanroeper } from '@warmknooppunt/regels/dossier'
import { controleerDeelnemer, controleerMandaat } from '@warmknooppunt/regels/overeenkomst'
import type { Deelnemer } from './deelnemer-store.ts'
import type { RegisterStand } from './stand.ts'

/** The part of a checked token that names a client, and the scope it is used for (null: the route needs none). */
export type Clientnaam = { readonly issuer: string; readonly clientId: string; readonly scope: string | null }

export type Aanroeperbesluit =
  | { readonly kind: 'goed'; readonly deelnemer: Deelnemer; readonly aanroeper: Aanroeper }
  | { readonly kind: 'onbekend' }
  | { readonly kind: 'geweigerd' }

/**
 * Who calls, by the register as it is now: a valid token of a blocked or ended party gives nothing. Mandates and gemeenten resolve at `nu`.
 */
export function bepaalAanroeper(stand: RegisterStand, client: Clientnaam, nu: Temporal.Instant): Aanroeperbesluit {
  const deelnemer = stand.deelnemerVanClient(client.issuer, client.clientId)
  if (!deelnemer || !isVerleend(stand, client)) return { kind: 'onbekend' }
  if (controleerDeelnemer(deelnemer, nu).kind === 'geweigerd') return { kind: 'geweigerd' }
  const code = deelnemer.deelnemer
  const dag = amsterdamseDag(nu)
  // Looked up when asked: most requests are about no gemeente at all.
  // A gemeente may have two uitvoerders, which do not see each other's cases; those of one that serves it no more fall to who does.
  const gemeenten = {
    has: (gemeentecode: string, uitvoerder: string | null) =>
      stand.gemeentenVanOntvanger(code, dag).includes(gemeentecode) &&
      (uitvoerder === null || !stand.uitvoerdersVanAnderen(code, gemeentecode, dag).includes(uitvoerder)),
  }
  const mandaten = {
    has: (schuldeiser: string) =>
      controleerMandaat(stand.mandaten(code, schuldeiser), { intermediair: code, schuldeiser, nu }).kind === 'ok',
  }
  return { kind: 'goed', deelnemer, aanroeper: { deelnemer: code, rol: deelnemer.soort, mandaten, gemeenten } }
}

/** The register's scopes bind whoever issued the token, and a scope that was withdrawn is gone before the token expires. */
function isVerleend(stand: RegisterStand, { issuer, clientId, scope }: Clientnaam): boolean {
  return scope === null || (stand.client(issuer, clientId)?.scopes.includes(scope) ?? false)
}
