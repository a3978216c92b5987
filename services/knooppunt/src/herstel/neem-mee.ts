import { access, mkdir, rm } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { leesRegels, legMapVast, schrijfBij } from '@warmknooppunt/platform/buitenbestand'
import { grafsteenbestand } from '@warmknooppunt/platform/grafstenen'
import { journaalbestanden, journaalmap, naamNaast } from '@warmknooppunt/platform/journaal'
import { kopieer } from '../backup/kopie.ts'
import type { Terugzetting } from './terugzetting.ts'

/** Folders of what lies outside the database. */
export type Buiten = { readonly journaal: string; readonly grafstenen: string }

const KOPIE = { eigenaar: null, signal: new AbortController().signal }

type Mee = { readonly databaseId: string; readonly buiten: Buiten }

/** What lay outside the database goes where the hub will write it, beside what lies there: a later restore is held against it too. */
export async function neemMee(
  { id, journaal, grafstenen }: Pick<Terugzetting, 'id' | 'journaal' | 'grafstenen'>,
  { databaseId, buiten }: Mee,
): Promise<void> {
  if (journaal !== null && resolve(journaal) !== resolve(buiten.journaal)) {
    const naar = journaalmap(buiten.journaal, databaseId)
    await mkdir(naar, { recursive: true, mode: 0o700 })
    for (const bestand of await journaalbestanden(journaal, databaseId)) await neemJournaalMee(bestand, { naar, id })
    await legMapVast(naar)
  }
  const stenen = grafsteenbestand(buiten.grafstenen, databaseId)
  if (grafstenen !== null && resolve(grafstenen) !== resolve(stenen)) await vulAan(grafstenen, stenen)
}

async function neemJournaalMee(bestand: string, { naar, id }: { naar: string; id: string }): Promise<void> {
  const doel = join(naar, basename(bestand))
  if (await isGelijk(bestand, doel)) return
  const vrij = (await bestaat(doel)) ? join(naar, naamNaast(basename(bestand), id)) : doel
  if (await isGelijk(bestand, vrij)) return
  // Half there when a copy of it was broken off.
  await rm(vrij, { force: true })
  await kopieer(bestand, vrij, KOPIE)
}

async function isGelijk(een: string, ander: string): Promise<boolean> {
  const [dit, dat] = [await kopieer(een, null, KOPIE), await kopieer(ander, null, KOPIE)]
  return dit !== null && dit.sha256 === dat?.sha256
}

/** Lines that are not there yet. */
async function vulAan(van: string, naar: string): Promise<void> {
  const er = new Set<string>()
  for await (const regel of leesRegels(naar)) er.add(regel)
  const nieuw: string[] = []
  for await (const regel of leesRegels(van)) if (!er.has(regel)) nieuw.push(regel)
  if (nieuw.length > 0) await schrijfBij(naar, nieuw)
}

function bestaat(pad: string): Promise<boolean> {
  return access(pad).then(
    () => true,
    () => false,
  )
}
