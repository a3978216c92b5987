import { open, readFile, rename } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Reads a secret file; null when there is none. */
export async function leesGeheim(pad: string): Promise<string | null> {
  try {
    return (await readFile(pad, 'utf8')).trim()
  } catch (fout) {
    if (fout instanceof Error && 'code' in fout && fout.code === 'ENOENT') return null
    throw fout
  }
}

/** Writes a file that only its owner may read, whole or not at all, and on disk before it counts. */
export async function schrijfGeheim(pad: string, inhoud: string): Promise<void> {
  const nieuw = `${pad}.nieuw`
  const bestand = await open(nieuw, 'w', 0o600)
  try {
    await bestand.chmod(0o600)
    await bestand.writeFile(`${inhoud}\n`)
    await bestand.sync()
  } finally {
    await bestand.close()
  }
  await rename(nieuw, pad)
  await legVast(dirname(pad))
}

/** A name in a folder outlives a power cut only when the folder itself is on disk. */
async function legVast(map: string): Promise<void> {
  const greep = await open(map, 'r')
  try {
    await greep.sync()
  } finally {
    await greep.close()
  }
}
