import { readdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import { leesKeks } from '@warmknooppunt/platform/keks'
import { bekendeMigraties } from '@warmknooppunt/platform/migraties'
import type { Manifest } from '../backup/manifest.ts'
import { zoekGat } from '../backup/wal.ts'
import { maakMappen } from '../datamap.ts'
import { leesGeheim } from '../geheimen.ts'
import type { Terugzetting } from '../herstel/terugzetting.ts'
import { bewaarTerugzetting, leesTerugzetting } from '../herstel/terugzetting.ts'
import { toonVerslag } from '../herstel/verslag.ts'
import type { Teruggezet } from '../herstel/zet-terug.ts'
import { breekAf, eisLeeg, eisManifest, eisVersie, zetTerug } from '../herstel/zet-terug.ts'
import { zoekArchief } from '../ingebed/archief.ts'
import type { Slot } from '../ingebed/slot.ts'
import { vergrendel } from '../ingebed/slot.ts'
import type { Afloop } from './afloop.ts'
import { AFLOOP, commandofout } from './afloop.ts'
import type { Herstelplek } from './herstelplek.ts'
import { leesHerstelplek } from './herstelplek.ts'
import { leesTijdstip } from './lees-tijdstip.ts'
import type { Omstandigheden } from './omstandigheden.ts'
import { schrijf } from './omstandigheden.ts'
import type { Terugopties, Terugvraag } from './terugvraag.ts'
import { eisGrafstenen, zoekJournaal } from './terugvraag.ts'
import { duur } from './voortgang.ts'

/** Restores a back-up into a data folder, or goes on with a restore there. */
export async function zetBackupTerug(o: Omstandigheden, { map, opties, signal }: Terugvraag): Promise<Afloop> {
  const plek = leesHerstelplek(o, opties.naar)
  weigerBuiten(plek)
  await maakMappen(plek.data)
  const slot = neemSlot(plek)
  try {
    const terugzetting = await begin(o, { plek, map, opties })
    const uitkomst = await zetTerug({
      data: plek.data,
      buiten: opties.naar === undefined ? plek : plek.data,
      terugzetting,
      oin: plek.config.HUB_OIN,
      nu: o.nu,
      signal,
      meld: (tekst) => void o.fout.write(`${tekst}\n`),
    })
    const ontbreekt = await ontbrekendeKeks(plek, uitkomst.manifest)
    await schrijf(
      o.uit,
      opties.json ? JSON.stringify({ ...uitkomst.verslag, duur: uitkomst.duur, ontbreekt }) : toon(uitkomst, plek),
    )
    if (ontbreekt.length > 0) o.fout.write(waarschuwKeks(plek, ontbreekt))
    return AFLOOP.goed
  } finally {
    slot.laatLos()
  }
}

function weigerBuiten({ databaseUrl }: Herstelplek): void {
  if (databaseUrl === null) return
  const tekst =
    'DATABASE_URL names an outside PostgreSQL: restore that with its own tools, then run `terugzetten --database`; see docs/beheer-backup.md'
  throw commandofout(AFLOOP.config, tekst)
}

function neemSlot({ data }: Herstelplek): Slot {
  const slot = vergrendel(data.slot)
  if (slot) return slot
  throw commandofout(AFLOOP.nietBeschikbaar, `a hub or another command uses ${data.map}; stop it first`)
}

type Begin = { readonly plek: Herstelplek; readonly map: string | undefined; readonly opties: Terugopties }

/** What is to be done: that which was broken off, or what is asked; all that can be refused is refused before anything is written. */
async function begin(o: Omstandigheden, { plek, map, opties }: Begin): Promise<Terugzetting> {
  const lopend = await leesTerugzetting(plek.data)
  // One that made nothing yet gives way to what is asked now.
  if (lopend && !(map !== undefined && lopend.fase === 'bestanden')) {
    if ((map !== undefined && resolve(map) !== lopend.backup) || vraagtMeer(opties)) {
      const tekst = `a restore of ${lopend.backup} is not finished here: go on with it as it was asked (terugzetten without a folder or these options), or give it up (--breek-af)`
      throw commandofout(AFLOOP.fout, tekst)
    }
    o.fout.write(`going on with the restore of ${lopend.backup}, as it was asked then\n`)
    return lopend
  }
  if (map === undefined)
    throw commandofout(AFLOOP.gebruik, 'which back-up? Name its folder (nothing was broken off here)')
  await eisLeeg(plek.data)
  const backup = resolve(map)
  const manifest = await eisManifest(backup)
  eisVersie(manifest)
  await weigerNieuwere(manifest)
  const { databaseId } = manifest
  return bewaarTerugzetting(plek.data, {
    id: crypto.randomUUID(),
    backup,
    wal: await leesWal(o, opties, manifest),
    tijdlijn: opties.tijdlijn === undefined ? null : Number(opties.tijdlijn),
    tot: leesTot(opties, manifest),
    grafstenen: await eisGrafstenen(opties, plek.grafstenen, databaseId),
    journaal: await zoekJournaal(o, opties.journaal ?? plek.journaal, databaseId),
    fase: 'bestanden',
  })
}

/** What a restore is asked once, at its begin. */
function vraagtMeer({ wal, tot, tijdlijn, journaal, grafstenen, zonderGrafstenen }: Terugopties): boolean {
  return [wal, tot, tijdlijn, journaal, grafstenen, zonderGrafstenen].some((optie) => optie !== undefined)
}

async function weigerNieuwere({ migraties }: Manifest): Promise<void> {
  const bekend = new Set(await bekendeMigraties())
  const vreemd = migraties.find((naam) => !bekend.has(naam))
  if (vreemd === undefined) return
  throw commandofout(AFLOOP.fout, `this back-up is of a newer hub (it holds ${vreemd}); restore it with that version`)
}

async function leesWal(o: Omstandigheden, { wal }: Terugopties, { systeem, walTot }: Manifest): Promise<string | null> {
  if (wal === undefined) return null
  const archief = await zoekArchief(resolve(wal), systeem)
  if (archief === null) throw commandofout(AFLOOP.fout, `${resolve(wal)} holds no WAL of this cluster (${systeem})`)
  const gat = zoekGat(await readdir(archief), walTot)
  if (gat !== null)
    o.fout.write(
      `WARNING: ${gat} is not in ${archief}, though later WAL is: the replay ends before it. Bring it back, or take a later back-up.\n`,
    )
  return archief
}

function leesTot({ tot }: Terugopties, { klaarOp }: Manifest): string | null {
  if (tot === undefined) return null
  const gelezen = leesTijdstip(tot)
  if (gelezen.kind === 'ongeldig')
    throw commandofout(AFLOOP.gebruik, '--tot must be a moment such as 2026-11-20T10:00:00Z')
  if (Temporal.Instant.compare(gelezen.tijdstip, Temporal.Instant.from(klaarOp)) < 0)
    throw commandofout(AFLOOP.gebruik, `--tot lies before the end of this back-up (${klaarOp}); take an earlier one`)
  return gelezen.tijdstip.toString()
}

/** Which keys the content needs that are not where the hub will look for them. */
async function ontbrekendeKeks({ config, data }: Herstelplek, { keks }: Manifest): Promise<string[]> {
  const tekst = config.KEK ?? (await leesGeheim(data.kek))
  const er = tekst === null ? new Map() : leesKeks(tekst).sleutels
  return keks.filter((id) => !er.has(id))
}

function waarschuwKeks({ data }: Herstelplek, ontbreekt: readonly string[]): string {
  return `WARNING: the key-encryption keys ${ontbreekt.join(', ')} are not in ${data.kek} or KEK. Put them there before the hub starts: without them nothing of the content can be read.\n`
}

function toon({ verslag, manifest, duur: d }: Teruggezet, { data }: Herstelplek): string {
  const totaal = d.bestandenMs + d.herstelMs + d.afrondenMs
  return [
    toonVerslag(verslag),
    `  took                       ${duur(totaal)}: files ${duur(d.bestandenMs)}, recovery ${duur(d.herstelMs)}, steps ${duur(d.afrondenMs)}`,
    `  back-up of                 ${manifest.klaarOp}`,
    '',
    `${data.map} is ready: start the hub, and make a new back-up (this restore began a timeline of its own).`,
  ].join('\n')
}

/** Gives up a restore that was broken off. */
export async function breekTerugzettingAf(o: Omstandigheden, opties: Terugopties): Promise<Afloop> {
  const plek = leesHerstelplek(o, opties.naar)
  const slot = neemSlot(plek)
  try {
    const lopend = await leesTerugzetting(plek.data)
    if (!lopend) throw commandofout(AFLOOP.fout, `no restore was broken off in ${plek.data.map}`)
    await breekAf(plek.data)
    await schrijf(
      o.uit,
      opties.json ? JSON.stringify({ afgebroken: lopend.backup }) : `gave up the restore of ${lopend.backup}`,
    )
    return AFLOOP.goed
  } finally {
    slot.laatLos()
  }
}
