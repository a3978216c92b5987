import type { Bron } from './bron.ts'
import type { Gemeenteantwoord } from './zoek-gemeenten.ts'

const GRONDEN: Readonly<Record<string, string>> = {
  'pc6-huisnummer': 'the table has a row for this postcode with this huisnummer',
  pc6: 'all rows of this postcode lie in one gemeente',
  pc4: 'the table has no postcodes with letters for these four digits, and these digits lie in one gemeente',
  herindeling: 'the gemeente of the table went up in this one before the peildatum',
  gemeentecode: 'the sender named it',
}

const REDENEN: Readonly<Record<string, string>> = {
  'pc6-onbekend': 'the table has other postcodes with these four digits, but not this one',
  'pc4-onbekend': 'the table has nothing with these four digits',
  'zonder-opvolger': 'the gemeente of the table was dissolved and no successor is registered',
  'geen-postcodetabel': 'no postcode table is in use',
  postcode: 'this is no postcode: four digits and two letters, not SA, SD or SS',
  huisnummer: 'this is no huisnummer: a whole number from 1 to 99999, without letter or addition',
}

/** The answer in words: what would be decided, why, on what data. */
export function legGemeenteUit(antwoord: Gemeenteantwoord, bron: Bron): string {
  const tabel = bron.postcodetabellen.find(({ versie }) => versie === antwoord.postcodeversie)
  const opWat = tabel ? `postcode table ${tabel.versie} "${tabel.naam}", valid from ${tabel.geldigVanaf}` : 'no table'
  return [
    besluitregel(antwoord, bron),
    `  why   ${waarom(antwoord)}`,
    ...(antwoord.peildatum === null ? [] : [`  day   ${antwoord.peildatum}`]),
    `  data  ${opWat}, from ${bron.naam}`,
  ].join('\n')
}

function besluitregel({ status, gemeentecode, gemeente, kandidaten }: Gemeenteantwoord, { stand }: Bron): string {
  switch (status) {
    case 'gevonden':
      return `gevonden: ${gemeente ?? 'a gemeente without a name in the register'} (${gemeentecode})`
    case 'meerdere': {
      const namen = kandidaten.map((code) => `${stand.gemeente(code)?.naam ?? '?'} (${code})`).join(', ')
      return `meerdere: ${namen}; an operator chooses`
    }
    case 'onbekend':
      return 'onbekend: no gemeente; an operator chooses or refuses'
    case 'ongeldig':
      return 'ongeldig: a doorverwijzing with this address is refused'
  }
}

function waarom({ status, grond, reden }: Gemeenteantwoord): string {
  if (status === 'meerdere') return 'the rows of this address lie in more than one gemeente; the hub never guesses'
  const code = grond ?? reden ?? ''
  return `${GRONDEN[code] ?? REDENEN[code] ?? code} (${code})`
}
