import type { Uitgever } from './auth.ts'
import { BEWAAR_VELDEN } from './bewaar-velden.ts'
import type { Velden } from './config.ts'
import { DEUR_VELDEN } from './deur-velden.ts'
import { BUS_VELDEN } from './kafka-velden.ts'
import { KEK_PATROON } from './keks.ts'
import { SPOOR_VELDEN } from './spoor-velden.ts'

/** Settings that every process with an HTTP server has, the all-in-one included. */
export const SERVER_VELDEN = {
  // Below what one hub on two cores takes in a second, and below the queue that sheds: one client cannot fill it for the others.
  QUOTUM_PER_SECONDE: {
    soort: 'getal',
    standaard: 200,
    min: 0,
    max: 100_000,
    uitleg:
      'requests a second that one party may make to one process, with all its clients together; 0 = as many as it likes',
  },
  ADRES: { soort: 'tekst', standaard: '127.0.0.1', uitleg: 'address to listen on' },
  KLOKVERSCHIL_SECONDEN: {
    soort: 'getal',
    standaard: 5,
    min: 0,
    max: 60,
    uitleg:
      'how far the clock of whoever made a token may be off; only that: the alarm klokverschil has a fixed limit of 5 s',
  },
  TOEGANGSLOG: {
    soort: 'ja-nee',
    standaard: false,
    uitleg: 'a line in the log for every request: route, status, time, party and client; nothing personal',
  },
  ...DEUR_VELDEN,
  LOGNIVEAU: {
    soort: 'keuze',
    standaard: 'info',
    keuzes: ['debug', 'info', 'warn', 'error'],
    uitleg: 'what is logged',
  },
  ...SPOOR_VELDEN,
} as const satisfies Velden

/** Of who serves `/.well-known/security.txt`: the authorisation server, and the all-in-one. */
export const CONTACT_VELD = {
  BEVEILIGING_CONTACT: {
    soort: 'tekst',
    patroon: /^(?:mailto:[^\s@]+@[^\s@]+|https:\/\/\S+)$/,
    uitleg:
      'where somebody who finds a weakness reports it, told at /.well-known/security.txt; mailto:... or https://...',
  },
} as const satisfies Velden

/** Over plain http whoever is on the path could give the keys, and so make tokens: only to this machine itself. */
const ADRES = '(?:https://|http://(?:localhost|127\\.0\\.0\\.1|\\[::1\\])(?=[:/]))'
const PAAR = `${ADRES}[^\\s=]+=${ADRES}\\S+`
/** The setting UITGEVERS: pairs of an issuer and the address of its keys, between white space. */
export const UITGEVERS_PATROON = new RegExp(`^\\s*${PAAR}(\\s+${PAAR})*\\s*$`)

/** Where is written, outside the database, what a restored one is held against (docs/beheer-backup.md). */
export const BUITEN_VELDEN = {
  JOURNAAL_MAP: {
    soort: 'tekst',
    uitleg:
      'folder, best on another disk than the database, for the journal of what was accepted and delivered (ids and codes only); needed to reconcile after a restore',
  },
  GRAFSTENEN_MAP: {
    soort: 'tekst',
    uitleg:
      'folder, best on another disk than the database, for the list of destroyed dossiers; a restore applies it before anything serves',
  },
} as const satisfies Velden

export const DATABASE_VELD = {
  DATABASE_URL: {
    soort: 'tekst',
    verplicht: true,
    geheim: true,
    patroon: /^postgres(ql)?:\/\/./,
    uitleg:
      'PostgreSQL 17 or newer, postgres://user:password@host/database (or postgres://user@host/database?wachtwoordbestand=/path, a file that may change while this runs); a session connection, no transaction pooler',
  },
} as const satisfies Velden

export const POORT_VELDEN = {
  POORT: { soort: 'getal', standaard: 8080, min: 0, max: 65_535, uitleg: 'port to listen on; 0 = any free one' },
  METRIEKEN_POORT: {
    soort: 'getal',
    standaard: 9464,
    min: 0,
    max: 65_535,
    uitleg: 'port of /metrics; 0 = any free one',
  },
} as const satisfies Velden

export const KEK_VELD = {
  KEK: {
    soort: 'tekst',
    verplicht: true,
    geheim: true,
    patroon: KEK_PATROON,
    uitleg: 'key-encryption keys, one a line: id:base64 of 32 bytes; the first seals, all open',
  },
} as const satisfies Velden

/** The settings of a stage as a process of its own. */
export const STAGE_VELDEN = {
  ...DATABASE_VELD,
  VERBINDINGEN: { soort: 'getal', standaard: 6, min: 2, max: 100, uitleg: 'database connections for the work' },
  UITGEVERS: {
    soort: 'tekst',
    verplicht: true,
    patroon: UITGEVERS_PATROON,
    uitleg:
      'who may issue tokens, one a line: issuer=jwks address, such as https://hub.example.nl/oauth=https://hub.example.nl/oauth/jwks',
  },
  AUDIENCE: {
    soort: 'tekst',
    verplicht: true,
    patroon: /^https?:\/\/[^?#\s]+$/,
    uitleg: 'the API a token must be for, such as https://hub.example.nl/v1',
  },
  ...KEK_VELD,
  HUB_OIN: {
    soort: 'tekst',
    verplicht: true,
    patroon: /^\d{20}$/,
    uitleg: 'the OIN of this hub: 20 digits',
  },
  ...BUS_VELDEN,
  RELAIS: {
    soort: 'ja-nee',
    standaard: true,
    uitleg: 'with BUS=kafka: whether this service ships its outbox itself; nee where relay processes do',
  },
  ...SERVER_VELDEN,
  ...BUITEN_VELDEN,
  ...BEWAAR_VELDEN,
  ...POORT_VELDEN,
} as const satisfies Velden

/** The settings of a process that ships outboxes to Kafka and does nothing else. */
export const RELAY_VELDEN = {
  ...DATABASE_VELD,
  ...BUS_VELDEN,
  ADRES: SERVER_VELDEN.ADRES,
  LOGNIVEAU: SERVER_VELDEN.LOGNIVEAU,
  ...POORT_VELDEN,
} as const satisfies Velden

/** Reads the setting UITGEVERS, whose form the configuration has checked. */
export function leesUitgevers(tekst: string): Uitgever[] {
  return tekst
    .split(/\s+/)
    .filter((paar) => paar !== '')
    .map((paar) => {
      const teken = paar.indexOf('=')
      return { issuer: paar.slice(0, teken), jwksUri: paar.slice(teken + 1) }
    })
}
