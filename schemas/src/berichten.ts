import type { Bezorging } from '../types/bezorging.v1.ts'
import type { Contactregistratie } from '../types/contactregistratie.v1.ts'
import type { Deelnamecontrole } from '../types/deelnamecontrole.v1.ts'
import type { Doorverwijzing } from '../types/doorverwijzing.v1.ts'
import type { DoorverwijzingGerouteerd } from '../types/doorverwijzing-gerouteerd.v1.ts'
import type { Eindpunt } from '../types/eindpunt.v1.ts'
import type { Eindpuntbesluit } from '../types/eindpuntbesluit.v1.ts'
import type { Envelop } from '../types/envelop.v1.ts'
import type { Geheimwissel } from '../types/geheimwissel.v1.ts'
import type { Gerouteerd } from '../types/gerouteerd.v1.ts'
import type { Herbezorgopdracht } from '../types/herbezorgopdracht.v1.ts'
import type { Herstelopdracht } from '../types/herstelopdracht.v1.ts'
import type { Ingediend } from '../types/ingediend.v1.ts'
import type { NietBezorgbaar } from '../types/niet-bezorgbaar.v1.ts'
import type { Onrouteerbaar } from '../types/onrouteerbaar.v1.ts'
import type { Postvakbevestiging } from '../types/postvakbevestiging.v1.ts'
import type { Registerbesluit } from '../types/registerbesluit.v1.ts'
import type { Registerwijziging } from '../types/registerwijziging.v1.ts'
import type { Routeeropdracht } from '../types/routeeropdracht.v1.ts'
import type { Termijnbericht } from '../types/termijnbericht.v1.ts'
import type { Versleuteld } from '../types/versleuteld.v1.ts'
import type { Topic } from './topics.ts'

/** The generated type of each message. */
export type TypeVan = {
  doorverwijzing: Doorverwijzing
  contactregistratie: Contactregistratie
  deelnamecontrole: Deelnamecontrole
  postvakbevestiging: Postvakbevestiging
  routeeropdracht: Routeeropdracht
  herbezorgopdracht: Herbezorgopdracht
  herstelopdracht: Herstelopdracht
  registerwijziging: Registerwijziging
  eindpunt: Eindpunt
  eindpuntbesluit: Eindpuntbesluit
  geheimwissel: Geheimwissel
  registerbesluit: Registerbesluit
  ingediend: Ingediend
  gerouteerd: Gerouteerd
  onrouteerbaar: Onrouteerbaar
  'niet-bezorgbaar': NietBezorgbaar
  termijnbericht: Termijnbericht
  bezorging: Bezorging
  'doorverwijzing-gerouteerd': DoorverwijzingGerouteerd
  envelop: Envelop
  versleuteld: Versleuteld
}
export type Bericht = keyof TypeVan

/** wire: posted to the hub; bus: `data` on a topic; bezorgd: `data` as a party receives it; bouwsteen: part of others. */
export type Soort = 'wire' | 'bus' | 'bezorgd' | 'bouwsteen'
/** `types`: the CloudEvents types that carry it as `data`; `topics`: where. Those also handed to a party as they are say so. */
export type Berichtgegevens = {
  readonly versie: number
  readonly soort: Soort
  readonly topics: readonly Topic[]
  readonly types: readonly string[]
  readonly ookBezorgd: boolean
  /** how many values it may hold, where that is more than others */
  readonly maxWaarden?: number
}

const wire = { versie: 1, soort: 'wire', topics: [], types: [], ookBezorgd: false } as const
const bouwsteen = { ...wire, soort: 'bouwsteen' } as const
const bus = { ...wire, soort: 'bus' } as const

/** Event types of what intake accepts; orders keep theirs on every topic. */
const opdrachttypen = [
  'nl.warmknooppunt.routeeropdracht.ingediend',
  'nl.warmknooppunt.herbezorgopdracht.ingediend',
  'nl.warmknooppunt.herstelopdracht.ingediend',
] as const

export const berichten = {
  doorverwijzing: wire,
  contactregistratie: wire,
  deelnamecontrole: wire,
  postvakbevestiging: wire,
  routeeropdracht: wire,
  herbezorgopdracht: wire,
  herstelopdracht: wire,
  // A file of the whole register, checked in and read in as one.
  registerwijziging: { ...wire, maxWaarden: 200_000 },
  eindpunt: wire,
  eindpuntbesluit: wire,
  geheimwissel: wire,
  registerbesluit: wire,
  ingediend: {
    ...bus,
    topics: ['berichten', 'routeringen', 'termijnen'],
    types: [
      'nl.warmknooppunt.doorverwijzing.ingediend',
      'nl.warmknooppunt.contactregistratie.ingediend',
      ...opdrachttypen,
    ],
  },
  gerouteerd: {
    ...bus,
    topics: ['routeringen', 'termijnen'],
    types: ['nl.warmknooppunt.doorverwijzing.gerouteerd', 'nl.warmknooppunt.contactregistratie.gerouteerd'],
  },
  onrouteerbaar: {
    ...bus,
    topics: ['routeringen', 'termijnen'],
    types: ['nl.warmknooppunt.doorverwijzing.onrouteerbaar'],
  },
  'niet-bezorgbaar': {
    ...bus,
    topics: ['routeringen', 'termijnen'],
    types: ['nl.warmknooppunt.niet-bezorgbaar.gerouteerd'],
    ookBezorgd: true,
  },
  termijnbericht: {
    ...bus,
    topics: ['termijnen'],
    types: ['nl.warmknooppunt.termijnbericht.gemeld'],
    ookBezorgd: true,
  },
  bezorging: {
    ...bus,
    topics: ['bezorgingen'],
    types: [
      'nl.warmknooppunt.bezorging.beschikbaar',
      'nl.warmknooppunt.bezorging.opgehaald',
      'nl.warmknooppunt.bezorging.gepusht',
      'nl.warmknooppunt.bezorging.mislukt',
      'nl.warmknooppunt.bezorging.geparkeerd',
      'nl.warmknooppunt.bezorging.vrijgegeven',
    ],
  },
  'doorverwijzing-gerouteerd': {
    ...wire,
    soort: 'bezorgd',
    types: ['nl.warmknooppunt.doorverwijzing.gerouteerd'],
    ookBezorgd: true,
  },
  envelop: bouwsteen,
  versleuteld: bouwsteen,
} as const satisfies Readonly<Record<Bericht, Berichtgegevens>>

export function isBericht(naam: string): naam is Bericht {
  return Object.hasOwn(berichten, naam)
}

/** The events of the hub, as on the bus. */
export type EventType = (typeof berichten)[Bericht]['types'][number]

/** URI of the version this code writes, equal to the `$id` of the schema. */
export function dataschemaVan(bericht: Bericht): string {
  return `https://schemas.warmknooppunt.nl/${bericht}/v${berichten[bericht].versie}.schema.json`
}

/**
 * What this hub can do with a dataschema. `nieuwere-versie` is written by a newer hub (a later version, or a message this hub never heard of)
 * and waits; `onbekend` is not ours.
 */
export type Dataschema =
  | { readonly kind: 'bekend'; readonly bericht: Bericht; readonly versie: number }
  | { readonly kind: 'nieuwere-versie'; readonly bericht: string; readonly versie: number }
  | { readonly kind: 'onbekend' }

const vorm =
  /^https:\/\/schemas\.warmknooppunt\.nl\/(?<naam>[a-z]+(?:-[a-z]+)*)\/v(?<versie>[1-9][0-9]{0,3})\.schema\.json$/

export function leesDataschema(uri: string): Dataschema {
  const { naam, versie } = vorm.exec(uri)?.groups ?? {}
  if (naam === undefined || versie === undefined) return { kind: 'onbekend' }
  const nummer = Number(versie)
  if (!isBericht(naam) || nummer > berichten[naam].versie)
    return { kind: 'nieuwere-versie', bericht: naam, versie: nummer }
  return { kind: 'bekend', bericht: naam, versie: nummer }
}
