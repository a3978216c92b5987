import type { Gedaan } from '@warmknooppunt/platform/bewaar-store'
import { leesRondes } from '@warmknooppunt/platform/bewaar-store'
import { maakPool } from '@warmknooppunt/platform/pool'
import type { Command } from 'commander'
import { achterDagen, isAchter } from '../besluit-bewaren.ts'
import type { Afloop } from './afloop.ts'
import { AFLOOP, commandofout } from './afloop.ts'
import { leesPlek } from './client.ts'
import type { Omstandigheden } from './omstandigheden.ts'
import { HIER, schrijf, voer } from './omstandigheden.ts'
import type { Leesbaar } from './open-bron.ts'
import { databasefout, openDatabase } from './open-bron.ts'
import { tabel } from './tabel.ts'

const NA = `
Settings BEWAAR_..._DAGEN say how long (README, "Configuration"); docs/beheer-bewaren.md has every table of the database, and why. Ends with 1
when something is older than is kept by more than two days: the job that deletes it does not run, or cannot.`

/** `bewaren`: what was deleted because it was older than is kept, and what is the oldest that is left. */
export function voegBewarenToe(programma: Command, o: Omstandigheden = HIER): void {
  programma
    .command('bewaren')
    .description('how long technical data are kept, and what the last round of deleting did; needs no running hub')
    .option('--json', 'print a JSON array')
    .addHelpText('after', NA)
    .action((opties: { readonly json?: true }) => voer(o, () => toon(o, opties.json === true)))
}

async function toon(o: Omstandigheden, json: boolean): Promise<Afloop> {
  const database = await openDatabase(leesPlek(o))
  if (database === null) throw commandofout(AFLOOP.config, 'there is no hub yet: the first start makes its database')
  const rondes = (await lees(database)).map((ronde) => ({ ...ronde, achterDagen: achterDagen(ronde, o.nu()) }))
  const tekst = rondes.length === 0 ? 'no round was done yet: the hub does one soon after its start' : alsTabel(rondes)
  await schrijf(o.uit, json ? JSON.stringify(rondes) : tekst)
  return rondes.some((ronde) => isAchter(ronde.achterDagen)) ? AFLOOP.fout : AFLOOP.goed
}

type Regel = Gedaan & { readonly achterDagen: number }

function alsTabel(rondes: readonly Regel[]): string {
  return tabel(
    ['table', 'days kept', 'oldest', 'behind', 'last round', 'deleted then', 'deleted in all'],
    rondes.map((r) => [
      ...[r.tabel, String(r.dagen), r.oudsteOp?.toISOString().slice(0, 10) ?? 'empty'],
      r.achterDagen > 0 ? `${r.achterDagen} days` : '',
      ...[`${r.gedaanOp.toISOString().slice(0, 19)}Z`, String(r.verwijderd), String(r.totaal)],
    ]),
  )
}

async function lees(database: Leesbaar): Promise<Gedaan[]> {
  const pool = maakPool({ url: database.url, applicatie: 'opdrachtregel', rol: 'wk_lezer', max: 1 })
  try {
    return await leesRondes(pool)
  } catch (fout) {
    throw databasefout(database, fout)
  } finally {
    await pool.end()
    await database.sluit()
  }
}
