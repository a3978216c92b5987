import { randomUUID } from 'node:crypto'
import type { Kafkaplek } from '@warmknooppunt/platform/kafka'
import { maakKafka } from '@warmknooppunt/platform/kafka'
import type { Beheer } from '@warmknooppunt/platform/kafka-cluster'
import { alsBeheerder, eisTopics, keurCluster } from '@warmknooppunt/platform/kafka-cluster'
import { maakLog } from '@warmknooppunt/platform/log'
import { isStartfout } from '@warmknooppunt/platform/proces'
import { neemDienst } from '@warmknooppunt/platform/relais-store'
import type { Pool } from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ProefDatabase } from '../../../../test/steun/database.ts'
import { proefDatabase } from '../../../../test/steun/database.ts'
import { proefcertificaten, proefKafka } from '../../../../test/steun/kafka.ts'
import { doe } from './commando.proef.ts'
import { voegTopicsToe } from './topics.ts'

const kafka = await proefKafka()
const brokers = kafka?.brokers ?? []
const NAMEN = ['berichten', 'routeringen', 'termijnen', 'bezorgingen']
const log = maakLog({ dienst: 'proef', niveau: 'silent' })

let database: ProefDatabase
let eigenaar: Pool
const voorvoegsels = new Set<string>()
beforeAll(async () => {
  database = await proefDatabase()
  eigenaar = database.pool()
})
afterAll(async () => {
  await beheer(async (admin) => {
    const alle = await admin.listTopics()
    const onze = alle.filter((naam) => [...voorvoegsels].some((begin) => naam.startsWith(begin)))
    if (onze.length > 0) await admin.deleteTopics({ topics: onze })
  })
  await database.sluit()
})
beforeEach(async () => {
  await eigenaar.query('delete from platform.kafka')
})

function plekVan(voorvoegsel: string, meer: Partial<Kafkaplek> = {}): Kafkaplek {
  return { brokers, voorvoegsel, sessieMs: 15_000, replicatie: 1, tls: null, sasl: null, ...meer }
}
const client = (plek = plekVan('')) => maakKafka(plek, { clientId: 'proef', log })
const beheer = <T>(f: (admin: Beheer) => Promise<T>) => alsBeheerder(client(), f)

/** A hub with topics of its own. */
function maakHub(voorvoegsel = `proef-${randomUUID().slice(0, 8)}.`) {
  voorvoegsels.add(voorvoegsel)
  const plek = plekVan(voorvoegsel)
  const basis = {
    BUS: 'kafka',
    KAFKA_BROKERS: brokers.join(','),
    KAFKA_VOORVOEGSEL: voorvoegsel,
    KAFKA_REPLICATIE: '1',
    DATABASE_URL: database.url,
  }
  return {
    plek,
    naam: (topic: string) => `${voorvoegsel}${topic}`,
    topics: (opties: readonly string[] = [], env: Readonly<Record<string, string>> = {}) =>
      doe(voegTopicsToe, ['topics', ...opties], { env: { ...basis, ...env } }),
    keur: () => keurCluster(client(plek), plek, eigenaar),
  }
}

/** A broker hears of a change a moment later: what is checked next counts from when it has. */
async function tot(hub: ReturnType<typeof maakHub>, code: string): Promise<void> {
  const hoor = () =>
    hub.keur().then(
      () => 'goed',
      (fout: unknown) => (fout instanceof Error && 'code' in fout ? fout.code : fout),
    )
  await expect.poll(hoor, { timeout: 15_000 }).toBe(code)
}

/** What a service that starts is told; empty when it starts. */
async function startfoutVan(plek: Kafkaplek): Promise<string> {
  try {
    await eisTopics(client(plek), plek, eigenaar, { log })
    return ''
  } catch (fout) {
    if (!isStartfout(fout)) throw fout
    return fout.message
  }
}

/** What a service that starts waits for. */
async function wachtOp(plek: Kafkaplek): Promise<string> {
  const einde = new AbortController()
  const { promise, resolve: meld } = Promise.withResolvers<string>()
  const klaar = eisTopics(client(plek), plek, eigenaar, { log, signal: einde.signal, meld })
  const code = await Promise.race([promise, klaar.then(() => 'starts')])
  einde.abort()
  await klaar.catch(() => undefined)
  return code
}

describe.skipIf(kafka === null)('topics', () => {
  test('shows what is missing, makes it, and binds the database; a second time there is nothing to do', async () => {
    const { topics, plek, naam } = maakHub()
    expect(await startfoutVan(plek)).toContain('bound to no Kafka cluster yet')
    const eerst = await topics()
    expect(eerst).toMatchObject({ code: 1, fout: '' })
    expect(eerst.uit).toContain('bound to no Kafka cluster yet; run `npm run knooppunt -- topics --maak`')
    for (const topic of NAMEN) expect(eerst.uit).toMatch(new RegExp(`${naam(topic)} +missing`))

    const gemaakt = await topics(['--maak'])
    expect(gemaakt).toMatchObject({ code: 0, fout: '' })
    expect(gemaakt.uit).toMatch(new RegExp(`${naam('berichten')} +12 +1 +1 +36 days +8 MB +OK`))
    expect(gemaakt.uit).toContain(`made: ${naam('bezorgingen')}`)
    expect(await startfoutVan(plek)).toBe('')

    const weer = JSON.parse((await topics(['--maak', '--json'])).uit)
    expect(weer).toMatchObject({
      klopt: true,
      verband: 'gebonden',
      cluster: { brokers: expect.any(Number), voorvoegsel: plek.voorvoegsel },
      gedaan: { gemaakt: [], hersteld: [], gebonden: false, opnieuw: [] },
    })
    expect(weer.topics.map(({ topic, partities }: { topic: string; partities: number }) => [topic, partities])).toEqual(
      NAMEN.map((topic) => [topic, 12]),
    )
    expect((await topics()).code).toBe(0)
  })

  test('mends settings and keeps what its operator set besides', async () => {
    const hub = maakHub()
    const { topics, naam, keur } = hub
    await topics(['--maak'])
    await beheer((admin) => {
      const waarden = { 'retention.ms': '1000', 'cleanup.policy': 'compact', 'segment.ms': '86400000' }
      const configEntries = Object.entries(waarden).map(([name, value]) => ({ name, value }))
      return admin.alterConfigs({
        validateOnly: false,
        resources: [{ type: 2, name: naam('berichten'), configEntries }],
      })
    })
    await tot(hub, 'kafka-orde')
    const anders = await topics()
    expect(anders.code).toBe(1)
    expect(anders.uit).toContain(`topic ${naam('berichten')}: retention.ms is 1000 and must be 3110400000`)
    await expect(keur()).rejects.toMatchObject({
      code: 'kafka-orde',
      message: expect.stringContaining('cleanup.policy'),
    })

    // Mended and bound in one run.
    await eigenaar.query('delete from platform.kafka')
    const hersteld = await topics(['--maak'])
    expect(hersteld).toMatchObject({ code: 0, uit: expect.stringContaining(`mended: ${naam('berichten')}`) })
    expect(await keur()).toEqual([])
    const { resources } = await beheer((admin) =>
      admin.describeConfigs({ includeSynonyms: false, resources: [{ type: 2, name: naam('berichten') }] }),
    )
    const waarden = new Map(resources[0]?.configEntries.map((rij) => [rij.configName, rij.configValue]))
    expect([waarden.get('segment.ms'), waarden.get('cleanup.policy')]).toEqual(['86400000', 'delete'])
  })

  test('a changed number of partitions stops a service at its start and says what to do; --maak does not hide it', async () => {
    const hub = maakHub()
    const { topics, naam, plek } = hub
    await topics(['--maak'])
    await beheer((admin) => admin.createPartitions({ topicPartitions: [{ topic: naam('termijnen'), count: 13 }] }))
    await tot(hub, 'kafka-orde')
    const tekst = await startfoutVan(plek)
    expect(tekst).toContain(`topic ${naam('termijnen')}: partitions is 13 and must be 12`)
    expect(tekst).toContain('stop all services, delete the topic, and run `npm run knooppunt -- topics --maak`')
    const maak = await topics(['--maak'])
    expect(maak.code).toBe(1)
    expect(maak.uit).toContain('partitions is 13 and must be 12')
    await eigenaar.query('delete from platform.kafka')
    await topics(['--maak'])
    expect((await eigenaar.query('select from platform.kafka')).rowCount).toBe(0)
  })

  test('a topic that is made again is filled again: its relay goes back, and its readers begin at its start', async () => {
    const hub = maakHub()
    const { topics, naam, plek } = hub
    await topics(['--maak'])
    await eigenaar.query('update intake.relais set positie = 500')
    await eigenaar.query('update sla.relais set positie = 500')
    for (const [stage, topic] of [
      ['routing', 'berichten'],
      ['delivery', 'termijnen'],
    ]) {
      await eigenaar.query(
        `insert into ${stage}.positie (consument, topic, partitie, bron, positie, merk)
         select $1, $2, 0, id, 7, '41' from platform.bron on conflict (consument, topic, partitie, bron) do update set positie = 7, merk = '41'`,
        [stage, topic],
      )
    }
    await beheer((admin) => admin.deleteTopics({ topics: [naam('berichten')] }))
    await tot(hub, 'kafka-topic-ontbreekt')
    expect(await startfoutVan(plek)).toContain(`topic ${naam('berichten')} is not there`)
    const json = JSON.parse((await topics(['--maak', '--json'])).uit)
    expect(json).toMatchObject({ klopt: true, gedaan: { gemaakt: ['berichten'], opnieuw: ['berichten'] } })
    const standen = async () => ({
      intake: (await eigenaar.query('select positie from intake.relais')).rows[0]?.positie,
      sla: (await eigenaar.query('select positie from sla.relais')).rows[0]?.positie,
      routing: (await eigenaar.query('select positie, merk from routing.positie where partitie = 0')).rows[0],
      delivery: (await eigenaar.query('select positie, merk from delivery.positie where partitie = 0')).rows[0],
    })
    expect(await standen()).toEqual({
      intake: 0,
      sla: 500,
      routing: { positie: 7, merk: null },
      delivery: { positie: 7, merk: '41' },
    })
    expect((await topics(['--maak', '--nieuw-cluster'])).code).toBe(0)
    expect(await standen()).toMatchObject({ sla: 0, delivery: { positie: 7, merk: null } })
  })

  test('another cluster, or another prefix, is refused until it is meant', async () => {
    const { topics, plek, keur } = maakHub()
    await topics(['--maak'])
    await eigenaar.query("update platform.kafka set cluster_id = 'een-ander-cluster'")
    expect(await startfoutVan(plek)).toContain('go through cluster een-ander-cluster')
    await expect(keur()).rejects.toMatchObject({ code: 'kafka-ander-cluster' })
    expect(await topics()).toMatchObject({ code: 1, uit: expect.stringContaining('cluster een-ander-cluster') })
    const geweigerd = await topics(['--maak'])
    expect(geweigerd).toMatchObject({ code: 78, uit: '' })
    expect(geweigerd.fout).toContain('stop all services and run `npm run knooppunt -- topics --maak --nieuw-cluster`')
    // A relay that ends while the command waits for it.
    const relais = await eigenaar.connect()
    expect(await neemDienst(relais, 'delivery')).toBe(true)
    const verhuisd = topics(['--maak', '--nieuw-cluster'])
    const gewacht = async () => {
      const { rowCount } = await eigenaar.query("select from pg_locks where locktype = 'advisory' and objsubid = 2")
      return rowCount
    }
    await expect.poll(gewacht, { timeout: 15_000 }).toBeGreaterThan(1)
    await expect(keur()).rejects.toMatchObject({ code: 'kafka-ander-cluster' })
    relais.release(true)
    expect(await verhuisd).toMatchObject({ code: 0 })
    expect(await startfoutVan(plek)).toBe('')

    const ander = maakHub()
    expect(await ander.topics(['--maak'])).toMatchObject({ code: 78 })
    expect(await startfoutVan(ander.plek)).toContain(`under ${ander.plek.voorvoegsel}`)
  })

  test('topics that hold messages of another hub are not taken for its own', async () => {
    const { topics, naam, plek } = maakHub()
    await topics(['--maak'])
    const producer = client(plek).producer()
    await producer.connect()
    await producer.send({ topic: naam('routeringen'), messages: [{ value: 'a', partition: 3 }] })
    await producer.disconnect()
    expect((await topics(['--maak'])).code).toBe(0)
    await eigenaar.query('delete from platform.kafka')
    const geweigerd = await topics(['--maak'])
    expect(geweigerd).toMatchObject({ code: 78, fout: expect.stringContaining('KAFKA_VOORVOEGSEL of its own') })
    expect(await topics(['--maak', '--nieuw-cluster'])).toMatchObject({ code: 0 })
  })
})

describe.skipIf(kafka === null)('what cannot be done is said in a line, with what to do', () => {
  test('more copies than there are brokers', async () => {
    const { topics } = maakHub()
    const geweigerd = await topics(['--maak'], { KAFKA_REPLICATIE: '9' })
    expect(geweigerd).toMatchObject({
      code: 78,
      fout: expect.stringContaining('with one broker set KAFKA_REPLICATIE=1'),
    })
    await topics(['--maak'])
    const zwak = await topics([], { KAFKA_REPLICATIE: '9' })
    expect(zwak).toMatchObject({ code: 1, uit: expect.stringContaining('or set KAFKA_REPLICATIE=1') })
  })

  test('no broker, no BUS=kafka, no brokers named, no database, an option that means nothing', async () => {
    const { topics } = maakHub()
    expect(await topics([], { KAFKA_BROKERS: '127.0.0.1:1' })).toMatchObject({
      code: 69,
      fout: expect.stringMatching(/^knooppunt: Kafka at 127\.0\.0\.1:1 does not answer; check KAFKA_BROKERS/),
    })
    expect(await topics([], { BUS: 'postgres' })).toMatchObject({
      code: 78,
      fout: expect.stringContaining('BUS=kafka'),
    })
    expect(await topics([], { KAFKA_BROKERS: '' })).toMatchObject({ code: 78 })
    expect(await topics([], { DATABASE_URL: 'postgres://hub:geheim@127.0.0.1:1/hub' })).toMatchObject({ code: 69 })
    const leeg = { DATABASE_URL: database.url.replace(/\/[^/]+$/, '/postgres') }
    expect(await topics([], leeg)).toMatchObject({ code: 78, fout: expect.stringContaining('migreer') })
    expect(await topics(['--nieuw-cluster'])).toMatchObject({ code: 64 })
  })

  test.skipIf(kafka?.beveiligd === null)(
    'a sign-in that is refused, too few rights, and a certificate that is not trusted',
    async () => {
      const beveiligd = kafka?.beveiligd
      if (!beveiligd) return
      const { topics, plek } = maakHub()
      const { toegang, veilig } = beveiligd
      const env = (wie: { naam: string; wachtwoord: string }, ca = toegang.certificaten.ca) => ({
        KAFKA_BROKERS: veilig,
        KAFKA_TLS: 'ja',
        KAFKA_TLS_CA: ca,
        KAFKA_SASL: 'scram-sha-256',
        KAFKA_GEBRUIKER: wie.naam,
        KAFKA_WACHTWOORD: wie.wachtwoord,
      })
      expect(await topics(['--maak'], env(toegang.hub))).toMatchObject({ code: 0 })
      const mis = await topics([], env({ naam: 'hub', wachtwoord: 'planted-secret' }))
      expect(mis).toMatchObject({ code: 77, fout: expect.stringContaining('check KAFKA_SASL, KAFKA_GEBRUIKER') })
      expect(mis.fout).not.toContain('planted-secret')
      await eigenaar.query('delete from platform.kafka')
      const gast = { voorvoegsel: maakHub().plek.voorvoegsel }
      const arm = await topics(['--maak'], { ...env(toegang.gast), KAFKA_VOORVOEGSEL: gast.voorvoegsel })
      expect(arm).toMatchObject({ code: 77, fout: expect.stringContaining('too few rights') })
      expect(await topics([], env(toegang.hub, proefcertificaten().ca))).toMatchObject({ code: 78 })
      const sasl = { soort: 'plain', gebruiker: 'hub', wachtwoord: 'mis' } as const
      const tls = { ca: toegang.certificaten.ca }
      const dicht = { ...plek, brokers: [veilig], tls, sasl }
      expect(await wachtOp(dicht)).toBe('kafka-aanmelding-geweigerd')
      expect(await wachtOp({ ...dicht, tls: { ca: proefcertificaten().ca } })).toBe('kafka-tls-geweigerd')
    },
  )

  test.skipIf(kafka?.beveiligd === null)(
    'a service needs no more rights than to describe, write and read its topics and groups; settings it may not see are told',
    async () => {
      const beveiligd = kafka?.beveiligd
      if (!beveiligd) return
      const { toegang, veilig } = beveiligd
      const hub = maakHub()
      await hub.topics(['--maak'])
      const wie = { soort: 'scram-sha-512', gebruiker: toegang.gast.naam, wachtwoord: toegang.gast.wachtwoord } as const
      const arm = { ...hub.plek, brokers: [veilig], tls: { ca: toegang.certificaten.ca }, sasl: wie }
      expect(await startfoutVan(arm)).toContain('is not there, or this user may not see it')
      const { voorvoegsel } = hub.plek
      await beheer((admin) =>
        admin.createAcls({
          acl: [...mag(TOPIC, voorvoegsel, [DESCRIBE, READ, WRITE]), ...mag(GROEP, voorvoegsel, [DESCRIBE, READ])],
        }),
      )
      const alsArme = () => keurCluster(client(arm), arm, eigenaar).catch((fout: unknown) => fout)
      const ongezien = NAMEN.map((topic) => expect.objectContaining({ topic, wat: 'settings', ernst: 'zwak' }))
      await expect.poll(alsArme, { timeout: 15_000 }).toEqual(ongezien)
      await beheer((admin) => admin.createAcls({ acl: mag(TOPIC, voorvoegsel, [DESCRIBE_CONFIGS]) }))
      await expect.poll(alsArme, { timeout: 15_000 }).toEqual([])
      const producer = client(arm).producer({ idempotent: true, maxInFlightRequests: 1 })
      const consumer = client(arm).consumer({ groupId: `${voorvoegsel}warmknooppunt.routing.berichten` })
      try {
        await Promise.all([producer.connect(), consumer.connect()])
        await consumer.subscribe({ topics: [hub.naam('berichten')], fromBeginning: true })
        const gelezen = Promise.withResolvers<string>()
        await consumer.run({ eachMessage: async ({ message }) => gelezen.resolve(String(message.value)) })
        await producer.send({ topic: hub.naam('berichten'), messages: [{ value: 'a', partition: 3 }] })
        expect(await gelezen.promise).toBe('a')
      } finally {
        await Promise.all([producer.disconnect(), consumer.disconnect()])
      }
    },
  )
})

// kafka.common.acl: types of resources, an operation each, allowed to one user for names that begin so.
const TOPIC = 2
const GROEP = 3
const PREFIXED = 4
const ALLOW = 3
const [READ, WRITE, DESCRIBE, DESCRIBE_CONFIGS] = [3, 4, 8, 10]

function mag(resourceType: typeof TOPIC | typeof GROEP, resourceName: string, operaties: readonly number[]) {
  const wie = { principal: 'User:gast', host: '*', permissionType: ALLOW, resourcePatternType: PREFIXED }
  return operaties.map((operation) => ({ ...wie, resourceType, resourceName, operation }))
}
