import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { maakPool } from '@warmknooppunt/platform/pool'
import type { Manifest } from '../backup/manifest.ts'
import { maakMapVoor } from '../ingebed/cluster.ts'
import { bepaalEigenaar } from '../ingebed/programmas.ts'
import { vraagHerstel, zetBestandenTerug } from './bestanden.ts'
import { startHerstel } from './recovery.ts'
import { rondHerstelAf } from './rond-af.ts'
import { eisVersie } from './zet-terug.ts'

export type Proefkeuze = {
  readonly backup: string
  readonly manifest: Manifest
  /** where the trial is held; a folder of its own is made in it, and removed */
  readonly in: string | null
  readonly oin: string
  readonly nu: () => Temporal.Instant
  readonly signal: AbortSignal
  readonly meld: (tekst: string) => void
}

export type Proef = {
  readonly tabellen: number
  readonly rijen: number
  readonly gegevensTot: string | null
  readonly herstelMs: number
}

/** A real restore into an empty place: files, recovery, every row of every table read, and all steps of a restore. Nothing of it remains. */
export async function proefHerstel(k: Proefkeuze): Promise<Proef> {
  const begonnen = performance.now()
  eisVersie(k.manifest)
  if (k.in !== null) await mkdir(k.in, { recursive: true })
  const plek = await mkdtemp(join(k.in ?? tmpdir(), 'wk-proef-'))
  try {
    // Under root the database is another user, who must be able to walk through.
    await chmod(plek, 0o711)
    const map = join(plek, 'postgres')
    const log = join(plek, 'log')
    const eigenaar = await bepaalEigenaar()
    await maakMapVoor(log, eigenaar)
    k.meld('restoring into an empty place')
    await zetBestandenTerug({ ...k, doel: map, eigenaar, meld: () => undefined })
    await vraagHerstel(map)
    const draaiend = await startHerstel({
      map,
      log,
      wal: null,
      tijdlijn: null,
      tot: null,
      archief: null,
      signal: k.signal,
    })
    try {
      k.meld('reading every row')
      const gelezen = await leesAlles(draaiend.url, k.signal)
      const afronding = {
        journaal: null,
        grafstenen: null,
        herstelId: crypto.randomUUID(),
        nu: k.nu(),
        oin: k.oin,
        meld: k.meld,
      }
      const { gegevensTot } = await rondHerstelAf({ url: draaiend.url, ...afronding })
      return { ...gelezen, gegevensTot, herstelMs: Math.round(performance.now() - begonnen) }
    } finally {
      await draaiend.stop()
    }
  } finally {
    await rm(plek, { recursive: true, force: true })
  }
}

/** Every page of every table passes its checksum on its way, those of long values too. */
async function leesAlles(url: string, signal: AbortSignal): Promise<Pick<Proef, 'tabellen' | 'rijen'>> {
  const pool = maakPool({ url, applicatie: 'proef', max: 1, zonderTijdslimiet: true })
  try {
    const { rows: tabellen } = await pool.query<{ naam: string }>(
      `select c.oid::regclass::text as naam from pg_class c where c.relkind in ('r', 'm', 't') and c.relpersistence = 'p' order by c.oid`,
    )
    let rijen = 0
    for (const { naam } of tabellen) {
      signal.throwIfAborted()
      const { rows } = await pool.query<{ aantal: number }>(`select count(*) as aantal from ${naam}`)
      rijen += rows[0]?.aantal ?? 0
    }
    return { tabellen: tabellen.length, rijen }
  } finally {
    await pool.end()
  }
}
