import type { Velden } from '@warmknooppunt/platform/config'
import { DEUR_VELDEN } from '@warmknooppunt/platform/deur-velden'
import {
  CONTACT_VELD,
  DATABASE_VELD,
  KEK_VELD,
  POORT_VELDEN,
  SERVER_VELDEN,
} from '@warmknooppunt/platform/dienst-velden'

/** The settings of the authorisation server as a process of its own. */
export const VELDEN = {
  ...DATABASE_VELD,
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
  ...KEK_VELD,
  ADRES: SERVER_VELDEN.ADRES,
  ...DEUR_VELDEN,
  ...POORT_VELDEN,
  TOKEN_SECONDEN: { soort: 'getal', standaard: 600, min: 60, max: 3_600, uitleg: 'how long an access token lives' },
  KLOKVERSCHIL_SECONDEN: {
    soort: 'getal',
    standaard: 5,
    min: 0,
    max: 60,
    uitleg:
      'how far the clock of a client that makes an assertion may be off; only that: the alarm klokverschil has a fixed limit of 5 s',
  },
  LOGNIVEAU: SERVER_VELDEN.LOGNIVEAU,
  ...CONTACT_VELD,
} as const satisfies Velden
