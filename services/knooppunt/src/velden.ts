import { BEWAAR_VELDEN } from '@warmknooppunt/platform/bewaar-velden'
import type { Velden } from '@warmknooppunt/platform/config'
import { BUITEN_VELDEN, CONTACT_VELD, SERVER_VELDEN, UITGEVERS_PATROON } from '@warmknooppunt/platform/dienst-velden'
import { BUS_VELDEN } from '@warmknooppunt/platform/kafka-velden'
import { KEK_PATROON } from '@warmknooppunt/platform/keks'
import { VIER_OGEN_VELD } from '@warmknooppunt/register/vier-ogen-veld'

/** Which database: the embedded one in its folder, or another. */
export const DATABASE_VELDEN = {
  DATA_MAP: { soort: 'tekst', uitleg: 'folder of the hub (default .data beside the code)' },
  DATABASE_URL: {
    soort: 'tekst',
    geheim: true,
    patroon: /^postgres(ql)?:\/\/./,
    uitleg: 'a PostgreSQL 17 or newer instead of the embedded one, as owner of its database; a session connection',
  },
} as const satisfies Velden

/** Where the yearly file of postcodes is fetched: read by the command that imports it, not by the hub. */
export const POSTCODE_VELDEN = {
  ...DATABASE_VELDEN,
  POSTCODES_URL: {
    soort: 'tekst',
    standaard: 'https://download.cbs.nl/postcode/{jaar}-cbs-pc6huisnr{jaar}0801_buurt.zip',
    patroon: /^https?:\/\/[^\s]*\{jaar\}/,
    uitleg: 'address of the yearly file of CBS, with {jaar} where the year stands',
  },
} as const satisfies Velden

/** How much of what was committed the loss of the disk may take: only with the embedded database. */
export const ARCHIEF_VELDEN = {
  WAL_ARCHIEF: {
    soort: 'tekst',
    uitleg:
      'folder, on another disk than DATA_MAP, to which the embedded PostgreSQL archives its WAL without pause: a restore then loses seconds, not all since the last back-up',
  },
  WAL_ARCHIEF_SECONDEN: {
    soort: 'getal',
    standaard: 60,
    min: 1,
    max: 86_400,
    uitleg: 'at most so long what was committed waits for its place in WAL_ARCHIEF',
  },
} as const satisfies Velden

const KEK_VELD = {
  KEK: {
    soort: 'tekst',
    geheim: true,
    patroon: KEK_PATROON,
    uitleg: 'key-encryption keys, one a line: id:base64 of 32 bytes (default: the file geheimen/kek in DATA_MAP)',
  },
} as const satisfies Velden

const OIN_VELD = {
  HUB_OIN: {
    soort: 'tekst',
    standaard: '00000099900000012000',
    patroon: /^\d{20}$/,
    uitleg: 'the OIN of this hub: 20 digits',
  },
} as const satisfies Velden

const BUITEN = {
  JOURNAAL_MAP: {
    ...BUITEN_VELDEN.JOURNAAL_MAP,
    uitleg: `${BUITEN_VELDEN.JOURNAAL_MAP.uitleg} (default: journaal in DATA_MAP)`,
  },
  GRAFSTENEN_MAP: {
    ...BUITEN_VELDEN.GRAFSTENEN_MAP,
    uitleg: `${BUITEN_VELDEN.GRAFSTENEN_MAP.uitleg} (default: grafstenen in DATA_MAP)`,
  },
} as const satisfies Velden

/** What a back-up and a restore must know. */
export const HERSTEL_VELDEN = { ...DATABASE_VELDEN, ...KEK_VELD, ...OIN_VELD, ...BUITEN } as const satisfies Velden

/** The settings of the all-in-one. Without any it runs the demo on this machine. */
export const VELDEN = {
  ...DATABASE_VELDEN,
  ...KEK_VELD,
  POORT: { soort: 'getal', standaard: 8080, min: 1, max: 65_535, uitleg: 'port of the API' },
  METRIEKEN_POORT: { soort: 'getal', standaard: 9464, min: 1, max: 65_535, uitleg: 'port of /metrics' },
  BASIS_URL: {
    soort: 'tekst',
    patroon: /^https?:\/\/[^/?#\s]+$/,
    uitleg: 'how others reach the hub, such as https://hub.example.nl (default http://127.0.0.1 and POORT)',
  },
  ...OIN_VELD,
  UITGEVERS: {
    soort: 'tekst',
    patroon: UITGEVERS_PATROON,
    uitleg: 'who may issue tokens besides the built-in server, one a line: issuer=jwks address',
  },
  TOKEN_SECONDEN: { soort: 'getal', standaard: 600, min: 60, max: 3_600, uitleg: 'how long an access token lives' },
  DEMO: {
    soort: 'keuze',
    standaard: 'vanzelf',
    keuzes: ['ja', 'nee', 'vanzelf'],
    uitleg: 'demo parties, their keys and a webhook receiver; vanzelf: only with the embedded database',
  },
  DEMO_POORT: {
    soort: 'getal',
    standaard: 8090,
    min: 1,
    max: 65_535,
    uitleg: "port of the demo's webhook receiver on 127.0.0.1; counts at the first start",
  },
  ...BUS_VELDEN,
  ...BUITEN,
  ...ARCHIEF_VELDEN,
  ...SERVER_VELDEN,
  ...CONTACT_VELD,
  ...VIER_OGEN_VELD,
  ...BEWAAR_VELDEN,
} as const satisfies Velden
