import { parseArgs } from 'node:util'
import { TOPOLOGIE } from '../services/knooppunt/src/dienst/topologie.ts'

export type Keuze = {
  readonly data: string
  readonly poort: number
  readonly bus: 'kafka' | 'postgres'
  readonly relay: 'in' | 'apart'
  readonly gateway: boolean
  readonly demo: boolean
  /** how many processes of a service, where it is not the two of the topology */
  readonly aantallen: Readonly<Record<string, number>>
  readonly json: boolean
}

export type Lezing =
  | { readonly kind: 'keuze'; readonly keuze: Keuze }
  | { readonly kind: 'hulp' }
  | { readonly kind: 'fout'; readonly tekst: string }

const ONDERDELEN = ['gateway', 'demo'] as const
const BUSSEN = ['kafka', 'postgres'] as const
const RELAYS = ['in', 'apart'] as const

const OPTIES = {
  help: { type: 'boolean', short: 'h' },
  data: { type: 'string', default: '.data/cluster' },
  poort: { type: 'string', default: '8080' },
  bus: { type: 'string', default: 'kafka' },
  relay: { type: 'string', default: 'in' },
  zonder: { type: 'string', multiple: true },
  aantal: { type: 'string', multiple: true },
  json: { type: 'boolean', default: false },
} as const

export const HULP = `npm run cluster [-- options]

Runs the hub as it runs in containers, on this machine: a Kafka broker, PostgreSQL, two processes of every service, each of its own, and the
gateway in front of them. A process that dies is started again. SIGTERM or Ctrl-C ends all in order: services, broker, database.

  --data <map>       the folder that everything is kept in (default .data/cluster); cluster.json in it says what runs and where
  --poort <n>        port of the gateway on 127.0.0.1, 0 = any free one (default 8080)
  --bus <bus>        kafka (default), or postgres: the outboxes themselves, without a broker
  --relay <plek>     in (default): each service ships its own outbox; apart: processes of their own do, two of them
  --zonder <deel>    leave out: gateway (every service then listens on a port of its own), demo (parties, their keys, a webhook receiver)
  --aantal <d>=<n>   so many processes of service d instead of two, such as delivery=4
  --json             print one line of JSON when all is ready, and nothing else
  --help             this

DATABASE_URL uses that PostgreSQL instead of starting one, KAFKA_BROKERS that cluster instead of a broker. Other settings of the services
(npm run dienst -- <name> --help) are passed on from the environment. Exit codes: 0 stopped in order; 1 something was cut off or did not
start; 64 used wrongly; 69 a program or a port is missing; 70 an unforeseen error.
`

export function leesOpdrachtregel(argumenten: readonly string[]): Lezing {
  try {
    const { values } = parseArgs({ args: [...argumenten], options: OPTIES, strict: true, allowPositionals: false })
    if (values.help) return { kind: 'hulp' }
    const zonder = (values.zonder ?? []).map((deel) => kies('zonder', deel, ONDERDELEN))
    const keuze = {
      data: values.data,
      poort: leesPoort(values.poort),
      bus: kies('bus', values.bus, BUSSEN),
      relay: kies('relay', values.relay, RELAYS),
      gateway: !zonder.includes('gateway'),
      demo: !zonder.includes('demo'),
      aantallen: Object.fromEntries((values.aantal ?? []).map(leesAantal)),
      json: values.json,
    }
    if (keuze.bus === 'postgres' && keuze.relay === 'apart') throw new Error('--relay apart goes with --bus kafka only')
    return { kind: 'keuze', keuze }
  } catch (fout) {
    return { kind: 'fout', tekst: fout instanceof Error ? fout.message : String(fout) }
  }
}

function kies<K extends string>(naam: string, waarde: string, keuzes: readonly K[]): K {
  const gekozen = keuzes.find((keuze) => keuze === waarde)
  if (gekozen === undefined) throw new Error(`--${naam} must be ${keuzes.join(' or ')}`)
  return gekozen
}

/** Every service has to be there, and more than this is not for one machine. */
const MEESTE = 16

function leesAantal(tekst: string): readonly [string, number] {
  const [dienst = '', aantal = ''] = tekst.split('=')
  if (!(dienst in TOPOLOGIE))
    throw new Error(`--aantal ${tekst}: the services are ${Object.keys(TOPOLOGIE).join(', ')}`)
  const getal = /^[0-9]+$/.test(aantal) ? Number(aantal) : Number.NaN
  if (!(getal >= 1 && getal <= MEESTE)) throw new Error(`--aantal ${tekst}: a whole number from 1 to ${MEESTE}`)
  return [dienst, getal]
}

function leesPoort(tekst: string): number {
  const poort = /^[0-9]+$/.test(tekst) ? Number(tekst) : Number.NaN
  if (!(poort >= 0 && poort <= 65_535)) throw new Error('--poort must be a whole number from 0 to 65535')
  return poort
}
