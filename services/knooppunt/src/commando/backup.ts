import { resolve } from 'node:path'
import type { Command } from 'commander'
import { pino } from 'pino'
import { maakBackup } from '../backup/backup.ts'
import { beschrijfSchade, controleerBestanden } from '../backup/controle.ts'
import type { Manifest } from '../backup/manifest.ts'
import { schrijfGeheim } from '../geheimen.ts'
import { proefHerstel } from '../herstel/proef.ts'
import { eisManifest } from '../herstel/zet-terug.ts'
import { leesVersie } from '../ingebed/cluster.ts'
import { leesUrl, startIngebed } from '../ingebed/postgres.ts'
import { vergrendel } from '../ingebed/slot.ts'
import type { Afloop } from './afloop.ts'
import { AFLOOP, commandofout } from './afloop.ts'
import type { Herstelplek } from './herstelplek.ts'
import { leesHerstelplek } from './herstelplek.ts'
import type { Omstandigheden } from './omstandigheden.ts'
import { HIER, schrijf, voer } from './omstandigheden.ts'
import { metTeken } from './teken.ts'
import { duur, maakVoortgang, omvang } from './voortgang.ts'

type Opties = {
  readonly json?: true
  readonly controleer?: true
  readonly alleenBestanden?: true
  readonly in?: string
}

const UITLEG = `
The copy is consistent, whatever the hub does meanwhile. It holds the database only. NOT in it, and kept apart by you: the key-encryption keys
(geheimen/kek or KEK), without which its content cannot be read and beside which it would be no secret; the tombstones and the journal, which
tell what happened after it. An outside PostgreSQL (DATABASE_URL) is backed up with its own tools. See docs/beheer-backup.md.`

/** `backup`: a copy of the embedded database while it runs, and the check of one. */
export function voegBackupToe(programma: Command, o: Omstandigheden = HIER): void {
  programma
    .command('backup')
    .argument('<map>', 'a new folder, on another disk than the data')
    .description('copy the embedded database into a folder, with the hub running or not; `terugzetten` restores it')
    .option('--controleer', 'check the back-up in that folder: its checksums, then a real restore into an empty place')
    .option('--alleen-bestanden', 'with --controleer: the checksums only')
    .option(
      '--in <map>',
      'with --controleer: where the empty place is made (default: the temporary folder of the system)',
    )
    .option('--json', 'print what was done as JSON')
    .addHelpText('after', UITLEG)
    .action((map: string, opties: Opties) =>
      voer(o, () =>
        metTeken((signal) => (opties.controleer ? controleer : maak)(o, { map: resolve(map), opties, signal })),
      ),
    )
}

type Vraag = { readonly map: string; readonly opties: Opties; readonly signal: AbortSignal }

async function maak(o: Omstandigheden, { map, opties, signal }: Vraag): Promise<Afloop> {
  if (opties.alleenBestanden || opties.in !== undefined)
    throw commandofout(AFLOOP.gebruik, '--alleen-bestanden and --in go with --controleer')
  const plek = leesHerstelplek(o)
  if (plek.databaseUrl !== null) {
    const tekst =
      'DATABASE_URL names an outside PostgreSQL: back that up with its own tools (pg_basebackup, or those of who runs it); see docs/beheer-backup.md'
    throw commandofout(AFLOOP.config, tekst)
  }
  if (`${map}/`.startsWith(`${plek.data.map}/`))
    throw commandofout(AFLOOP.gebruik, `a back-up inside ${plek.data.map} is lost with it; choose a folder elsewhere`)
  const begonnen = performance.now()
  const meld = maakVoortgang(o)
  const database = await open(plek)
  try {
    const manifest = await maakBackup({
      url: database.url,
      postgres: plek.data.postgres,
      doel: map,
      signal,
      nu: o.nu,
      meld: ({ fase, bytes, vanBytes }) =>
        meld(fase === 'wal' ? `WAL ${bytes} of ${vanBytes}` : `database ${omvang(bytes)} of ${omvang(vanBytes)}`),
    })
    const duurMs = Math.round(performance.now() - begonnen)
    // For `keuring`, which cannot know where back-ups lie.
    await schrijfGeheim(plek.data.backup, JSON.stringify({ klaarOp: manifest.klaarOp, map }))
    await schrijf(
      o.uit,
      opties.json ? JSON.stringify(kern(manifest, { map, duurMs })) : toon(manifest, { map, duurMs }),
    )
    return AFLOOP.goed
  } finally {
    await database.sluit()
  }
}

type Geopend = { readonly url: string; sluit(): Promise<void> }

/** The running database, or one that is started for as long as this takes. */
async function open({ data }: Herstelplek): Promise<Geopend> {
  const lopend = await leesUrl(data)
  if (lopend !== null) return { url: lopend, sluit: async () => undefined }
  if ((await leesVersie(data.postgres)) === null)
    throw commandofout(AFLOOP.config, `there is no database in ${data.map} yet; \`npm start\` makes one`)
  const slot = vergrendel(data.slot)
  if (!slot)
    throw commandofout(AFLOOP.nietBeschikbaar, `a hub on ${data.map} is starting or stopping; try again in a moment`)
  try {
    const ingebed = await startIngebed(data, pino({ enabled: false }))
    const sluit = async () => {
      await ingebed.stop()
      slot.laatLos()
    }
    return { url: ingebed.url, sluit }
  } catch (fout) {
    slot.laatLos()
    throw fout
  }
}

type Uitkomst = { readonly map: string; readonly duurMs: number }

function kern(m: Manifest, { map, duurMs }: Uitkomst) {
  const { bestanden, mappen: _mappen, ...rest } = m
  return { map, duurMs, bytes: bytesVan(m), bestanden: bestanden.length, ...rest }
}

function bytesVan({ bestanden }: Manifest): number {
  return bestanden.reduce((som, { bytes }) => som + bytes, 0)
}

function toon(m: Manifest, { map, duurMs }: Uitkomst): string {
  return [
    `back-up in ${map}: ${omvang(bytesVan(m))} in ${m.bestanden.length} files, made in ${duur(duurMs)}`,
    `  everything until ${m.klaarOp} is in it`,
    `  keys it needs, NOT in it: ${m.keks.join(', ') || 'none'} (geheimen/kek or KEK; keep them apart, at least 65 days)`,
    `  WAL before ${m.walVan} is of no use to it: an archive may drop what is older than that of your oldest back-up`,
    `  check it with: npm run knooppunt -- backup --controleer ${map}`,
  ].join('\n')
}

async function controleer(o: Omstandigheden, { map, opties, signal }: Vraag): Promise<Afloop> {
  const { config } = leesHerstelplek(o)
  const begonnen = performance.now()
  const meld = maakVoortgang(o)
  const manifest = await eisManifest(map)
  let bytes = 0
  const schade = await controleerBestanden(map, manifest, {
    signal,
    meld: (bestand) => {
      bytes += bestand.bytes
      meld(`read ${omvang(bytes)} of ${omvang(bytesVan(manifest))}`)
    },
  })
  if (schade.length > 0) throw commandofout(AFLOOP.fout, `${map} is damaged: ${beschrijfSchade(schade)}`)
  const proef = opties.alleenBestanden
    ? null
    : await proefHerstel({
        backup: map,
        manifest,
        in: opties.in ? resolve(opties.in) : null,
        oin: config.HUB_OIN,
        nu: o.nu,
        signal,
        meld,
      })
  const duurMs = Math.round(performance.now() - begonnen)
  const gezien = `${map} is whole: ${manifest.bestanden.length} files as they were written`
  const hersteld =
    proef === null
      ? ''
      : `\n  restored into an empty place in ${duur(proef.herstelMs)}: ${proef.rijen} rows of ${proef.tabellen} tables read, data until ${proef.gegevensTot ?? 'nothing yet'}`
  await schrijf(
    o.uit,
    opties.json ? JSON.stringify({ ...kern(manifest, { map, duurMs }), proef }) : `${gezien}${hersteld}`,
  )
  return AFLOOP.goed
}
