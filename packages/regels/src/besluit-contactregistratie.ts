import type { Kanaal } from './afspraken.ts'
import { amsterdamseDag, beginVanDag } from './dag.ts'
import type {
  Aanroeper,
  Contact,
  DossierStand,
  Gebeurtenis,
  NietGevonden,
  Ongeldig,
  Registratiesoort,
  VerkeerdeStatus,
} from './dossier.ts'
import { partijVan, statusVoorGemeente } from './dossier.ts'
import type { Probleem } from './probleem.ts'

export type ContactregistratieVraag = {
  readonly stand: DossierStand | null
  readonly aanroeper: Aanroeper
  readonly registratie: {
    readonly soort: Registratiesoort
    readonly kanaal: Kanaal
    readonly plaatsgevondenOp: Temporal.Instant
  }
}

function overMoment(moment: Temporal.Instant, stand: DossierStand, nu: Temporal.Instant): Probleem[] {
  const location = '/plaatsgevondenOp'
  if (Temporal.Instant.compare(moment, nu) > 0) {
    return [{ location, code: 'in-de-toekomst', detail: 'Het contact ligt in de toekomst.' }]
  }
  const eersteMoment = beginVanDag(amsterdamseDag(stand.aangenomenOp))
  if (Temporal.Instant.compare(moment, eersteMoment) >= 0) return []
  const detail = 'Het contact ligt voor de dag waarop de doorverwijzing is aangenomen.'
  return [{ location, code: 'voor-aanname', detail }]
}

/** Only the gemeente that has the dossier may register contact; for everybody else the dossier does not exist. */
export function besluitContactregistratie(
  { stand, aanroeper, registratie }: ContactregistratieVraag,
  nu: Temporal.Instant,
): Gebeurtenis<Contact> | NietGevonden | VerkeerdeStatus | Ongeldig {
  if (stand === null || partijVan(stand, aanroeper) !== 'gemeente') return { kind: 'niet-gevonden' }
  if (statusVoorGemeente(stand, nu) !== 'aangenomen') return { kind: 'geweigerd', code: 'verkeerde-status' }
  const problemen = overMoment(registratie.plaatsgevondenOp, stand, nu)
  if (problemen.length > 0) return { kind: 'ongeldig', problemen }
  return { kind: 'gebeurtenis', gebeurtenis: { kind: 'contact-geregistreerd', ...registratie } }
}
