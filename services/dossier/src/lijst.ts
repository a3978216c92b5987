import type { Antwoord } from '@warmknooppunt/platform/http'
import { amsterdamseDag } from '@warmknooppunt/regels/dag'
import type { Aanroeper } from '@warmknooppunt/regels/dossier'
import type { Inzage, Lezer, Stageomgeving } from './inzage.ts'
import type { Bereik } from './lijst-store.ts'
import { leesLijst } from './lijst-store.ts'
import { STANDAARD_LIMIET, STATUSSEN } from './route-schemas.ts'
import { toonDossier, toonWachtreden } from './weergave.ts'

const PARTIJ: Readonly<Record<Aanroeper['rol'], Inzage['partij']>> = {
  schuldeiser: 'schuldeiser',
  intermediair: 'schuldeiser',
  gemeente: 'gemeente',
  operator: 'operator',
}

/** A page of a party's dossiers, with the cursor to the next when there is more. */
export async function lijst(
  o: Stageomgeving,
  lezer: Lezer,
  query: Readonly<Record<string, unknown>>,
): Promise<Antwoord> {
  const limiet = typeof query.limiet === 'number' ? query.limiet : STANDAARD_LIMIET
  const na = typeof query.na === 'string' ? query.na : null
  const status = STATUSSEN.find((bekend) => bekend === query.status) ?? null
  // One more than asked tells whether there is a next page.
  const vraag = { bereik: bereikVan(lezer), na, limiet: limiet + 1, status, nu: lezer.nu }
  const gevonden = await leesLijst(o.pool, vraag)
  const bladzijde = gevonden.slice(0, limiet)
  const partij = PARTIJ[lezer.aanroeper.rol]
  const volgende = gevonden.length > limiet ? { volgende: bladzijde.at(-1)?.dossierId } : {}
  const doorverwijzingen = bladzijde.map((dossier) => ({
    ...toonDossier({ dossier, partij }, lezer.stand, lezer.nu),
    ...(partij === 'operator' ? toonWachtreden(dossier, lezer.stand) : {}),
  }))
  return { kind: 'antwoord', status: 200, body: { doorverwijzingen, ...volgende } }
}

/** Whose dossiers this party may list, by mandates and gemeenten as they are now. */
function bereikVan({ aanroeper, stand, nu }: Lezer): Bereik {
  const { deelnemer } = aanroeper
  switch (aanroeper.rol) {
    case 'operator':
      return { kind: 'alle' }
    case 'schuldeiser':
      return { kind: 'schuldeiser', schuldeiser: deelnemer }
    case 'intermediair': {
      const codes = stand.deelnemers.map((d) => d.deelnemer)
      return { kind: 'intermediair', intermediair: deelnemer, mandaten: codes.filter((c) => aanroeper.mandaten.has(c)) }
    }
    case 'gemeente': {
      const dag = amsterdamseDag(nu)
      const gemeenten = stand.gemeentenVanOntvanger(deelnemer, dag).map((gemeentecode) => ({
        gemeentecode,
        vanAnderen: stand.uitvoerdersVanAnderen(deelnemer, gemeentecode, dag),
      }))
      return { kind: 'gemeente', gemeenten }
    }
  }
}
