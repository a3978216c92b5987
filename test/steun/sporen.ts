import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Hub } from './hub.ts'
import { zoekWaarden } from './tabellen.ts'

/** Stands in the hub's banner, in the register and in files of the database: who does not find this, does not look well. */
const BEKEND = 'waterbedrijf-maasdal'

/**
 * Where any of these values was left behind by a running hub: what its processes said, its metrics, a table in any spelling, or in the clear
 * in any file of its data folder (the write-ahead log and PostgreSQL's own log lie there).
 */
export async function zoekSporen(hub: Hub, waarden: readonly string[]): Promise<string[]> {
  const metrieken = await (await fetch(hub.metrieken)).text()
  const gezegd = hub.gestart.flatMap(({ uit, fout }) => [...uit, ...fout]).join('')
  const gezocht = [...waarden, BEKEND]
  const plekken = [
    zoekIn({ waar: 'said by the hub', inhoud: Buffer.from(gezegd) }, gezocht),
    await hub.alsEigenaar((db) => zoekWaarden(db, gezocht)),
    await zoekInMap(hub.data.map, gezocht),
  ]
  if (!plekken.every((plek) => plek.some(isBekend))) throw new Error(`${BEKEND} was not found everywhere`)
  if (!metrieken.includes('warmknooppunt_')) throw new Error('no metrics to look in')
  const inMetrieken = zoekIn({ waar: 'metrics', inhoud: Buffer.from(metrieken) }, waarden)
  return [...plekken.flat().filter((plek) => !isBekend(plek)), ...inMetrieken]
}

function isBekend(gevonden: string): boolean {
  return gevonden.endsWith(`: ${BEKEND}`)
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
