import { execFile } from 'node:child_process'
import { setTimeout as wachtMs } from 'node:timers/promises'
import { promisify } from 'node:util'
import { ANTWOORD_MS } from '@warmknooppunt/platform/http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { gereed, regels, totdat } from '../services/knooppunt/src/start.proef.ts'
import type { Hub } from './steun/hub.ts'
import { maakHub, telGeparkeerd } from './steun/hub.ts'
import type { Peiling } from './steun/peiler.ts'
import { beginPeiling, telAntwoorden, verboden } from './steun/peiler.ts'
import { keurPostvakken, leesPostvakken, wachtOpPostvakken } from './steun/postvakken.ts'
import type { Spel } from './steun/spel.ts'
import { beginSpel, gezaaid } from './steun/spel.ts'
import { zoekSporen } from './steun/sporen.ts'

/** What was under way at the moment of freezing may still be answered. */
const BEZIG_MS = 100
/** Longer than the hub lets anybody wait, so that some are told. */
const BEVROREN_MS = ANTWOORD_MS + 500
const VOL_MS = 1_000

let hub: Hub
let spel: Spel

beforeAll(async () => {
  hub = await maakHub()
  spel = beginSpel(hub, { run: 'database', perSeconde: 30 })
})

afterAll(() => hub.sluit())

/** The postmaster and everything it started. */
async function processenVanPostgres(): Promise<number[]> {
  const postmaster = (await hub.postmaster())?.pid ?? 0
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid='])
  const paren = stdout
    .trim()
    .split('\n')
    .map((regel) => regel.trim().split(/\s+/).map(Number))
  return [postmaster, ...paren.flatMap(([pid, ouder]) => (pid !== undefined && ouder === postmaster ? [pid] : []))]
}

async function postmasterPid(): Promise<number> {
  return (await hub.postmaster())?.pid ?? 0
}

/** Posts without repeat from before a fault until after it, and looks whether all that was answered 201 arrives. */
async function peil(run: string, storing: () => Promise<void>): Promise<readonly Peiling[]> {
  const peiler = beginPeiling(hub, run, 40)
  await wachtMs(500)
  await storing()
  await totdat(async () => (await gereed(hub.basis)).status === 200, 20_000)
  await wachtMs(500)
  const peilingen = await peiler.stop()
  expect(verboden(peilingen)).toEqual([])
  await wachtOpPostvakken(
    hub,
    peilingen.flatMap(({ dossierId }) => dossierId ?? []),
  )
  return peilingen
}

/** Every insert into these outboxes fails as on a full disk. */
async function maakVol(stages: readonly string[]): Promise<() => Promise<void>> {
  await hub.alsEigenaar(async (db) => {
    await db.query(`create or replace function public.schijf_vol() returns trigger language plpgsql as
      $$ begin raise exception 'No space left on device' using errcode = '53100'; end $$`)
    for (const stage of stages) {
      await db.query(
        `create trigger vol before insert on ${stage}.uit for each statement execute function public.schijf_vol()`,
      )
    }
  })
  return () =>
    hub.alsEigenaar(async (db) => {
      for (const stage of stages) await db.query(`drop trigger vol on ${stage}.uit`)
    })
}

async function telDossiers(): Promise<number> {
  return hub.alsEigenaar(async (db) => {
    const { rows } = await db.query<{ aantal: number }>('select count(*) as aantal from intake.dossier')
    return rows[0]?.aantal ?? -1
  })
}

// Creditors and gemeenten play on through every fault of this file, in order; at the end they are counted.
describe('PostgreSQL killed while creditors post', () => {
  it('is answered 503 with Retry-After until the hub has started it again', { timeout: 40_000 }, async () => {
    const pid = await postmasterPid()
    const peilingen = await peil('gedood', async () => {
      process.kill(pid, 'SIGKILL')
      await totdat(async () => (await gereed(hub.basis)).status === 503, 5_000)
    })
    expect(telAntwoorden(peilingen)['503+']).toBeGreaterThan(0)
    expect(peilingen.at(-1)?.dossierId).not.toBeNull()
    expect(await postmasterPid()).not.toBe(pid)
  })
})

describe('PostgreSQL frozen while creditors post', () => {
  it('is answered 503 with Retry-After too, and goes on by itself when it thaws', { timeout: 60_000 }, async () => {
    const pid = await postmasterPid()
    const bevroren = { vanMs: 0, totMs: 0 }
    const peilingen = await peil('bevroren', async () => {
      const processen = await processenVanPostgres()
      for (const proces of processen) process.kill(proces, 'SIGSTOP')
      try {
        await wachtMs(BEZIG_MS)
        bevroren.vanMs = performance.now()
        const zegtHet = totdat(async () => (await gereed(hub.basis)).status === 503, BEVROREN_MS)
        await Promise.all([zegtHet, wachtMs(BEVROREN_MS)])
        bevroren.totMs = performance.now()
      } finally {
        for (const proces of processen) process.kill(proces, 'SIGCONT')
      }
    })
    const meteen = peilingen.filter((p) => p.klaarMs > bevroren.vanMs && p.klaarMs < bevroren.totMs)
    expect(Object.keys(telAntwoorden(meteen))).toEqual(['503+'])
    expect(peilingen.at(-1)?.dossierId).not.toBeNull()
    expect(await postmasterPid()).toBe(pid)
  })
})

describe('a full disk', () => {
  it('at the door is answered 503 with Retry-After, with nothing accepted', { timeout: 40_000 }, async () => {
    let erbij = -1
    const peilingen = await peil('vol', async () => {
      const leeg = await maakVol(['intake'])
      const voor = await telDossiers()
      await wachtMs(VOL_MS)
      erbij = (await telDossiers()) - voor
      await leeg()
    })
    expect(erbij).toBe(0)
    expect(telAntwoorden(peilingen)['503+']).toBeGreaterThan(VOL_MS / 50)
    expect(peilingen.at(-1)?.dossierId).not.toBeNull()
  })

  it('further down the line delays what was accepted, and loses none of it', { timeout: 40_000 }, async () => {
    const peilingen = await peil('verderop', async () => {
      const leeg = await maakVol(['routing', 'sla', 'delivery'])
      await wachtMs(VOL_MS)
      await leeg()
    })
    expect(Object.keys(telAntwoorden(peilingen))).toEqual(['201'])
  })
})

describe('after all of it', () => {
  it('everything that was answered has arrived once, for those who repeated too', { timeout: 40_000 }, async () => {
    const verslag = await spel.stop()
    expect(verslag).toMatchObject({ verloren: 0, dubbel: 0, onbeantwoord: 0, voorbeelden: [] })
    expect(verslag.afgeleverd).toBe(verslag.aangenomen)
    expect(verslag.herhaald).toBeGreaterThan(0)
    expect(keurPostvakken(await leesPostvakken(hub))).toEqual([])
  })

  it('nothing was put aside, and no failure was one of the hub itself', async () => {
    expect(await telGeparkeerd(hub)).toEqual({ routing: 0, sla: 0, delivery: 0, dossier: 0 })
    expect(await gereed(hub.basis)).toEqual({ status: 200, body: '{"status":"gereed","redenen":[]}' })
    const gezegd = hub.gestart.flatMap(regels)
    expect(gezegd.filter(({ niveau, gebeurtenis }) => niveau === 'fatal' || gebeurtenis === 'http.fout')).toEqual([])
  })

  it('nothing of the people stands in logs, metrics, tables or any file', { timeout: 20_000 }, async () => {
    expect(await zoekSporen(hub, [...gezaaid('database'), ...gezaaid('gedood')])).toEqual([])
  })
})
