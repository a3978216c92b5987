import type { Velden } from '@warmknooppunt/platform/config'
import { KEK_PATROON } from '@warmknooppunt/platform/keks'

/** The settings of the authorisation server as a process of its own. */
export const VELDEN = {
  DATABASE_URL: { soort: 'tekst', verplicht: true, geheim: true, uitleg: 'PostgreSQL, a session connection' },
  ISSUER: {
    soort: 'tekst',
    verplicht: true,
    patroon: /^https?:\/\/[^/?#]+(\/[^?#]*[^/?#])?$/,
    uitleg: 'where clients reach this server, without a slash at the end, such as https://hub.example.nl/oauth',
  },
  AUDIENCE: {
    soort: 'tekst',
    verplicht: true,
    patroon: /^https?:\/\/[^?#]+$/,
    uitleg: 'the API a token is for, such as https://hub.example.nl/v1',
  },
  KEK: {
    soort: 'tekst',
    verplicht: true,
    geheim: true,
    patroon: KEK_PATROON,
    uitleg: 'key-encryption keys, one a line: id:base64 of 32 bytes; the first seals, all open',
  },
  ADRES: { soort: 'tekst', standaard: '127.0.0.1', uitleg: 'address to listen on' },
  POORT: { soort: 'getal', standaard: 8080, min: 0, max: 65_535, uitleg: 'port to listen on; 0 = any free one' },
  METRIEKEN_POORT: {
    soort: 'getal',
    standaard: 9464,
    min: 0,
    max: 65_535,
    uitleg: 'port of /metrics; 0 = any free one',
  },
  TOKEN_SECONDEN: { soort: 'getal', standaard: 600, min: 60, max: 3_600, uitleg: 'how long an access token lives' },
  KLOKVERSCHIL_SECONDEN: {
    soort: 'getal',
    standaard: 5,
    min: 0,
    max: 60,
    uitleg:
      'how far the clock of a client that makes an assertion may be off; only that: the alarm klokverschil has a fixed limit of 5 s',
  },
  LOGNIVEAU: {
    soort: 'keuze',
    standaard: 'info',
    keuzes: ['debug', 'info', 'warn', 'error'],
    uitleg: 'what is logged',
  },
} as const satisfies Velden
