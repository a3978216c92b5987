import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { schrijfGeheim } from '../geheimen.ts'

/** A file of a back-up, from its folder `database`. */
export type Bestand = { readonly pad: string; readonly bytes: number; readonly sha256: string }

/** What a back-up holds, and all that must be known to restore it. */
export type Manifest = {
  readonly soort: 'warmknooppunt-backup'
  readonly versie: 1
  readonly databaseId: string
  readonly bron: string
  readonly systeem: string
  readonly tijdlijn: number
  readonly postgres: string
  readonly begonnenOp: string
  /** everything committed before this moment is in it */
  readonly klaarOp: string
  readonly startLsn: string
  readonly stopLsn: string
  /** the first and the last segment of WAL it needs; both are in it */
  readonly walVan: string
  readonly walTot: string
  readonly migraties: readonly string[]
  /** the key-encryption keys without which its content cannot be read; they are NOT in it */
  readonly keks: readonly string[]
  readonly mappen: readonly string[]
  readonly bestanden: readonly Bestand[]
}

const NAAM = 'manifest.json'
const SOM = 'manifest.sha256'

export const DATABASE_MAP = 'database'

/** Writes the manifest and its own checksum (for `sha256sum -c`), on disk. */
export async function schrijfManifest(map: string, manifest: Manifest): Promise<void> {
  const tekst = JSON.stringify(manifest, null, 1)
  await schrijfGeheim(join(map, NAAM), tekst)
  await schrijfGeheim(join(map, SOM), `${somVan(`${tekst}\n`)}  ${NAAM}`)
}

export type Manifestlezing =
  | { readonly kind: 'goed'; readonly manifest: Manifest }
  | { readonly kind: 'fout'; readonly reden: string }

/** Reads the manifest of a back-up, as it was written. */
export async function leesManifest(map: string): Promise<Manifestlezing> {
  try {
    const tekst = await readFile(join(map, NAAM), 'utf8')
    const som = (await readFile(join(map, SOM), 'utf8')).slice(0, 64)
    if (som !== somVan(tekst))
      return { kind: 'fout', reden: `${NAAM} is damaged: it does not have the checksum in ${SOM}` }
    const manifest: unknown = JSON.parse(tekst)
    return isManifest(manifest)
      ? { kind: 'goed', manifest }
      : { kind: 'fout', reden: `${NAAM} is not of a back-up that this version can read` }
  } catch (fout) {
    const code = fout instanceof Error && 'code' in fout ? String(fout.code) : 'unreadable'
    return { kind: 'fout', reden: `${map} holds no whole back-up: ${NAAM} or ${SOM} cannot be read (${code})` }
  }
}

/** Its checksum holds, so whoever wrote the number of the version wrote the rest. */
function isManifest(waarde: unknown): waarde is Manifest {
  if (typeof waarde !== 'object' || waarde === null) return false
  return 'soort' in waarde && waarde.soort === 'warmknooppunt-backup' && 'versie' in waarde && waarde.versie === 1
}

function somVan(tekst: string): string {
  return createHash('sha256').update(tekst).digest('hex')
}
