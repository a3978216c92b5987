import { setTimeout as wachtMs } from 'node:timers/promises'
import { maakKafka } from '@warmknooppunt/platform/kafka'
import { maakLog } from '@warmknooppunt/platform/log'
import { afterAll, describe, expect, test } from 'vitest'
import { proefbroker, proefKafka } from './steun/kafka.ts'

const [gedeeld, eigen] = await Promise.all([proefKafka(), proefbroker()])
afterAll(async () => eigen?.ruimOp())

const plek = { voorvoegsel: '', sessieMs: 15_000, replicatie: 1, tls: null, sasl: null }

async function clusterVan(brokers: readonly string[]): Promise<string> {
  const log = maakLog({ dienst: 'proef', niveau: 'silent' })
  const admin = maakKafka({ ...plek, brokers }, { clientId: 'proef', log }).admin({ retry: { retries: 1 } })
  try {
    await admin.connect()
    return (await admin.describeCluster()).clusterId
  } finally {
    await admin.disconnect()
  }
}

describe.skipIf(gedeeld === null)('the broker of a test run', () => {
  test('is one for all who ask', async () => {
    expect(await proefKafka()).toEqual(gedeeld)
    expect(await clusterVan(gedeeld?.brokers ?? [])).not.toBe('')
  })
})

describe.skipIf(eigen === null)('a broker of a test file', () => {
  test('comes back on the same data after a stop and after a kill', async () => {
    if (!eigen) return
    const cluster = await clusterVan([eigen.adres])
    await eigen.stop()
    await expect(clusterVan([eigen.adres])).rejects.toThrow('Connection error')
    await eigen.start()
    expect(await clusterVan([eigen.adres])).toBe(cluster)
    await eigen.dood()
    expect(eigen.leeft()).toBe(false)
    await eigen.start()
    expect(await clusterVan([eigen.adres])).toBe(cluster)
  })

  test('says nothing while it is frozen, and answers what it was asked after', async () => {
    if (!eigen) return
    await eigen.bevries()
    let klaar = false
    const vraag = clusterVan([eigen.adres]).then(() => {
      klaar = true
    })
    await wachtMs(500)
    expect(klaar).toBe(false)
    await eigen.ontdooi()
    await vraag
    expect(klaar).toBe(true)
  })
})
