import { basename } from 'node:path'
import { registreerGemeenten } from '@warmknooppunt/register/gemeente-store'
import { registreerGemeenteWijzigingen } from '@warmknooppunt/register/gemeente-wijziging-store'
import { leesTabelgebruik } from '@warmknooppunt/register/postcodeimport-store'
import type { RegisterStand } from '@warmknooppunt/register/stand'
import { maakRegister } from '@warmknooppunt/register/stand'
import { wijzigRegister } from '@warmknooppunt/register/wijziging'
import type { Command } from 'commander'
import type { Pool } from 'pg'
import type { Lijstfout } from '../postcodes/besluit-gemeenten.ts'
import { besluitGemeenten, GEMEENTEKOLOMMEN } from '../postcodes/besluit-gemeenten.ts'
import type { Gebied } from '../postcodes/besluit-wijzigingen.ts'
import {
  besluitGebied,
  besluitVerlies,
  besluitWijzigingen,
  WIJZIGINGSKOLOMMEN,
} from '../postcodes/besluit-wijzigingen.ts'
import { MAX_FOUTEN } from '../postcodes/fout.ts'
import { leesLijst } from '../postcodes/lees-lijst.ts'
import { toonFouten } from '../postcodes/toon.ts'
import type { Afloop } from './afloop.ts'
import { AFLOOP, commandofout } from './afloop.ts'
import type { Omstandigheden } from './omstandigheden.ts'
import { schrijf, voer } from './omstandigheden.ts'
import { metEigenaar } from './postcodeplek.ts'

type Opties = {
  readonly wijzigingen?: string
  readonly ookVoorgenomen?: true
  readonly proef?: true
  readonly json?: true
}

/** `importeer-postcodes gemeenten`: the list of gemeenten, and their reorganisations. */
export function voegGemeentenToe(commando: Command, o: Omstandigheden): void {
  commando
    .command('gemeenten')
    .argument('<csv>', `the list: columns ${GEMEENTEKOLOMMEN.join(', ')}`)
    .description('bring the list of gemeenten, and their reorganisations, into the register')
    .option('--wijzigingen <csv>', `reorganisations: columns ${WIJZIGINGSKOLOMMEN.join(', ')}`)
    .option('--ook-voorgenomen', 'also reorganisations that are not decided on yet (status other than vastgesteld)')
    .option('--proef', 'read and check, and change nothing')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nGemeenten that the register has and the list has not stay as they are. Postcode tables need not be imported again for a reorganisation.',
    )
    .action((csv: string, opties: Opties) => voer(o, () => importeer(o, csv, opties)))
}

async function importeer(o: Omstandigheden, csv: string, opties: Opties): Promise<Afloop> {
  if (opties.ookVoorgenomen && opties.wijzigingen === undefined) {
    throw commandofout(AFLOOP.gebruik, '--ook-voorgenomen goes with --wijzigingen')
  }
  const gebied = await leesGebied(csv, opties)
  return metEigenaar(o, async ({ pool }) => {
    const stand = await maakRegister(pool).stand(pool)
    const verslag = vergelijk(gebied, stand)
    await keurPostcodes(pool, gebied, stand)
    const versie = opties.proef ? null : await registreer(pool, gebied)
    const json = { uitkomst: versie === null ? 'proef' : 'geregistreerd', ...verslag, registerversie: versie }
    await schrijf(o.uit, opties.json ? JSON.stringify(json) : toon(verslag, versie))
    return AFLOOP.goed
  })
}

async function leesGebied(csv: string, { wijzigingen, ookVoorgenomen }: Opties): Promise<Gebied> {
  const lijst = besluitGemeenten(await leesLijst(csv, basename(csv), GEMEENTEKOLOMMEN))
  weiger(lijst.fouten, csv)
  const regels =
    wijzigingen === undefined ? [] : await leesLijst(wijzigingen, basename(wijzigingen), WIJZIGINGSKOLOMMEN)
  const herindelingen = besluitWijzigingen(regels)
  weiger(herindelingen.fouten, wijzigingen ?? csv)
  const gebied = besluitGebied(lijst.gemeenten, herindelingen.wijzigingen, ookVoorgenomen === true)
  weiger(gebied.fouten, wijzigingen ?? csv)
  return gebied
}

function weiger(fouten: readonly Lijstfout[], pad: string): void {
  if (fouten.length === 0) return
  const eerste = fouten.slice(0, MAX_FOUTEN).map((fout) => ({ ...fout, bestand: basename(pad) }))
  throw commandofout(AFLOOP.fout, `nothing was changed: ${fouten.length} lines are wrong\n${toonFouten(eerste)}`)
}

/** A postcode table in use may name no gemeente that is gone without a successor. */
async function keurPostcodes(pool: Pool, gebied: Gebied, stand: RegisterStand): Promise<void> {
  const codes = new Set(gebied.gemeenten.map(({ gemeentecode }) => gemeentecode))
  const blijft = stand.gemeenten.filter(({ gemeentecode }) => !codes.has(gemeentecode))
  const straks = {
    gemeenten: [...gebied.gemeenten, ...blijft],
    wijzigingen: [...gebied.wijzigingen, ...stand.gemeenteWijzigingen],
  }
  for (const { versie, naam, open, gemeenten } of await leesTabelgebruik(pool)) {
    const weg = open && gemeenten !== null ? besluitVerlies(gemeenten, straks) : []
    if (weg.length === 0) continue
    const tekst = `nothing was changed: postcode table ${versie} "${naam}" names gemeenten that would have an end and no successor: ${weg.join(', ')}`
    throw commandofout(AFLOOP.fout, tekst)
  }
}

async function registreer(pool: Pool, { gemeenten, wijzigingen }: Gebied): Promise<number> {
  const { versie } = await wijzigRegister(pool, async (w) => {
    await registreerGemeenten(w, gemeenten)
    await registreerGemeenteWijzigingen(w, wijzigingen)
  })
  return versie
}

type Verslag = {
  readonly gemeenten: number
  readonly nieuw: readonly string[]
  readonly gewijzigd: readonly string[]
  /** in the register and not in the list */
  readonly nietGenoemd: readonly string[]
  readonly wijzigingen: number
  readonly plannenWeggelaten: number
  readonly andereDag: readonly string[]
}

function vergelijk({ gemeenten, wijzigingen, plannen, andereDag }: Gebied, stand: RegisterStand): Verslag {
  const codes = new Set(gemeenten.map(({ gemeentecode }) => gemeentecode))
  const code = ({ gemeentecode }: { readonly gemeentecode: string }) => gemeentecode
  const anders = gemeenten.filter((nu) => {
    const was = stand.gemeente(nu.gemeentecode)
    return was !== null && (was.naam !== nu.naam || was.van !== nu.van || was.totEnMet !== nu.totEnMet)
  })
  return {
    gemeenten: gemeenten.length,
    nieuw: gemeenten.filter(({ gemeentecode }) => stand.gemeente(gemeentecode) === null).map(code),
    gewijzigd: anders.map(code),
    nietGenoemd: stand.gemeenten.map(code).filter((een) => !codes.has(een)),
    wijzigingen: wijzigingen.length,
    plannenWeggelaten: plannen.length,
    andereDag,
  }
}

function toon(v: Verslag, versie: number | null): string {
  const opsomming = (codes: readonly string[]) =>
    codes.length === 0 ? '' : `: ${codes.slice(0, 20).join(', ')}${codes.length > 20 ? ', ...' : ''}`
  const regels = [
    `${v.gemeenten} gemeenten: ${v.nieuw.length} new, ${v.gewijzigd.length} changed${opsomming(v.gewijzigd)}`,
    `${v.wijzigingen} gemeenten go up in others`,
  ]
  if (v.plannenWeggelaten > 0)
    regels.push(`${v.plannenWeggelaten} reorganisations are plans and were left out (--ook-voorgenomen takes them)`)
  if (v.andereDag.length > 0)
    regels.push(
      `another last day in the list than in the reorganisations${opsomming(v.andereDag)}; the day of each counts for what it tells`,
    )
  if (v.nietGenoemd.length > 0)
    regels.push(`in the register, not in the list, left as they are${opsomming(v.nietGenoemd)}`)
  regels.push(versie === null ? 'tried out: nothing was changed' : `register version ${versie}`)
  return regels.join('\n')
}
