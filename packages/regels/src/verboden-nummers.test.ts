import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bevatBsn, voldoetAanElfproef } from './bsn.ts'
import { bevatIban } from './iban.ts'
import { pointerOverslaan, vindVerboden } from './verboden-nummers.ts'

const alles = { overslaan: () => false }

describe('a BSN', () => {
  test.each([
    '111222333',
    '123456782',
    '111.222.333',
    '1112.22.333',
    '111 222 333',
    '1112 22 333',
    '111-222-333',
    '111 - 222 - 333',
    '1 1 1 2 2 2 3 3 3',
    '111.222-333',
    'BSN111222333',
    'klant 111222333 te Weert',
    '2026 111222333',
    '111 222 333 44',
    '111222333 12',
    '12 111.222.333',
    '2026-111222333',
    'a111222333b',
    '012345672',
  ])('is seen in %j', (tekst) => {
    expect(bevatBsn(tekst)).toBe(true)
  })

  test.each(['bsn 12345672', 'BSN: 1234 56 72', 'bsn-nummer 12.345.672', 'bsn12345678'])(
    'with eight digits is seen after the word in %j',
    (tekst) => {
      expect(bevatBsn(tekst)).toBe(true)
    },
  )

  test.each([
    '',
    'Jansen',
    '111222334',
    '000000000',
    '1112223330',
    '0111222333',
    '111-222-333-0',
    '0.111.222.333',
    '11122233',
    '12345678',
    'kvk 12345678',
    'bsn 1234567',
    'bsn 1234567890',
    'bsn onbekend',
    'absn 12345672',
    '2026-11-20',
    '111/222/333',
    '111 x 222 x 333',
  ])('is not seen in %j', (tekst) => {
    expect(bevatBsn(tekst)).toBe(false)
  })

  const cijfers = fc.stringMatching(/^[0-9]{9}$/)
  const geldig = fc.stringMatching(/^[1-9][0-9]{7}$/).map((acht) => {
    const som = [...acht].reduce((totaal, c, i) => totaal + (9 - i) * Number(c), 0)
    return acht + String(som % 11)
  })

  test('passes the elfproef exactly when its last digit is the remainder of the others', () => {
    fc.assert(
      fc.property(cijfers, (tekst) => {
        fc.pre(tekst !== '000000000')
        const som = [...tekst.slice(0, 8)].reduce((totaal, c, i) => totaal + (9 - i) * Number(c), 0)
        expect(voldoetAanElfproef(tekst)).toBe(som % 11 === Number(tekst[8]))
      }),
    )
    expect(voldoetAanElfproef('11122233')).toBe(false)
  })

  test('is seen however it is cut, and its location told without it', () => {
    const teken = fc.constantFrom('', '.', ' ', '-', ' - ', '\u2011', '\u00a0', '\u200b')
    fc.assert(
      fc.property(geldig, teken, fc.integer({ min: 1, max: 4 }), (bsn, scheiding, maat) => {
        fc.pre(bsn.length === 9)
        const geknipt = (bsn.match(new RegExp(`.{1,${maat}}`, 'g')) ?? []).join(scheiding)
        const gevonden = vindVerboden({ naam: `x ${geknipt} y` }, alles)
        expect(gevonden).toContainEqual({ location: '/naam', code: 'bsn' })
        expect(JSON.stringify(gevonden)).not.toContain(bsn)
      }),
    )
  })

  test.each([
    ['Arabic-Indic digits', '١١١٢٢٢٣٣٣'],
    ['Devanagari digits', '१११२२२३३३'],
    ['full-width digits', '１１１２２２３３３'],
    [
      'keycaps',
      '1\ufe0f\u20e31\ufe0f\u20e31\ufe0f\u20e32\ufe0f\u20e32\ufe0f\u20e32\ufe0f\u20e33\ufe0f\u20e33\ufe0f\u20e33\ufe0f\u20e3',
    ],
    ['a direction mark inside', '111\u200e222\u2063333'],
    ['slashes', '111/222/333'],
    ['underscores', '111_222_333'],
    ['commas', '1112,22,333'],
    ['middle dots', '111·222·333'],
  ])('is found in %s', (_naam, tekst) => {
    expect(vindVerboden({ naam: `Weg ${tekst} x` }, alles)).toEqual([{ location: '/naam', code: 'bsn' }])
  })

  test.each(['2025/12345', '12/04/2026', '1/2/3/4/5', '111/222', '111_222_3334', 'F_2026_000123'])(
    'is not found in a reference such as %s',
    (tekst) => {
      expect(vindVerboden({ referentienummer: tekst }, alles)).toEqual([])
    },
  )

  test('is not seen inside a longer run of digits', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9]{10,20}$/), (lang) => {
        expect(bevatBsn(lang)).toBe(false)
      }),
    )
  })

  test('is not seen in nine digits that fail the test', () => {
    fc.assert(
      fc.property(cijfers, (tekst) => {
        fc.pre(!voldoetAanElfproef(tekst))
        expect(bevatBsn(`nr ${tekst}.`)).toBe(false)
      }),
    )
  })
})

describe('an IBAN', () => {
  test.each([
    'NL91ABNA0417164300',
    'NL91 ABNA 0417 1643 00',
    'nl91abna0417164300',
    'NL91-ABNA-0417-1643-00',
    'NL91/ABNA/0417/1643/00',
    'NL91_ABNA_0417_1643_00',
    'iban: NL91ABNA0417164300 t.n.v.',
    'BE68539007547034',
    'DE89 3704 0044 0532 0130 00',
  ])('is seen in %j', (tekst) => {
    expect(bevatIban(tekst)).toBe(true)
  })

  test.each([
    '',
    'NL92ABNA0417164300',
    'NL91ABNA041716430',
    'NL58ABNA041716430',
    'XX62ABNA0417164300',
    'XX91ABNA0417164300',
    'NL91 ABNA 0417 x 1643 00',
    'NL91',
  ])('is not seen in %j', (tekst) => {
    expect(bevatIban(tekst)).toBe(false)
  })

  test('with one digit changed is none', () => {
    const iban = 'NL91ABNA0417164300'
    fc.assert(
      fc.property(fc.integer({ min: 8, max: 17 }), fc.integer({ min: 1, max: 9 }), (plek, erbij) => {
        const cijfer = (Number(iban[plek]) + erbij) % 10
        expect(bevatIban(iban.slice(0, plek) + cijfer + iban.slice(plek + 1))).toBe(false)
      }),
    )
  })
})

describe('a message', () => {
  test('is searched everywhere, in document order, texts and numbers', () => {
    const bericht = {
      referentienummer: 'A-111222333',
      vorderingen: [{ kenmerk: 'F1' }, { kenmerk: 'NL91 ABNA 0417 1643 00' }],
      getal: 111222333,
      leeg: null,
      waar: true,
    }
    expect(vindVerboden(bericht, alles)).toEqual([
      { location: '/referentienummer', code: 'bsn' },
      { location: '/vorderingen/1/kenmerk', code: 'iban' },
      { location: '/getal', code: 'bsn' },
    ])
  })

  test('with both in one field names both', () => {
    const codes = vindVerboden(['NL91ABNA0417164300 en 111222333'], alles).map((v) => v.code)
    expect(codes).toEqual(['bsn', 'iban'])
  })

  test('full-width digits and hidden characters hide nothing', () => {
    expect(vindVerboden('１１１２２２３３３', alles)).toEqual([{ location: '', code: 'bsn' }])
    expect(vindVerboden('111\u200b222\u200b333', alles)).toHaveLength(1)
    expect(vindVerboden('111\u2013222\u2013333', alles)).toHaveLength(1)
  })

  test('names of fields are escaped in the pointer', () => {
    expect(vindVerboden({ 'a/b~c': '111222333' }, alles)).toEqual([{ location: '/a~1b~0c', code: 'bsn' }])
  })

  test('nested thousands deep does not overflow', () => {
    let diep: unknown = 'x'
    for (let i = 0; i < 20_000; i += 1) diep = [diep]
    expect(vindVerboden(diep, alles)).toEqual([])
  })
})

describe('fields with numbers of their own', () => {
  const bsnIn = (bericht: unknown, patroon?: RegExp) =>
    vindVerboden(bericht, { overslaan: pointerOverslaan(patroon) }).map((v) => v.location)

  test('are not searched', () => {
    const bericht = {
      namens: '111222333',
      contactpersoon: { telefoonnummer: '111222333' },
      onderneming: { kvk: '111222333', oin: '111222333' },
      vorderingen: [{ bedrag: '1112223.33' }],
      toestemming: { verkregenOp: '2026-03-02T10:12:00.111222333Z' },
      persoonlijkContactOp: '2026-03-02T10:12:00.111222333Z',
      plaatsgevondenOp: '2026-03-02T10:12:00.111222333Z',
    }
    expect(bsnIn(bericht)).toEqual([])
  })

  test('are few: names, references and addresses are searched', () => {
    const bericht = {
      naam: '111222333',
      referentienummer: '111222333',
      woonplaats: '111222333',
      emailadres: '111222333@example.nl',
    }
    expect(bsnIn(bericht)).toEqual(['/naam', '/referentienummer', '/woonplaats', '/emailadres'])
  })

  test('a klantnummer is searched unless the whole of it fits the registered pattern', () => {
    const bericht = { vorderingen: [{ klantnummer: '111222333' }] }
    expect(bsnIn(bericht)).toEqual(['/vorderingen/0/klantnummer'])
    expect(bsnIn(bericht, /[0-9]{9}/)).toEqual([])
    const twee = { vorderingen: [{ klantnummer: '111222333' }, { klantnummer: '123456782' }] }
    expect(bsnIn(twee, /[0-9]{9}/g)).toEqual([])
    expect(bsnIn({ klantnummer: 'K1\n111222333' }, /K1/m)).toEqual(['/klantnummer'])
    expect(bsnIn(bericht, /[0-9]{3}/)).toEqual(['/vorderingen/0/klantnummer'])
    expect(bsnIn({ vorderingen: [{ klantnummer: 'K 111222333' }] }, /[0-9]{9}|x/)).toEqual([
      '/vorderingen/0/klantnummer',
    ])
  })

  test('the pattern says nothing of other fields', () => {
    expect(bsnIn({ referentienummer: '111222333' }, /[0-9]{9}/)).toEqual(['/referentienummer'])
  })
})
