import { randomUUID } from 'node:crypto'
import type { Kafka } from 'kafkajs'
import { describe, expect, test } from 'vitest'
import { proefcertificaten, proefKafka } from '../../../test/steun/kafka.ts'
import type { Kafkaplek } from './kafka.ts'
import { maakKafka } from './kafka.ts'
import { legTopics } from './kafka-topics-beheer.ts'
import { kafkafout } from './kafkafout.ts'
import { maakLog } from './log.ts'

const kafka = await proefKafka()
const beveiligd = kafka?.beveiligd ?? null
const regels: string[] = []
const log = maakLog({ dienst: 'proef', niveau: 'debug', naar: { write: (regel) => void regels.push(regel) } })

const OPEN: Kafkaplek = {
  brokers: kafka?.brokers ?? [],
  voorvoegsel: '',
  sessieMs: 15_000,
  replicatie: 1,
  tls: null,
  sasl: null,
}

async function clusterVan(plek: Partial<Kafkaplek>): Promise<string> {
  return alsBeheer(plek, async (admin) => (await admin.describeCluster()).clusterId)
}

async function alsBeheer<T>(
  plek: Partial<Kafkaplek>,
  f: (admin: ReturnType<Kafka['admin']>) => Promise<T>,
): Promise<T> {
  const admin = maakKafka({ ...OPEN, ...plek }, { clientId: 'proef', log }).admin({ retry: { retries: 0 } })
  try {
    await admin.connect()
    return await f(admin)
  } finally {
    await admin.disconnect()
  }
}

/** The code of what it fails with. */
const faalt = (belofte: Promise<unknown>) =>
  belofte.then(
    () => 'goed',
    (fout: unknown) => kafkafout(fout),
  )

describe.skipIf(kafka === null)('a client', () => {
  test('of a broker that is not there is made all the same, and says that it cannot be reached', async () => {
    expect(await faalt(clusterVan({ brokers: ['127.0.0.1:1'] }))).toBe('kafka-onbereikbaar')
    expect(await faalt(clusterVan({ brokers: ['bestaat-niet.invalid:9092'] }))).toBe('kafka-onbereikbaar')
  })

  test('writes to a topic and tells by code what the broker refused', async () => {
    const topic = `proef-${randomUUID()}`
    await alsBeheer({}, async (admin) => {
      const opzet = { topic, numPartitions: 1, configEntries: [{ name: 'max.message.bytes', value: '1000' }] }
      await legTopics(admin, [opzet])
      const drie = { topic: `${topic}-3`, numPartitions: 1, replicationFactor: 30 }
      expect(await faalt(admin.createTopics({ topics: [drie] }))).toBe('kafka-te-weinig-brokers')
    })
    const producer = maakKafka(OPEN, { clientId: 'proef', log }).producer({ idempotent: true, retry: { retries: 1 } })
    await producer.connect()
    try {
      expect(await faalt(producer.send({ topic, messages: [{ value: 'a', partition: 0 }] }))).toBe('goed')
      const groot = producer.send({ topic, messages: [{ value: 'a'.repeat(2_000), partition: 0 }] })
      expect(await faalt(groot)).toBe('kafka-bericht-te-groot')
      const weg = producer.send({ topic: `${topic}-weg`, messages: [{ value: 'a', partition: 0 }] })
      expect(await faalt(weg)).toBe('kafka-topic-ontbreekt')
    } finally {
      await producer.disconnect()
      await alsBeheer({}, (admin) => admin.deleteTopics({ topics: [topic] }))
    }
  })

  test('leaves no timer of kafkajs running when nothing waits, without a change to its files', async () => {
    const admin = maakKafka(OPEN, { clientId: 'proef', log }).admin()
    await admin.connect()
    try {
      await admin.describeCluster()
      let keren = 0
      const gewoon = globalThis.setTimeout
      // What counts is whether kafkajs goes on asking for timers, which nothing outside it shows.
      globalThis.setTimeout = Object.assign(
        (...delen: Parameters<typeof gewoon>) => {
          keren++
          return gewoon(...delen)
        },
        { __promisify__: gewoon.__promisify__ },
      )
      try {
        await new Promise((klaar) => gewoon(klaar, 300))
      } finally {
        globalThis.setTimeout = gewoon
      }
      expect(keren).toBe(0)
    } finally {
      await admin.disconnect()
    }
  })
})

describe.skipIf(beveiligd === null)('a client of brokers that guard their doors', () => {
  if (!beveiligd) return
  const { toegang } = beveiligd
  const veilig = { brokers: [beveiligd.veilig], tls: { ca: toegang.certificaten.ca } }
  const sasl = (wie: 'hub' | 'gast', soort: NonNullable<Kafkaplek['sasl']>['soort'] = 'scram-sha-512') => ({
    soort,
    gebruiker: toegang[wie].naam,
    wachtwoord: toegang[wie].wachtwoord,
  })

  test.each(['plain', 'scram-sha-256', 'scram-sha-512'] as const)('signs in by %s over TLS', async (soort) => {
    const open = await clusterVan({})
    expect(await clusterVan({ ...veilig, sasl: sasl('hub', soort) })).toBe(open)
    const mis = { ...sasl('hub', soort), wachtwoord: 'mis' }
    expect(await faalt(clusterVan({ ...veilig, sasl: mis }))).toBe('kafka-aanmelding-geweigerd')
  })

  test('who signs in and has no rights is told so', async () => {
    const maak = (admin: ReturnType<Kafka['admin']>) =>
      admin.createTopics({ topics: [{ topic: `proef-${randomUUID()}`, numPartitions: 1 }] })
    expect(await faalt(alsBeheer({ ...veilig, sasl: sasl('gast') }, maak))).toBe('kafka-rechten')
  })

  test('shows its certificate where one is asked, and is not let in without', async () => {
    const { ca, hub } = toegang.certificaten
    const plek = { brokers: [beveiligd.wederzijds] }
    const eigen = { ca, cert: hub.certificaat, key: hub.sleutel }
    expect(await clusterVan({ ...plek, tls: eigen })).toBe(await clusterVan({}))
    expect(await faalt(clusterVan({ ...plek, tls: { ca } }))).toBe('kafka-tls-geweigerd')
    const vreemd = proefcertificaten().hub
    const mis = { ca, cert: vreemd.certificaat, key: vreemd.sleutel }
    expect(await faalt(clusterVan({ ...plek, tls: mis }))).toBe('kafka-tls-geweigerd')
  })

  test('trusts no broker of an authority it does not know, and gets nowhere with TLS at a door without', async () => {
    const vreemd = { ca: proefcertificaten().ca }
    expect(await faalt(clusterVan({ ...veilig, tls: vreemd, sasl: sasl('hub') }))).toBe('kafka-tls-geweigerd')
    expect(await faalt(clusterVan({ ...veilig, tls: {}, sasl: sasl('hub') }))).toBe('kafka-tls-geweigerd')
    expect(await faalt(clusterVan({ tls: veilig.tls }))).toBe('kafka-onbereikbaar')
  })

  test('no password comes in a log line, at any level', () => {
    expect(regels.length).toBeGreaterThan(0)
    const tekst = regels.join('')
    expect([toegang.hub, toegang.gast].filter(({ wachtwoord }) => tekst.includes(wachtwoord))).toEqual([])
  })
})
