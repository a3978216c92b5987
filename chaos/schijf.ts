import { execFile } from 'node:child_process'
import { mkdir, open, rm, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const voerUit = promisify(execFile)
const KB = 1_024
const MB = Buffer.alloc(KB * KB)
const RUIM = '50%'
/** Left to be filled when the disk is made small: what is written meanwhile must fit, or it cannot be made so small. */
const REST_KB = 8 * KB

/** The disk of the data folder, which can be made too small for what comes. */
export type Schijf = {
  /** Until not a byte more goes in; returns how many MB it holds then. */
  vul(): Promise<number>
  leeg(): Promise<void>
  ontkoppel(): Promise<void>
}

/** A file system of its own for the data folder, which must not exist yet; null where this user may not mount one. */
export async function maakSchijf(map: string): Promise<Schijf | null> {
  await mkdir(map)
  const gelukt = await voerUit('mount', ['-t', 'tmpfs', '-o', `size=${RUIM},mode=711`, 'tmpfs', map]).then(
    () => true,
    () => false,
  )
  if (!gelukt) {
    await rm(map, { recursive: true })
    return null
  }
  const vulling = join(map, 'vulling')
  const zet = async (grootte: string) => void (await voerUit('mount', ['-o', `remount,size=${grootte}`, map]))
  return {
    async vul() {
      // Made small rather than filled up: a disk in memory of this size would take all of it.
      const { blocks, bfree, bsize } = await statfs(map)
      const kb = Math.ceil(((blocks - bfree) * bsize) / KB) + REST_KB
      await zet(`${kb}k`)
      await schrijfVol(vulling)
      return Math.round(kb / KB)
    },
    async leeg() {
      await zet(RUIM)
      await rm(vulling, { force: true })
    },
    // What was killed may be ending still: unmounted at once, and gone when the last of it is.
    ontkoppel: async () => void (await voerUit('umount', ['--lazy', map])),
  }
}

/** Until not a byte more goes in. */
export async function schrijfVol(bestand: string): Promise<void> {
  const bak = await open(bestand, 'w')
  try {
    for (;;) await bak.write(MB)
  } catch (fout) {
    if (!(fout instanceof Error && 'code' in fout && fout.code === 'ENOSPC')) throw fout
  } finally {
    await bak.close()
  }
}
