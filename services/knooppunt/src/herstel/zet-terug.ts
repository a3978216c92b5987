import { randomBytes } from 'node:crypto'
import { readdir, rename, rm, rmdir } from 'node:fs/promises'
import { legMapVast } from '@warmknooppunt/platform/buitenbestand'
import pg from 'pg'
import type { Manifest } from '../backup/manifest.ts'
import { leesManifest } from '../backup/manifest.ts'
import { AFLOOP, commandofout } from '../commando/afloop.ts'
import type { Datamap } from '../datamap.ts'
import { leesGeheim, schrijfGeheim } from '../geheimen.ts'
import { bereidArchiefVoor } from '../ingebed/archief.ts'
import { BEHEERDER, HOOFDVERSIE, leesVersie, maakMapVoor } from '../ingebed/cluster.ts'
import { isPostmasterVan, leesPostmaster } from '../ingebed/postmaster.ts'
import { bepaalEigenaar } from '../ingebed/programmas.ts'
import { vraagHerstel, zetBestandenTerug } from './bestanden.ts'
import type { Buiten } from './neem-mee.ts'
import { neemMee } from './neem-mee.ts'
import { startHerstel, stopVorige } from './recovery.ts'
import { rondHerstelAf } from './rond-af.ts'
import type { Terugzetting } from './terugzetting.ts'
import { bewaarTerugzetting, wisTerugzetting } from './terugzetting.ts'
import type { Verslag } from './verslag.ts'

export type Zetkeuze = {
  readonly data: Datamap
  /** where the hub of that folder will keep journal and tombstones */
  readonly buiten: Buiten
  readonly terugzetting: Terugzetting
  readonly oin: string
  readonly nu: () => Temporal.Instant
  readonly signal: AbortSignal
  readonly meld: (tekst: string) => void
}

export type Duur = { readonly bestandenMs: number; readonly herstelMs: number; readonly afrondenMs: number }
export type Teruggezet = { readonly verslag: Verslag; readonly manifest: Manifest; readonly duur: Duur }

/**
 * Restores a back-up as the cluster of a data folder: files, recovery, all that must be so before it serves, and only then its place. Whatever
 * breaks it off, the same command goes on where it was. The caller holds the folder's lock.
 */
export async function zetTerug(k: Zetkeuze): Promise<Teruggezet> {
  const manifest = await eisManifest(k.terugzetting.backup)
  let { terugzetting } = k
  const meet = maakMeter()
  if (terugzetting.fase === 'bestanden') {
    await eisLeeg(k.data)
    await haalBestanden(k, manifest)
    terugzetting = await bewaarTerugzetting(k.data, { ...terugzetting, fase: 'database' })
  }
  const bestandenMs = meet()
  const { verslag, herstelMs } = await inDatabase({ ...k, terugzetting }, meet)
  const afrondenMs = meet()
  await neemMee(terugzetting, { databaseId: manifest.databaseId, buiten: k.buiten })
  await zetOpPlaats(k.data)
  await wisTerugzetting(k.data)
  return { verslag, manifest, duur: { bestandenMs, herstelMs, afrondenMs } }
}

export async function eisManifest(backup: string): Promise<Manifest> {
  const gelezen = await leesManifest(backup)
  if (gelezen.kind === 'fout') throw commandofout(AFLOOP.fout, `${gelezen.reden}.`)
  return gelezen.manifest
}

/** Found out before anything is copied: files of another major version cannot be opened by the PostgreSQL of this hub. */
export function eisVersie({ postgres }: Pick<Manifest, 'postgres'>): void {
  if (postgres.split('.')[0] === HOOFDVERSIE) return
  const tekst = `this back-up is of PostgreSQL ${postgres}, this hub brings ${HOOFDVERSIE}: restore it with the version of the hub that made it`
  throw commandofout(AFLOOP.fout, tekst)
}

/** Milliseconds since it was last asked. */
function maakMeter(): () => number {
  let vorige = performance.now()
  return () => {
    const ms = Math.round(performance.now() - vorige)
    vorige = performance.now()
    return ms
  }
}

/** A restore never takes the place of a database that is there. */
export async function eisLeeg(data: Datamap): Promise<void> {
  const inhoud = await readdir(data.postgres).catch((fout: unknown) => {
    if (fout instanceof Error && 'code' in fout && fout.code === 'ENOENT') return []
    throw fout
  })
  if (inhoud.length === 0) return
  const stand = await leesPostmaster(data.postgres)
  if (stand && (await isPostmasterVan(data.postgres, stand.pid))) {
    const tekst = `PostgreSQL (pid ${stand.pid}) still runs in ${data.postgres}, of a hub that was killed. End it (kill -INT ${stand.pid}), then move the folder away and keep it until you are sure.`
    throw commandofout(AFLOOP.nietBeschikbaar, tekst)
  }
  throw commandofout(
    AFLOOP.fout,
    `${data.postgres} holds a database. Move it away first (keep it until you are sure), or restore into another folder with --naar.`,
  )
}

async function haalBestanden(k: Zetkeuze, manifest: Manifest): Promise<void> {
  k.meld(`copying ${manifest.bestanden.length} files, each held against its checksum`)
  const eigenaar = await bepaalEigenaar()
  const { backup } = k.terugzetting
  await zetBestandenTerug({ backup, manifest, doel: k.data.terug, eigenaar, signal: k.signal, meld: () => undefined })
  await vraagHerstel(k.data.terug)
}

async function inDatabase(k: Zetkeuze, meet: () => number): Promise<{ verslag: Verslag; herstelMs: number }> {
  const { wal, tijdlijn, tot, fase } = k.terugzetting
  await maakMapVoor(k.data.log, await bepaalEigenaar())
  // Killed between its last two acts.
  const map = fase === 'plaats' && (await leesVersie(k.data.terug)) === null ? k.data.postgres : k.data.terug
  const archief = await bereidArchiefVoor(k.data, map)
  k.meld(wal === null ? 'replaying the WAL of the back-up' : `replaying the WAL of the back-up and of ${wal}`)
  const draaiend = await startHerstel({ map, log: k.data.log, wal, tijdlijn, tot, archief, signal: k.signal })
  try {
    const herstelMs = meet()
    k.signal.throwIfAborted()
    const { id: herstelId, journaal, grafstenen } = k.terugzetting
    const { oin, meld } = k
    const verslag = await rondHerstelAf({ url: draaiend.url, herstelId, nu: k.nu(), oin, journaal, grafstenen, meld })
    await zetWachtwoord(draaiend.url, k.data)
    await bewaarTerugzetting(k.data, { ...k.terugzetting, fase: 'plaats' })
    return { verslag, herstelMs }
  } finally {
    await draaiend.stop()
  }
}

/** The password of the folder, or a new one: that of the back-up lay beside its database. */
async function zetWachtwoord(url: string, data: Datamap): Promise<void> {
  const wachtwoord = (await leesGeheim(data.wachtwoord)) ?? randomBytes(24).toString('hex')
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(`alter role ${BEHEERDER} password ${pg.escapeLiteral(wachtwoord)}`)
  } finally {
    await client.end()
  }
  await schrijfGeheim(data.wachtwoord, wachtwoord)
}

async function zetOpPlaats(data: Datamap): Promise<void> {
  if ((await leesVersie(data.terug)) === null) return
  await rmdir(data.postgres).catch((fout: unknown) => {
    if (!(fout instanceof Error && 'code' in fout && fout.code === 'ENOENT')) throw fout
  })
  await rename(data.terug, data.postgres)
  await rm(`${data.terug}.start.log`, { force: true })
  await legMapVast(data.map)
}

/** Gives up a restore that was broken off: what it made goes, the back-up stays. */
export async function breekAf(data: Datamap): Promise<void> {
  await stopVorige(data.terug)
  await rm(data.terug, { recursive: true, force: true })
  await rm(`${data.terug}.start.log`, { force: true })
  await wisTerugzetting(data)
}
