import { leesConfig } from '@warmknooppunt/platform/config'
import { foutcode } from '@warmknooppunt/platform/log'
import { migreer } from '@warmknooppunt/platform/migraties'
import { isStoring } from '@warmknooppunt/platform/storing'
import type { Command } from 'commander'
import pg from 'pg'
import { datamap } from '../datamap.ts'
import { DATABASE_VELDEN } from '../velden.ts'
import type { Afloop } from './afloop.ts'
import { AFLOOP, commandofout } from './afloop.ts'
import type { Omstandigheden } from './omstandigheden.ts'
import { HIER, schrijf, voer } from './omstandigheden.ts'
import { openDatabase } from './open-bron.ts'

/** `migreer`: brings a database up to this code; for hubs that run as separate services. */
export function voegMigreerToe(programma: Command, o: Omstandigheden = HIER): void {
  programma
    .command('migreer')
    .description('bring the database of DATABASE_URL (as its owner), or else of the data folder, up to this version')
    .addHelpText(
      'after',
      '\n`start` does this by itself. Safe to run twice, also at once; there is no way back but a back-up.',
    )
    .action(() => voer(o, () => voerMigratiesUit(o)))
}

async function voerMigratiesUit(o: Omstandigheden): Promise<Afloop> {
  const gelezen = leesConfig(DATABASE_VELDEN, o.env)
  if (gelezen.kind === 'fout') throw commandofout(AFLOOP.config, gelezen.problemen.join('\n'))
  const { DATA_MAP, DATABASE_URL } = gelezen.config
  const database = await openDatabase({ data: datamap(DATA_MAP), databaseUrl: DATABASE_URL ?? null })
  if (database === null) {
    throw commandofout(AFLOOP.config, 'there is no database yet: `npm start` makes one, or name one with DATABASE_URL')
  }
  const regels: string[] = []
  try {
    await migreer({ url: database.url, meld: (tekst) => regels.push(tekst) })
    await schrijf(o.uit, regels.length === 0 ? 'nothing to do: the database is up to date' : regels.join('\n'))
    return AFLOOP.goed
  } catch (fout) {
    throw uitleg(fout, database.naam)
  } finally {
    await database.sluit()
  }
}

function uitleg(fout: unknown, naam: string): Error {
  if (isStoring(fout)) return commandofout(AFLOOP.nietBeschikbaar, `${naam} does not answer (${foutcode(fout)})`, fout)
  if (fout instanceof pg.DatabaseError) {
    return commandofout(AFLOOP.fout, `${naam} refused a migration (SQLSTATE ${fout.code ?? 'unknown'})`, fout)
  }
  return commandofout(AFLOOP.fout, fout instanceof Error ? fout.message : `${naam} could not be migrated`, fout)
}
