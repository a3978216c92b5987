import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { schrijfBij } from '@warmknooppunt/platform/buitenbestand'
import { grafsteenbestand } from '@warmknooppunt/platform/grafstenen'
import { controleerHerkomst } from '@warmknooppunt/platform/herkomst'
import { journaalmap } from '@warmknooppunt/platform/journaal'
import { maakLog } from '@warmknooppunt/platform/log'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ProefDatabase } from '../../../../test/steun/database.ts'
import { proefDatabase } from '../../../../test/steun/database.ts'
import type { Gedaan } from './commando.proef.ts'
import { doe } from './commando.proef.ts'
import { voegTerugzettenToe } from './terugzetten.ts'

const DOSSIER = '01977d5e-6f4b-7c3a-8b61-2f0f5a3c9e11'

let proef: ProefDatabase
let client: pg.Client
let map: string
let databaseId: string

beforeAll(async () => {
  proef = await proefDatabase()
  map = await mkdtemp(join(tmpdir(), 'wk-terug-'))
  // Not named as the hub's connections are.
  client = new pg.Client({ connectionString: proef.url })
  await client.connect()
  databaseId = String(await een('select database_id from platform.herkomst'))
})
afterAll(async () => {
  await client.end()
  await proef.sluit()
  await rm(map, { recursive: true, force: true })
})

async function een(sql: string): Promise<unknown> {
  const { rows } = await client.query({ text: sql, rowMode: 'array' })
  return rows[0]?.[0]
}

let nu = Temporal.Instant.from('2026-11-20T10:00:00Z')

/** Each a second after the one before. */
function terug(...opties: string[]): Promise<Gedaan> {
  const env = { DATABASE_URL: proef.url, DATA_MAP: map }
  nu = nu.add({ seconds: 1 })
  return doe(voegTerugzettenToe, ['terugzetten', ...opties], { env, nu: nu.toString() })
}

const verplaats = () => client.query('update platform.herkomst set tijdlijn = tijdlijn + 1')
const isHeel = () =>
  een('select h.tijdlijn = p.tijdlijn and h.systeem = p.systeem from platform.herkomst h cross join platform.plek() p')

describe('the restore of an outside PostgreSQL', () => {
  it('is not done by this command: it says with what, and what to run then', async () => {
    expect(await terug(join(map, 'backup'))).toMatchObject({ code: 78, fout: expect.stringContaining('--database') })
    expect(await terug('--verslag')).toMatchObject({ code: 1, fout: expect.stringContaining('never restored') })
  })

  it('is refused while a process of the hub is connected, and without tombstones; then nothing was changed', async () => {
    const bron = await een('select id from platform.bron')
    await verplaats()
    expect(await terug('--database')).toMatchObject({ code: 1, fout: expect.stringContaining('--zonder-grafstenen') })
    const pool = proef.pool('wk_sla')
    await pool.query('select 1')
    expect(await terug('--database', '--zonder-grafstenen')).toMatchObject({
      code: 69,
      fout: expect.stringContaining('wk-test'),
    })
    await pool.end()
    expect([await isHeel(), await een('select id from platform.bron')]).toEqual([false, bron])
  })

  it('applies the tombstones, renews the bron, and says what it did, also later', async () => {
    const bron = await een('select id from platform.bron')
    await client.query(`insert into kluis.sleutel values ($1, 'hub', 'kek-1', 'x')`, [DOSSIER])
    await schrijfBij(grafsteenbestand(join(map, 'grafstenen'), databaseId), [`${DOSSIER} 2026-11-20T09:00:00.000Z`])
    const gedaan = await terug('--database', '--json')
    expect(gedaan).toMatchObject({ code: 0, fout: expect.stringContaining('WARNING: no journal') })
    const verslag = JSON.parse(gedaan.uit)
    expect(verslag).toMatchObject({ bronOud: bron, metJournaal: false, grafstenen: { gelezen: 1, vernietigd: 1 } })
    expect([await isHeel(), await een('select id from platform.bron')]).toEqual([true, verslag.bronNieuw])
    expect(await een('select count(*) from kluis.sleutel')).toBe('0')
    const later = await terug('--verslag')
    expect(later.uit).toContain(verslag.herstelId)
    expect(later.uit).toContain('there was NO journal')
  })

  it('of a back-up from before an earlier restore is served: the life that followed on that one is known too', async () => {
    const regel = {
      stage: 'intake',
      bron: crypto.randomUUID(),
      positie: 7,
      tijd: '2026-11-20T09:30:00.000Z',
      dossierId: DOSSIER,
      berichtId: DOSSIER,
      bericht: 'doorverwijzing',
      deelnemer: 'waterbedrijf-maasdal',
    }
    const journaal = join(map, 'journaal')
    await schrijfBij(join(journaalmap(journaal, databaseId), 'intake-2026-11-20.jsonl'), [JSON.stringify(regel)])
    const log = maakLog({ dienst: 'proef', niveau: 'silent' })
    const start = async () => {
      const pool = proef.pool()
      await controleerHerkomst(pool, { stages: ['intake'], journaal, log }).finally(() => pool.end())
    }
    await expect(start()).rejects.toThrow('went back to an earlier moment')
    const verslag = JSON.parse((await terug('--database', '--json')).uit)
    expect(verslag.verloren).toMatchObject([{ dossierId: DOSSIER }])
    await start()
    // The next restore need not tell of it again.
    expect(JSON.parse((await terug('--database', '--json')).uit)).toMatchObject({ verloren: [] })
  })

  it('is held against a journal only as far as both stages tell of it, and it is whole', async () => {
    const journaal = join(map, 'half')
    const bestand = (stage: string) => join(journaalmap(journaal, databaseId), `${stage}-2026-11-20.jsonl`)
    const schrijf = async (stage: 'intake' | 'delivery', positie: number) => {
      const bron = await een('select id from platform.bron')
      const wat = stage === 'intake' ? { bericht: 'doorverwijzing' } : { gebeurtenis: 'gepusht' }
      const wie = { dossierId: DOSSIER, berichtId: crypto.randomUUID(), deelnemer: 'gemeente-weert' }
      const regel = { stage, bron, positie, tijd: '2026-11-20T09:45:00.000Z', ...wie, ...wat }
      await schrijfBij(bestand(stage), [JSON.stringify(regel)])
    }
    const lees = async () => {
      const gedaan = await terug('--database', '--journaal', journaal, '--json')
      const { metJournaal, journaal: stand } = JSON.parse(gedaan.uit)
      expect(await een('select met_journaal from platform.herstel order by hersteld_op desc limit 1')).toBe(metJournaal)
      return { metJournaal, stand, fout: gedaan.fout }
    }
    await client.query('update platform.journaal set positie = 40')
    await schrijf('intake', 41)
    const zonderBezorgd = await lees()
    expect(zonderBezorgd).toMatchObject({ metJournaal: false, stand: { delivery: { tot: null, reikt: false } } })
    expect(zonderBezorgd.fout).toContain('WARNING: the journal of delivery tells nothing')
    await schrijf('intake', 39)
    await schrijf('delivery', 41)
    const zonderAangenomen = await lees()
    expect(zonderAangenomen).toMatchObject({ metJournaal: false, stand: { intake: { reikt: false } } })
    expect(zonderAangenomen.fout).toContain('WARNING: the journal of intake ends at')
    await schrijf('intake', 41)
    await schrijf('delivery', 41)
    expect(await lees()).toMatchObject({ metJournaal: true, stand: { onleesbaar: 0 } })
    await schrijf('intake', 41)
    await schrijf('delivery', 41)
    await schrijfBij(bestand('delivery'), ['\0\0\0\0'])
    await schrijf('delivery', 42)
    const beschadigd = await lees()
    expect(beschadigd).toMatchObject({ metJournaal: false, stand: { onleesbaar: 1, beschadigd: 1 } })
    expect(beschadigd.fout).toContain('WARNING: 1 lines of the journal cannot be read; 1 of them were damaged')
    expect((await terug('--verslag')).uit).toContain('1 of them were damaged')
  })

  it('of a replica that lost nothing only notes where it is', async () => {
    const bron = await een('select id from platform.bron')
    await verplaats()
    expect(await terug('--database', '--zonder-verlies')).toMatchObject({ code: 0 })
    expect([await isHeel(), await een('select id from platform.bron')]).toEqual([true, bron])
  })
})

it.each([
  [['--zonder-verlies'], '--database'],
  [['x', '--database'], 'exclude one another'],
  [['x', '--tot', '2026-11-20T10:00:00Z'], '--wal'],
  [['x', '--wal', 'y', '--tijdlijn', 'een'], 'is a number'],
])('used as %j is refused with what goes together', async (opties, tekst) => {
  expect(await terug(...opties)).toMatchObject({ code: 64, fout: expect.stringContaining(tekst) })
})
