import { describe, expect, test } from 'vitest'
import { bepaalVorm, toon } from './bepaal-vorm.ts'

const vorm = (kop: string) => {
  const besluit = bepaalVorm(kop)
  return besluit.kind === 'vorm' ? besluit.vorm : besluit.waarom
}
const lijst = { jaar: null, scheiding: ';', postcode: 0, huisnummer: null, gemeente: 1, status: null, kandidaten: null }

describe('the first line of a file', () => {
  test('tells the three spellings of CBS apart', () => {
    const cbs = { soort: 'cbs', postcode: 0, huisnummer: 1, gemeente: 4, status: null, kandidaten: null }
    expect(vorm('PC6;Huisnummer;Buurt2021;Wijk2021;Gemeente2021')).toEqual({ ...cbs, jaar: 2021, scheiding: ';' })
    expect(vorm('"PC6","Huisnummer","Buurt2024","Wijk2024","Gemeente2024"')).toEqual({
      ...cbs,
      jaar: 2024,
      scheiding: ',',
    })
    expect(vorm('\uFEFFPC6;Huisnummer;Buurt2025;Wijk2025;Gemeente2025')).toEqual({ ...cbs, jaar: 2025, scheiding: ';' })
    expect(vorm('Gemeente2025;Wijk2025;PC6;Huisnummer')).toMatchObject({ postcode: 2, huisnummer: 3, gemeente: 0 })
  })

  test('tells lists apart', () => {
    const status = { status: 2, kandidaten: 3 }
    expect(vorm('pc6;gemeentecode;status;kandidaten')).toEqual({ ...lijst, ...status, soort: 'pc6' })
    expect(vorm('pc4;gemeentecode;status;kandidaten')).toEqual({ ...lijst, ...status, soort: 'pc4' })
    expect(vorm('pc6,gemeentecode')).toEqual({ ...lijst, soort: 'pc6', scheiding: ',' })
    expect(vorm('pc6;huisnummer;gemeentecode;gemeente;bron')).toEqual({
      ...{ ...lijst, soort: 'pc6-huisnummer', huisnummer: 1, gemeente: 2 },
    })
  })

  test.each([
    ['PC6;Huisnummer;Buurt2024;Wijk2025;Gemeente2025', /several years: 2024 and 2025/],
    ['PC6;Huisnummer;Buurt2025;Wijk2025', /no column Gemeente2025/],
    ['PC6;PC6;Huisnummer;Gemeente2025', /two columns are called "pc6"/],
    ['pc6;pc4;gemeentecode', /two lists/],
    ['pc6;gemeentecode;status', /go together/],
    ['pc4;huisnummer;gemeentecode', /has pc6, and no status/],
    ['1011AB;2;03630000;036300;0363', /must name the columns/],
    ['', /must name the columns/],
  ])('%s is refused with why', (kop, waarom) => {
    expect(vorm(kop)).toMatch(waarom)
  })

  test('is shown short, and without what a terminal would obey', () => {
    expect(toon('\u001b[2J1234567890123456789012345')).toBe('"?[2J1234567890123456…"')
  })
})
