import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bepaalVorm } from './bepaal-vorm.ts'
import { besluitRij, leesGemeentecode } from './besluit-rij.ts'

function besluit(kop: string, regel: string) {
  const gevonden = bepaalVorm(kop)
  if (gevonden.kind === 'geweigerd') throw new Error(gevonden.waarom)
  const bezwaar = (code: string) => (code === '0999' ? 'there is no 0999' : null)
  return besluitRij(regel.split(gevonden.vorm.scheiding), gevonden.vorm, bezwaar)
}

const CBS = 'PC6;Huisnummer;Buurt2021;Wijk2021;Gemeente2021'
const LIJST = 'pc6;gemeentecode;status;kandidaten'
const rij = (postcode: string, huisnummer: number | null, ...gemeenten: string[]) => ({
  ...{ kind: 'rij', postcode, huisnummer, gemeenten },
})

describe('a line', () => {
  test('of CBS names the gemeente with or without leading zeros', () => {
    expect(besluit(CBS, '1211AG;2;4020000;40200;402')).toEqual(rij('1211AG', 2, '0402'))
    expect(besluit(CBS, '1211AG;2;04020000;040200;0402')).toEqual(rij('1211AG', 2, '0402'))
    expect(besluit('"PC6","Huisnummer","Gemeente2024"', '1211AG,2,402')).toEqual(rij('1211AG', 2, '0402'))
  })

  test('of a list names the gemeente, or all it may be and none of them', () => {
    expect(besluit(LIJST, '1011AB;GM0363;eenduidig;')).toEqual(rij('1011AB', null, '0363'))
    expect(besluit(LIJST, '1216PA;;huisnummer_nodig;GM0402|GM1696')).toEqual(rij('1216PA', null, '0402', '1696'))
    expect(besluit(LIJST, '1724BB;;onbeslist;GM0441|GM1980')).toEqual(rij('1724BB', null, '0441', '1980'))
    expect(besluit('pc4;gemeentecode;status;kandidaten', '2841;;meerdere;GM1892|GM1931')).toEqual(
      rij('2841', null, '1892', '1931'),
    )
    expect(besluit('pc6;huisnummer;gemeentecode;gemeente', '1216PA;111;GM0402;Hilversum')).toEqual(
      rij('1216PA', 111, '0402'),
    )
  })

  test.each([
    [CBS, '1211A;2;0;0;402', 'pc6', /"1211A" is no postcode/],
    [CBS, '1211SS;2;0;0;402', 'pc6', /is no postcode/],
    [CBS, '1211AG;0;0;0;402', 'huisnummer', /"0" is no house number/],
    [CBS, '1211AG;2a;0;0;402', 'huisnummer', /is no house number/],
    [CBS, '1211AG;;0;0;402', 'huisnummer', /is no house number/],
    [CBS, '1211AG;2;0;0;40200', 'gemeentecode', /is no gemeentecode/],
    [CBS, '1211AG;2;0;0;', 'gemeentecode', /"" is no gemeentecode/],
    [CBS, '1211AG;2;0;0;0', 'gemeentecode', /is no gemeentecode/],
    [CBS, '1211AG;2;0;0;999', 'gemeentecode', /there is no 0999/],
    ['pc4;gemeentecode', '0999;GM0363', 'pc4', /is no postcode/],
    ['pc4;gemeentecode', '1011AB;GM0363', 'pc4', /is no postcode/],
    [LIJST, '1011AB;GM0363;eenduidig;GM0402', 'kandidaten', /must be empty/],
    [LIJST, '1011AB;GM0363;onbeslist;GM0363|GM0402', 'gemeentecode', /must be empty/],
    [LIJST, '1011AB;GM0363;misschien;', 'status', /"misschien" is not one of eenduidig/],
    [LIJST, '1011AB;;onbeslist;GM0363', 'kandidaten', /two or more/],
    [LIJST, '1011AB;;onbeslist;GM0363|GM0363', 'kandidaten', /two or more/],
    [LIJST, '1011AB;;onbeslist;GM0363|', 'kandidaten', /two or more/],
    [LIJST, '1011AB;;onbeslist;GM0363|GM0999', 'gemeentecode', /there is no 0999/],
  ])('%s / %s is refused by its field', (kop, regel, veld, waarom) => {
    expect(besluit(kop, regel)).toEqual({ kind: 'fout', veld, waarom: expect.stringMatching(waarom) })
  })

  test('whatever it holds gives a row as the table takes it, or a reason', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 5, maxLength: 5 }), (velden) => {
        const gevonden = bepaalVorm(CBS)
        if (gevonden.kind === 'geweigerd') throw new Error('no form')
        const uitkomst = besluitRij(velden, gevonden.vorm, () => null)
        if (uitkomst.kind === 'fout') expect(uitkomst.waarom.length).toBeGreaterThan(10)
        else expect(`${uitkomst.postcode} ${uitkomst.gemeenten}`).toMatch(/^[1-9][0-9]{3}[A-Z]{2} [0-9]{4}$/)
      }),
    )
  })

  test('a code is four digits however it is written', () => {
    expect(['GM0402', '0402', '402', '1'].map(leesGemeentecode)).toEqual(['0402', '0402', '0402', '0001'])
    expect(['GM402', 'gm0402', '', '00', '0x1', ' 402', '-402'].map(leesGemeentecode)).toEqual(Array(7).fill(null))
  })
})
