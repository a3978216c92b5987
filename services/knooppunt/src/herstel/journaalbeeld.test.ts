import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Journaalregel } from '@warmknooppunt/platform/journaal-regel'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { leesJournaalbeeld } from './journaalbeeld.ts'
import { verlorenVan } from './verslag.ts'

const KENNIS = { huidig: 'nu', eerder: new Set(['vorig']), intake: 10, delivery: 20 }
const ID = 'databank'

let map: string
beforeAll(async () => {
  map = await mkdtemp(join(tmpdir(), 'wk-journaal-'))
})
afterAll(() => rm(map, { recursive: true, force: true }))

const aangenomen = (berichtId: string, positie: number, bron = 'nu'): Journaalregel => ({
  stage: 'intake',
  bron,
  positie,
  tijd: `2026-03-02T11:00:${String(positie).padStart(2, '0')}.000Z`,
  dossierId: `d-${berichtId}`,
  berichtId,
  bericht: 'doorverwijzing',
  deelnemer: 'waterbedrijf-maasdal',
})
const bezorgd = (gebeurtenis: string, positie: number, meer: object, bron = 'nu'): Journaalregel => ({
  stage: 'delivery',
  bron,
  positie,
  tijd: `2026-03-02T12:00:${positie}.000Z`,
  dossierId: 'd-b',
  berichtId: 'e',
  deelnemer: 'gemeente-weert',
  gebeurtenis,
  ...meer,
})
const stand = (hoogste: number, bevestigdTot: number): Journaalregel => ({
  stage: 'postvak',
  deelnemer: 'gemeente-weert',
  hoogste,
  bevestigdTot,
})

async function schrijf(bestand: string, regels: readonly (Journaalregel | string)[]): Promise<void> {
  await mkdir(join(map, ID), { recursive: true })
  const tekst = regels.map((regel) => (typeof regel === 'string' ? regel : JSON.stringify(regel)))
  await writeFile(join(map, ID, bestand), `${tekst.join('\n')}\n`)
}

it('tells what came after the restored moment, in this life of the database or a later one, and what each receiver had', async () => {
  await schrijf('intake-2026-03-01.jsonl', [aangenomen('a', 10), aangenomen('vroeger', 99, 'vorig')])
  await schrijf('intake-2026-03-02.jsonl', [
    aangenomen('b', 11),
    aangenomen('b', 11),
    '{"stage":"intake","bron":"nu","pos',
    aangenomen('later', 3, 'volgend'),
  ])
  await schrijf('delivery-2026-03-02.jsonl', [
    bezorgd('beschikbaar', 19, { nummer: 4, berichtId: 'oud' }),
    bezorgd('gepusht', 22, { eindpunt: 'p', berichtId: 'oud' }),
    bezorgd('beschikbaar', 21, { nummer: 5 }),
    bezorgd('mislukt', 23, { eindpunt: 'p' }),
    bezorgd('gepusht', 24, { eindpunt: 'q' }),
    bezorgd('opgehaald', 25, { nummer: 5 }),
    stand(5, 2),
    stand(7, 4),
    stand(7, 3),
  ])
  const beeld = await leesJournaalbeeld(map, ID, KENNIS)
  expect(beeld.verloren.map(({ berichtId }) => berichtId)).toEqual(['b', 'later'])
  expect(beeld.beelden).toEqual([
    { deelnemer: 'gemeente-weert', berichtId: 'oud', dossierId: 'd-b', nummer: null, opgehaald: false, gepusht: ['p'] },
    { deelnemer: 'gemeente-weert', berichtId: 'e', dossierId: 'd-b', nummer: 5, opgehaald: true, gepusht: ['q'] },
  ])
  expect(beeld.nummers).toEqual([{ deelnemer: 'gemeente-weert', hoogste: 7, bevestigdTot: 4 }])
  expect(beeld.bronnen).toEqual(['nu', 'vorig', 'volgend'])
  // Half written, and the last of its life.
  expect(beeld).toMatchObject({ onleesbaar: 1, beschadigd: 0 })
  expect(beeld.einden).toEqual({
    intake: { tot: '2026-03-02T11:00:99.000Z', positie: 11, later: true },
    delivery: { tot: '2026-03-02T12:00:25.000Z', positie: 25, later: false },
  })
  expect(verlorenVan(beeld).map(({ berichtId, ontvangenDoor }) => [berichtId, ontvangenDoor])).toEqual([
    ['later', []],
    [
      'b',
      [
        { deelnemer: 'gemeente-weert', nummer: null, gepusht: true },
        { deelnemer: 'gemeente-weert', nummer: 5, gepusht: true },
      ],
    ],
  ])
})

it('of another database, or where there is none, tells nothing', async () => {
  expect(await leesJournaalbeeld(map, 'ander', KENNIS)).toEqual({
    verloren: [],
    beelden: [],
    nummers: [],
    einden: {
      intake: { tot: null, positie: null, later: false },
      delivery: { tot: null, positie: null, later: false },
    },
    bronnen: [],
    onleesbaar: 0,
    beschadigd: 0,
  })
})
