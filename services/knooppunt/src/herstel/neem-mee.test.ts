import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { leesRegels, schrijfBij } from '@warmknooppunt/platform/buitenbestand'
import { grafsteenbestand } from '@warmknooppunt/platform/grafstenen'
import { journaalbestanden, journaalmap } from '@warmknooppunt/platform/journaal'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { neemMee } from './neem-mee.ts'

const ID = 'databank'
const STEEN = (n: number) => `00000000-0000-4000-8000-00000000000${n} 2026-03-02T11:00:00.000Z`

let map: string
beforeAll(async () => {
  map = await mkdtemp(join(tmpdir(), 'wk-mee-'))
})
afterAll(() => rm(map, { recursive: true, force: true }))

async function regelsVan(bestanden: readonly string[]): Promise<string[]> {
  const regels: string[] = []
  for (const bestand of bestanden) for await (const regel of leesRegels(bestand)) regels.push(regel)
  return regels
}

it('what was kept elsewhere is joined with what the hub has, nothing of either is lost, and twice is as once', async () => {
  const elders = { journaal: join(map, 'elders', 'journaal'), grafstenen: join(map, 'elders', 'grafstenen') }
  const buiten = { journaal: join(map, 'hub', 'journaal'), grafstenen: join(map, 'hub', 'grafstenen') }
  const dag = (waar: string, naam: string) => join(journaalmap(waar, ID), naam)
  await schrijfBij(dag(elders.journaal, 'intake-2026-03-01.jsonl'), ['a'])
  await schrijfBij(dag(elders.journaal, 'intake-2026-03-02.jsonl'), ['b', 'c'])
  await schrijfBij(dag(buiten.journaal, 'intake-2026-03-02.jsonl'), ['d'])
  await schrijfBij(grafsteenbestand(elders.grafstenen, ID), [STEEN(1), STEEN(2)])
  await schrijfBij(grafsteenbestand(buiten.grafstenen, ID), [STEEN(2), STEEN(3)])
  const van = { id: 'herstel-1', journaal: elders.journaal, grafstenen: grafsteenbestand(elders.grafstenen, ID) }
  for (let keer = 0; keer < 2; keer++) {
    await neemMee(van, { databaseId: ID, buiten })
    // The one that is still written stays the last of its day.
    expect(await regelsVan(await journaalbestanden(buiten.journaal, ID))).toEqual(['a', 'b', 'c', 'd'])
    expect(await regelsVan([grafsteenbestand(buiten.grafstenen, ID)])).toEqual([STEEN(2), STEEN(3), STEEN(1)])
  }
  // In their place already: nothing is done.
  const grafstenen = grafsteenbestand(buiten.grafstenen, ID)
  await neemMee({ id: 'herstel-2', journaal: buiten.journaal, grafstenen }, { databaseId: ID, buiten })
  expect((await journaalbestanden(buiten.journaal, ID)).length).toBe(3)
  expect(await readFile(grafstenen, 'utf8')).toBe(`${STEEN(2)}\n${STEEN(3)}\n${STEEN(1)}\n`)
})
