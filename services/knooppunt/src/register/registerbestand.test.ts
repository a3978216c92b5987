import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { demoRijen } from '@warmknooppunt/register/demo/rijen'
import { naarDocument } from '@warmknooppunt/register/registerdocument'
import { afterAll, describe, expect, it } from 'vitest'
import { alleenAnders } from './besluit-anders.ts'
import { maakVolledig } from './besluit-volledig.ts'
import { haalRegisterbestand, leesRegisterbestand, schrijfRegisterbestand } from './registerbestand.ts'

const map = mkdtempSync(join(tmpdir(), 'warmknooppunt-registerbestand-'))
afterAll(() => rmSync(map, { recursive: true, force: true }))
const register = naarDocument(demoRijen())
const LOKET = `loketten:
  - loket: nieuw
    uitvoerder: gemeente-heerlen
    naam: Loket Nieuw
    telefoonnummer: 06-1234 0000
    openingstijden: altijd
`
const fouten = (tekst: string) => {
  const lezing = leesRegisterbestand(tekst)
  return lezing.kind === 'goed' ? [] : lezing.fouten.map(({ regel, kolom, veld }) => `${regel}:${kolom} ${veld}`)
}

describe('a register file', () => {
  it('is the register again when it is read', () => {
    const lezing = leesRegisterbestand(schrijfRegisterbestand(register))
    if (lezing.kind === 'fout') throw new Error(JSON.stringify(lezing.fouten))
    const { zet = {} } = lezing.bestand.verandering
    const gevuld = Object.fromEntries(Object.entries(register).filter(([, rijen]) => rijen.length > 0))
    expect(zet).toEqual(gevuld)
  })

  it('is the same text for the same register, whatever the order of fields, and one field is one line', () => {
    const tekst = schrijfRegisterbestand(register)
    const omgekeerd = {
      ...register,
      loketten: register.loketten.map(({ openingstijden, ...rest }) => ({ openingstijden, ...rest })),
    }
    expect(schrijfRegisterbestand(omgekeerd)).toBe(tekst)
    const [eerste, ...rest] = register.deelnemers
    if (!eerste) throw new Error('no deelnemer')
    const anders = schrijfRegisterbestand({ ...register, deelnemers: [{ ...eerste, naam: 'Anders' }, ...rest] })
    const regels = tekst.split('\n')
    expect(anders.split('\n').filter((regel, i) => regel !== regels[i])).toEqual(['    naam: Anders'])
  })

  it('may have comments, a byte order mark, and lines that end as on Windows', () => {
    expect(fouten(LOKET)).toEqual([])
    expect(fouten(`\uFEFF# van ons\n${LOKET.replaceAll('\n', '\r\n')}`)).toEqual([])
  })

  it.each([
    ['nothing', '', ['1:1 ']],
    ['no lists', 'loketten', ['1:1 ']],
    ['a list that there is not', 'winkels: []', ['1:10 winkels']],
    [
      'a code that was read as a number',
      'gemeenten:\n  - gemeentecode: 0988\n    naam: Weert\n    van: null\n    totEnMet: null',
      ['2:19 /gemeenten/0/gemeentecode'],
    ],
    ['a field that is not known', `${LOKET}    fax: geen\n`, ['7:10 /loketten/0/fax']],
    ['a field that is missing', LOKET.replace(/ {4}naam.*\n/, ''), ['2:5 /loketten/0/naam']],
    ['a key twice', `${LOKET}    naam: Anders\n`, ['7:5 ']],
    ['an indent that fits nothing', 'loketten:\n  - a: 1\n b: 2\n', ['3:1 ']],
    [
      'a day that there is not',
      'gemeenten:\n  - gemeentecode: "0988"\n    naam: Weert\n    van: 2026-02-30\n    totEnMet: null',
      ['4:10 /gemeenten/0/van'],
    ],
  ])('with %s is refused, with line and column', (_, tekst, verwacht) => {
    expect(fouten(tekst)).toEqual(verwacht)
  })

  it('that makes itself larger than it is is refused', () => {
    const bom = [
      'a: &a [x, x, x, x, x, x, x, x, x]',
      ...'bcdefghi'.split('').map((c, i) => `${c}: &${c} [${Array(9).fill(`*${'abcdefgh'[i]}`).join(', ')}]`),
    ]
    expect(() => leesRegisterbestand(bom.join('\n'))).toThrow('alias')
  })

  it.each([
    ['is not there', null, 'cannot be read (ENOENT)'],
    ['is not UTF-8', Buffer.from([0x6c, 0xe9, 0x0a]), 'not text in UTF-8'],
    ['is too large', Buffer.alloc(67_108_865, 0x20), 'larger than 67108864 bytes'],
  ])('that %s is refused', async (naam, inhoud, verwacht) => {
    const pad = join(map, `${naam.replaceAll(' ', '-')}.yaml`)
    if (inhoud !== null) writeFileSync(pad, inhoud)
    await expect(haalRegisterbestand(pad)).rejects.toThrow(verwacht)
  })
})

describe('what of a file is sent', () => {
  it('is only what differs, and a fault in it is told where it stands in the file', () => {
    const loketten = register.loketten.map((l, i) => (i === 3 ? { ...l, naam: 'Anders' } : l))
    const { verandering, inBestand } = alleenAnders(register, { zet: { ...register, loketten } })
    expect(verandering.zet?.loketten).toEqual([loketten[3]])
    expect(verandering.zet?.deelnemers).toEqual([])
    expect(inBestand('/zet/loketten/0/naam')).toBe('/loketten/3/naam')
    expect(inBestand('/weg/loketten/0')).toBe('/weg/loketten/0')
    const [een] = register.loketten
    if (!een) throw new Error('no loket')
    expect(alleenAnders(register, { zet: { loketten: [een, een] } }).verandering.zet?.loketten).toEqual([een, een])
  })
})

describe('a file that is the whole register', () => {
  it('takes away what it lacks, and rules of which nothing is left', () => {
    const zonder = {
      ...register,
      loketten: register.loketten.filter(({ loket }) => loket !== 'geleen'),
      loketRegels: register.loketRegels.filter(({ uitvoerder }) => uitvoerder !== 'gemeente-sittard-geleen'),
    }
    expect(maakVolledig(register, { zet: zonder })).toMatchObject({
      kind: 'goed',
      verandering: {
        weg: { loketten: ['geleen'], clients: [], mandaten: [] },
        zet: { loketRegels: expect.arrayContaining([{ uitvoerder: 'gemeente-sittard-geleen', regels: [] }]) },
      },
    })
    expect(maakVolledig(register, { zet: register })).toMatchObject({
      kind: 'goed',
      verandering: { weg: { loketten: [] } },
    })
  })

  it('must have every party and overeenkomst: those end, they do not go', () => {
    const deelnemers = register.deelnemers.filter(({ deelnemer }) => deelnemer !== 'gemeente-heerlen')
    expect(maakVolledig(register, { zet: { ...register, deelnemers } })).toEqual({
      kind: 'ontbreekt',
      rijen: [{ soort: 'deelnemers', sleutel: 'gemeente-heerlen' }],
    })
  })
})
