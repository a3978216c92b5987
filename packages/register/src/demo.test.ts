import { existsSync, readFileSync } from 'node:fs'
import { controleerAfspraken } from '@warmknooppunt/regels/afspraken'
import { voldoetAanElfproef } from '@warmknooppunt/regels/bsn'
import { expect, test } from 'vitest'
import { bekendeFeestdagen } from './bekende-feestdagen.ts'
import { DEMO_POSTCODES } from './demo/gebied.ts'
import { DEMO_OVEREENKOMSTEN } from './demo/overeenkomsten.ts'
import { DEMO_DEELNEMERS } from './demo/partijen.ts'

const GEDEELD = new URL('../../../../shared/', import.meta.url)
const PC4 = new URL('postcodes/pc4_gemeente.csv', GEDEELD)
const FEESTDAGEN = new URL('calendar/feestdagen_atw.csv', GEDEELD)

function regels(bestand: URL): string[][] {
  const [, ...rest] = readFileSync(bestand, 'utf8').trim().split(/\r?\n/)
  return rest.map((regel) => regel.split(';'))
}

test('OINs are test OINs that hold no BSN', () => {
  const oins = DEMO_DEELNEMERS.flatMap(({ oin }) => (oin === null ? [] : [oin]))
  expect(new Set(oins).size).toBe(oins.length)
  for (const oin of oins) {
    expect(oin).toMatch(/^00000099[0-9]{9}000$/)
    expect(voldoetAanElfproef(oin.slice(8, 17))).toBe(false)
  }
})

test('every party can be identified on the wire', () => {
  expect(DEMO_DEELNEMERS.filter(({ oin, kvk }) => oin === null && kvk === null)).toEqual([])
})

test('the terms of every agreement are sound', () => {
  expect(DEMO_OVEREENKOMSTEN.flatMap(({ afspraken }) => controleerAfspraken(afspraken))).toEqual([])
})

test('no PC4 of the demo is in two gemeenten, and none is hidden by a PC6', () => {
  const pc4s = DEMO_POSTCODES.filter(({ postcode }) => postcode.length === 4).map(({ postcode }) => postcode)
  expect(new Set(pc4s).size).toBe(pc4s.length)
  const metPc6 = DEMO_POSTCODES.filter(({ postcode }) => postcode.length === 6).map(({ postcode }) =>
    postcode.slice(0, 4),
  )
  expect(pc4s.filter((pc4) => metPc6.includes(pc4))).toEqual([])
})

test('equated days are no holidays already', () => {
  for (const { dagen } of bekendeFeestdagen()) expect(new Set(dagen.map(({ dag }) => dag)).size).toBe(dagen.length)
})

test.skipIf(!existsSync(PC4))(
  'every PC4 of the demo lies wholly inside its gemeente, and the border street nowhere',
  () => {
    const echt = new Map(regels(PC4).map(([pc4, gemeentecode, status]) => [pc4, `${gemeentecode} ${status}`]))
    for (const { postcode, gemeentecode } of DEMO_POSTCODES) {
      const verwacht = postcode.length === 4 ? `GM${gemeentecode} eenduidig` : undefined
      expect([postcode, echt.get(postcode.slice(0, 4))]).toEqual([postcode, verwacht])
    }
  },
)

test.skipIf(!existsSync(FEESTDAGEN))('the known days are those of the published list', () => {
  const gepubliceerd = regels(FEESTDAGEN).map(([dag, , naam, grond]) => [dag, naam, grond?.replace(/ \(KB.*\)$/, '')])
  const bekend = bekendeFeestdagen().flatMap(({ dagen }) => dagen.map(({ dag, naam, grond }) => [dag, naam, grond]))
  expect(bekend.toSorted()).toEqual(gepubliceerd.toSorted())
})
