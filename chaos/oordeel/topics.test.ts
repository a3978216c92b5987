import { expect, test } from 'vitest'
import type { Topicbericht } from '../transport/lees-topics.ts'
import type { Leesstand } from './topics.ts'
import { keurTopics } from './topics.ts'

const b = (positie: number, vorige: number, anders: Partial<Topicbericht> = {}): Topicbericht => {
  return { topic: 'berichten', partitie: 3, bron: 'b1', positie, vorige, waarde: `{"id":"${positie}"}`, ...anders }
}
const stand = (positie: number, anders: Partial<Leesstand> = {}): Leesstand => {
  return { lezer: 'routing', topic: 'berichten', partitie: 3, bron: 'b1', positie, ...anders }
}
const soorten = (berichten: Topicbericht[], standen: Leesstand[], persoonlijk: readonly string[] = []) =>
  keurTopics(berichten, standen, new Set(persoonlijk)).map(({ soort }) => soort)
const GOED = [b(2, 0), b(5, 2), b(9, 5)]

test('a chain to where its readers are is good, also when much of it came twice, or late', () => {
  expect(soorten(GOED, [stand(9)])).toEqual([])
  expect(soorten([b(2, 0), b(9, 5), b(2, 0), b(5, 2), b(9, 5)], [stand(9), stand(9, { lezer: 'dossier' })])).toEqual([])
  expect(soorten([...GOED, b(1, 0, { partitie: 4 }), b(3, 0, { bron: 'b2' })], [stand(9)])).toEqual([])
})

test('what is missing is lost: the first, one in the middle, the last', () => {
  expect(soorten([b(5, 2), b(9, 5)], [stand(9)])).toEqual(['verloren'])
  expect(soorten([b(2, 0), b(9, 5)], [stand(9)])).toEqual(['verloren'])
  expect(soorten([b(2, 0), b(5, 2)], [stand(9)])).toEqual(['verloren'])
  expect(soorten([], [stand(9)])).toEqual(['verloren'])
})

test('a reader that is behind its topic lost something too', () => {
  expect(soorten(GOED, [stand(5)])).toEqual(['verloren'])
})

test('a number that was shipped with two contents is told', () => {
  expect(soorten([...GOED, b(5, 2, { waarde: '{"id":"anders"}' })], [stand(9)])).toEqual(['dubbel'])
})

test('what is not of the hub is passed over', () => {
  expect(soorten([...GOED, b(0, 0, { bron: null, waarde: '"Testpersoon"' })], [stand(9)], ['Testpersoon'])).toEqual([])
})

test('a person in the clear is told, a part of what is encrypted is not', () => {
  const met = (waarde: string) => soorten([b(2, 0, { waarde })], [stand(2)], ['Testpersoon', '06-1234 0000'])
  expect(met('{"naam":"Testpersoon"}')).toEqual(['verkeerde-partij'])
  expect(met('{"a":{"telefoon":["06-1234 0000"]}}')).toEqual(['verkeerde-partij'])
  expect(met('{"inhoud":"AbTestpersoonCd=="}')).toEqual([])
})
