import { once } from 'node:events'
import { stat } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { heeftCaddy } from '../cluster/caddy.ts'
import { standbestand } from '../cluster/stand.ts'
import { kiesJava } from '../infra/kafka/java.ts'
import { instanties, TOPOLOGIE } from '../services/knooppunt/src/dienst/topologie.ts'
import { leeft } from '../services/knooppunt/src/ingebed/postmaster.ts'
import { gereed, totdat } from '../services/knooppunt/src/start.proef.ts'
import type { Clusterproef } from './steun/clusterproef.ts'
import { maakClusterproef } from './steun/clusterproef.ts'
import { beginSpel } from './steun/spel.ts'
import { verwijsDoor } from './steun/verwijsdoor.ts'

const kan = !('reden' in (await kiesJava())) && (await heeftCaddy())
if (!kan && process.env.CI === 'true') throw new Error('CI=true, and no caddy or no Kafka for the cluster')
if (!kan) process.stderr.write('SKIPPED, the cluster: it needs caddy, Java and Maven\n')

const ALLE = Object.entries(TOPOLOGIE).flatMap(([dienst, { aantal }]) => instanties(dienst, aantal))

describe.skipIf(!kan)('the hub as separate processes behind the gateway, over Kafka', () => {
  let cluster: Clusterproef
  beforeAll(async () => {
    cluster = await maakClusterproef([], { KAFKA_SESSIE_SECONDEN: '2', LOGNIVEAU: 'info', QUOTUM_PER_SECONDE: '0' })
  }, 180_000)
  afterAll(() => cluster?.sluit(), 60_000)

  test('starts two of every service, each on ports of its own, and says in one file what runs', async () => {
    const { processen, bus, broker, gereed: klaar } = await cluster.stand()
    expect([bus, klaar, (broker?.pid ?? 0) > 1]).toEqual(['kafka', true, true])
    expect(processen.map(({ naam }) => naam)).toEqual([...ALLE.map(({ naam }) => naam), 'gateway'])
    expect((await stat(standbestand(cluster.map))).mode & 0o777).toBe(0o600)
    expect(JSON.stringify(processen.map(({ env }) => env))).not.toMatch(/postgres:\/\/|kek-1:/)
    for (const { naam, poort, metriekenPoort } of processen) {
      expect((await fetch(`http://127.0.0.1:${poort}/gezondheid/gereed`)).status, naam).toBe(200)
      if (metriekenPoort === null) continue
      expect((await fetch(`http://127.0.0.1:${metriekenPoort}/metrics`)).status, naam).toBe(200)
    }
    expect((await fetch(`${cluster.basis}/metrics`)).status).toBe(404)
  })

  test('brings a referral from the gateway to the receiver, also while one of each is killed, and loses and doubles none', async () => {
    await verwijsDoor(cluster, 'cluster-een')
    const spel = beginSpel(cluster, { run: 'cluster', perSeconde: 8 })
    const voor = await cluster.stand()
    const slachtoffers = voor.processen.filter(({ nummer }) => nummer === 1)
    for (const { pid } of slachtoffers) process.kill(pid, 'SIGKILL')
    await verwijsDoor(cluster, 'cluster-twee')
    for (const { naam, pid } of slachtoffers) {
      await totdat(async () => {
        const nu = await cluster.een(naam)
        return nu.pid !== pid && nu.pid > 0 && nu.herstarts === 1 && nu.afloop === 'SIGKILL'
      }, 30_000)
    }
    await totdat(async () => {
      const { processen } = await cluster.stand()
      const antwoorden = await Promise.all(processen.map(({ poort }) => gereed(`http://127.0.0.1:${poort}`)))
      return antwoorden.every(({ status }) => status === 200)
    }, 60_000)
    const verslag = await spel.stop()
    expect(verslag).toMatchObject({ verloren: 0, dubbel: 0, onbeantwoord: 0, voorbeelden: [] })
    expect(verslag.afgeleverd).toBeGreaterThan(10)
  }, 180_000)

  test('SIGTERM ends the services while broker and database are there, and then these', async () => {
    const { processen, broker, database } = await cluster.stand()
    cluster.proces.kill('SIGTERM')
    expect(await once(cluster.proces, 'exit')).toEqual([0, null])
    const pids = [...processen.map(({ pid }) => pid), broker?.pid ?? 0, database.pid ?? 0]
    expect(pids.filter((pid) => leeft(pid))).toEqual([])
    for (const { naam } of ALLE) {
      const laatste = (await cluster.regels(naam)).at(-1)
      expect(laatste, naam).toMatchObject({ gebeurtenis: 'dienst.gestopt', schoon: true })
    }
  }, 60_000)
})
