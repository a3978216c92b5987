import { describe, expect, it } from 'vitest'
import { bepaalWissel, kiesSleutels } from './kies-sleutels.ts'

const op = (tijd: string) => Temporal.Instant.from(`2026-11-20T${tijd}Z`)
const sleutel = (kid: string, vanaf: string, weg: string | null = null) => ({
  kid,
  tekentVanaf: op(vanaf),
  wegNa: weg === null ? null : op(weg),
})
const kids = (sleutels: Parameters<typeof kiesSleutels>[0], nu: string) =>
  kiesSleutels(sleutels, op(nu)).map(({ kid }) => kid)

describe('which signing keys count', () => {
  const oud = sleutel('oud', '08:00:00', '11:17:00')
  const nieuw = sleutel('nieuw', '10:15:00')

  it('the new one is published before it signs, the old one after it did', () => {
    expect(kids([oud, nieuw], '10:14:59')).toEqual(['oud', 'nieuw'])
    expect(kids([oud, nieuw], '10:15:00')).toEqual(['nieuw', 'oud'])
    expect(kids([oud, nieuw], '11:16:59')).toEqual(['nieuw', 'oud'])
    expect(kids([oud, nieuw], '11:17:00')).toEqual(['nieuw'])
  })

  it('there is always one that signs', () => {
    expect(kids([], '10:00:00')).toEqual([])
    expect(kids([sleutel('a', '12:00:00'), sleutel('b', '11:00:00')], '10:00:00')).toEqual(['b', 'a'])
    expect(kids([sleutel('a', '08:00:00', '09:00:00')], '10:00:00')).toEqual(['a'])
  })
})

describe('the times of a rotation', () => {
  it('leave the old key there for as long as a token of it may live', () => {
    const { tekentVanaf, oudWegNa } = bepaalWissel({ voorafSeconden: 900, gelekt: false }, op('10:00:00'))
    expect([String(tekentVanaf), String(oudWegNa)]).toEqual(['2026-11-20T10:15:00Z', '2026-11-20T11:17:00Z'])
  })

  it('of a key that leaked are now', () => {
    const { tekentVanaf, oudWegNa } = bepaalWissel({ voorafSeconden: 900, gelekt: true }, op('10:00:00'))
    expect([String(tekentVanaf), String(oudWegNa)]).toEqual(['2026-11-20T10:00:00Z', '2026-11-20T10:00:00Z'])
  })
})
