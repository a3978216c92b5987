import { amsterdamseDag } from '@warmknooppunt/regels/dag'
import type { Tabelgebruik } from '@warmknooppunt/register/postcodeimport-store'
import { leesGenoemdePostcodes, leesTabelgebruik } from '@warmknooppunt/register/postcodeimport-store'
import type { Command } from 'commander'
import { draaiTerug } from '../postcodes/gebruik.ts'
import { kiesVanKracht } from '../postcodes/kies-van-kracht.ts'
import type { Afloop } from './afloop.ts'
import { AFLOOP } from './afloop.ts'
import type { Omstandigheden } from './omstandigheden.ts'
import { schrijf, voer } from './omstandigheden.ts'
import { metEigenaar } from './postcodeplek.ts'
import { tabel } from './tabel.ts'

type Opties = { readonly json?: true }

/** `importeer-postcodes lijst`: the tables there are. */
export function voegLijstToe(commando: Command, o: Omstandigheden): void {
  commando
    .command('lijst')
    .description('the postcode tables there are: in force, to come, kept, or dropped')
    .option('--json', 'print JSON')
    .action((opties: Opties) => voer(o, () => lijst(o, opties)))
}

/** `importeer-postcodes terug`: the table before the last import is in force again. */
export function voegTerugToe(commando: Command, o: Omstandigheden): void {
  commando
    .command('terug')
    .description('undo the last import: its table goes out of use, and what it replaced is in use again')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nMessages that were decided on its table keep naming it. A second time goes one import further back.',
    )
    .action((opties: Opties) => voer(o, () => terug(o, opties)))
}

type Regel = Omit<Tabelgebruik, 'gemeenten' | 'van' | 'tot' | 'open'> & {
  readonly stand: 'van-kracht' | 'komt-nog' | 'eerdere-dagen' | 'uit-gebruik' | 'verwijderd'
  readonly genoemd: number
}

function lijst(o: Omstandigheden, { json }: Opties): Promise<Afloop> {
  return metEigenaar(o, async ({ pool }) => {
    const genoemd = await leesGenoemdePostcodes(pool, o.nu())
    const regels = metStand(await leesTabelgebruik(pool), genoemd, amsterdamseDag(o.nu()))
    await schrijf(o.uit, json ? JSON.stringify(regels) : toon(regels))
    return AFLOOP.goed
  })
}

function metStand(tabellen: readonly Tabelgebruik[], genoemd: ReadonlyMap<number, number>, vandaag: string): Regel[] {
  const vanKracht = kiesVanKracht(
    tabellen.filter(({ open }) => open),
    vandaag,
  )
  return tabellen.map(({ gemeenten: _, van: _van, tot: _tot, open, ...rest }) => {
    const eerder = rest.geldigVanaf <= vandaag ? 'eerdere-dagen' : 'komt-nog'
    const inGebruik = rest.versie === vanKracht?.versie ? 'van-kracht' : eerder
    const uit = rest.verwijderdOp === null ? 'uit-gebruik' : 'verwijderd'
    return { ...rest, stand: open ? inGebruik : uit, genoemd: genoemd.get(rest.versie) ?? 0 }
  })
}

const WOORDEN: Readonly<Record<Regel['stand'], string>> = {
  'van-kracht': 'in force',
  'komt-nog': 'to come',
  'eerdere-dagen': 'for earlier days',
  'uit-gebruik': 'out of use',
  verwijderd: 'dropped',
}

function toon(regels: readonly Regel[]): string {
  if (regels.length === 0) return 'there is no postcode table'
  return tabel(
    ['table', 'name', 'state', 'from', 'in use since', 'kind', 'rows', 'named by open', 'source'],
    regels.map((r) => [
      ...[String(r.versie), r.naam, WOORDEN[r.stand], r.geldigVanaf, r.inGebruikOp.toString().slice(0, 16)],
      ...[r.soort ?? 'small', r.rijen === null ? '' : String(r.rijen), String(r.genoemd), r.bron],
    ]),
  )
}

function terug(o: Omstandigheden, { json }: Opties): Promise<Afloop> {
  return metEigenaar(o, async ({ pool, nu }) => {
    const gedaan = await draaiTerug({ pool, nu })
    const { gesloten, heropend, inGebruik, registerversie } = gedaan
    const weer = heropend.length === 0 ? '' : `; in use again: ${heropend.join(', ')}`
    const tekst = `table ${gesloten} is out of use${weer}; in force today: table ${inGebruik} (register version ${registerversie})`
    await schrijf(o.uit, json ? JSON.stringify(gedaan) : tekst)
    return AFLOOP.goed
  })
}
