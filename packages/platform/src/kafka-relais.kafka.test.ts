import { describe, expect, test } from 'vitest'
import { proefKafka } from '../../../test/steun/kafka.ts'
import type { Gehouden, Kafkadraad } from '../../../test/steun/kafkadraad.ts'
import { maakKafkadraad } from '../../../test/steun/kafkadraad.ts'
import type { Proces } from '../../../test/steun/proces.ts'
import { dossiers, dossiersBij, gebeurtenissen, proefevent, wachtTot } from './bus-proefevent.suite.ts'
import { maakWereld, nieuwVoorvoegsel, proefKafkaclient } from './kafka-bus.proef.ts'
import { keurCluster } from './kafka-cluster.ts'
import type { Kafkaopstelling, Kafkaopstellingkeuze } from './kafka-opstelling.proef.ts'
import { maakKafkaopstelling } from './kafka-opstelling.proef.ts'
import { kafkaOverDraad } from './kafka-relais.proef.ts'
import { bind } from './kafka-store.ts'
import { keurTopics, topicopzetten } from './kafka-topics.ts'
import { maakTopics } from './kafka-topics-beheer.ts'
import { maakZender } from './kafka-zender.ts'
import { maakLog } from './log.ts'
import { leesPositie } from './relais-store.ts'

const broker = await proefKafka()
const brokers = broker?.brokers ?? []
const [A = '', B = '', C = ''] = dossiers(3)
const BRON = '01977d5e-6f4b-7c3a-8b61-2f0f5a3c9e11'

/** Each waits for seconds of a broker or a database, so they wait together, each in a world of its own. */
const proefWereld = (
  naam: string,
  f: (proef: Kafkaopstelling) => Promise<void>,
  keuze: () => Kafkaopstellingkeuze = () => ({}),
) =>
  test.concurrent(naam, async () => {
    const proef = await maakKafkaopstelling(brokers, keuze())
    try {
      await f(proef)
    } finally {
      await proef.sluit()
    }
  }, 60_000)

describe.skipIf(broker === null)('a relay frozen in the middle of a send, while another takes over, and thawed', () => {
  proefWereld('the broker has half of the request: what it goes on to send is skipped', (proef) =>
    metDraad((draad) =>
      bevries(proef, draad, async (schrijf) => {
        const gehouden = draad.houd('half')
        await schrijf()
        return laatDoor(await gehouden)
      }),
    ),
  )

  proefWereld('the broker has it, unanswered: the other sends it again, and it is skipped', (proef) =>
    metDraad((draad) =>
      bevries(proef, draad, async (schrijf) => {
        const gehouden = draad.houd('onbeantwoord')
        await schrijf()
        return laatDoor(await gehouden)
      }),
    ),
  )

  proefWereld('answered, its position not written: the other sends it again, and it is skipped', (proef) =>
    metDraad((draad) =>
      bevries(proef, draad, async (schrijf) => {
        const slot = await proef.alsBeheerder()
        await slot.query('begin')
        await slot.query('select from intake.relais for update')
        await schrijf()
        await wachtTot(async () => (await relaissessies(proef, "and wait_event_type = 'Lock'")) === 1)
        // A session that waits for a lock is not idle: the network of the frozen one is cut.
        return async (moment) => {
          if (moment === 'bevroren') await breekSessies(proef)
          if (moment === 'bevroren') await slot.query('rollback')
        }
      }),
    ),
  )
})

type Los = (moment: 'bevroren' | 'ontdooid') => Promise<void>

const laatDoor =
  (gehouden: Gehouden): Los =>
  async (moment) => {
    if (moment === 'ontdooid') gehouden.laatDoor()
  }

async function metDraad(f: (draad: Kafkadraad) => Promise<void>): Promise<void> {
  const draad = await maakKafkadraad(brokers[0] ?? '')
  try {
    await f(draad)
  } finally {
    await draad.sluit()
  }
}

/** `houd` has messages written, and returns when the relay is where it is to be frozen. */
async function bevries(
  proef: Kafkaopstelling,
  draad: Kafkadraad,
  houd: (schrijf: () => Promise<void>) => Promise<Los>,
): Promise<void> {
  const { produceer, start, startRelaisproces, nummers, records } = proef
  start()
  const eerste = startRelaisproces(draad.poort)
  await produceer([proefevent(A, 1), proefevent(B, 1)])
  await wachtTot(async () => (await nummers(B)).length === 1)
  await wachtTot(async () => (await leesPositie(proef.bus.beheer, 'intake')) === 2)
  const los = await houd(() => produceer([2, 3, 4].flatMap((nr) => [proefevent(A, nr), proefevent(B, nr)])))
  eerste.sein('SIGSTOP')
  await los('bevroren')
  const tweede = startRelaisproces()
  await wachtTot(() => leidt(tweede))
  await produceer([proefevent(A, 5), proefevent(C, 1)])
  await wachtTot(async () => (await nummers(C)).length === 1)
  await wachtTot(async () => (await nummers(A)).length === 5)
  eerste.sein('SIGCONT')
  await los('ontdooid')
  await wachtTot(() => gebeurtenissen(eerste.regels).includes('relais.herstel'))
  await wachtTot(async () => (await telDubbel(records)) === 6)
  // What the one that thawed wrote comes after all that, or before: nothing of it is applied again.
  await produceer([proefevent(A, 6), proefevent(B, 5)])
  await wachtTot(async () => (await nummers(A)).length === 6 && (await nummers(B)).length === 5)
  expect(await nummers(A)).toEqual([1, 2, 3, 4, 5, 6])
  expect(await nummers(B)).toEqual([1, 2, 3, 4, 5])
  expect(await nummers(C)).toEqual([1])
  expect(await proef.apart()).toEqual([])
  // The one that lost its session stands by.
  expect(gebeurtenissen(eerste.regels).filter((g) => g === 'relais.leidt')).toHaveLength(1)
}

const leidt = (proces: Proces) => gebeurtenissen(proces.regels).includes('relais.leidt')

/** How many messages lie on the topic more than once. */
async function telDubbel(records: Kafkaopstelling['records']): Promise<number> {
  const posities = (await records()).map(({ positie }) => positie)
  return new Set(posities.filter((positie, n) => posities.indexOf(positie) !== n)).size
}

const SESSIES = "datname = current_database() and application_name = 'wk-intake-relais'"

async function relaissessies({ bus }: Kafkaopstelling, erbij = ''): Promise<number> {
  const { rowCount } = await bus.beheer.query(`select from pg_stat_activity where ${SESSIES} ${erbij}`)
  return rowCount ?? 0
}

/** Ends the session that has the lock of the relay. */
async function breekSessies({ bus }: Kafkaopstelling): Promise<void> {
  await bus.beheer.query(
    `select pg_terminate_backend(pid) from pg_stat_activity a where ${SESSIES}
       and exists (select from pg_locks l where l.pid = a.pid and l.locktype = 'advisory' and l.granted)`,
  )
}

describe.skipIf(broker === null)('a relay', () => {
  proefWereld(
    'that lost its lock in the middle of a send sends beside the next: once applied, in order, and it stands by, green',
    (proef) =>
      metDraad(async (draad) => {
        const { produceer, start, startRelais, nummers, records } = proef
        start()
        const log = maakLog({ dienst: 'proef', niveau: 'silent' })
        const eerste = startRelais({ kafka: kafkaOverDraad(brokers, draad.poort, log) })
        await produceer([proefevent(A, 1)])
        await wachtTot(async () => (await nummers(A)).length === 1)
        await wachtTot(async () => (await leesPositie(proef.bus.beheer, 'intake')) === 1)
        const tweede = startRelais()
        await wachtTot(async () => (await relaissessies(proef)) === 2)
        const gehouden = draad.houd('half')
        await produceer([proefevent(A, 2), proefevent(B, 1)])
        const { laatDoor } = await gehouden
        await breekSessies(proef)
        await wachtTot(async () => (await nummers(A)).length === 2)
        await produceer([proefevent(A, 3), proefevent(B, 2)])
        await wachtTot(async () => (await nummers(B)).length === 2)
        laatDoor()
        await wachtTot(async () => (await telDubbel(records)) === 2)
        await wachtTot(() => eerste.stand().reden !== null)
        await produceer([proefevent(A, 4)])
        await wachtTot(async () => (await nummers(A)).length === 4)
        expect(await nummers(A)).toEqual([1, 2, 3, 4])
        expect(await nummers(B)).toEqual([1, 2])
        await wachtTot(() => eerste.stand().gezond)
        expect(tweede.stand()).toEqual({ gezond: true, reden: null })
        // Each led once.
        expect(gebeurtenissen(proef.regels).filter((g) => g === 'relais.leidt')).toHaveLength(2)
      }),
  )

  proefWereld(
    'that meets a message larger than its topic takes stands still there, red, by name, and goes on by itself when the limit is raised',
    async (proef) => {
      const { produceer, legRuw, start, startRelais, nummers, apart, topic, alsBeheer, regels, records } = proef
      const [ander = ''] = dossiersBij(B, 1)
      start()
      const relais = startRelais()
      await produceer([proefevent(A, 1), proefevent(ander, 1)])
      await legRuw(B, JSON.stringify({ ...proefevent(B, 1), vulling: 'x'.repeat(30_000) }))
      await produceer([proefevent(A, 2), proefevent(B, 2), proefevent(ander, 2), proefevent(C, 1)])
      await wachtTot(() => relais.stand().reden === 'kafka-bericht-te-groot')
      await wachtTot(() => gebeurtenissen(regels).filter((g) => g === 'relais.bericht-te-groot').length >= 2)
      const melding = regels.find((regel) => regel.includes('relais.bericht-te-groot')) ?? ''
      expect(JSON.parse(melding)).toMatchObject({ niveau: 'fatal', topic, positie: 3, code: 'kafka-bericht-te-groot' })
      await wachtTot(async () => (await nummers(ander)).length === 1)
      // What lies before it is shipped, what lies behind it too in part; neither at every try again.
      const telVoor = async () => (await records()).length
      const gezegd = () => gebeurtenissen(regels).filter((g) => g === 'relais.bericht-te-groot').length
      const [voor, keren] = [await telVoor(), gezegd()]
      await wachtTot(() => gezegd() >= keren + 2)
      expect(await telVoor()).toBe(voor)
      expect(await leesPositie(proef.bus.beheer, 'intake')).toBe(2)
      expect([await nummers(B), await nummers(ander)]).toEqual([[], [1]])
      expect(await proef.tel('warmknooppunt_relais_mislukt_total')).toBeGreaterThan(1)
      await alsBeheer((admin) =>
        admin.alterConfigs({
          validateOnly: false,
          resources: [{ type: 2, name: topic, configEntries: [{ name: 'max.message.bytes', value: '1000000' }] }],
        }),
      )
      await wachtTot(async () => (await nummers(ander)).length === 2)
      await wachtTot(() => relais.stand().gezond)
      await wachtTot(async () => (await nummers(C)).length === 1)
      expect(await nummers(A)).toEqual([1, 2])
      expect(await nummers(B)).toEqual([1, 2])
      expect(await apart()).toEqual([])
    },
    () => ({ wereld: () => maakWereld(brokers, nieuwVoorvoegsel(), { 'max.message.bytes': '20000' }) }),
  )

  proefWereld(
    'whose broker lost what it had confirmed ships it once more, from the first that a reader waits for',
    async (proef) => {
      const { produceer, start, startRelais, nummers, topic, alsBeheer, regels, records, bus } = proef
      // The other reader of the topic has read all there ever will be.
      await bus.beheer.query(
        `insert into dossier.positie (consument, topic, partitie, bron, positie)
         select 'dossier', 'berichten', p, id, 9e15::bigint from platform.bron, generate_series(0, 11) p`,
      )
      const eerder = startRelais()
      await produceer([1, 2, 3].map((nr) => proefevent(A, nr)))
      await wachtTot(async () => (await records()).length === 3)
      await eerder.stop()
      await alsBeheer(async (admin) => {
        // A partition that was just made may have no leader yet for who asks another connection.
        let partitions: { partition: number; offset: string }[] = []
        await wachtTot(async () => {
          const grenzen = await admin.fetchTopicOffsets(topic).catch(() => [])
          partitions = grenzen.map(({ partition, high }) => ({ partition, offset: high }))
          return partitions.length > 0
        })
        await admin.deleteTopicRecords({ topic, partitions })
      })
      start()
      const relais = startRelais({}, { elkeMs: 100, achterMs: 1_500 })
      await wachtTot(async () => (await nummers(A)).length === 3)
      expect(await nummers(A)).toEqual([1, 2, 3])
      const gezegd = () =>
        regels.filter((regel) => regel.includes('relais.zendt-opnieuw')).map((regel) => JSON.parse(regel))
      expect(gezegd()).toMatchObject([{ niveau: 'warn', topic, vanaf: 1, tot: 3 }])
      await produceer([proefevent(A, 4)])
      await wachtTot(async () => (await nummers(A)).length === 4)
      expect([relais.stand().gezond, gezegd().length]).toEqual([true, 1])
    },
  )

  test.concurrent('whose topic lacks a partition at that moment does not take what was left out for shipped', async () => {
    const wereld = await maakWereld(brokers, nieuwVoorvoegsel(), {}, 6)
    const topic = `${wereld.voorvoegsel}berichten`
    const { signal } = new AbortController()
    const zender = await maakZender({ kafka: proefKafkaclient(brokers), topic }, signal)
    const rij = (partitie: number) => ({ positie: 1, bron: BRON, partitie, vorige: 0, sleutel: A, bericht: '{}' })
    const gezonden: number[] = []
    const na = (deel: readonly { partitie: number }[]) => void gezonden.push(...deel.map(({ partitie }) => partitie))
    await zender.zend([rij(0), rij(5)], na)
    await expect(zender.zend([rij(0), rij(11)], na)).rejects.toMatchObject({ code: 'kafka-niet-bevestigd' })
    expect(gezonden).toEqual([0, 5])
    await zender.sluit()
  })

  proefWereld(
    'whose topic is missing waits, red, as its readers do, and all go on by themselves when it is made',
    async (proef) => {
      const { produceer, start, startRelais, nummers, regels, wereld } = proef
      const relais = startRelais()
      const { abonnement } = start()
      await produceer([proefevent(A, 1)])
      await wachtTot(() => relais.stand().reden === 'kafka-topic-ontbreekt')
      await wachtTot(() => abonnement.stand().reden === 'kafka-topic-ontbreekt')
      expect(gebeurtenissen(regels)).toContain('relais.herstel')
      expect(await proef.tel('warmknooppunt_relais_mislukt_total')).toBeGreaterThan(0)
      expect(await proef.tel('warmknooppunt_kafka_lezer_herstart_total')).toBeGreaterThan(0)
      await maakWereld(brokers, wereld.voorvoegsel)
      await wachtTot(async () => (await nummers(A)).length === 1, 25_000)
      await wachtTot(() => relais.stand().gezond && abonnement.stand().gezond)
      expect(await nummers(A)).toEqual([1])
    },
    () => ({ wereld: async () => ({ brokers, voorvoegsel: nieuwVoorvoegsel() }) }),
  )

  test.concurrent('whose topic has another number of partitions ships nothing, nor is it read; mended, all go on', async () => {
    const wereld = { brokers, voorvoegsel: nieuwVoorvoegsel() }
    const plek = { ...wereld, sessieMs: 2_000, replicatie: 1, tls: null, sasl: null }
    const kafka = proefKafkaclient(brokers)
    const waar: { proef?: Kafkaopstelling } = {}
    const keur = async () => void (await keurCluster(kafka, plek, eis(waar.proef).bus.beheer))
    const proef = await maakKafkaopstelling(brokers, { wereld: async () => wereld, opties: { keur } })
    waar.proef = proef
    const { produceer, start, startRelais, nummers, topic, alsBeheer, records } = proef
    const opzetten = topicopzetten(plek)
    const maak = () => alsBeheer((admin) => maakTopics(admin, opzetten, keurTopics(opzetten, [])))
    try {
      const { clusterId } = await alsBeheer((admin) => admin.describeCluster())
      await bind(proef.bus.beheer, { clusterId, voorvoegsel: wereld.voorvoegsel })
      await maak()
      await alsBeheer((admin) => admin.deleteTopics({ topics: [topic] }))
      await wachtTot(() => maakMis(proef))
      const relais = startRelais()
      const { abonnement } = start()
      await produceer([proefevent(A, 1), proefevent(B, 1)])
      await wachtTot(() => relais.stand().reden === 'kafka-orde' && abonnement.stand().reden === 'kafka-orde')
      expect(await records()).toEqual([])
      await alsBeheer((admin) => admin.deleteTopics({ topics: [topic] }))
      await wachtTot(() =>
        alsBeheer((admin) => maakTopics(admin, opzetten, keurTopics(opzetten, []))).then(
          () => true,
          () => false,
        ),
      )
      await wachtTot(async () => (await nummers(B)).length === 1, 25_000)
      expect([await nummers(A), await nummers(B)]).toEqual([[1], [1]])
      await wachtTot(() => relais.stand().gezond && abonnement.stand().gezond)
    } finally {
      await proef.sluit()
    }
  }, 60_000)

  proefWereld(
    'on a machine whose clock is years off ships in the same order: nothing is put in order by a clock',
    async (proef) => {
      const { produceer, start, startRelaisproces, nummers, apart } = proef
      for (const [nr, jaren] of [-30, 30].entries()) {
        const scheef = `const nu = Date.now; Date.now = () => nu() + ${jaren * 365 * 86_400_000}`
        const relais = startRelaisproces(undefined, ['--import', `data:text/javascript,${encodeURIComponent(scheef)}`])
        await wachtTot(() => leidt(relais))
        if (nr === 0) start()
        await produceer([2 * nr + 1, 2 * nr + 2].flatMap((volg) => [proefevent(A, volg), proefevent(B, volg)]))
        await wachtTot(async () => (await nummers(B)).length === 2 * nr + 2)
        relais.sein('SIGKILL')
        await relais.einde
      }
      for (const dossier of [A, B]) expect(await nummers(dossier)).toEqual([1, 2, 3, 4])
      expect(await apart()).toEqual([])
      const tijden = await leesTijden(proef)
      expect(Math.max(...tijden) - Math.min(...tijden)).toBeGreaterThan(20 * 365 * 86_400_000)
    },
    () => ({
      wereld: () => maakWereld(brokers, nieuwVoorvoegsel(), { 'message.timestamp.after.max.ms': '9000000000000' }),
    }),
  )
})

function eis<T>(waarde: T | undefined): T {
  if (waarde === undefined) throw new Error('not there yet')
  return waarde
}

/** A topic of six partitions, as soon as the one that was there is gone. */
function maakMis({ alsBeheer, topic }: Kafkaopstelling): Promise<boolean> {
  return alsBeheer((admin) => admin.createTopics({ waitForLeaders: true, topics: [{ topic, numPartitions: 6 }] })).then(
    () => true,
    () => false,
  )
}

/** The times that the producers wrote beside their messages. */
async function leesTijden({ kafka, topic }: Kafkaopstelling): Promise<number[]> {
  const tijden: number[] = []
  const consumer = kafka.consumer({ groupId: `${topic}-tijden` })
  await consumer.connect()
  await consumer.subscribe({ topics: [topic], fromBeginning: true })
  await consumer.run({ eachMessage: async ({ message }) => void tijden.push(Number(message.timestamp)) })
  await wachtTot(() => tijden.length >= 8)
  await consumer.disconnect()
  return tijden
}
