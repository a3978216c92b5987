import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, zstdDecompressSync } from 'node:zlib'
import type { Pool } from 'pg'
import type { Hub } from './hub.ts'
import { leesTabellen } from './tabellen.ts'
import type { Zoeker } from './zoeker.ts'
import { maakZoeker } from './zoeker.ts'

/** Stands in the hub's banner, in the register and in files of the database: who does not find this, does not look well. */
const BEKEND = 'waterbedrijf-maasdal'

/**
 * Where any of these values was left behind by a running hub, in any spelling: what its processes said, its metrics, a dump of every table, or
 * any file of its data folder (heap, indexes, the write-ahead log, PostgreSQL's own log, secrets).
 */
export async function zoekSporen(hub: Hub, waarden: readonly string[]): Promise<string[]> {
  const metrieken = await (await fetch(hub.metrieken)).text()
  const gezegd = hub.gestart.flatMap(({ uit, fout }) => [...uit, ...fout]).join('')
  const gezocht = [...waarden, BEKEND]
  const zoek = maakZoeker(gezocht)
  const plekken = [
    zoekIn('said by the hub', Buffer.from(gezegd), zoek),
    await hub.alsEigenaar((db) => zoekInStort(db, zoek)),
    await hub.alsEigenaar((db) => db.query('checkpoint')).then(() => doorzoek(hub.data.map, zoek)),
  ]
  if (!plekken.every((plek) => plek.some(isBekend))) throw new Error(`${BEKEND} was not found everywhere`)
  if (!metrieken.includes('warmknooppunt_')) throw new Error('no metrics to look in')
  const inMetrieken = zoekIn('metrics', Buffer.from(metrieken), zoek)
  return [...plekken.flat(), ...inMetrieken].filter((plek) => !isBekend(plek))
}

function isBekend(gevonden: string): boolean {
  return gevonden.endsWith(`: ${BEKEND}`)
}

/** Where any of these values stands in any file under a folder, such as a back-up; compressed files are searched as what they hold. */
export function zoekInMap(map: string, waarden: readonly string[]): Promise<string[]> {
  return doorzoek(map, maakZoeker(waarden))
}

function zoekIn(waar: string, inhoud: Buffer, zoek: Zoeker): string[] {
  return [...zoek(inhoud)].map((waarde) => `${waar}: ${waarde}`)
}

/** Files come and go under a running database. */
async function doorzoek(map: string, zoek: Zoeker): Promise<string[]> {
  const gevonden: string[] = []
  for (const deel of await readdir(map, { withFileTypes: true, recursive: true })) {
    const waar = join(deel.parentPath, deel.name)
    gevonden.push(...zoekIn(`${waar} (its name)`, Buffer.from(deel.name), zoek))
    if (!deel.isFile()) continue
    const inhoud = await readFile(waar).catch(() => Buffer.alloc(0))
    gevonden.push(...zoekIn(waar, pakUit(inhoud), zoek))
  }
  return gevonden
}

const ZSTD = 0xfd2fb528

function pakUit(inhoud: Buffer): Buffer {
  if (inhoud.length > 4 && inhoud.readUInt16BE(0) === 0x1f8b) return gunzipSync(inhoud)
  if (inhoud.length > 4 && inhoud.readUInt32LE(0) === ZSTD) return zstdDecompressSync(inhoud)
  return inhoud
}

/** A dump of every table as text, in a folder of its own: values that lie compressed in the files of the database stand in the clear here. */
async function zoekInStort(db: Pool, zoek: Zoeker): Promise<string[]> {
  const map = await mkdtemp(join(tmpdir(), 'warmknooppunt-stort-'))
  // Written by the database, under root another user.
  await chmod(map, 0o777)
  try {
    for (const tabel of await leesTabellen(db)) await db.query(`copy (select * from ${tabel}) to '${join(map, tabel)}'`)
    return (await doorzoek(map, zoek)).map((plek) => `dump of ${plek.slice(map.length + 1)}`)
  } finally {
    await rm(map, { recursive: true, force: true })
  }
}
