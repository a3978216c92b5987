import { execFile } from 'node:child_process'
import { tmpdir } from 'node:os'
import { setTimeout as wachtMs } from 'node:timers/promises'
import { promisify } from 'node:util'
import { maakKafka } from '@warmknooppunt/platform/kafka'
import { maakKafkaBus } from '@warmknooppunt/platform/kafka-bus'
import { alsBeheerder } from '@warmknooppunt/platform/kafka-cluster'
import { maakKafkameters } from '@warmknooppunt/platform/kafka-meters'
import { keurTopics, topicopzetten } from '@warmknooppunt/platform/kafka-topics'
import { maakTopics } from '@warmknooppunt/platform/kafka-topics-beheer'
import { maakLog } from '@warmknooppunt/platform/log'
import { partitieVan } from '@warmknooppunt/platform/partitie'
import { Registry } from 'prom-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { kiesJava } from '../infra/kafka/java.ts'
import { doorverwijzing } from './steun/doorverwijzing.ts'
import { proefKafka } from './steun/kafka.ts'
import type { Lijn } from './steun/lijn.ts'
import { maakLijn } from './steun/lijn.ts'
import { maakZoeker } from './steun/zoeker.ts'

const kafka = await proefKafka()
const java = kafka === null ? null : await kiesJava()
// Another container does not reach the broker at the address that it tells.
const lezer = java !== null && 'soort' in java && java.soort === 'java' ? java : null
if (kafka !== null && lezer === null)
  console.warn('SKIPPED: a consumer of Kafka itself reads our topics; it needs Java here')

const run = promisify(execFile)
const LOG = maakLog({ dienst: 'proef', niveau: 'silent' })
const plek = {
  brokers: kafka?.brokers ?? [],
  voorvoegsel: `buiten-${process.pid}.`,
  ...{ sessieMs: 2_000, replicatie: 1, tls: null, sasl: null },
}
const STAGES = ['intake', 'routing', 'sla', 'delivery'] as const
/** Of the person and the claim of the message. */
const PERSOONLIJK = [
  ...['Voorbeeldstraat', 'van Voorbeeld', 'a.voorbeeld@example.nl', '06-1234 0000', '1984-06-17', '212.45', 'F-buiten'],
  ...['K-buiten', 'Team Sociaal Incasso', 'sociaalincasso@example.nl'],
]

let lijn: Lijn
let regels: readonly string[] = []

beforeAll(async () => {
  if (lezer === null) return
  lijn = await maakLijn()
  const client = maakKafka(plek, { clientId: 'proef', log: LOG })
  const opzetten = topicopzetten(plek)
  await alsBeheerder(client, (admin) => maakTopics(admin, opzetten, keurTopics(opzetten, [])))
  const body = doorverwijzing('buiten')
  const { status } = await lijn.intake.post('/v1/doorverwijzingen', body, { als: 'waterbedrijf-maasdal' })
  expect(status).toBe(201)
  await lijn.schuif()
  const aantal = await verzend(client)
  expect(aantal).toBeGreaterThan(3)
  regels = await leesAlsVreemde(aantal)
}, 120_000)
afterAll(async () => {
  await lijn?.sluit()
})

/** Ships all outboxes, and tells how many messages there are. */
async function verzend(client: ReturnType<typeof maakKafka>): Promise<number> {
  const geenPool = () => {
    throw new Error('nothing is read here')
  }
  const bus = maakKafkaBus({
    ...{ kafka: client, voorvoegsel: plek.voorvoegsel, sessieMs: plek.sessieMs, log: LOG },
    keur: async () => undefined,
    poolVan: geenPool,
    meters: maakKafkameters(new Registry()),
  })
  // All readers have applied all of it: a relay would begin behind it.
  for (const stage of STAGES) await lijn.intake.eigenaar.query(`update ${stage}.relais set positie = 0`)
  const op = new AbortController()
  const lopend = STAGES.map((stage) => bus.relais({ stage, url: lijn.intake.database.url }).run(op.signal))
  const tel = async (sql: string) => {
    const { rows } = await lijn.intake.eigenaar.query<{ aantal: number }>(sql)
    return rows[0]?.aantal ?? 0
  }
  const uit = STAGES.map((stage) => `select count(*) as aantal from ${stage}.uit`).join(' union all ')
  const over = STAGES.map(
    (stage) =>
      `select count(*) as aantal from ${stage}.uit where positie > coalesce((select positie from ${stage}.relais), 0)`,
  ).join(' union all ')
  while ((await tel(`select sum(aantal)::int as aantal from (${over}) s`)) > 0) await wachtMs(50)
  op.abort(new Error('stopped'))
  await Promise.all([...lopend, bus.sluit()])
  return tel(`select sum(aantal)::int as aantal from (${uit}) s`)
}

async function leesAlsVreemde(aantal: number): Promise<readonly string[]> {
  if (lezer === null) return []
  const toon = ['print.headers', 'print.key', 'print.partition', 'print.offset', 'print.timestamp']
  const [commando, argumenten] = lezer.opdracht({
    ...{ naam: 'buitenlezer', map: tmpdir(), poorten: [], jvm: ['-Xmx128m'] },
    klasse: 'org.apache.kafka.tools.consumer.ConsoleConsumer',
    argumenten: [
      ...['--bootstrap-server', plek.brokers.join(), '--include', `${plek.voorvoegsel.replace('.', '\\.')}.*`],
      ...['--from-beginning', '--max-messages', String(aantal), '--timeout-ms', '60000'],
      ...toon.flatMap((naam) => ['--property', `${naam}=true`]),
    ],
  })
  const { stdout } = await run(commando, [...argumenten], { maxBuffer: 50_000_000 })
  return stdout.split('\n').filter((regel) => regel !== '')
}

type Gelezen = {
  readonly partitie: number
  readonly koppen: Readonly<Record<string, string>>
  readonly sleutel: string
  readonly event: Readonly<Record<string, unknown>>
}

/** `CreateTime:..\tPartition:..\tOffset:..\tname:value,name:value\tkey\tvalue` */
function ontleed(regel: string): Gelezen {
  const [, partitie = '', , koppen = '', sleutel = '', waarde = ''] = regel.split('\t')
  const event: Record<string, unknown> = JSON.parse(waarde)
  return {
    partitie: Number(partitie.replace('Partition:', '')),
    koppen: Object.fromEntries(
      koppen.split(/,(?=[a-z_-]+:)/).map((kop) => /^([a-z_-]+):(.*)$/.exec(kop)?.slice(1) ?? []),
    ),
    sleutel,
    event,
  }
}

describe.skipIf(lezer === null)('a consumer that nobody here wrote', () => {
  test('reads all topics, each message with the headers of a valid CloudEvent that say what the event says', () => {
    const gelezen = regels.map(ontleed)
    expect(new Set(gelezen.map(({ koppen }) => koppen.ce_type)).size).toBeGreaterThan(2)
    for (const { partitie, koppen, sleutel, event } of gelezen) {
      expect(koppen).toMatchObject({
        ...{ bron: expect.stringMatching(/^[0-9a-f-]{36}$/), positie: expect.stringMatching(/^[1-9]\d*$/) },
        ...{ vorige: expect.stringMatching(/^\d+$/), 'content-type': 'application/cloudevents+json; charset=UTF-8' },
        ...{ ce_specversion: '1.0', ce_type: expect.stringMatching(/^nl\.warmknooppunt\.[a-z.-]+$/) },
        ...{ ce_source: expect.stringMatching(/^urn:nld:oin:\d{20}:systeem:/), ce_subject: sleutel },
        ...{ ce_id: expect.stringMatching(/^[0-9a-f-]{36}$/), ce_dataschema: expect.stringMatching(/^https:/) },
      })
      expect(Temporal.Instant.from(koppen.ce_time ?? '').epochMilliseconds).toBeGreaterThan(0)
      for (const [naam, waarde] of Object.entries(koppen)) {
        if (naam.startsWith('ce_')) expect([naam, event[naam.slice(3)]]).toEqual([naam, waarde])
      }
      expect(partitie).toBe(partitieVan(sleutel))
    }
  })

  test('finds no readable personal data, in any spelling, in headers, keys or values', () => {
    const alles = Buffer.from(regels.join('\n'))
    expect([...maakZoeker(PERSOONLIJK)(alles)]).toEqual([])
    // Who does not find what is there does not look well.
    expect([...maakZoeker(['ce_subject'])(alles)]).toEqual(['ce_subject'])
  })
})
