import fc from 'fast-check'
import { expect, test } from 'vitest'
import { grootte, verdeelLading } from './relais-lading.ts'

const rij = (positie: number, bericht: string) => ({ positie, bericht, bron: '', partitie: 0, vorige: 0, sleutel: '' })

test('what is shipped is split so that each part fits, nothing lost and nothing moved; what does not fit by itself goes alone', () => {
  const berichten = fc.array(fc.string({ maxLength: 2_000, unit: 'grapheme' }), { maxLength: 40 })
  fc.assert(
    fc.property(berichten, fc.integer({ min: 800, max: 8_000 }), (teksten, max) => {
      const rijen = teksten.map((tekst, n) => rij(n + 1, tekst))
      const ladingen = verdeelLading(rijen, { maxBytes: max })
      expect(ladingen.flat()).toEqual(rijen)
      for (const lading of ladingen) {
        const bytes = lading.reduce((som, een) => som + grootte(een), 0)
        expect(lading.length === 1 || bytes <= max).toBe(true)
      }
      // No part could have taken the first of the next.
      for (const [n, lading] of ladingen.entries()) {
        const [volgende] = ladingen[n + 1] ?? []
        const samen = [...lading, ...(volgende ? [volgende] : [])].reduce((som, een) => som + grootte(een), 0)
        expect(volgende === undefined || samen > max).toBe(true)
      }
    }),
  )
})

test('what the broker refused goes alone, and nothing before or behind it waits for more', () => {
  const rijen = [1, 2, 3, 4, 5].map((positie) => rij(positie, 'x'))
  const posities = (alleen: number) =>
    verdeelLading(rijen, { alleen }).map((deel) => deel.map(({ positie }) => positie))
  expect(posities(3)).toEqual([[1, 2], [3], [4, 5]])
  expect(posities(1)).toEqual([[1], [2, 3, 4, 5]])
  expect(posities(9)).toEqual([[1, 2, 3, 4, 5]])
})

test('bytes count, not characters', () => {
  expect(grootte(rij(1, 'é'.repeat(10))) - grootte(rij(1, ''))).toBe(20)
})
