import { expect, it } from 'vitest'
import { berichten, dataschemaVan, isBericht, leesDataschema } from './berichten.ts'
import { topics } from './topics.ts'
import { valideer } from './valideer.ts'
import { leesVoorbeelden } from './voorbeelden.ts'

it('reads back the address of every message', () => {
  for (const bericht of Object.keys(berichten).filter(isBericht)) {
    expect(leesDataschema(dataschemaVan(bericht))).toEqual({ kind: 'bekend', bericht, versie: 1 })
  }
})

it('tells a newer version of ours from what is not ours', () => {
  const van = (pad: string) => leesDataschema(`https://schemas.warmknooppunt.nl/${pad}`).kind
  expect(van('gerouteerd/v2.schema.json')).toBe('nieuwere-versie')
  expect(van('gerouteerd/v0.schema.json')).toBe('onbekend')
  expect(van('gerouteerd/v1.schema.json/')).toBe('onbekend')
  // A message of a newer hub.
  expect(van('aanmaning/v1.schema.json')).toBe('nieuwere-versie')
  expect(van('constructor/v1.schema.json')).toBe('nieuwere-versie')
  expect(leesDataschema('https://schemas.example.nl/gerouteerd/v1.schema.json').kind).toBe('onbekend')
  expect(leesDataschema('')).toEqual({ kind: 'onbekend' })
})

it('names event types and addresses that the envelope allows', () => {
  const [envelop] = leesVoorbeelden('envelop')
  for (const bericht of Object.keys(berichten).filter(isBericht)) {
    for (const type of berichten[bericht].types) {
      const event = Object.assign({}, envelop?.waarde, { type, dataschema: dataschemaVan(bericht) })
      expect(valideer('envelop', event).kind, type).toBe('geldig')
    }
  }
})

it('lets messages walk forward only: who reads a topic writes a later one, or is the dossier', () => {
  const volgorde = ['intake', 'routing', 'sla', 'delivery', 'dossier']
  for (const { schrijver, lezers } of Object.values(topics)) {
    for (const lezer of lezers) expect(volgorde.indexOf(lezer)).toBeGreaterThan(volgorde.indexOf(schrijver))
    expect(lezers).toContain('dossier')
  }
})
