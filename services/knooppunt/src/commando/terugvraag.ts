import { access } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { grafsteenbestand } from '@warmknooppunt/platform/grafstenen'
import { AFLOOP, commandofout } from './afloop.ts'
import type { Omstandigheden } from './omstandigheden.ts'

export type Terugopties = {
  readonly naar?: string
  readonly wal?: string
  readonly tot?: string
  readonly tijdlijn?: string
  readonly journaal?: string
  readonly grafstenen?: string
  readonly zonderGrafstenen?: true
  readonly database?: true
  readonly zonderVerlies?: true
  readonly verslag?: true
  readonly breekAf?: true
  readonly json?: true
}

export type Terugvraag = {
  readonly map: string | undefined
  readonly opties: Terugopties
  readonly signal: AbortSignal
}

/** The file with tombstones; null when the operator goes on without. */
export async function eisGrafstenen(opties: Terugopties, map: string, databaseId: string): Promise<string | null> {
  if (opties.zonderGrafstenen) return null
  const pad = grafsteenbestand(resolve(opties.grafstenen ?? map), databaseId)
  if (await bestaat(pad)) return pad
  const tekst = `the tombstones (${pad}) are not there: without them, what was destroyed after the back-up can be read again. Bring the file back, name its folder with --grafstenen, or accept that with --zonder-grafstenen`
  throw commandofout(AFLOOP.fout, tekst)
}

/** The folder with journals; null, with a warning, when this database has none there. */
export async function zoekJournaal(o: Omstandigheden, van: string, databaseId: string): Promise<string | null> {
  const map = resolve(van)
  if (await bestaat(join(map, databaseId))) return map
  o.fout.write(
    `WARNING: no journal in ${map}: what was accepted after the back-up is lost without a list, and every delivery that may have been made is parked.\n`,
  )
  return null
}

function bestaat(pad: string): Promise<boolean> {
  return access(pad).then(
    () => true,
    () => false,
  )
}
