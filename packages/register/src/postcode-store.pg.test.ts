import type { Db } from '@warmknooppunt/platform/db'
import type { PostcodeRij } from '@warmknooppunt/regels/bepaal-gemeente'
import { bepaalGemeente } from '@warmknooppunt/regels/bepaal-gemeente'
import fc from 'fast-check'
import type { Pool } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ProefDatabase } from '../../../test/steun/database.ts'
import { proefDatabase } from '../../../test/steun/database.ts'
import type { Adres } from './postcode-store.ts'
import { voegPostcodesToe, zoekGemeenten } from './postcode-store.ts'
import { registreerPostcoderijen } from './postcoderijen.ts'
import { leesPostcodetabellen, nieuwePostcodeversie } from './postcodetabel-store.ts'
import { maakRegister } from './stand.ts'
import { wijzigRegister } from './wijziging.ts'

const NU = Temporal.Instant.from('2026-11-22T09:00:00Z')

let proef: ProefDatabase
let pool: Pool

beforeAll(async () => {
  proef = await proefDatabase()
  pool = proef.pool('wk_intake')
})
afterAll(() => proef.sluit())

const rij = (postcode: string, huisnummer: number | null, gemeentecode: string): PostcodeRij => ({
  postcode,
  huisnummer,
  gemeentecode,
})

async function schrijf(rijen: readonly PostcodeRij[]): Promise<number> {
  const versie = await nieuwePostcodeversie(pool)
  await voegPostcodesToe(pool, versie, rijen)
  return versie
}

const gevonden = (gemeentecode: string, grond: string) => ({ status: 'gevonden', gemeentecode, grond })

const TABEL = [
  rij('6001', null, '0988'),
  rij('6031', null, '0946'),
  rij('6031AA', null, '0988'),
  rij('6009AA', 1, '0988'),
  rij('6009AA', 2, '0946'),
  rij('6009AA', 5, '0988'),
  rij('6009AA', 5, '0946'),
  rij('6009AB', 1, '0988'),
  rij('6009AB', 3, '0988'),
  rij('6009AC', null, '0957'),
  rij('6009AC', 7, '0988'),
]

const GEVALLEN: readonly { waarom: string; adres: Adres; besluit: object }[] = [
  {
    waarom: 'a number of its own',
    adres: { postcode: '6009AA', huisnummer: 1 },
    besluit: gevonden('0988', 'pc6-huisnummer'),
  },
  {
    waarom: 'a number as text, postcode as people write it',
    adres: { postcode: ' 6009 aa', huisnummer: '2' },
    besluit: gevonden('0946', 'pc6-huisnummer'),
  },
  {
    waarom: 'a number in two gemeenten',
    adres: { postcode: '6009AA', huisnummer: 5 },
    besluit: { status: 'meerdere', kandidaten: ['0946', '0988'] },
  },
  {
    waarom: 'an unknown number in two gemeenten',
    adres: { postcode: '6009AA', huisnummer: 9 },
    besluit: { status: 'meerdere', kandidaten: ['0946', '0988'] },
  },
  {
    waarom: 'no number in two gemeenten',
    adres: { postcode: '6009AA', huisnummer: null },
    besluit: { status: 'meerdere', kandidaten: ['0946', '0988'] },
  },
  {
    waarom: 'an unknown number in one gemeente',
    adres: { postcode: '6009AB', huisnummer: 9 },
    besluit: gevonden('0988', 'pc6'),
  },
  {
    waarom: 'a number beside a row of the whole PC6',
    adres: { postcode: '6009AC', huisnummer: 7 },
    besluit: gevonden('0988', 'pc6-huisnummer'),
  },
  {
    waarom: 'another number beside that row',
    adres: { postcode: '6009AC', huisnummer: 8 },
    besluit: { status: 'meerdere', kandidaten: ['0957', '0988'] },
  },
  { waarom: 'a PC4 alone', adres: { postcode: '6001ZZ', huisnummer: 1 }, besluit: gevonden('0988', 'pc4') },
  {
    waarom: 'an unknown PC6 where the PC4 has others',
    adres: { postcode: '6031ZZ', huisnummer: 1 },
    besluit: { status: 'onbekend', reden: 'pc6-onbekend', kandidaten: [] },
  },
  {
    waarom: 'an unknown PC4',
    adres: { postcode: '9999ZZ', huisnummer: 1 },
    besluit: { status: 'onbekend', reden: 'pc4-onbekend', kandidaten: [] },
  },
  {
    waarom: 'no postcode',
    adres: { postcode: 'Weert', huisnummer: 1 },
    besluit: { status: 'ongeldig', reden: 'postcode' },
  },
  {
    waarom: 'no house number',
    adres: { postcode: '6009AA', huisnummer: '1a' },
    besluit: { status: 'ongeldig', reden: 'huisnummer' },
  },
]

test('each address gets the decision of the rule, in the order asked, doubles included', async () => {
  const versie = await schrijf(TABEL)
  const alle = [...GEVALLEN, ...GEVALLEN.toReversed()]
  const besluiten = await zoekGemeenten(
    pool,
    alle.map(({ adres }) => adres),
    versie,
  )
  expect(besluiten.map((besluit, i) => [alle[i]?.waarom, besluit])).toEqual(
    alle.map(({ waarom, besluit }) => [waarom, besluit]),
  )
})

test('rows of another version do not count', async () => {
  const een = await schrijf([rij('6001', null, '0988')])
  const twee = await schrijf([rij('6001', null, '0946'), rij('6031AA', null, '0946')])
  const adres = [{ postcode: '6001AA', huisnummer: 1 }]
  expect(await zoekGemeenten(pool, adres, een)).toEqual([gevonden('0988', 'pc4')])
  expect(await zoekGemeenten(pool, adres, twee)).toEqual([gevonden('0946', 'pc4')])
})

test('no addresses, no question', async () => {
  const geenDatabase = { query: () => Promise.reject(new Error('asked')) }
  expect(await zoekGemeenten(geenDatabase, [], 1)).toEqual([])
})

test('500 addresses are one statement', async () => {
  const versie = await schrijf([rij('6001', null, '0988')])
  let vragen = 0
  const db: Db = {
    query: (tekst, waarden) => {
      vragen++
      return pool.query(tekst, waarden)
    },
  }
  const adressen = Array.from({ length: 500 }, (_, i) => ({ postcode: '6001AA', huisnummer: i + 1 }))
  const besluiten = await zoekGemeenten(db, adressen, versie)
  expect(vragen).toBe(1)
  expect(besluiten).toHaveLength(500)
  expect(new Set(besluiten.map((besluit) => besluit.status))).toEqual(new Set(['gevonden']))
})

test('for any table and any address the store decides as the rule does with all rows before it', async () => {
  const letter = fc.constantFrom('A', 'Z')
  const pc4 = fc.constantFrom('6001', '6002')
  const pc6 = fc.tuple(pc4, letter, letter).map((delen) => delen.join(''))
  const nummer = fc.integer({ min: 1, max: 3 })
  const gemeentecode = fc.constantFrom('0946', '0988')
  const tabelrij = fc.oneof(
    fc.record({ postcode: pc4, huisnummer: fc.constant(null), gemeentecode }),
    fc.record({ postcode: pc6, huisnummer: fc.option(nummer), gemeentecode }),
  )
  const tabel = fc.uniqueArray(tabelrij, { selector: (r) => JSON.stringify(r), maxLength: 12 })
  const adressen = fc.array(fc.record({ postcode: pc6, huisnummer: fc.option(nummer) }), {
    minLength: 1,
    maxLength: 12,
  })
  await fc.assert(
    fc.asyncProperty(tabel, adressen, async (rijen, vragen) => {
      const versie = await schrijf(rijen)
      const verwacht = vragen.map((vraag) =>
        bepaalGemeente({
          ...vraag,
          rijen,
          pc4HeeftPc6: rijen.some((r) => r.postcode.length === 6 && r.postcode.startsWith(vraag.postcode.slice(0, 4))),
        }),
      )
      expect(await zoekGemeenten(pool, vragen, versie)).toEqual(verwacht)
    }),
    { numRuns: 150 },
  )
})

test('the same row twice is refused, also without a number', async () => {
  const dubbel = rij('6001', null, '0988')
  await expect(schrijf([dubbel, dubbel])).rejects.toThrow('duplicate key')
})

test('a number needs a PC6', async () => {
  await expect(schrijf([rij('6001', 1, '0988')])).rejects.toThrow('violates check constraint')
})

const KOP = { naam: 'klein', bron: 'test', geldigVanaf: '2025-01-01' }

test('a small table is taken into use once; other rows make a new number and leave the old ones to be read', async () => {
  const een = await wijzigRegister(pool, (w) => registreerPostcoderijen(w, { ...KOP, rijen: TABEL }, NU))
  const nogmaals = await wijzigRegister(pool, (w) =>
    registreerPostcoderijen(w, { ...KOP, rijen: TABEL.toReversed() }, NU),
  )
  expect(nogmaals).toEqual(een)
  const twee = await wijzigRegister(pool, (w) => registreerPostcoderijen(w, { ...KOP, rijen: TABEL.slice(1) }, NU))
  expect(twee.uitkomst).not.toBe(een.uitkomst)
  const register = maakRegister(pool)
  expect((await register.standOp(pool, een.versie)).postcodeversieOp('2026-01-01')).toBe(een.uitkomst)
  expect((await register.standOp(pool, twee.versie)).postcodeversieOp('2026-01-01')).toBe(twee.uitkomst)
  const adres = [{ postcode: '6001AA', huisnummer: 1 }]
  expect((await zoekGemeenten(pool, adres, een.uitkomst))[0]?.status).toBe('gevonden')
  expect((await zoekGemeenten(pool, adres, twee.uitkomst))[0]?.status).toBe('onbekend')
})

test('the table in force is the last that had begun on the day', async () => {
  const later = { naam: 'later', bron: 'test', geldigVanaf: '2027-01-01' }
  const { uitkomst } = await wijzigRegister(pool, (w) => registreerPostcoderijen(w, { ...later, rijen: TABEL }, NU))
  const stand = await maakRegister(pool).stand(pool)
  const voor = stand.postcodeversieOp('2026-12-31')
  expect(voor).not.toBe(uitkomst)
  expect(voor).not.toBeNull()
  expect(stand.postcodeversieOp('2027-01-01')).toBe(uitkomst)
  expect(stand.postcodeversieOp('2024-12-31')).toBeNull()
})

test('a table that begins later leaves the one of its name in use until its day, and takes the place of one of its day or later', async () => {
  const naam = 'opvolging'
  const zet = async (geldigVanaf: string, gemeentecode: string) =>
    (
      await wijzigRegister(pool, (w) =>
        registreerPostcoderijen(
          w,
          { naam, bron: 'test', geldigVanaf, rijen: [{ postcode: '1011', huisnummer: null, gemeentecode }] },
          NU,
        ),
      )
    ).uitkomst
  const eerst = await zet('2026-01-01', '0001')
  const straks = await zet('2027-01-01', '0002')
  const anders = await zet('2027-01-01', '0003')
  const stand = await maakRegister(pool).stand(pool)
  const inGebruik = await leesPostcodetabellen(pool, stand.versie)
  expect(inGebruik.filter((tabel) => tabel.naam === naam).map(({ versie }) => versie)).toEqual([anders, eerst])
  expect([straks, anders]).toEqual([eerst + 1, eerst + 2])
})
