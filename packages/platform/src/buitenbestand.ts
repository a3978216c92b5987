import { createReadStream } from 'node:fs'
import { mkdir, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { createInterface } from 'node:readline'

const LF = 10

/**
 * Appends lines to a file (0600) that lives outside the database, and returns once they are on disk. What a crash left half written is closed
 * with a line end first, so that it spoils no other line. The folder is made when missing (0700).
 */
export async function schrijfBij(pad: string, regels: readonly string[]): Promise<void> {
  const map = dirname(pad)
  await mkdir(map, { recursive: true, mode: 0o700 })
  const bestand = await open(pad, 'a+', 0o600)
  try {
    const { size } = await bestand.stat()
    const begin = size > 0 && (await laatsteByte(bestand, size)) !== LF ? '\n' : ''
    await bestand.appendFile(`${begin}${regels.join('\n')}\n`)
    await bestand.datasync()
    // A name outlives a power cut only when its folder is on disk.
    if (size === 0) await legMapVast(map)
  } finally {
    await bestand.close()
  }
}

async function laatsteByte(bestand: Awaited<ReturnType<typeof open>>, size: number): Promise<number | undefined> {
  const { buffer } = await bestand.read(Buffer.alloc(1), 0, 1, size - 1)
  return buffer[0]
}

/** Puts the names in a folder on disk. */
export async function legMapVast(map: string): Promise<void> {
  const greep = await open(map, 'r')
  try {
    await greep.sync()
  } finally {
    await greep.close()
  }
}

/** The lines of such a file, one at a time; a file that is not there has none. */
export async function* leesRegels(pad: string): AsyncGenerator<string> {
  const stroom = createReadStream(pad, 'utf8')
  try {
    for await (const regel of createInterface({ input: stroom, crlfDelay: Number.POSITIVE_INFINITY }))
      if (regel !== '') yield regel
  } catch (fout) {
    if (!(fout instanceof Error && 'code' in fout && fout.code === 'ENOENT')) throw fout
  } finally {
    stroom.destroy()
  }
}

const STAART_BYTES = 65_536

/** The last lines of a file, the last first, as many as lie in its last 64 KB; none when it is not there. */
export async function leesStaart(pad: string): Promise<string[]> {
  const bestand = await open(pad, 'r').catch((fout: unknown) => {
    if (fout instanceof Error && 'code' in fout && fout.code === 'ENOENT') return null
    throw fout
  })
  if (!bestand) return []
  try {
    const { size } = await bestand.stat()
    const vanaf = Math.max(0, size - STAART_BYTES)
    const { buffer, bytesRead } = await bestand.read(Buffer.alloc(STAART_BYTES), 0, STAART_BYTES, vanaf)
    const regels = buffer.subarray(0, bytesRead).toString('utf8').split('\n')
    return (vanaf > 0 ? regels.slice(1) : regels).filter((regel) => regel !== '').reverse()
  } finally {
    await bestand.close()
  }
}
