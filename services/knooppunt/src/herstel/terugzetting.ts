import { rm } from 'node:fs/promises'
import type { Datamap } from '../datamap.ts'
import { leesGeheim, schrijfGeheim } from '../geheimen.ts'

/** A restore under way. It lies in the data folder from the first file to the last act: no hub starts meanwhile, and it can be gone on with. */
export type Terugzetting = {
  readonly id: string
  readonly backup: string
  readonly wal: string | null
  readonly tijdlijn: number | null
  readonly tot: string | null
  readonly journaal: string | null
  readonly grafstenen: string | null
  readonly fase: 'bestanden' | 'database' | 'plaats'
}

export async function leesTerugzetting(data: Datamap): Promise<Terugzetting | null> {
  const tekst = await leesGeheim(data.terugzetting)
  return tekst === null ? null : JSON.parse(tekst)
}

export async function bewaarTerugzetting(data: Datamap, terugzetting: Terugzetting): Promise<Terugzetting> {
  await schrijfGeheim(data.terugzetting, JSON.stringify(terugzetting))
  return terugzetting
}

export async function wisTerugzetting(data: Datamap): Promise<void> {
  await rm(data.terugzetting, { force: true })
}
