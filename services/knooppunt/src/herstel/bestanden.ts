import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { legMapVast } from '@warmknooppunt/platform/buitenbestand'
import type { Schade } from '../backup/controle.ts'
import { beschrijfSchade } from '../backup/controle.ts'
import { kopieer, legMappenVast, maakMap, voorElk } from '../backup/kopie.ts'
import type { Manifest } from '../backup/manifest.ts'
import { DATABASE_MAP } from '../backup/manifest.ts'
import { AFLOOP, commandofout } from '../commando/afloop.ts'
import { maakMapVoor } from '../ingebed/cluster.ts'
import type { Eigenaar } from '../ingebed/programmas.ts'

export type Terugkeuze = {
  readonly backup: string
  readonly manifest: Manifest
  readonly doel: string
  readonly eigenaar: Eigenaar
  readonly signal: AbortSignal
  readonly meld: (bytes: number, vanBytes: number) => void
}

/** Copies the cluster of a back-up into a folder of the database user, each file held against its checksum: one that is not as it was ends it. */
export async function zetBestandenTerug(k: Terugkeuze): Promise<void> {
  await rm(k.doel, { recursive: true, force: true })
  await maakMapVoor(k.doel, k.eigenaar)
  for (const map of k.manifest.mappen) await maakMap(join(k.doel, map), k.eigenaar)
  const vanBytes = k.manifest.bestanden.reduce((som, { bytes }) => som + bytes, 0)
  const schade: Schade[] = []
  let bytes = 0
  await voorElk(k.manifest.bestanden, async ({ pad, sha256 }) => {
    // It is refused for the first that is found; `backup --controleer` tells of all.
    if (schade.length > 0) return
    const kopie = await kopieer(join(k.backup, DATABASE_MAP, pad), join(k.doel, pad), k)
    if (!kopie) schade.push({ pad, wat: 'weg' })
    else if (kopie.sha256 !== sha256) schade.push({ pad, wat: 'anders' })
    bytes += kopie?.bytes ?? 0
    k.meld(bytes, vanBytes)
  })
  if (schade.length > 0) {
    await rm(k.doel, { recursive: true, force: true })
    throw commandofout(
      AFLOOP.fout,
      `${k.backup} is damaged and was not restored: ${beschrijfSchade(schade)}. \`backup --controleer\` looks at all of it.`,
    )
  }
  await legMappenVast(k.doel, k.manifest.mappen)
}

/** From now on the first start of this cluster is a recovery, which ends on a timeline of its own. */
export async function vraagHerstel(map: string): Promise<void> {
  // Empty, and only read: whoever runs the server need not own it; it takes it away by its folder.
  await writeFile(join(map, 'recovery.signal'), '', { mode: 0o644, flush: true })
  await legMapVast(map)
}
