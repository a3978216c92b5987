import type { Gedaan } from '@warmknooppunt/platform/bewaar-store'
import { leesRondes } from '@warmknooppunt/platform/bewaar-store'
import { maakPool } from '@warmknooppunt/platform/pool'
import type { Command } from 'commander'
import { achterDagen, isAchter } from '../besluit-bewaren.ts'
import { BEWAARTERMIJNEN } from '../bewaartermijnen.ts'
import type { Afloop } from './afloop.ts'
import { AFLOOP, commandofout } from './afloop.ts'
import { leesPlek } from './client.ts'
import type { Omstandigheden } from './omstandigheden.ts'
import { HIER, schrijf, voer } from './omstandigheden.ts'
import type { Leesbaar } from './open-bron.ts'
import { databasefout, openDatabase } from './open-bron.ts'
import { tabel } from './tabel.ts'

type Opties = { readonly json?: true; readonly alle?: true }

const NA = `
Settings BEWAAR_..._DAGEN say how long (README, "Configuration"); docs/beheer-bewaren.md has every table of the database, and why. Ends with 1
when something is older than is kept by more than two days: the job that deletes it does not run, or cannot.`
const GEEN_RONDE = 'no round was done yet: the hub does one soon after its start'

/** `bewaren`: what was deleted because it was older than is kept, and what is the oldest that is left. */
export function voegBewarenToe(programma: Command, o: Omstandigheden = HIER): void {
  programma
    .command('bewaren')
    .description('how long technical data are kept, and what the last round of deleting did; needs no running hub')
    .option('--alle', 'every table of the database, also those that are kept by a rule that nobody sets')
    .option('--json', 'print a JSON array')
    .addHelpText('after', NA)
    .action((opties: Opties) => voer(o, () => toon(o, opties)))
}

async function toon(o: Omstandigheden, opties: Opties): Promise<Afloop> {
  const database = await openDatabase(leesPlek(o))
  if (database === null) throw commandofout(AFLOOP.config, 'there is no hub yet: the first start makes its database')
  const rondes = (await lees(database)).map((ronde) => ({ ...ronde, achterDagen: achterDagen(ronde, o.nu()) }))
  await schrijf(o.uit, opties.json ? JSON.stringify(alsJson(rondes, opties)) : alsTekst(rondes, opties))
  return rondes.some((ronde) => isAchter(ronde.achterDagen)) ? AFLOOP.fout : AFLOOP.goed
}

type Regel = Gedaan & { readonly achterDagen: number }

/** With `alle`: of each table how long it is kept, and its last round when it has any. */
function alsJson(rondes: readonly Regel[], { alle }: Opties): readonly object[] {
  if (!alle) return rondes
  const ronde = new Map(rondes.map((regel) => [regel.tabel, regel]))
  return Object.entries(BEWAARTERMIJNEN).map(([naam, hoelang]) => ({
    tabel: naam,
    hoelang,
    ronde: ronde.get(naam) ?? null,
  }))
}

function alsTekst(rondes: readonly Regel[], { alle }: Opties): string {
  const metInstelling = rondes.length === 0 ? GEEN_RONDE : alsTabel(rondes)
  if (!alle) return metInstelling
  const vast = Object.entries(BEWAARTERMIJNEN).filter(([, hoelang]) => !hoelang.startsWith('BEWAAR_'))
  return `${metInstelling}\n\n${tabel(['table', 'kept, and by no setting'], vast)}`
}

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
