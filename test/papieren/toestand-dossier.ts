import { STANDAARD_AFSPRAKEN } from '../../packages/regels/src/afspraken.ts'
import { besluitContactregistratie } from '../../packages/regels/src/besluit-contactregistratie.ts'
import type { Adresuitkomst, Bestemming, Routeerkeuze } from '../../packages/regels/src/besluit-doorverwijzing.ts'
import { besluitDoorverwijzing, besluitRouteeropdracht } from '../../packages/regels/src/besluit-doorverwijzing.ts'
import { amsterdamseDag, dagenTussen } from '../../packages/regels/src/dag.ts'
import type { Contact, DossierStand, DossierStatus, Routering } from '../../packages/regels/src/dossier.ts'
import {
  eersteStand,
  geslotenVanaf,
  pasToe,
  statusVoorGemeente,
  statusVoorSchuldeiser,
} from '../../packages/regels/src/dossier.ts'
import { atwFeestdagen, maakKalender } from '../../packages/regels/src/kalender.ts'
import type { Machine, Overgang, Stap } from './toestanden.ts'
import { overgangenVan, voegSamen } from './toestanden.ts'

export const NU = Temporal.Instant.from('2026-11-20T09:00:00Z')
export const KALENDER = maakKalender(
  [2026, 2027].flatMap(atwFeestdagen).map(({ dag }) => dag),
  [],
  { van: 2026, totEnMet: 2027 },
)

/** Every status there is. */
export const DOSSIERSTATUSSEN = {
  'wacht-op-routering': true,
  aangenomen: true,
  'niet-bezorgbaar': true,
  ingetrokken: true,
  gesloten: true,
} satisfies Record<DossierStatus, true>

const BESTEMMING: Bestemming = {
  gemeentecode: '0988',
  toekenning: { kind: 'toegekend', uitvoerder: 'kempen', loket: 'algemeen', ontvanger: 'gemeente-weert' },
  overeenkomst: {
    kind: 'ok',
    overeenkomst: {
      overeenkomst: 'maasdal-weert',
      schuldeiser: 'waterbedrijf-maasdal',
      gemeentecode: '0988',
      grondslag: 'toestemming',
      ondertekendOp: '2026-01-01',
      van: '2026-01-01',
      totEnMet: null,
      afspraken: STANDAARD_AFSPRAKEN,
    },
  },
}
const WEERT = {
  deelnemer: 'gemeente-weert',
  rol: 'gemeente',
  mandaten: new Set<string>(),
  gemeenten: new Set(['0988']),
} as const
const WIE = { dossierId: 'd-1', schuldeiser: 'waterbedrijf-maasdal', indiener: 'waterbedrijf-maasdal' }

/** While the stop runs, while the gemeente may still report, and after that. */
type Fase = 'stop' | 'naloop' | 'voorbij'
type Toestand = { readonly stand: DossierStand; readonly fase: Fase }

function momentVan({ stand, fase }: Toestand): Temporal.Instant {
  switch (fase) {
    case 'stop':
      return stand.aangenomenOp
    case 'naloop':
      return stand.openTot
    case 'voorbij':
      return geslotenVanaf(stand)
  }
}

/** The dossier that a doorverwijzing opens; none when it is refused. */
export function openDossier(uitkomst: Adresuitkomst): DossierStand[] {
  const besluit = besluitDoorverwijzing({ eerdere: [], zelfdeReferentie: null, uitkomst, kalender: KALENDER }, NU)
  return besluit.kind === 'gebeurtenis' ? [eersteStand(WIE, besluit.gebeurtenis, NU)] : []
}

export const NAAR_WEERT: Adresuitkomst = { kind: 'gemeente', bestemming: BESTEMMING }
const NAAR_NIEMAND: Adresuitkomst = {
  kind: 'gemeente',
  bestemming: { ...BESTEMMING, toekenning: { kind: 'geen-uitvoerder' } },
}
type Wachtreden = Extract<Adresuitkomst, { kind: 'wacht' }>['reden']
const WACHT = {
  meerdere: { door: 'several', uitkomst: { kind: 'wacht', reden: 'meerdere', kandidaten: ['0988', '0946'] } },
  onbekend: { door: 'none', uitkomst: { kind: 'wacht', reden: 'onbekend', kandidaten: [] } },
} as const satisfies Record<Wachtreden, { door: string; uitkomst: Adresuitkomst }>
const OPENINGEN = [
  { door: 'one gemeente found', uitkomst: NAAR_WEERT },
  { door: 'one that takes no part', uitkomst: NAAR_NIEMAND },
  ...Object.values(WACHT),
]

function routeer(stand: DossierStand, keuze: Routeerkeuze, nu: Temporal.Instant) {
  return besluitRouteeropdracht({ stand, keuze, kalender: KALENDER }, nu)
}

function registreer(stand: DossierStand, nu: Temporal.Instant) {
  const registratie = { soort: 'contact', kanaal: 'telefoon', plaatsgevondenOp: stand.aangenomenOp } as const
  return besluitContactregistratie({ stand, aanroeper: WEERT, registratie }, nu)
}

type Beslis = (stand: DossierStand, nu: Temporal.Instant) => ReturnType<typeof routeer | typeof registreer>

/** What leads to each event that a dossier knows. */
const BESLUITEN = {
  gerouteerd: {
    door: 'operator chooses',
    beslis: (stand, nu) => routeer(stand, { kind: 'gemeente', bestemming: BESTEMMING }, nu),
  },
  'niet-bezorgbaar': {
    door: 'operator refuses',
    beslis: (stand, nu) => routeer(stand, { kind: 'weiger', reden: 'adres-niet-te-herleiden' }, nu),
  },
  'contact-geregistreerd': { door: 'contact registered', beslis: registreer },
} satisfies Record<(Routering | Contact)['kind'], { door: string; beslis: Beslis }>

/** What may be asked of a dossier, and what it is after the decision on that. */
export const VRAGEN = Object.values(BESLUITEN).map(({ door, beslis }) => ({
  door,
  beantwoord(stand: DossierStand, nu: Temporal.Instant): DossierStand {
    const besluit = beslis(stand, nu)
    return besluit.kind === 'gebeurtenis' ? pasToe(stand, besluit.gebeurtenis) : stand
  },
}))

function naloopDagen(): number {
  return dagenTussen(amsterdamseDag(NU), amsterdamseDag(geslotenVanaf({ openTot: NU })))
}

/** Orders, registrations and the calendar, on every dossier that a doorverwijzing opens. */
export const DOSSIER: Machine<Toestand> = {
  begin: OPENINGEN.flatMap(({ door, uitkomst }) =>
    openDossier(uitkomst).map((stand) => ({ door, naar: { stand, fase: 'stop' } as const })),
  ),
  gebeurtenissen: [
    ...VRAGEN.map(({ door, beantwoord }) => ({
      door,
      pasToe: (t: Toestand) => ({ ...t, stand: beantwoord(t.stand, momentVan(t)) }),
    })),
    { door: 'stop ended', pasToe: (t) => (t.fase === 'stop' ? { ...t, fase: 'naloop' } : t) },
    { door: `${naloopDagen()} days later`, pasToe: (t) => (t.fase === 'naloop' ? { ...t, fase: 'voorbij' } : t) },
  ],
}

/** The dossier as its creditor sees it, and as the gemeente and operators do. */
export function dossierovergangen(stappen: readonly Stap<Toestand>[]): Overgang[] {
  const zoals = (status: typeof statusVoorSchuldeiser) =>
    overgangenVan(stappen, (toestand) => status(toestand.stand, momentVan(toestand)))
  return voegSamen({ creditor: zoals(statusVoorSchuldeiser), gemeente: zoals(statusVoorGemeente) })
}
