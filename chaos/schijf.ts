import { execFile } from 'node:child_process'
import { mkdir, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const voerUit = promisify(execFile)
const MB = Buffer.alloc(1_048_576)
/** Room for the log of a run of an hour: PostgreSQL keeps up to 256 MB of it, and the run asks for checkpoints. */
const GROOTTE_MB = 768

/** The disk of the data folder, small enough to be filled. */
export type Schijf = {
  /** Until not a byte more goes in; returns how many MB that took. */
  vul(): Promise<number>
  leeg(): Promise<void>
  ontkoppel(): Promise<void>
}

/** A file system of its own for the data folder, which must not exist yet; null where this user may not mount one. */
export async function maakSchijf(map: string): Promise<Schijf | null> {
  await mkdir(map)
  const gelukt = await voerUit('mount', ['-t', 'tmpfs', '-o', `size=${GROOTTE_MB}m,mode=711`, 'tmpfs', map]).then(
    () => true,
    () => false,
  )
  if (!gelukt) {
    await rm(map, { recursive: true })
    return null
  }
  const vulling = join(map, 'vulling')
  return {
    vul: () => vul(vulling),
    leeg: () => rm(vulling, { force: true }),
    // What was killed may be ending still: unmounted at once, and gone when the last of it is.
    ontkoppel: async () => void (await voerUit('umount', ['--lazy', map])),
  }
}

async function vul(bestand: string): Promise<number> {
  const bak = await open(bestand, 'w')
  let mb = 0
  try {
    for (;;) {
      await bak.write(MB)
      mb++
    }
  } catch (fout) {
    if (!(fout instanceof Error && 'code' in fout && fout.code === 'ENOSPC')) throw fout
    return mb
  } finally {
    await bak.close()
  }
}
