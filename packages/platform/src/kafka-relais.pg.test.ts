import { setTimeout as wachtMs } from 'node:timers/promises'
import { Registry } from 'prom-client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ProefDatabase } from '../../../test/steun/database.ts'
import { proefDatabase } from '../../../test/steun/database.ts'
import { maakKafka } from './kafka.ts'
import { maakKafkameters } from './kafka-meters.ts'
import { maakRelais } from './kafka-relais.ts'
import { maakLog } from './log.ts'
import { neemDienst } from './relais-store.ts'
import { verbind } from './relais-verbinding.ts'

let proef: ProefDatabase
beforeAll(async () => {
  proef = await proefDatabase()
})
afterAll(() => proef.sluit())

test('a relay that could not ship is red, and no longer when it stands by for another that can', async () => {
  const log = maakLog({ dienst: 'proef', niveau: 'silent' })
  const plek = { brokers: ['127.0.0.1:1'], voorvoegsel: '', sessieMs: 2_000, replicatie: 1, tls: null, sasl: null }
  const relais = maakRelais({
    stage: 'intake',
    url: proef.url,
    kafka: maakKafka(plek, { clientId: 'proef', log }),
    topic: 'berichten',
    keur: async () => {
      throw Object.assign(new Error('the cluster is away'), { code: 'cluster-weg' })
    },
    wacht: (ms, signal) => wachtMs(ms, undefined, { signal }),
    log,
    meters: maakKafkameters(new Registry()),
    peil: async () => undefined,
  })
  const genoeg = new AbortController()
  const klaar = relais.run(genoeg.signal)
  await expect.poll(() => relais.stand(), { timeout: 10_000 }).toEqual({ gezond: false, reden: 'cluster-weg' })
  const ander = await verbind({ url: proef.url, stage: 'intake' })
  // Between two tries of the first the lock is free.
  await expect.poll(() => neemDienst(ander, 'intake'), { timeout: 10_000, interval: 5 }).toBe(true)
  await expect.poll(() => relais.stand(), { timeout: 10_000 }).toEqual({ gezond: true, reden: null })
  genoeg.abort()
  await klaar
  await ander.sluit()
})
