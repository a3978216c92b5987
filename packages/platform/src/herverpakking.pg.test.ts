import { randomBytes, randomUUID } from 'node:crypto'
import type { Pool } from 'pg'
import { Registry } from 'prom-client'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { ProefDatabase } from '../../../test/steun/database.ts'
import { proefDatabase } from '../../../test/steun/database.ts'
import { schrijfIn } from '../../../test/steun/schrijf.ts'
import { controleerKeks } from './controleer-keks.ts'
import type { Herverpakking } from './herverpakking.ts'
import { maakHerverpakker } from './herverpakking.ts'
import { meetKeks } from './kek-metrieken.ts'
import { kiesKek } from './kek-store.ts'
import type { Keks } from './kluis.ts'
import { bewaarSleutels, haalSleutels, herverpakSleutels, nieuweSleutels } from './kluis.ts'
import { maakLog } from './log.ts'

let proef: ProefDatabase
let routing: Pool
let intake: Pool
let regels: string[]
beforeAll(async () => {
  proef = await proefDatabase()
  routing = proef.pool('wk_routing')
  intake = proef.pool('wk_intake')
})
afterAll(() => proef.sluit())
beforeEach(async () => {
  await proef.pool().query('truncate kluis.sleutel, platform.kek')
  regels = []
})

const paar = [
  ['oud', randomBytes(32)],
  ['nieuw', randomBytes(32)],
] as const
/** The same keys, in the order of a process that was not restarted yet and of one that was. */
const OUD: Keks = { huidig: 'oud', sleutels: new Map(paar) }
const NIEUW: Keks = { huidig: 'nieuw', sleutels: new Map(paar) }
const ALLEEN_NIEUW: Keks = { huidig: 'nieuw', sleutels: new Map(paar.slice(1)) }

async function maak(keks: Keks, aantal: number): Promise<string[]> {
  const dossiers = Array.from({ length: aantal }, () => randomUUID())
  await schrijfIn(intake, (tx) =>
    bewaarSleutels(
      tx,
      keks,
      dossiers.flatMap((id) => nieuweSleutels(id)),
    ),
  )
  return dossiers
}

/** How many rows each KEK seals. */
async function stand(): Promise<Record<string, number>> {
  const { rows } = await proef
    .pool()
    .query<{ kek_id: string; aantal: number }>('select kek_id, count(*) as aantal from kluis.sleutel group by 1')
  return Object.fromEntries(rows.map(({ kek_id, aantal }) => [kek_id, aantal]))
}

/** A worker that runs until it is stopped, in a hurry. */
function draai(keks: Keks, anders: Partial<Herverpakking> = {}) {
  const einde = new AbortController()
  const log = maakLog({ dienst: 'proef', niveau: 'info', naar: { write: (regel) => void regels.push(regel) } })
  const basis = { tabel: 'kluis.sleutel', pool: routing, keks, log, herverpak: herverpakSleutels }
  const werker = maakHerverpakker({ ...basis, limiet: 20, ademMs: 1, elkeMs: 20, ...anders })
  const klaar = werker.run(einde.signal)
  return {
    werker,
    async stop() {
      einde.abort()
      await klaar
    },
  }
}

const kies = (keks: Keks) => ({ vooraf: () => kiesKek(routing, keks.huidig) })
const gezegd = (gebeurtenis: string) =>
  regels.map((regel) => JSON.parse(regel)).filter((r) => r.gebeurtenis === gebeurtenis)

test('everything that an older KEK sealed comes under the first, told at begin and end, and opens without the older', async () => {
  const dossiers = await maak(OUD, 50)
  const voor = await haalSleutels(routing, OUD, dossiers)
  const lus = draai(NIEUW, kies(NIEUW))
  await expect.poll(stand).toEqual({ nieuw: 150 })
  await expect
    .poll(() => gezegd('kek.herverpakt'))
    .toMatchObject([{ tabel: 'kluis.sleutel', kek: 'nieuw', aantal: 150 }])
  await lus.stop()
  expect(gezegd('kek.herverpakken-begint')).toMatchObject([{ tabel: 'kluis.sleutel', kek: 'nieuw', oud: ['oud'] }])
  const na = await haalSleutels(routing, ALLEEN_NIEUW, dossiers)
  for (const id of dossiers) expect(na.zoek(id, 'hub')).toEqual(voor.zoek(id, 'hub'))
})

test('half of the processes restarted: each opens what the other seals, and none undoes what the other did', async () => {
  await maak(OUD, 40)
  const oude = draai(OUD, kies(OUD))
  await expect.poll(async () => (await proef.pool().query('select id from platform.kek')).rows).toEqual([{ id: 'oud' }])
  const nieuwe = [draai(NIEUW, kies(NIEUW)), draai(NIEUW)]
  await expect.poll(stand).toEqual({ nieuw: 120 })
  // What the old half goes on to seal is taken along.
  const later = await maak(OUD, 10)
  for (const keks of [OUD, NIEUW])
    expect((await haalSleutels(routing, keks, later)).zoek(later[0] ?? '', 'hub')).toHaveLength(32)
  await expect.poll(stand).toEqual({ nieuw: 150 })
  await Promise.all([oude, ...nieuwe].map((lus) => lus.stop()))
  expect(gezegd('kek.herverpakken-wacht')).toMatchObject([{ kek: 'oud', gekozen: 'nieuw' }])
  expect(gezegd('kek.herverpakt').every(({ kek }) => kek === 'nieuw')).toBe(true)
})

test('rows that do not open, more than a batch of them, hold up no others and are told once a round', async () => {
  const stuk = await maak(OUD, 20)
  await proef.pool().query("update kluis.sleutel set verpakt = 'x' where dossier_id = any($1)", [stuk])
  await maak(OUD, 40)
  const lus = draai(NIEUW, { ...kies(NIEUW), elkeMs: 60_000 })
  await expect.poll(stand).toEqual({ nieuw: 120, oud: 60 })
  await expect.poll(() => gezegd('kek.herverpakt')).toMatchObject([{ aantal: 120, af: true }])
  await lus.stop()
  const aantallen = gezegd('kek.niet-te-openen').map(({ aantal }) => aantal)
  expect(aantallen).toEqual([...new Set(aantallen)])
  expect(aantallen.at(-1)).toBe(60)
})

test('who is at work when another key is chosen stops, and does not undo what the others do', async () => {
  await maak(NIEUW, 60)
  let keren = 0
  const kiesAnders: Herverpakking['herverpak'] = async (tx, keks, vraag) => {
    if (++keren === 2) await kiesKek(proef.pool('wk_routing'), 'nieuw')
    return herverpakSleutels(tx, keks, vraag)
  }
  const lus = draai(OUD, { ...kies(OUD), herverpak: kiesAnders })
  await expect.poll(() => gezegd('kek.herverpakken-wacht')).toMatchObject([{ kek: 'oud', gekozen: 'nieuw' }])
  await lus.stop()
  expect(keren).toBe(2)
  expect(await stand()).toEqual({ nieuw: 140, oud: 40 })
})

test('a worker that dies in the middle of a batch leaves it as it was, and the next one does all of it', async () => {
  await maak(OUD, 20)
  const gezien: unknown[] = []
  const sterft: Herverpakking['herverpak'] = async (tx, keks, vraag) => {
    await herverpakSleutels(tx, keks, vraag)
    gezien.push(...(await tx.query(`select from kluis.sleutel where kek_id = 'nieuw'`)).rows)
    throw new Error('died')
  }
  const dode = draai(NIEUW, { ...kies(NIEUW), herverpak: sterft })
  await expect.poll(() => gezegd('kek.herverpakken-hapert').length).toBeGreaterThan(0)
  // Of no consequence to whether the process is ready.
  expect(dode.werker.stand()).toEqual({ gezond: true, reden: null })
  await dode.stop()
  expect(gezien).toHaveLength(20)
  expect(await stand()).toEqual({ oud: 60 })
  const lus = draai(NIEUW)
  await expect.poll(stand).toEqual({ nieuw: 60 })
  await lus.stop()
})

test('a stage waits for the word of routing, and with one KEK there is nothing to do', async () => {
  await maak(OUD, 1)
  const alleen: Keks = { huidig: 'oud', sleutels: new Map(paar.slice(0, 1)) }
  const vragen: unknown[] = []
  const tel: Herverpakking['herverpak'] = async (tx, keks, vraag) => {
    vragen.push(vraag)
    return herverpakSleutels(tx, keks, vraag)
  }
  const [zonderWoord, enige] = [draai(NIEUW), draai(alleen, { ...kies(alleen), herverpak: tel })]
  await expect.poll(async () => (await proef.pool().query('select id from platform.kek')).rows).toEqual([{ id: 'oud' }])
  await expect.poll(() => gezegd('kek.herverpakken-wacht')).toMatchObject([{ kek: 'nieuw', gekozen: 'oud' }])
  await Promise.all([zonderWoord.stop(), enige.stop()])
  expect([await stand(), vragen]).toEqual([{ oud: 3 }, []])
})

test('metrics tell per KEK and table what it seals; a start without one that is needed says which and how many rows', async () => {
  await maak(OUD, 2)
  await maak(NIEUW, 1)
  const register = new Registry()
  meetKeks(register, routing)
  const metrieken = await register.metrics()
  expect(metrieken).toContain('warmknooppunt_kek_rijen{tabel="kluis.sleutel",kek="oud"} 6')
  expect(metrieken).toContain('warmknooppunt_kek_rijen{tabel="kluis.sleutel",kek="nieuw"} 3')
  for (const rol of ['wk_intake', 'wk_autorisatie', 'wk_dossier'] as const) {
    const pool = proef.pool(rol)
    await controleerKeks(pool, OUD)
    await expect(controleerKeks(pool, ALLEEN_NIEUW)).rejects.toThrow(
      /key oud \(rows: 6 in kluis\.sleutel\)\. Put it back in KEK/,
    )
  }
})
