import { describe, expect, it } from 'vitest'
import { berichten, isBericht } from './berichten.ts'
import { valideer } from './valideer.ts'
import { leesVoorbeelden } from './voorbeelden.ts'

describe.each(Object.keys(berichten).filter(isBericht))('the examples of %s', (bericht) => {
  const voorbeelden = leesVoorbeelden(bericht)

  it('exist', () => {
    expect(voorbeelden.length).toBeGreaterThan(0)
  })

  it.each(voorbeelden)('are valid and come back unchanged: $naam', ({ waarde }) => {
    const vooraf = JSON.stringify(waarde)
    expect(valideer(bericht, waarde)).toEqual({ kind: 'geldig', waarde })
    expect(JSON.stringify(waarde)).toBe(vooraf)
  })
})

it('shows the six situations a creditor meets', () => {
  expect(leesVoorbeelden('doorverwijzing').map(({ naam }) => naam)).toEqual([
    'alleen-e-mail',
    'bedreigende-situatie',
    'dakloos-met-gemeentecode',
    'intermediair-voor-verhuurder',
    'ondernemer',
    'waterbedrijf-twee-vorderingen',
  ])
})

it('holds no number in an example that could be a BSN', () => {
  const teksten = Object.keys(berichten)
    .filter(isBericht)
    .flatMap(leesVoorbeelden)
    .map(({ waarde }) => JSON.stringify(waarde))
  const negens = teksten.flatMap((tekst) => tekst.match(/(?<![0-9])[0-9]{9}(?![0-9])/g) ?? [])
  expect(negens).toEqual([])
})
