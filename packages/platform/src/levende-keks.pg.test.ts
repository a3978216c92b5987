import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { ProefDatabase } from '../../../test/steun/database.ts'
import { proefDatabase } from '../../../test/steun/database.ts'
import { leesKeks, maakKekRegel } from './keks.ts'
import type { LevendeKeks } from './levende-keks.ts'
import { maakKekwacht, maakLevendeKeks } from './levende-keks.ts'
import { maakLog } from './log.ts'

let proef: ProefDatabase
let map = ''
beforeAll(async () => {
  proef = await proefDatabase()
  map = await mkdtemp(join(tmpdir(), 'warmknooppunt-keks-'))
})
afterAll(async () => {
  await proef.sluit()
  await rm(map, { recursive: true, force: true })
})

const [EEN, TWEE] = [maakKekRegel('een'), maakKekRegel('twee')]
let bestand = ''
let regels: string[] = []
beforeEach(async () => {
  bestand = join(map, 'kek')
  regels = []
  await writeFile(bestand, EEN)
  await proef.pool().query('truncate intake.zoeksleutel')
})

async function metWacht(f: (keks: LevendeKeks) => Promise<void>): Promise<void> {
  const keks = maakLevendeKeks(leesKeks(EEN), bestand)
  const einde = new AbortController()
  const log = maakLog({ dienst: 'proef', niveau: 'info', naar: { write: (regel) => void regels.push(regel) } })
  const loop = maakKekwacht({ keks, db: proef.pool('wk_intake'), log, kijkMs: 5, respijtMs: 100 }).run(einde.signal)
  try {
    await f(keks)
  } finally {
    einde.abort()
    await loop
  }
}
const opent = (keks: LevendeKeks) => [...keks.sleutels.keys()]
const gebeurtenissen = () => regels.map((regel) => JSON.parse(regel).gebeurtenis)

test('a key that comes first opens at once and seals a while later; the old one goes when nothing needs it', async () => {
  await metWacht(async (keks) => {
    await writeFile(bestand, `${TWEE}\n${EEN}\n`)
    await vi.waitUntil(() => opent(keks).includes('twee'))
    expect(keks.huidig).toBe('een')
    await vi.waitUntil(() => keks.huidig === 'twee')
    await writeFile(bestand, TWEE)
    await vi.waitUntil(() => opent(keks).length === 1)
    expect(gebeurtenissen()).toEqual(['kek.zegelt'])
  })
})

test('a key that left while a row needs it still opens, and that is told once', async () => {
  await proef.pool().query(`insert into intake.zoeksleutel (schuldeiser, kek_id, verpakt) values ('a', 'een', '')`)
  await metWacht(async (keks) => {
    await writeFile(bestand, TWEE)
    await vi.waitUntil(() => keks.huidig === 'twee')
    expect(opent(keks)).toEqual(['twee', 'een'])
    expect(gebeurtenissen()).toEqual(['kek.weg-maar-nodig', 'kek.zegelt'])
  })
})

test('a file that cannot be read, or with another key under the same id, changes nothing and leaks nothing', async () => {
  await metWacht(async (keks) => {
    await writeFile(bestand, 'een:geheim')
    await vi.waitUntil(() => regels.length === 1)
    const ander = maakKekRegel('een')
    await writeFile(bestand, ander)
    await vi.waitUntil(() => regels.length === 2)
    expect(gebeurtenissen()).toEqual(['kek.niet-overgenomen', 'kek.is-een-andere-sleutel'])
    expect(regels.join('')).not.toMatch(/geheim[^"]*"?:|een:/)
    expect(keks.sleutels.get('een')).toEqual(leesKeks(EEN).sleutels.get('een'))
  })
})

test('of KEKs from a text the loop looks at nothing, and goes on until it is told to end', async () => {
  const einde = new AbortController()
  const keks = maakLevendeKeks(leesKeks(EEN), null)
  const log = maakLog({ dienst: 'proef', niveau: 'silent' })
  let klaar = false
  const loop = maakKekwacht({ keks, db: proef.pool('wk_intake'), log, kijkMs: 1 }).run(einde.signal)
  void loop.then(() => {
    klaar = true
  })
  await new Promise((verder) => setTimeout(verder, 50))
  expect(klaar).toBe(false)
  einde.abort()
  await loop
  expect(opent(keks)).toEqual(['een'])
})
