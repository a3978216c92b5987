import { expect, test } from 'vitest'
import { besluitKeks } from './besluit-keks.ts'
import type { Keks } from './kluis.ts'

const keks = (...ids: string[]): Keks => ({
  huidig: ids[0] ?? '',
  sleutels: new Map(ids.map((id) => [id, Buffer.alloc(32, id)])),
})
const besluit = (nu: Keks, gegeven: Keks, nodig: string[] = []) => {
  const uit = besluitKeks(nu, gegeven, nodig)
  return uit.kind === 'neem' ? { ...uit, sleutels: [...uit.sleutels.keys()] } : uit
}

test('what is new opens, and seals when it stands first', () => {
  expect(besluit(keks('a'), keks('a', 'b'))).toEqual({ kind: 'neem', sleutels: ['a', 'b'], zegel: 'a', mist: [] })
  expect(besluit(keks('a'), keks('b', 'a'))).toEqual({ kind: 'neem', sleutels: ['b', 'a'], zegel: 'b', mist: [] })
})

test('what left goes, unless a row needs it or it seals here', () => {
  expect(besluit(keks('b', 'a'), keks('b'))).toMatchObject({ sleutels: ['b'], mist: [] })
  expect(besluit(keks('b', 'a'), keks('b'), ['a', 'b'])).toMatchObject({ sleutels: ['b', 'a'], mist: ['a'] })
  expect(besluit(keks('a'), keks('b'))).toMatchObject({ sleutels: ['b', 'a'], zegel: 'b', mist: [] })
})

test('the same id for another key is refused', () => {
  const ander: Keks = { huidig: 'a', sleutels: new Map([['a', Buffer.alloc(32, 'x')]]) }
  expect(besluit(keks('a'), ander)).toEqual({ kind: 'weiger', kek: 'a' })
})
