import { setTimeout as wachtMs } from 'node:timers/promises'
import type { Consumer, Kafka } from 'kafkajs'
import { afterAll, describe, expect, test } from 'vitest'
import { proefbroker, proefKafka } from '../../../test/steun/kafka.ts'
import { maakKafkadraad } from '../../../test/steun/kafkadraad.ts'
import { dossiers, gebeurtenissen, proefevent, wachtTot } from './bus-proefevent.suite.ts'
import { proefKafkaclient } from './kafka-bus.proef.ts'
import type { Kafkaopstelling } from './kafka-opstelling.proef.ts'
import { maakKafkaopstelling } from './kafka-opstelling.proef.ts'
import { kafkaOverDraad } from './kafka-relais.proef.ts'
import { maakLog } from './log.ts'

const [gedeeld, weg, vol] = await Promise.all([proefKafka(), proefbroker(), proefbroker({ eigenSchijf: true })])
afterAll(() => Promise.all([weg?.ruimOp(), vol?.ruimOp()]))

const brokers = gedeeld?.brokers ?? []
const [A = '', B = ''] = dossiers(2)
const ONBEREIKBAAR = ['kafka-onbereikbaar', 'kafka-onbereikbaar']
/** So long a process is given to end, by who runs containers. */
const GENADE_MS = 30_000
const WACHT = { peilMs: 300, stilMs: 4_000, achterMs: 4_000 }

// All of them wait, so they wait together: in one group, because groups take turns.
describe.skipIf(gedeeld === null || weg === null || vol === null)('an outage of the transport', () => {
  if (weg === null || vol === null) return

  test.concurrent('a broker gone for a minute: all is red, with a line and a figure; what was written meanwhile comes when it is back, once and in order', async () => {
    const proef = await maakKafkaopstelling([weg.adres])
    try {
      const { produceer, start, startRelais, nummers, regels, apart } = proef
      const relais = startRelais()
      const { abonnement } = start()
      await produceer([proefevent(A, 1)])
      await wachtTot(async () => (await nummers(A)).length === 1)
      await weg.dood()
      const totMs = performance.now() + 60_000
      for (let nr = 2; nr <= 13; nr++) {
        await produceer([proefevent(A, nr), proefevent(B, nr - 1)])
        await wachtMs(Math.max(0, totMs - performance.now()) / (14 - nr))
        // By the second half of it nobody thinks that all is well any more.
        if (nr > 7) expect([relais.stand().reden, abonnement.stand().reden]).toEqual(ONBEREIKBAAR)
      }
      expect(await nummers(A)).toEqual([1])
      expect(gebeurtenissen(regels)).toEqual(expect.arrayContaining(['relais.herstel', 'bus.herstel']))
      expect(await proef.tel('warmknooppunt_relais_mislukt_total')).toBeGreaterThan(3)
      expect(await proef.tel('warmknooppunt_kafka_lezer_herstart_total')).toBeGreaterThan(0)
      await weg.start()
      await wachtTot(async () => (await nummers(B)).length === 12, 30_000)
      await wachtTot(() => relais.stand().gezond && abonnement.stand().gezond, 30_000)
      expect(await nummers(A)).toEqual(Array.from({ length: 13 }, (_, n) => n + 1))
      expect(await nummers(B)).toEqual(Array.from({ length: 12 }, (_, n) => n + 1))
      expect(await apart()).toEqual([])
    } finally {
      await proef.sluit()
    }
  }, 150_000)

  // One after the other: they share it.
  test.concurrent('a broker that is frozen holds up nobody who is told to stop; of which the disk is full, loses nothing', async () => {
    await metProef(vol.adres, async (proef) => {
      const { produceer, start, startRelais, nummers } = proef
      const relais = startRelais()
      const lezer = start()
      await produceer([proefevent(A, 1)])
      await wachtTot(async () => (await nummers(A)).length === 1)
      await vol.bevries()
      await produceer([proefevent(A, 2)])
      // In the middle of a send, of a fetch, and of coming up.
      const opkomend = start()
      await wachtMs(1_000)
      const sindsMs = performance.now()
      await Promise.all([relais.stop(), lezer.stop(), opkomend.stop()])
      expect(performance.now() - sindsMs).toBeLessThan(GENADE_MS)
      await vol.ontdooi()
      startRelais()
      start()
      await wachtTot(async () => (await nummers(A)).length === 2, 30_000)
      expect(await nummers(A)).toEqual([1, 2])
      if (vol.schijf === null)
        return void console.warn('SKIPPED: the disk of the broker full; no disk of its own can be mounted here')
      await vol.schijf.vul()
      for (let nr = 3; nr <= 20; nr++) await produceer([proefevent(A, nr), proefevent(B, nr - 2)])
      await wachtTot(() => !vol.leeft(), 60_000)
      await produceer([proefevent(A, 21)])
      await vol.schijf.leeg()
      await vol.start()
      await wachtTot(async () => (await nummers(A)).length === 21 && (await nummers(B)).length === 18, 40_000)
      expect(await nummers(A)).toEqual(Array.from({ length: 21 }, (_, n) => n + 1))
      expect(await nummers(B)).toEqual(Array.from({ length: 18 }, (_, n) => n + 1))
      expect(await proef.apart()).toEqual([])
    })
  }, 150_000)

  test.concurrent('a consumer whose connections went silent is made anew, told and counted, and misses nothing', async () => {
    const draad = await maakKafkadraad(brokers[0] ?? '')
    const kafka = kafkaOverDraad(brokers, draad.poort, maakLog({ dienst: 'proef', niveau: 'silent' }))
    const proef = await maakKafkaopstelling(brokers, { opties: { kafka, wacht: WACHT } })
    try {
      await valtStil(proef, 'consumer-silent', () => {
        expect(draad.zwijg(['fetch', 'joinGroup', 'heartbeat'])).toBeGreaterThan(0)
      })
    } finally {
      await proef.sluit()
      await draad.sluit()
    }
  }, 60_000)

  test.concurrent('a consumer that was stopped from within, also while a partition waits for a newer hub, is made anew', async () => {
    const { kafka, consumers } = metGreep(proefKafkaclient(brokers))
    const proef = await maakKafkaopstelling(brokers, { opties: { kafka, wacht: WACHT } })
    try {
      await proef.produceer([proefevent(B, 1, 2)])
      // Its next look at what is newer finds no consumer any more: whatever that throws must end nothing.
      await valtStil(proef, 'consumer-silent', () => consumers.at(-1)?.stop())
    } finally {
      await proef.sluit()
    }
  }, 60_000)

  test.concurrent('a consumer that fetches, but nothing of its partitions, is made anew: its lag does not move, which shows', async () => {
    const { kafka, consumers } = metGreep(proefKafkaclient(brokers))
    const proef = await maakKafkaopstelling(brokers, { opties: { kafka, wacht: WACHT } })
    try {
      await valtStil(proef, 'lag-does-not-move', () => consumers.at(-1)?.pause([{ topic: proef.topic }]))
    } finally {
      await proef.sluit()
    }
  }, 60_000)
})

async function valtStil(proef: Kafkaopstelling, code: string, leg: () => unknown): Promise<void> {
  const { produceer, start, startRelais, nummers, regels, meters } = proef
  startRelais({ kafka: proefKafkaclient(proef.wereld.brokers) })
  const { abonnement } = start()
  await produceer([proefevent(A, 1)])
  await wachtTot(async () => (await nummers(A)).length === 1)
  await leg()
  await produceer([proefevent(A, 2), proefevent(A, 3)])
  const redenen = new Set<string | null>()
  await wachtTot(async () => {
    redenen.add(abonnement.stand().reden)
    return (await nummers(A)).length === 3
  }, 40_000)
  expect(redenen).toContain(code)
  expect(await nummers(A)).toEqual([1, 2, 3])
  await wachtTot(() => abonnement.stand().reden !== code)
  expect(regels.filter((regel) => regel.includes('bus.herstel')).join('\n')).toContain(code)
  const geteld = await meters.getSingleMetric('warmknooppunt_kafka_lezer_herstart_total')?.get()
  expect(geteld?.values).toContainEqual(expect.objectContaining({ labels: expect.objectContaining({ reden: code }) }))
}

async function metProef(adres: string, f: (proef: Kafkaopstelling) => Promise<void>): Promise<void> {
  const proef = await maakKafkaopstelling([adres], { opties: { wacht: WACHT } })
  try {
    await f(proef)
  } finally {
    await proef.sluit()
  }
}

/** The same client; the consumers that it makes are kept, for a test that does to one what nobody should. */
function metGreep(kafka: Kafka): { readonly kafka: Kafka; readonly consumers: readonly Consumer[] } {
  const consumers: Consumer[] = []
  return {
    consumers,
    kafka: new Proxy(kafka, {
      get(doel, naam) {
        if (naam !== 'consumer') return Reflect.get(doel, naam)
        return (...keuze: Parameters<Kafka['consumer']>) => {
          const consumer = doel.consumer(...keuze)
          consumers.push(consumer)
          return consumer
        }
      },
    }),
  }
}
