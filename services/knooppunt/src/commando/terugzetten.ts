import { leesHerstel } from '@warmknooppunt/platform/herkomst-store'
import { maakPool } from '@warmknooppunt/platform/pool'
import type { Command } from 'commander'
import type { Verslag } from '../herstel/verslag.ts'
import { toonVerslag } from '../herstel/verslag.ts'
import type { Afloop } from './afloop.ts'
import { AFLOOP, commandofout } from './afloop.ts'
import { leesHerstelplek } from './herstelplek.ts'
import type { Omstandigheden } from './omstandigheden.ts'
import { HIER, schrijf, voer } from './omstandigheden.ts'
import { databasefout, openDatabase } from './open-bron.ts'
import { metTeken } from './teken.ts'
import type { Terugopties, Terugvraag } from './terugvraag.ts'
import { breekTerugzettingAf, zetBackupTerug } from './terugzetten-backup.ts'
import { rondDatabaseAf } from './terugzetten-database.ts'

const UITLEG = `
In this order, before anything serves: the files, each held against its checksum; recovery; tombstones (what was destroyed stays destroyed); a new
\`bron\`; what the journal tells of what happened after the back-up. What was delivered is not delivered again; of what nobody knows whether it was
sent, the push is parked (na-terugzetten). What was accepted and lost is listed, to be asked for again. Broken off, the same command goes on.

Also needed, from where you keep them apart: the key-encryption keys (geheimen/kek or KEK). See docs/beheer-backup.md.`

/** `terugzetten`: a back-up becomes the database of a hub again. */
export function voegTerugzettenToe(programma: Command, o: Omstandigheden = HIER): void {
  programma
    .command('terugzetten')
    .argument('[map]', 'the back-up; without it, to go on with a restore that was broken off')
    .description(
      'restore a back-up of the embedded database, or finish the restore of an outside PostgreSQL (--database)',
    )
    .option(
      '--naar <map>',
      'the data folder to restore into (default: that of DATA_MAP); it may hold keys, not a database',
    )
    .option('--wal <map>', 'folder of WAL_ARCHIEF: replay what was archived after the back-up too')
    .option('--tot <tijdstip>', 'with --wal: no further than this moment, such as 2026-11-20T10:00:00Z')
    .option(
      '--tijdlijn <nummer>',
      'with --wal: follow this one, where the cluster was restored before (default: the last)',
    )
    .option('--journaal <map>', 'where the journal lies (default: JOURNAAL_MAP, else in the data folder)')
    .option('--grafstenen <map>', 'where the tombstones lie (default: GRAFSTENEN_MAP, else in the data folder)')
    .option('--zonder-grafstenen', 'go on without: what was destroyed after the back-up can be read again')
    .option('--database', 'finish the restore of a database that was put back by other means (that of DATABASE_URL)')
    .option(
      '--zonder-verlies',
      'with --database: nothing was lost (a replica took over); only note where the database is now',
    )
    .option('--verslag', 'show what the last restore found out')
    .option('--breek-af', 'give up a restore that was broken off; the back-up stays as it is')
    .option('--json', 'print the outcome as JSON')
    .addHelpText('after', UITLEG)
    .action((map: string | undefined, opties: Terugopties) =>
      voer(o, () => metTeken((signal) => kies(o, { map, opties, signal }))),
    )
}

function kies(o: Omstandigheden, vraag: Terugvraag): Promise<Afloop> {
  const { map, opties } = vraag
  const gekozen = [map !== undefined, opties.database, opties.verslag, opties.breekAf].filter(Boolean).length
  if (gekozen > 1)
    throw commandofout(AFLOOP.gebruik, 'a back-up, --database, --verslag and --breek-af exclude one another')
  if (opties.zonderVerlies && !opties.database)
    throw commandofout(AFLOOP.gebruik, '--zonder-verlies goes with --database')
  if ((opties.tot ?? opties.tijdlijn) !== undefined && opties.wal === undefined)
    throw commandofout(AFLOOP.gebruik, '--tot and --tijdlijn go with --wal')
  if (opties.tijdlijn !== undefined && !/^[1-9]\d{0,8}$/.test(opties.tijdlijn))
    throw commandofout(AFLOOP.gebruik, '--tijdlijn is a number, as in the first eight digits of a segment')
  if (opties.verslag) return toonLaatste(o, opties)
  if (opties.breekAf) return breekTerugzettingAf(o, opties)
  return opties.database ? rondDatabaseAf(o, vraag) : zetBackupTerug(o, vraag)
}

async function toonLaatste(o: Omstandigheden, opties: Terugopties): Promise<Afloop> {
  const plek = leesHerstelplek(o, opties.naar)
  const database = await openDatabase(plek)
  if (database === null) throw commandofout(AFLOOP.config, `there is no database in ${plek.data.map}`)
  const pool = maakPool({ url: database.url, applicatie: 'opdrachtregel', rol: 'wk_lezer', max: 1 })
  try {
    const herstel = await leesHerstel<Verslag>(pool).catch((fout: unknown) => {
      throw databasefout(database, fout)
    })
    if (herstel === null) throw commandofout(AFLOOP.fout, `${database.naam} was never restored`)
    await schrijf(o.uit, opties.json ? JSON.stringify(herstel.verslag) : toonVerslag(herstel.verslag))
    return AFLOOP.goed
  } finally {
    await pool.end()
    await database.sluit()
  }
}
