import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Hub } from './hub.ts'
import { zoekWaarden } from './tabellen.ts'

/**
 * Where any of these values was left behind by a running hub: what its processes said, its metrics, a table in any spelling, or in the clear
 * in any file of its data folder (the write-ahead log and PostgreSQL's own log lie there).
 */
export async function zoekSporen(hub: Hub, waarden: readonly string[]): Promise<string[]> {
  const metrieken = await (await fetch(hub.metrieken)).text()
  if (!metrieken.includes('warmknooppunt_')) throw new Error('no metrics to look in')
  const gezegd = hub.gestart.flatMap(({ uit, fout }) => [...uit, ...fout]).join('')
  const teksten = [
    { waar: 'said by the hub', inhoud: Buffer.from(gezegd) },
    { waar: 'metrics', inhoud: Buffer.from(metrieken) },
  ]
  return [
    ...teksten.flatMap((tekst) => zoekIn(tekst, waarden)),
    ...(await hub.alsEigenaar((db) => zoekWaarden(db, waarden))),
    ...(await zoekInMap(hub.data.map, waarden)),
  ]
}

function zoekIn({ waar, inhoud }: { waar: string; inhoud: Buffer }, waarden: readonly string[]): string[] {
  return waarden.filter((waarde) => inhoud.includes(waarde)).map((waarde) => `${waar}: ${waarde}`)
}

/** Files come and go under a running database. */
async function zoekInMap(map: string, waarden: readonly string[]): Promise<string[]> {
  const gevonden: string[] = []
  for (const deel of await readdir(map, { withFileTypes: true, recursive: true })) {
    if (!deel.isFile()) continue
    const waar = join(deel.parentPath, deel.name)
    const inhoud = await readFile(waar).catch(() => Buffer.alloc(0))
    gevonden.push(...zoekIn({ waar, inhoud }, waarden))
  }
  return gevonden
}
