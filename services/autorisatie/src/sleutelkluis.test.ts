import { randomBytes } from 'node:crypto'
import { versleutel } from '@warmknooppunt/platform/kluis'
import { describe, expect, it } from 'vitest'
import { maakSleutelkluis } from './sleutelkluis.ts'

const oud = randomBytes(32)
const keks = { huidig: 'oud', sleutels: new Map([['oud', oud]]) }

describe('a sealed signing key', () => {
  it('opens to what it was, and looks like nothing while it is shut', () => {
    const kluis = maakSleutelkluis(keks)
    const dicht = kluis.sluit('{"d":"geheim"}')
    expect(dicht).not.toContain('geheim')
    expect(kluis.sluit('{"d":"geheim"}')).not.toBe(dicht)
    expect(kluis.open(dicht)).toBe('{"d":"geheim"}')
  })

  it('still opens when another KEK has become the current one, and not without its own', () => {
    const dicht = maakSleutelkluis(keks).sluit('x')
    const nieuw = new Map([['nieuw', randomBytes(32)]])
    expect(maakSleutelkluis({ huidig: 'nieuw', sleutels: new Map([...keks.sleutels, ...nieuw]) }).open(dicht)).toBe('x')
    expect(() => maakSleutelkluis({ huidig: 'nieuw', sleutels: nieuw }).open(dicht)).toThrow('KEK oud is not')
    expect(() =>
      maakSleutelkluis({ huidig: 'oud', sleutels: new Map([['oud', randomBytes(32)]]) }).open(dicht),
    ).toThrow()
  })

  it('is not taken from the content of a message', () => {
    const inhoud = versleutel(oud, 'x', { inhoudId: 'een-dossier', publiek: 'hub' })
    expect(() => maakSleutelkluis(keks).open(JSON.stringify({ kekId: 'oud', inhoud }))).toThrow()
  })
})
