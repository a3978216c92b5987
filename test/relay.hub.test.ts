import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { kiesJava } from '../infra/kafka/java.ts'
import { TOPOLOGIE } from '../services/knooppunt/src/dienst/topologie.ts'
import { gereed, totdat } from '../services/knooppunt/src/start.proef.ts'
import type { Clusterproef } from './steun/clusterproef.ts'
import { maakClusterproef } from './steun/clusterproef.ts'
import { verwijsDoor } from './steun/verwijsdoor.ts'

const kan = !('reden' in (await kiesJava()))
if (!kan && process.env.CI === 'true') throw new Error('CI=true, and no Kafka for the cluster')
if (!kan) process.stderr.write('SKIPPED, the relay apart: it needs Java and Maven\n')

const RELAYS = ['relay-1', 'relay-2']

describe.skipIf(!kan)('outboxes shipped by processes of their own', () => {
  let cluster: Clusterproef
  beforeAll(async () => {
    const een = Object.keys(TOPOLOGIE).flatMap((dienst) => ['--aantal', `${dienst}=1`])
    const vlaggen = ['--relay', 'apart', '--zonder', 'gateway', ...een]
    cluster = await maakClusterproef(vlaggen, { KAFKA_SESSIE_SECONDEN: '2', LOGNIVEAU: 'info' })
  }, 180_000)
  afterAll(() => cluster?.sluit(), 60_000)

  /** Which processes ship the outbox of intake. */
  async function leiders(): Promise<string[]> {
    const leidt = await Promise.all(
      [...RELAYS, 'intake-1'].map(async (naam) => {
        const { metriekenPoort } = await cluster.een(naam)
        const antwoord = await fetch(`http://127.0.0.1:${metriekenPoort}/metrics`).catch(() => null)
        const tekst = (await antwoord?.text().catch(() => '')) ?? ''
        return tekst.includes('warmknooppunt_relais_leidt{stage="intake"} 1') ? [naam] : []
      }),
    )
    return leidt.flat()
  }

  test('bring a referral to its receiver, also after the one that ships was killed', async () => {
    await verwijsDoor(cluster, 'relay-een')
    const [leider = '', ...meer] = await leiders()
    expect([RELAYS.includes(leider), meer]).toEqual([true, []])
    const { pid } = await cluster.een(leider)
    process.kill(pid, 'SIGKILL')
    await verwijsDoor(cluster, 'relay-twee')
    await totdat(async () => (await leiders()).length === 1, 30_000)
    await totdat(async () => {
      const nu = await cluster.een(leider)
      return nu.pid > 0 && nu.pid !== pid && (await gereed(`http://127.0.0.1:${nu.poort}`)).status === 200
    }, 60_000)
  }, 180_000)

  test('are stopped in order', async () => {
    cluster.proces.kill('SIGTERM')
    expect(await once(cluster.proces, 'exit')).toEqual([0, null])
    for (const naam of RELAYS) {
      expect((await cluster.regels(naam)).at(-1), naam).toMatchObject({ gebeurtenis: 'dienst.gestopt', schoon: true })
    }
  }, 60_000)
})
