import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { einde, regels } from '../services/knooppunt/src/start.proef.ts'
import type { Hub } from './steun/hub.ts'
import { maakHub } from './steun/hub.ts'
import { proefKafka } from './steun/kafka.ts'
import { beginSpel } from './steun/spel.ts'

const kafka = await proefKafka()

describe.skipIf(kafka === null)('the all-in-one over Kafka', () => {
  const voorvoegsel = `hub-${randomUUID().slice(0, 8)}.`
  const env = {
    BUS: 'kafka',
    KAFKA_BROKERS: kafka?.brokers.join(',') ?? '',
    KAFKA_VOORVOEGSEL: voorvoegsel,
    KAFKA_REPLICATIE: '1',
    KAFKA_SESSIE_SECONDEN: '2',
  }
  let hub: Hub
  beforeAll(async () => {
    hub = await maakHub(undefined, env)
  })
  afterAll(() => hub?.sluit())

  test('makes its topics and binds its database by itself, and loses and doubles nothing', async () => {
    const spel = beginSpel(hub, { run: 'kafka', perSeconde: 20 })
    await expect.poll(() => hub.alsEigenaar(telGedossierd), { timeout: 30_000 }).toBeGreaterThan(10)
    const verslag = await spel.stop()
    expect(verslag).toMatchObject({ verloren: 0, dubbel: 0, onbeantwoord: 0, voorbeelden: [] })
    const { rows } = await hub.alsEigenaar((db) => db.query('select voorvoegsel from platform.kafka'))
    expect(rows).toEqual([{ voorvoegsel }])
  }, 90_000)

  test('refuses another cluster, or another place on it, than that of its database', async () => {
    await hub.dood()
    const elders = hub.draai(['start'], { ...env, KAFKA_VOORVOEGSEL: `elders-${voorvoegsel}` })
    expect(await einde(elders)).toEqual([69, null])
    expect(elders.fout.join('')).toContain('--nieuw-cluster')
    expect(regels(elders).filter(({ niveau }) => niveau === 'fatal')).toEqual([])
  }, 60_000)
})

async function telGedossierd(db: { query(tekst: string): Promise<{ rows: unknown[] }> }): Promise<number> {
  const { rows } = await db.query('select count(*)::int as aantal from dossier.gebeurtenis')
  return Number(Object(rows[0]).aantal)
}
