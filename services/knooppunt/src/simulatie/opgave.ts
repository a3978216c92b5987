import type { Deelnemer } from '@warmknooppunt/register/deelnemer-store'
import { DEMO_OVEREENKOMSTEN } from '@warmknooppunt/register/demo/overeenkomsten'
import type { Doorverwijzing, Vordering } from '@warmknooppunt/schemas/types/doorverwijzing.v1'
import { adresIn, adresInTwee, adresNergens } from './adressen.ts'
import { DEMO_STAND } from './demo-stand.ts'
import type { Kans } from './kans.ts'
import { geheel, inLetters, kansVoor, kies } from './kans.ts'
import type { Mix, Soort } from './mix.ts'
import { kiesSoort } from './mix.ts'
import { maakOngeldig } from './ongeldig.ts'
import type { Afzender } from './partijen.ts'
import { AFZENDERS } from './partijen.ts'
import type { Woonplek } from './personen.ts'
import { verzinHulpvrager } from './personen.ts'
import type { Verwachting } from './verwachting.ts'
import { bepaalVerwachting, ONGELDIG } from './verwachting.ts'

/** One doorverwijzing to send, and what should come of it. */
export type Opgave = {
  readonly soort: Soort
  /** code of the party that sends */
  readonly afzender: string
  readonly referentienummer: string
  /** value of Idempotency-Key */
  readonly sleutel: string
  readonly body: unknown
  readonly verwacht: Verwachting
}

export type Loop = {
  readonly zaad: number
  /** small letters that no other run has */
  readonly run: string
  readonly mix: Mix
  readonly nu: Temporal.Instant
}

/** Referentienummers of a run begin with this; nothing else in a postvak does. */
export function voorvoegsel({ zaad, run }: Pick<Loop, 'zaad' | 'run'>): string {
  return `SIM-${inLetters(zaad)}-${run}-`
}

const GETROKKEN = AFZENDERS.flatMap((wie) => Array.from({ length: wie.gewicht }, () => wie))

/** The n-th doorverwijzing of a run: the same for the same seed, run and moment. */
export async function maakOpgave(loop: Loop, nummer: number): Promise<Opgave> {
  const kans = kansVoor(loop.zaad, nummer)
  const soort = kiesSoort(kans, loop.mix)
  const wie = kies(kans, GETROKKEN)
  const schuldeiser = DEMO_STAND.deelnemer(wie.schuldeiser)
  if (!schuldeiser) throw new Error(`the demo has no ${wie.schuldeiser}`)
  const referentienummer = `${voorvoegsel(loop)}${String(nummer).padStart(7, '0')}`
  const wat = { wie, schuldeiser, referentienummer, nummer, woonplek: kiesWoonplek(kans, soort, wie) }
  const body = verzin(kans, loop, wat)
  const vast = { soort, afzender: wie.afzender, referentienummer, sleutel: referentienummer }
  if (soort === 'ongeldig') return { ...vast, body: maakOngeldig(kans, body, loop.nu), verwacht: ONGELDIG }
  return { ...vast, body, verwacht: await bepaalVerwachting(body, schuldeiser, loop.nu) }
}

/** Where the resident of this kind of doorverwijzing lives. */
function kiesWoonplek(kans: Kans, soort: Soort, wie: Afzender): Woonplek {
  const metAfspraak = gemeentenVan(wie.schuldeiser)
  switch (soort) {
    case 'meerdere':
      return { woonadres: adresInTwee(kans) }
    case 'onbekend':
      return { woonadres: adresNergens(kans) }
    case 'geen-overeenkomst': {
      const zonder = DEMO_STAND.gemeenten.map((g) => g.gemeentecode).filter((code) => !metAfspraak.includes(code))
      return { woonadres: adresIn(kans, zonder) }
    }
    case 'gevonden':
    case 'herhaling':
    case 'ongeldig':
      if (soort === 'gevonden' && kans() < 0.03) return { gemeentecode: kies(kans, metAfspraak) }
      return { woonadres: adresIn(kans, metAfspraak) }
  }
}

function gemeentenVan(schuldeiser: string): string[] {
  return DEMO_OVEREENKOMSTEN.flatMap((o) => (o.schuldeiser === schuldeiser ? [o.gemeentecode] : []))
}

type Wat = {
  readonly wie: Afzender
  readonly schuldeiser: Deelnemer
  readonly referentienummer: string
  readonly nummer: number
  readonly woonplek: Woonplek
}

function verzin(kans: Kans, loop: Loop, wat: Wat): Doorverwijzing {
  const { wie, schuldeiser, referentienummer, woonplek } = wat
  const gesprek = loop.nu.subtract({ minutes: geheel(kans, 20, 2_000) })
  return {
    referentienummer,
    ...(wie.afzender === wie.schuldeiser ? {} : { namens: schuldeiser.oin ?? schuldeiser.kvk ?? '' }),
    contactpersoon: {
      naam: 'Team Sociaal Incasso',
      telefoonnummer: '043-123 0000',
      emailadres: `sociaalincasso@${wie.afzender}.example.nl`,
    },
    hulpvrager: verzinHulpvrager(kans, woonplek, Number(loop.nu.toString().slice(0, 4))),
    toestemming: {
      verkregenOp: seconden(gesprek.add({ minutes: 5 })),
      wijze: kies(kans, ['telefonisch', 'schriftelijk', 'digitaal', 'persoonlijk']),
      tekstversie: 'toestemming-2026-01',
      gegevenDoor: 'hulpvrager',
      bewijs: kies(kans, ['opname', 'bevestiging', 'ondertekend']),
      omvang: { doorverwijzen: true, gegevensDelen: true },
    },
    persoonlijkContactOp: seconden(gesprek),
    vorderingen: Array.from({ length: kans() < 0.2 ? 2 : 1 }, (_, i) => verzinVordering(kans, loop, wat, i)),
    ...(kans() < 0.05 && wie.soort === 'drinkwater' ? { bedreigendeSituatie: verzinDreiging(kans, loop.nu) } : {}),
  }
}

function seconden(tijdstip: Temporal.Instant): string {
  return tijdstip.toString({ smallestUnit: 'second' })
}

function verzinVordering(kans: Kans, { run, nu }: Loop, { wie, nummer }: Wat, volgnummer: number): Vordering {
  return {
    vorderingskenmerk: `F-${run}-${nummer}-${inLetters(volgnummer)}`,
    klantnummer: `K-${run}-${nummer}`,
    soort: wie.soort,
    bedrag: `${geheel(kans, 10, 2_500)}.${String(geheel(kans, 0, 99)).padStart(2, '0')}`,
    peildatum: dag(nu.subtract({ hours: 48 })),
    ...(kans() < 0.5 ? { aantalAchterstalligeBetalingen: geheel(kans, 1, 12) } : {}),
  }
}

function dag(tijdstip: Temporal.Instant): string {
  return tijdstip.toString().slice(0, 10)
}

function verzinDreiging(kans: Kans, nu: Temporal.Instant): NonNullable<Doorverwijzing['bedreigendeSituatie']> {
  const datum = dag(nu.add({ hours: 24 * geheel(kans, 5, 20) }))
  return { soort: 'afsluiting-water', datum, opgeschort: kans() < 0.8 }
}
