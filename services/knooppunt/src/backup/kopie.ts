import { createHash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { chown, mkdir, open, readdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { legMapVast } from '@warmknooppunt/platform/buitenbestand'
import type { Eigenaar } from '../ingebed/programmas.ts'
import type { Bestand } from './manifest.ts'

const STUK = 1_048_576
const TEGELIJK = 8

export type Kopie = Omit<Bestand, 'pad'>
export type Kopieerkeuze = { readonly eigenaar: Eigenaar; readonly signal: AbortSignal }

/** Copies one file and tells what was copied; on disk when it returns. Null when it is gone: a table was dropped meanwhile. */
export async function kopieer(van: string, naar: string | null, k: Kopieerkeuze): Promise<Kopie | null> {
  const bron = await open(van, 'r').catch((fout: unknown) => {
    if (fout instanceof Error && 'code' in fout && fout.code === 'ENOENT') return null
    throw fout
  })
  if (!bron) return null
  try {
    if (naar === null) return await stroom(bron, null, k.signal)
    const doel = await open(naar, 'wx', 0o600)
    try {
      const kopie = await stroom(bron, doel, k.signal)
      if (k.eigenaar) await doel.chown(k.eigenaar.uid, k.eigenaar.gid)
      await doel.sync()
      return kopie
    } finally {
      await doel.close()
    }
  } finally {
    await bron.close()
  }
}

async function stroom(bron: FileHandle, doel: FileHandle | null, signal: AbortSignal): Promise<Kopie> {
  const som = createHash('sha256')
  const buffer = Buffer.allocUnsafe(STUK)
  let bytes = 0
  for (;;) {
    signal.throwIfAborted()
    const { bytesRead } = await bron.read(buffer, 0, STUK, bytes)
    if (bytesRead === 0) return { bytes, sha256: som.digest('hex') }
    const stuk = buffer.subarray(0, bytesRead)
    som.update(stuk)
    if (doel) await doel.writeFile(stuk)
    bytes += bytesRead
  }
}

/** Makes a folder (0700) below another, of the same owner. */
export async function maakMap(pad: string, eigenaar: Eigenaar): Promise<void> {
  await mkdir(pad, { recursive: true, mode: 0o700 })
  if (eigenaar) await chown(pad, eigenaar.uid, eigenaar.gid)
}

export type Boom = { readonly mappen: string[]; readonly bestanden: { readonly pad: string; readonly bytes: number }[] }

/** Everything below a folder that `houd` lets through; a folder of which it says `leeg` is kept without what is in it. */
export async function leesBoom(wortel: string, houd: (pad: string) => 'neem' | 'leeg' | 'niet'): Promise<Boom> {
  const boom: Boom = { mappen: [], bestanden: [] }
  const loop = async (map: string): Promise<void> => {
    for (const item of await readdir(join(wortel, map), { withFileTypes: true })) {
      const pad = map === '' ? item.name : `${map}/${item.name}`
      const oordeel = houd(pad)
      if (oordeel === 'niet') continue
      if (item.isDirectory()) {
        boom.mappen.push(pad)
        if (oordeel === 'neem') await loop(pad)
      } else if (item.isFile()) {
        const omvang = await stat(join(wortel, pad)).catch(() => null)
        if (omvang) boom.bestanden.push({ pad, bytes: omvang.size })
      }
    }
  }
  await loop('')
  return boom
}

/** Does something for each, a few at a time. The first failure begins no more, and is thrown when nothing is under way. */
export async function voorElk<T>(dingen: readonly T[], doe: (ding: T) => Promise<void>): Promise<void> {
  const rij = [...dingen].reverse()
  const werk = async () => {
    for (let ding = rij.pop(); ding !== undefined; ding = rij.pop()) {
      try {
        await doe(ding)
      } catch (fout) {
        rij.length = 0
        throw fout
      }
    }
  }
  const uitslagen = await Promise.allSettled(Array.from({ length: TEGELIJK }, werk))
  for (const uitslag of uitslagen) if (uitslag.status === 'rejected') throw uitslag.reason
}

/** Puts the names in all these folders on disk. */
export async function legMappenVast(wortel: string, mappen: readonly string[]): Promise<void> {
  for (const map of [...mappen.toReversed().map((pad) => join(wortel, pad)), wortel, dirname(wortel)])
    await legMapVast(map)
}
