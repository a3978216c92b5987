import type { Postcodetabel } from '@warmknooppunt/register/postcodetabel-store'
import type { RegisterStand } from '@warmknooppunt/register/stand'
import { tabel } from '../commando/tabel.ts'
import type { Overschrijding } from './besluit-aannemelijk.ts'
import type { Regelfout } from './fout.ts'
import { MAX_FOUTEN } from './fout.ts'
import type { Verslag } from './importeer.ts'
import type { Opruiming } from './kies-opruiming.ts'

/** How many postcodes moved, came and went, and how many came to and went from each gemeente. */
export type Samenvatting = {
  readonly verhuisd: number
  readonly nieuw: number
  readonly vervallen: number
  readonly perGemeente: readonly { readonly gemeentecode: string; readonly erbij: number; readonly eraf: number }[]
}

export function vatSamen({ verschuivingen }: Pick<Verslag, 'verschuivingen'>): Samenvatting {
  const som = (welke: (v: Verslag['verschuivingen'][number]) => boolean) =>
    verschuivingen.filter(welke).reduce((totaal, { postcodes }) => totaal + postcodes, 0)
  const perGemeente = new Map<string, { erbij: number; eraf: number }>()
  const van = (code: string) => perGemeente.get(code) ?? { erbij: 0, eraf: 0 }
  for (const { oud, nieuw, postcodes } of verschuivingen) {
    const [voor, na] = [new Set(oud?.split('|')), new Set(nieuw?.split('|'))]
    for (const code of na.difference(voor)) perGemeente.set(code, { ...van(code), erbij: van(code).erbij + postcodes })
    for (const code of voor.difference(na)) perGemeente.set(code, { ...van(code), eraf: van(code).eraf + postcodes })
  }
  return {
    verhuisd: som(({ oud, nieuw }) => oud !== null && nieuw !== null),
    nieuw: som(({ oud }) => oud === null),
    vervallen: som(({ nieuw }) => nieuw === null),
    perGemeente: [...perGemeente]
      .map(([gemeentecode, aantal]) => ({ gemeentecode, ...aantal }))
      .toSorted((a, b) => b.erbij + b.eraf - a.erbij - a.eraf || (a.gemeentecode < b.gemeentecode ? -1 : 1)),
  }
}

const BOVENSTE = 10

/** What was loaded, and how it differs, for people. */
export function toonVerslag(verslag: Verslag, stand: RegisterStand): string {
  const { versie, soort, jaar, geldigVanaf, aantallen, grensgevallen, zonderPostcode, vergeleken } = verslag
  const regels = [
    `table ${versie}: ${soort}${jaar === null ? '' : ` ${jaar}`}, from ${geldigVanaf}`,
    `  ${aantallen.rijen} rows, ${aantallen.pc6} PC6, ${aantallen.pc4} PC4, ${aantallen.gemeenten} gemeenten` +
      (aantallen.dubbel === 0 ? '' : `; ${aantallen.dubbel} rows were there more than once and count once`),
    `  in several gemeenten: ${grensgevallen.postcodes} postcodes, of which ${grensgevallen.adressen} house numbers too; an operator chooses there`,
  ]
  if (zonderPostcode.length > 0)
    regels.push(
      `  gemeenten without a postcode: ${zonderPostcode.length} (${opsomming(zonderPostcode.map((code) => naamVan(stand, code)))})`,
    )
  if (vergeleken === null) return [...regels, '  no table was in force on that day to compare with'].join('\n')
  const { verhuisd, nieuw, vervallen, perGemeente } = vatSamen(verslag)
  regels.push(
    `  against table ${vergeleken.versie} "${vergeleken.naam}", in postcodes: ${verhuisd} moved, ${nieuw} new, ${vervallen} gone`,
  )
  const boven = perGemeente.slice(0, BOVENSTE)
  if (boven.length > 0) {
    const rijen = boven.map(({ gemeentecode, erbij, eraf }) => [naamVan(stand, gemeentecode), `+${erbij}`, `-${eraf}`])
    regels.push(inspringen(tabel(['gemeente', 'came', 'went'], rijen)))
  }
  if (perGemeente.length > BOVENSTE)
    regels.push(`  and ${perGemeente.length - BOVENSTE} gemeenten more; --json has all`)
  return regels.join('\n')
}

const opsomming = (namen: readonly string[]) =>
  `${namen.slice(0, BOVENSTE).join(', ')}${namen.length > BOVENSTE ? ', ...' : ''}`

const inspringen = (tekst: string) => tekst.replaceAll(/^/gm, '  ')

function naamVan(stand: RegisterStand, code: string): string {
  return `${stand.gemeente(code)?.naam ?? '?'} (${code})`
}

/** Which limits a table is outside of. */
export function toonGrenzen(grenzen: readonly Overschrijding[]): string {
  return grenzen
    .map(({ grens, aantal, van, totEnMet }) => `  ${grens}: ${aantal}, where ${van} to ${totEnMet} is expected`)
    .join('\n')
}

/** What is wrong with which line. */
export function toonFouten(fouten: readonly Regelfout[]): string {
  const regels = fouten.map(
    ({ bestand, regel, veld, waarom }) => `  ${bestand}, line ${regel}${veld === null ? '' : `, ${veld}`}: ${waarom}`,
  )
  return [...regels, ...(fouten.length < MAX_FOUTEN ? [] : ['  and perhaps more: these are the first'])].join('\n')
}

/** Which limits were passed with leave; nothing to say when there were none. */
export function toonToegestaan(grenzen: readonly Overschrijding[]): string[] {
  return grenzen.length === 0 ? [] : ['allowed by --sta-toe:', toonGrenzen(grenzen)]
}

/** The table in force today, whichever it is. */
export function toonVandaag(tabel: Postcodetabel | null): string {
  if (tabel === null) return 'no table is in force today'
  return `in force today: table ${tabel.versie} "${tabel.naam}", from ${tabel.geldigVanaf}`
}

/** What the clearing away did, and why something stayed; nothing to say when there was nothing old. */
export function toonOpruiming(opruiming: Opruiming | null): string[] {
  if (opruiming === null) return ['old tables could not be dropped now: the next import does it']
  const { verwijder, genoemd } = opruiming
  return [
    ...verwijder.map((versie) => `table ${versie} was dropped: out of force for 13 months, and nothing open names it`),
    ...genoemd.map(
      ({ versie, aantal }) => `table ${versie} stays: ${aantal} open dossiers or waiting messages name it`,
    ),
  ]
}
