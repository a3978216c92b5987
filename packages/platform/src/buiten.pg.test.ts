import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ProefDatabase } from '../../../test/steun/database.ts'
import { proefDatabase } from '../../../test/steun/database.ts'
import { vernieuwBron } from './bron-store.ts'
import { leesRegels, schrijfBij } from './buitenbestand.ts'
import { zendProef } from './bus.proef.ts'
import { transactie } from './db.ts'
import { pasGrafstenenToe } from './grafsteen-store.ts'
import { grafsteenbestand, leesGrafsteenbestand, maakGrafsteenwerker } from './grafstenen.ts'
import { controleerHerkomst, maakKeuring } from './herkomst.ts'
import { bewaarHerstel, zetHerkomst } from './herkomst-store.ts'
import { journaalbestanden, laatsteRegel, maakJournaalwerker } from './journaal.ts'
import { leesDatabaseId } from './journaal-store.ts'
import { maakLog } from './log.ts'
import { maakPool } from './pool.ts'
import { openStanden } from './positie-store.ts'
import { ronde } from './snoeier.ts'
import type { Werker } from './stage.ts'

const NU = Temporal.Instant.from('2026-03-02T11:00:00Z')
const NUL = '00000000-0000-0000-0000-000000000001'

let proef: ProefDatabase
let eigenaar: Pool
let map: string
let databaseId: string
const alarmen: string[] = []
const gelogd: string[] = []
const log = maakLog({ dienst: 'proef', niveau: 'info', naar: { write: (regel) => void gelogd.push(regel) } })
const alarm = (soort: string) => void alarmen.push(soort)

beforeAll(async () => {
  proef = await proefDatabase()
  eigenaar = proef.pool()
  map = await mkdtemp(join(tmpdir(), 'wk-buiten-'))
  databaseId = await leesDatabaseId(eigenaar)
})
afterAll(async () => {
  await proef.sluit()
  await rm(map, { recursive: true, force: true })
})

const schrijver = (waar: string) =>
  maakJournaalwerker({ stage: 'intake', dagen: 65, pool: proef.pool('wk_intake'), map: waar, nu: () => NU, log, alarm })

/** Runs a loop until something is so, then to its end. */
async function draaiTot(werker: Werker, waar: () => Promise<boolean>): Promise<void> {
  const einde = new AbortController()
  const klaar = werker.run(einde.signal)
  await expect.poll(waar, { timeout: 10_000 }).toBe(true)
  einde.abort()
  await klaar
}

async function regelsIn(waar: string): Promise<{ positie: number; stage: string }[]> {
  const regels: { positie: number; stage: string }[] = []
  for (const bestand of await journaalbestanden(waar, databaseId))
    for await (const regel of leesRegels(bestand)) regels.push(JSON.parse(regel))
  return regels
}

describe('the journal', () => {
  it('has every message that was committed once, whoever of two processes writes it, and nothing but ids and codes', async () => {
    await zendProef(proef.pool('wk_intake'), 'intake', 25)
    const tweede = draaiTot(schrijver(map), async () => (await regelsIn(map)).length >= 25)
    await draaiTot(schrijver(map), async () => (await regelsIn(map)).length >= 25)
    await tweede
    const regels = await regelsIn(map)
    expect(regels.map(({ positie }) => positie)).toEqual(Array.from({ length: 25 }, (_, i) => i + 1))
    expect(Object.keys(regels[0] ?? {}).sort()).toEqual(
      ['berichtId', 'bericht', 'bron', 'deelnemer', 'dossierId', 'positie', 'stage', 'tijd'].sort(),
    )
    expect(await laatsteRegel(map, databaseId, 'intake')).toMatchObject({ positie: 25 })
  })

  it('holds the pruner until it has followed, and takes files that no back-up needs away', async () => {
    await zendProef(proef.pool('wk_intake'), 'intake', 5)
    for (const stage of ['routing', 'dossier'] as const) {
      await openStanden(proef.pool(`wk_${stage}`), { stage, consument: stage, topic: 'berichten' })
      await eigenaar.query(`update ${stage}.positie set positie = 1000`)
    }
    const oud = join(map, databaseId, 'intake-2025-12-01.jsonl')
    await writeFile(oud, '')
    const snoei = { stage: 'intake', pool: proef.pool('wk_intake'), log, journaal: true } as const
    expect(await ronde(snoei, new AbortController().signal)).toBe(25)
    await draaiTot(schrijver(map), async () => (await regelsIn(map)).length >= 30)
    expect(await ronde(snoei, new AbortController().signal)).toBe(5)
    expect(await readdir(join(map, databaseId))).toEqual(['intake-2026-03-02.jsonl'])
  })

  it('that cannot be written is an alarm once, loses nothing, and goes on when it can', async () => {
    const bezet = join(map, 'bezet')
    await writeFile(bezet, 'a file where a folder should be')
    await zendProef(proef.pool('wk_intake'), 'intake', 2)
    const werker = schrijver(bezet)
    const einde = new AbortController()
    const klaar = werker.run(einde.signal)
    await expect.poll(() => alarmen, { timeout: 10_000 }).toEqual(['journaal'])
    // Two turns later it is said no more than once.
    await new Promise((klaar) => setTimeout(klaar, 1_100))
    expect(werker.stand().gezond).toBe(true)
    await rm(bezet)
    await expect.poll(async () => (await regelsIn(bezet)).length, { timeout: 10_000 }).toBe(2)
    einde.abort()
    await klaar
    expect(alarmen).toEqual(['journaal'])
    expect(gelogd.filter((regel) => regel.includes('alarm.journaal'))).toHaveLength(1)
  })
})

describe('tombstones', () => {
  const graf = () => grafsteenbestand(map, databaseId)
  const werker = () => maakGrafsteenwerker({ pool: proef.pool('wk_routing'), map, log, alarm })
  const ids = async (pad: string) => {
    const gevonden: string[] = []
    for await (const groep of leesGrafsteenbestand(pad)) gevonden.push(...groep.map(({ dossierId }) => dossierId))
    return gevonden
  }

  it('leave the database soon after they are set; another folder, or one that is empty of a sudden, gets all there are', async () => {
    const dossiers = [crypto.randomUUID(), crypto.randomUUID()]
    await eigenaar.query('select kluis.vernietig($1, now())', [dossiers.slice(0, 1)])
    const einde = new AbortController()
    const klaar = werker().run(einde.signal)
    await expect.poll(() => ids(graf())).toContain(dossiers[0])
    await rm(graf())
    await eigenaar.query('select kluis.vernietig($1, now())', [dossiers.slice(1)])
    await expect.poll(() => ids(graf())).toEqual(expect.arrayContaining(dossiers))
    einde.abort()
    await klaar
    expect((await eigenaar.query('select from kluis.grafsteen_uit')).rowCount).toBe(0)
    await rm(graf())
    await draaiTot(werker(), async () => (await ids(graf())).length === 2)
    expect((await ids(graf())).sort()).toEqual([...dossiers].sort())
    // The file of an earlier time, on a disk that comes back.
    await writeFile(graf(), `${dossiers[0]} 2026-03-02T11:00:00.000Z\n`)
    await draaiTot(werker(), async () => (await ids(graf())).length === 2)
    expect(await ids(graf())).toEqual(dossiers)
  })

  it('from outside destroy keys that a restore brought back, and forbid new ones', async () => {
    const dossier = crypto.randomUUID()
    const sleutel = `insert into kluis.sleutel (dossier_id, publiek, kek_id, verpakt) values ($1, 'hub', 'kek-1', 'x')`
    await eigenaar.query(sleutel, [dossier])
    const steen = { dossierId: dossier, vernietigdOp: '2026-03-02T11:00:00.000Z' }
    expect(await pasGrafstenenToe(eigenaar, [steen])).toBe(1)
    expect(await pasGrafstenenToe(eigenaar, [steen])).toBe(0)
    await expect(eigenaar.query(sleutel, [dossier])).rejects.toMatchObject({ code: 'WK001' })
  })

  it('half written by a crash are passed over', async () => {
    const pad = join(map, 'half.txt')
    await schrijfBij(pad, [`${NUL} 2026-03-02T11:00:00.000Z`, NUL.slice(0, 20)])
    expect(await ids(pad)).toEqual([NUL])
  })
})

describe('a database that went back to an earlier moment', () => {
  const controleer = (journaal: string | null) =>
    controleerHerkomst(eigenaar, { stages: ['intake', 'delivery'], journaal, log })

  it('is not served on another timeline, until somebody says that it is whole there', async () => {
    await controleer(map)
    await eigenaar.query('update platform.herkomst set tijdlijn = tijdlijn + 1')
    await expect(controleer(map)).rejects.toMatchObject({
      code: 'WK_START',
      message: expect.stringContaining('terugzetten --database'),
    })
    await zetHerkomst(eigenaar)
    await controleer(map)
  })

  it('under a process that runs ends that process at its next connection, before anything is done with it', async () => {
    let beeindigd = 0
    const keur = maakKeuring(log, () => void beeindigd++)
    const pool = maakPool({ url: proef.url, applicatie: 'test', rol: 'wk_sla', max: 2, keur })
    const [een, ander] = await Promise.all([pool.connect(), pool.connect()])
    await een.query('select 1')
    een.release()
    ander.release(true)
    await eigenaar.query('update platform.herkomst set tijdlijn = tijdlijn + 1')
    const bezet = await pool.connect()
    await expect(pool.query('select 1')).rejects.toMatchObject({ code: 'WK_START' })
    expect(beeindigd).toBe(1)
    bezet.release()
    await pool.end()
    await zetHerkomst(eigenaar)
  })

  it('is not served when the journal knows more than it does, also by a stage of its own role', async () => {
    await eigenaar.query('update intake.uit_stand set positie = positie - 10')
    await expect(controleer(map)).rejects.toThrow('went back to an earlier moment')
    const alsStage = { stages: ['intake'], journaal: map, log }
    await expect(controleerHerkomst(proef.pool('wk_intake'), alsStage)).rejects.toThrow('went back')
    // Another folder, or a stage that keeps no journal, cannot know.
    await controleer(join(map, 'leeg'))
    await controleerHerkomst(proef.pool('wk_sla'), { stages: ['sla'], journaal: map, log })
    await eigenaar.query('update intake.uit_stand set positie = positie + 10')
  })

  it('goes on under a new bron: readers skip nothing and read nothing again', async () => {
    await zendProef(proef.pool('wk_intake'), 'intake', 3)
    await eigenaar.query(
      'update routing.positie p set positie = coalesce((select s.positie from intake.uit_stand s where s.partitie = p.partitie), 0)',
    )
    const lezer = { stage: 'routing', consument: 'routing', topic: 'berichten' } as const
    const voor = await openStanden(proef.pool('wk_routing'), lezer)
    const nieuw = crypto.randomUUID()
    const { oud, berichten } = await transactie(eigenaar, null, (tx) => vernieuwBron(tx, nieuw), { eerstBegin: true })
    expect(berichten).toBe((await eigenaar.query('select from intake.uit')).rowCount)
    const na = await openStanden(proef.pool('wk_routing'), lezer)
    expect(na).toEqual(voor.map((stand) => ({ ...stand, bron: nieuw })))
    await zendProef(proef.pool('wk_intake'), 'intake', 5)
    const { rows } = await eigenaar.query<{ bron: string; vorige: number; partitie: number; positie: number }>(
      'select bron, vorige, partitie, positie from intake.uit order by positie desc limit 5',
    )
    expect(new Set(rows.map(({ bron }) => bron))).toEqual(new Set([nieuw]))
    const gezien = new Set<number>()
    for (const { partitie, vorige } of rows.toReversed()) {
      if (!gezien.has(partitie)) expect(vorige).toBe(na.find((stand) => stand.partitie === partitie)?.positie)
      gezien.add(partitie)
    }
    // What the journal wrote of the life before is no reason to refuse it.
    await controleer(map)
    expect((await eigenaar.query('select from platform.bron_eerder where id = $1', [oud])).rowCount).toBe(1)
  })

  it('that is new beside the journal of another is served with an alarm: its disk may be gone', async () => {
    const ander = join(map, 'ander')
    await schrijfBij(join(ander, crypto.randomUUID(), 'intake-2026-03-02.jsonl'), ['{}'])
    gelogd.length = 0
    await controleer(join(map, 'leeg'))
    await controleer(map)
    expect(gelogd.join('')).not.toContain('andere-database')
    await controleer(ander)
    expect(gelogd.join('')).toContain('alarm.journaal-van-andere-database')
  })

  it('says at every start of the first week that it was restored', async () => {
    await bewaarHerstel(eigenaar, { id: NUL, op: Temporal.Now.instant(), metJournaal: true, verslag: {} })
    gelogd.length = 0
    await controleer(map)
    expect(gelogd.join('')).toContain('alarm.teruggezet')
  })
})
