import { fileURLToPath } from 'node:url'
import type { Velden } from '@warmknooppunt/platform/config'
import { DIENSTEN, isDienstnaam } from '../services/knooppunt/src/dienst/diensten.ts'
import { OPSTART, OPSTART_OMGEVING } from '../services/knooppunt/src/dienst/topologie.ts'
import type { Programma } from './caddy.ts'

const [GEHEUGEN, HOOFD] = OPSTART
const MAIN = fileURLToPath(new URL(`../${HOOFD}`, import.meta.url))
const OIN = '00000099900000012000'

export type Omgeving = Readonly<Record<string, string | undefined>>

/** What all services of one cluster share. Its own secrets go by file; what was given in the environment goes on as it came. */
export type Gedeeld = {
  readonly map: string
  readonly databaseUrlBestand: string
  readonly kekBestand: string
  readonly basis: string
  readonly issuer: string
  readonly jwks: string
  readonly journaal: string
  readonly grafstenen: string
  readonly bus: Readonly<Record<string, string>>
  /** settings of who started the cluster */
  readonly env: Omgeving
}

/** A process carries the folder of its cluster, by which a next one knows it as a left-over of this. */
export const KENMERK = 'CLUSTER_MAP'

/** What any program needs of the machine. */
export function basisomgeving(env: Omgeving, map: string): Record<string, string> {
  return { ...neem(env, ['PATH', 'HOME', 'LANG', 'TZ', 'TMPDIR', 'NODE_OPTIONS', 'JAVA_HOME']), [KENMERK]: map }
}

/** A service as a program: the settings of the cluster, and those that were given by the environment and are not the cluster's to decide. */
export function dienstprogramma(
  gedeeld: Gedeeld,
  proces: { readonly dienst: string; readonly poort: number; readonly metriekenPoort: number },
): Programma {
  if (!isDienstnaam(proces.dienst)) throw new Error(`there is no service ${proces.dienst}`)
  const velden: Velden = DIENSTEN[proces.dienst].velden
  const alle: Readonly<Record<string, string>> = {
    HUB_OIN: OIN,
    ...gegeven(gedeeld.env, velden),
    DATABASE_URL_BESTAND: gedeeld.databaseUrlBestand,
    KEK_BESTAND: gedeeld.kekBestand,
    ISSUER: gedeeld.issuer,
    AUDIENCE: `${gedeeld.basis}/v1`,
    UITGEVERS: `${gedeeld.issuer}=${gedeeld.jwks}`,
    JOURNAAL_MAP: gedeeld.journaal,
    GRAFSTENEN_MAP: gedeeld.grafstenen,
    ADRES: '127.0.0.1',
    POORT: String(proces.poort),
    METRIEKEN_POORT: String(proces.metriekenPoort),
    ...gedeeld.bus,
  }
  const eigen = Object.entries(alle).filter(([naam]) => naam.replace(/_BESTAND$/, '') in velden)
  return {
    opdracht: process.execPath,
    argumenten: [GEHEUGEN, MAIN, proces.dienst],
    env: {
      ...basisomgeving(gedeeld.env, gedeeld.map),
      ...OPSTART_OMGEVING,
      ...otel(gedeeld.env),
      ...Object.fromEntries(eigen),
    },
  }
}

/** The settings of a process as they may be told: without the text of a secret. */
export function zonderGeheimen(
  dienst: string,
  env: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const velden: Velden = isDienstnaam(dienst) ? DIENSTEN[dienst].velden : {}
  // OpenTelemetry knows more of these than the hub does.
  const isGeheim = (naam: string) => velden[naam]?.geheim === true || /^OTEL_.*HEADERS$/.test(naam)
  return Object.fromEntries(Object.entries(env).filter(([naam]) => !isGeheim(naam)))
}

/** Named by the cluster, whatever the environment says. */
const VAN_CLUSTER = new Set([
  ...['DATABASE_URL', 'KEK', 'ISSUER', 'AUDIENCE', 'UITGEVERS', 'JOURNAAL_MAP', 'GRAFSTENEN_MAP'],
  ...['ADRES', 'POORT', 'METRIEKEN_POORT', 'BUS', 'KAFKA_BROKERS', 'RELAIS'],
])

function gegeven(env: Omgeving, velden: Velden): Record<string, string> {
  const namen = Object.keys(velden).filter((naam) => !VAN_CLUSTER.has(naam))
  return neem(
    env,
    namen.flatMap((naam) => [naam, `${naam}_BESTAND`]),
  )
}

/** Of tracing, which every program reads by its standard names. */
function otel(env: Omgeving): Record<string, string> {
  return neem(
    env,
    Object.keys(env).filter((naam) => naam.startsWith('OTEL_')),
  )
}

function neem(env: Omgeving, namen: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    namen.flatMap((naam) => {
      const waarde = env[naam]
      return waarde === undefined ? [] : [[naam, waarde]]
    }),
  )
}
