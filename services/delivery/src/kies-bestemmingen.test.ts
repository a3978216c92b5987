import { expect, it } from 'vitest'
import { kiesBestemmingen } from './kies-bestemmingen.ts'

const eindpunt = (id: string, deelnemer: string, loket: string | null) => ({ id, deelnemer, loket })
const ALLE = [
  eindpunt('a', 'weert', null),
  eindpunt('b', 'weert', 'noord'),
  eindpunt('c', 'weert', 'noord'),
  eindpunt('d', 'roermond', null),
]

it('sends what belongs to a loket to the endpoints of that loket', () =>
  expect(kiesBestemmingen(ALLE, { deelnemer: 'weert', loket: 'noord' })).toEqual(['b', 'c']))

it('sends the rest to the endpoints for every loket, never to those of another', () => {
  expect(kiesBestemmingen(ALLE, { deelnemer: 'weert', loket: 'zuid' })).toEqual(['a'])
  expect(kiesBestemmingen(ALLE, { deelnemer: 'weert', loket: null })).toEqual(['a'])
  expect(kiesBestemmingen([eindpunt('b', 'weert', 'noord')], { deelnemer: 'weert', loket: 'zuid' })).toEqual([])
})

it('never sends to another party', () =>
  expect(kiesBestemmingen(ALLE, { deelnemer: 'heerlen', loket: null })).toEqual([]))
