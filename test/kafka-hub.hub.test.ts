import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { einde, regels } from '../services/knooppunt/src/start.proef.ts'
import type { Hub } from './steun/hub.ts'
import { maakHub } from './steun/hub.ts'
import { proefKafka } from './steun/kafka.ts'
import { beginSpel } from './steun/spel.ts'

const kafka = await proefKafka()

describe.skipIf(kafka === null)('the all-in-one over Kafka', () => {
  const voorvoegsel = `hub-${randomUUID().slice(0, 8)}.`
  const KAFKA = {
    BUS: 'kafka',
    KAFKA_BROKERS: kafka?.brokers.join(',') ?? '',
    KAFKA_VOORVOEGSEL: voorvoegsel,
    KAFKA_REPLICATIE: '1',
    KAFKA_SESSIE_SECONDEN: '2',
  }
  // What the hub is started with next.
  const env: Record<string, string> = {}
  let hub: Hub
  beforeAll(async () => {
    hub = await maakHub(undefined, env)
  })
  afterAll(() => hub?.sluit())

  test('goes on with what a hub on its outboxes left: the same dossiers, and nothing is sent twice', async () => {
    const spel = beginSpel(hub, { run: 'uitbakken', perSeconde: 20 })
    await expect.poll(() => hub.alsEigenaar(telGedossierd), { timeout: 30_000 }).toBeGreaterThan(10)
    expect(await spel.stop()).toMatchObject({ verloren: 0, dubbel: 0, onbeantwoord: 0, voorbeelden: [] })
    const lees = () => hub.alsEigenaar(async (db) => [await leesDossiers(db), await leesPushes(db)])
    let voor = await lees()
    const staatStil = async () => {
      const [was, nu] = [voor, await lees()]
      voor = nu
      return isDeepStrictEqual(was, nu)
    }
    // What follows a delivery is told a little later.
    await expect.poll(staatStil, { timeout: 30_000, interval: 1_000 }).toBe(true)
    const [eerste] = hub.gestart
    eerste?.proces.kill('SIGTERM')
    if (!eerste) throw new Error('not started')
    expect(await einde(eerste)).toEqual([0, null])
    Object.assign(env, KAFKA)
    await hub.start()
    // Every outbox was looked at by its relay, and every reader stands where it stood.
    await expect.poll(() => hub.alsEigenaar(telLeidende), { timeout: 30_000 }).toBe(4)
    expect(await lees()).toEqual(voor)
  }, 90_000)

  test('made its topics and bound its database by itself, and loses and doubles nothing', async () => {
    const eerder = await hub.alsEigenaar(telGedossierd)
    const spel = beginSpel(hub, { run: 'kafka', perSeconde: 20 })
    await expect.poll(() => hub.alsEigenaar(telGedossierd), { timeout: 30_000 }).toBeGreaterThan(eerder + 10)
    const verslag = await spel.stop()
    expect(verslag).toMatchObject({ verloren: 0, dubbel: 0, onbeantwoord: 0, voorbeelden: [] })
    const { rows } = await hub.alsEigenaar((db) => db.query('select voorvoegsel from platform.kafka'))
    expect(rows).toEqual([{ voorvoegsel }])
  }, 90_000)

  test('refuses another cluster, or another place on it, than that of its database', async () => {
    await hub.dood()
    const elders = hub.draai(['start'], { ...KAFKA, KAFKA_VOORVOEGSEL: `elders-${voorvoegsel}` })
    expect(await einde(elders)).toEqual([69, null])
    expect(elders.fout.join('')).toContain('--nieuw-cluster')
    expect(regels(elders).filter(({ niveau }) => niveau === 'fatal')).toEqual([])
  }, 60_000)
})

type Db = { query(tekst: string): Promise<{ rows: unknown[] }> }

async function telGedossierd(db: Db): Promise<number> {
  const { rows } = await db.query('select count(*)::int as aantal from dossier.gebeurtenis')
  return Number(Object(rows[0]).aantal)
}

/** Relays that have taken up their outbox. */
async function telLeidende(db: Db): Promise<number> {
  const stages = ['intake', 'routing', 'sla', 'delivery'].map((stage) => `select positie from ${stage}.relais`)
  const { rows } = await db.query(`select count(positie)::int as aantal from (${stages.join(' union all ')}) r`)
  return Number(Object(rows[0]).aantal)
}

async function leesDossiers(db: Db): Promise<unknown[]> {
  const { rows } = await db.query(
    'select dossier_id, count(*)::int as aantal from dossier.gebeurtenis group by 1 order by 1',
  )
  return rows
}

async function leesPushes(db: Db): Promise<unknown[]> {
  const { rows } = await db.query('select id, status, poging from delivery.bezorging order by id')
  return rows
}
