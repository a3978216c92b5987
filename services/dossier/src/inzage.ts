import type { Probleem } from '@warmknooppunt/platform/probleem'
import { probleem } from '@warmknooppunt/platform/probleem'
import type { Omgeving } from '@warmknooppunt/platform/stage'
import { eindeVanDag } from '@warmknooppunt/regels/dag'
import type { Aanroeper, DossierStand } from '@warmknooppunt/regels/dossier'
import { partijVan } from '@warmknooppunt/regels/dossier'
import type { Clientnaam } from '@warmknooppunt/register/aanroeper'
import { bepaalAanroeper } from '@warmknooppunt/register/aanroeper'
import type { Deelnemer } from '@warmknooppunt/register/deelnemer-store'
import type { Register, RegisterStand } from '@warmknooppunt/register/stand'
import type { Dossier } from './dossier-store.ts'
import { leesDossier } from './dossier-store.ts'

export type Stageomgeving = Omgeving & { readonly register: Register }

/** Who reads, by the register as it is now. */
export type Lezer = {
  readonly kind: 'lezer'
  readonly stand: RegisterStand
  readonly deelnemer: Deelnemer
  readonly aanroeper: Aanroeper
  readonly nu: Temporal.Instant
}

/** A party that may read, or the refusal of one that may not at all. */
export async function bepaalLezer(o: Stageomgeving, client: Clientnaam): Promise<Lezer | Probleem> {
  const nu = o.nu()
  const stand = await o.register.stand(o.pool)
  const wie = bepaalAanroeper(stand, client, nu)
  if (wie.kind === 'goed') return { kind: 'lezer', stand, deelnemer: wie.deelnemer, aanroeper: wie.aanroeper, nu }
  if (wie.kind === 'onbekend') return geenRecht('Deze client hoort niet bij een deelnemer van het knooppunt.')
  return probleem(
    'deelnemer-geblokkeerd',
    'De deelname is geblokkeerd of beëindigd. Neem contact op met de beheerder van het knooppunt.',
  )
}

export type Inzage = {
  readonly dossier: Dossier
  readonly stand: DossierStand
  readonly partij: 'schuldeiser' | 'gemeente' | 'operator'
}

/** The dossier as this party may see it; null when it is not there, or not theirs: to the caller that is the same. */
export async function zoekInzage(o: Stageomgeving, lezer: Lezer, id: string): Promise<Inzage | null> {
  const dossier = await leesDossier(o.pool, id)
  if (!dossier) return null
  const stand = standVan(dossier)
  const partij = partijVan(stand, lezer.aanroeper)
  return partij === null ? null : { dossier, stand, partij }
}

export function standVan(dossier: Dossier): DossierStand {
  const { dossierId, schuldeiser, indiener, status, gemeentecode, van, totEnMet, hervatbaarVanaf } = dossier
  const aangenomenOp = dossier.aangenomenOp.toTemporalInstant()
  const incassostop = { van, totEnMet, hervatbaarVanaf }
  return {
    dossierId,
    schuldeiser,
    indiener,
    status,
    gemeentecode,
    uitvoerder: dossier.uitvoerder,
    aangenomenOp,
    incassostop,
    openTot: eindeVanDag(totEnMet),
  }
}

/** The same for what is somebody else's as for what is not there. */
export function nietGevonden(): Probleem {
  return probleem('niet-gevonden', 'Dit dossier bestaat niet, of is niet van u.')
}

export function geenRecht(detail: string): Probleem {
  return probleem('geen-recht', detail)
}
