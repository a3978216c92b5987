import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { proefKafka } from '../../../test/steun/kafka.ts'
import { vernieuwBron } from './bron-store.ts'
import type { Lopend } from './bus-opstelling.suite.ts'
import { maakLezer } from './bus-opstelling.suite.ts'
import {
  dossiers,
  faalBij,
  gebeurtenissen,
  LEZER,
  proefevent,
  schrijfEffect,
  wachtTot,
} from './bus-proefevent.suite.ts'
import { maakWereld } from './kafka-bus.proef.ts'
import { groepVan } from './kafka-bus.ts'
import type { Kafkaopstelling, Kafkaopstellingkeuze } from './kafka-opstelling.proef.ts'
import { maakKafkaopstelling } from './kafka-opstelling.proef.ts'
import { maakLog } from './log.ts'
import { maakPostgresBus } from './postgres-bus.ts'

const broker = await proefKafka()
const brokers = broker?.brokers ?? []
const [A = '', B = '', C = ''] = dossiers(3)
/** One in every partition. */
const alle = dossiers(12)

const proefWereld = (naam: string, f: (proef: Kafkaopstelling) => Promise<void>, keuze: Kafkaopstellingkeuze = {}) =>
  test.concurrent(naam, async () => {
    const proef = await maakKafkaopstelling(brokers, keuze)
    try {
      await f(proef)
    } finally {
      await proef.sluit()
    }
  }, 60_000)

describe.skipIf(broker === null)('a group of readers', () => {
  proefWereld(
    'one joins in the middle of a batch: it is let in while that goes on, and every message is applied once, in order',
    async (proef) => {
      const { produceer, start, startRelais, effecten, nummers, apart } = proef
      startRelais()
      let traag = true
      start({
        verwerk: async (tx, events) => {
          await schrijfEffect(tx, events)
          if (!traag) return
          traag = false
          await tx.query(HOUD)
        },
      })
      await proef.bus.beheer.query(
        'create table public.vast as select 1 as een; grant select on public.vast to wk_routing',
      )
      await produceer([proefevent(A, 1)])
      await wachtTot(() => isVast(proef))
      const { abonnement } = start()
      await produceer(alle.map((dossier) => proefevent(dossier, 1)))
      // It has its partitions. Whether it may apply yet hangs on whether that of the batch in hand is one of them.
      await wachtTot(() => abonnement.stand().gezond)
      expect([await isVast(proef), await nummers(A)]).toEqual([true, []])
      await proef.bus.beheer.query('delete from public.vast')
      await produceer([...alle, A].map((dossier) => proefevent(dossier, 2)))
      await wachtTot(async () => (await effecten()).length === 26, 30_000)
      for (const dossier of [...alle, A]) expect(await nummers(dossier)).toEqual([1, 2])
      expect(await apart()).toEqual([])
    },
  )

  proefWereld(
    'one joins while the stage of another stands still: that stands still no longer by itself, and what it put aside is taken back when it is mended',
    async (proef) => {
      const { produceer, start, startRelais, effecten, nummers, apart } = proef
      startRelais()
      let kapot = true
      const verwerk = faalBij(() => (kapot ? 'KAPOT' : null))
      // A minute, by design: what ends this stop is the group, or nothing within this test.
      const eerste = start({ verwerk, herkansMs: 60_000 })
      await produceer(alle.flatMap((dossier) => [1, 2].map((nr) => proefevent(dossier, nr))))
      await wachtTot(() => eerste.consument.gestopt(), 30_000)
      kapot = false
      const tweede = start({ verwerk, herkansMs: 60_000 })
      await wachtTot(async () => (await effecten()).length === 24, 30_000)
      for (const dossier of alle) expect(await nummers(dossier)).toEqual([1, 2])
      expect(await apart()).toEqual([])
      for (const { consument, abonnement } of [eerste, tweede]) {
        await wachtTot(() => abonnement.stand().gezond)
        expect(consument.gestopt()).toBe(false)
      }
    },
  )

  proefWereld(
    'offsets of the group set to the first or the last have no effect: positions are what counts',
    async (proef) => {
      const { produceer, start, startRelais, nummers, apart, topic, alsBeheer, wereld } = proef
      startRelais()
      const groupId = groepVan(wereld.voorvoegsel, LEZER)
      let lezer = start()
      let nr = 0
      const schrijf = () => produceer([A, B].map((dossier) => proefevent(dossier, nr + 1))).then(() => void nr++)
      const bij = async () => wachtTot(async () => (await nummers(B)).length === nr)
      await schrijf()
      await bij()
      for (const earliest of [true, false]) {
        await lezer.stop()
        await schrijf()
        await wachtTot(async () => (await proef.records()).length === 2 * nr)
        await wachtTot(() =>
          alsBeheer(async (admin) => {
            const grenzen = await admin.fetchTopicOffsets(topic)
            const partitions = grenzen.map(({ partition, low, high }) => ({ partition, offset: earliest ? low : high }))
            await admin.setOffsets({ groupId, topic, partitions })
          }).then(
            () => true,
            () => false,
          ),
        )
        lezer = start()
        await bij()
        await schrijf()
        await bij()
      }
      for (const dossier of [A, B]) expect(await nummers(dossier)).toEqual([1, 2, 3, 4, 5])
      expect(await apart()).toEqual([])
    },
  )
})

describe.skipIf(broker === null)('a reader', () => {
  proefWereld(
    'passes over what is foreign, also what was taken back by who wrote it, and puts aside what was cut off, with a line for each',
    async (proef) => {
      const { bus, produceer, legRuw, start, startRelais, nummers, apart, topic, kafka } = proef
      startRelais()
      const { regels, abonnement } = start()
      await bus.legVreemd?.('not ours')
      await produceer([proefevent(A, 1)])
      await wachtTot(async () => (await nummers(A)).length === 1)
      const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1, transactionalId: topic })
      await producer.connect()
      for (const einde of ['commit', 'abort'] as const) {
        const handeling = await producer.transaction()
        await handeling.send({ topic, messages: alle.map((_, partition) => ({ value: 'not ours', partition })) })
        await handeling[einde]()
      }
      await producer.disconnect()
      await legRuw(B, JSON.stringify(proefevent(B, 1)).slice(0, -20))
      await produceer([proefevent(A, 2), proefevent(B, 2)])
      await wachtTot(async () => (await nummers(A)).length === 2)
      await wachtTot(async () => (await apart()).length === 2)
      expect((await apart()).map(({ sleutel, reden, nr }) => [sleutel, reden, nr])).toEqual([
        [B, 'onleesbaar', null],
        [B, 'wacht-op-eerder', 2],
      ])
      const gezegd = gebeurtenissen(regels)
      expect(gezegd).toContain('bus.vreemd-bericht')
      expect(gezegd.filter((g) => g === 'bus.apart-gelegd')).toHaveLength(1)
      // What lies at the end of most partitions is nothing to hand over: that is no lag.
      const herstart = await proef.tel('warmknooppunt_kafka_lezer_herstart_total')
      await new Promise((klaar) => setTimeout(klaar, 2_500))
      expect(await proef.tel('warmknooppunt_kafka_lezer_herstart_total')).toBe(herstart)
      expect(abonnement.stand()).toEqual({ gezond: true, reden: null })
    },
    { opties: { wacht: { peilMs: 200, stilMs: 30_000, achterMs: 1_000 } } },
  )

  proefWereld('of a topic that was deleted and made anew goes on, running or stopped meanwhile', async (proef) => {
    const { produceer, start, startRelais, nummers, apart, topic, alsBeheer, wereld } = proef
    startRelais()
    let lezer: Lopend = start()
    let nr = 0
    const schrijf = async (aantal: number) => {
      for (let n = 0; n < aantal; n++) await produceer([A, B].map((dossier) => proefevent(dossier, ++nr)))
    }
    const bij = () => wachtTot(async () => (await nummers(A)).length + (await nummers(B)).length === nr, 30_000)
    await schrijf(20)
    await bij()
    for (const aan of [true, false]) {
      if (!aan) await lezer.stop()
      await alsBeheer((admin) => admin.deleteTopics({ topics: [topic] }))
      await wachtTot(() =>
        maakWereld(brokers, wereld.voorvoegsel).then(
          () => true,
          () => false,
        ),
      )
      if (!aan) lezer = start()
      await schrijf(3)
      await bij()
    }
    expect(await nummers(A)).toEqual(Array.from({ length: nr / 2 }, (_, n) => 2 * n + 1))
    expect(await nummers(B)).toEqual(Array.from({ length: nr / 2 }, (_, n) => 2 * n + 2))
    expect(await apart()).toEqual([])
    await wachtTot(() => lezer.abonnement.stand().gezond)
  })

  proefWereld(
    'goes on when what it has read was deleted by age, running or started again, also from a mark that is gone',
    async (proef) => {
      const { bus, produceer, start, startRelais, nummers, topic, alsBeheer } = proef
      startRelais()
      let lezer = start()
      let nr = 0
      const rondom = async () => {
        await produceer([A, B].map((dossier) => proefevent(dossier, nr + 1)))
        nr++
        await wachtTot(async () => (await nummers(B)).length === nr)
      }
      const partitions = alle.map((_, partition) => ({ partition, offset: '-1' }))
      const verjaar = () =>
        alsBeheer(async (admin) => {
          // This request asks for no metadata of a topic itself.
          await admin.fetchTopicOffsets(topic)
          await admin.deleteTopicRecords({ topic, partitions })
        })
      await rondom()
      await verjaar()
      await rondom()
      await lezer.stop()
      await verjaar()
      await bus.beheer.query("update routing.positie set merk = '0' where merk is not null")
      lezer = start()
      await rondom()
      for (const dossier of [A, B]) expect(await nummers(dossier)).toEqual([1, 2, 3])
      await wachtTot(() => lezer.abonnement.stand().gezond)
    },
  )

  proefWereld(
    'passes over what an earlier life of the database wrote: after a restore that comes again under the new name',
    async (proef) => {
      const { bus, produceer, start, startRelais, nummers, apart, records } = proef
      const relais = startRelais()
      const lezer = start()
      await produceer([proefevent(A, 1)])
      await wachtTot(async () => (await nummers(A)).length === 1)
      await lezer.stop()
      // Shipped, and read by nobody yet.
      await produceer([proefevent(A, 2), proefevent(B, 1)])
      await wachtTot(async () => (await records()).length === 3)
      await relais.stop()
      await vernieuwBron(bus.beheer, randomUUID())
      startRelais()
      const { abonnement } = start()
      await produceer([proefevent(A, 3), proefevent(B, 2)])
      await wachtTot(async () => (await nummers(A)).length === 3 && (await nummers(B)).length === 2)
      expect([await nummers(A), await nummers(B)]).toEqual([
        [1, 2, 3],
        [1, 2],
      ])
      expect(await apart()).toEqual([])
      await wachtTot(() => abonnement.stand().gezond)
    },
  )

  proefWereld(
    'moves from the outboxes to Kafka, back, and to Kafka again, with messages under way: positions stay as they are',
    async (proef) => {
      const { bus, produceer, start, startRelais, nummers, apart } = proef
      let nr = 0
      const schrijf = async () => {
        for (let n = 0; n < 15; n++) {
          nr++
          await produceer([A, B, C].map((dossier) => proefevent(dossier, nr)))
        }
      }
      const half = (voor: number) => wachtTot(async () => (await nummers(C)).length > voor)
      for (const soort of ['outbox', 'kafka', 'outbox', 'kafka'] as const) {
        const voor = (await nummers(C)).length
        const schrijven = schrijf()
        if (soort === 'kafka') {
          const relais = startRelais()
          const lezer = start()
          await half(voor)
          await Promise.all([lezer.stop(), relais.stop()])
        } else await leesVanOutbox(proef, () => half(voor))
        await schrijven
      }
      startRelais()
      start()
      await wachtTot(async () => (await nummers(C)).length === nr)
      for (const dossier of [A, B, C])
        expect(await nummers(dossier)).toEqual(Array.from({ length: nr }, (_, n) => n + 1))
      expect(await apart()).toEqual([])
      expect(await bus.beheer.query('select from routing.positie where positie > 0')).toMatchObject({ rowCount: 3 })
    },
  )
})

/** A statement that takes until the test lets go; a lock would be waited for no longer than five seconds. */
const HOUD = 'do $$ begin while exists (select from public.vast) loop perform pg_sleep(0.05); end loop; end $$'

/** Whether a batch is in hand. */
async function isVast({ bus }: Kafkaopstelling): Promise<boolean> {
  const { rowCount } = await bus.beheer.query(
    "select from pg_stat_activity where datname = current_database() and state = 'active' and query like 'do $$%public.vast%'",
  )
  return rowCount === 1
}

/** A reader on the transport of the all-in-one, on the same database. */
async function leesVanOutbox({ bus }: Kafkaopstelling, tot: () => Promise<void>): Promise<void> {
  const pool = bus.pool('wk_routing')
  const log = maakLog({ dienst: 'proef', niveau: 'silent' })
  const andere = maakPostgresBus({ poolVan: () => pool, log })
  const op = new AbortController()
  const { klaar } = andere.abonneer(maakLezer({}, { pool, regels: [] }), op.signal)
  await tot()
  op.abort(new Error('stopped'))
  await klaar
  await andere.sluit()
}
