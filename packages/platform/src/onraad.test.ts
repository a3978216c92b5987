import { expect, test } from 'vitest'
import { isOnraad } from './onraad.ts'

const m = (sleutel: string, code = 'KAPOT') => ({ sleutel, code })

test.each([
  ['three dossiers with one code', [m('a'), m('b')], m('c'), true],
  ['only the last two count', [m('x', 'ANDERS'), m('a'), m('b')], m('c'), true],
  ['fewer than two before', [m('a')], m('b'), false],
  ['nothing before', [], m('a'), false],
  ['another code now', [m('a'), m('b')], m('c', 'ANDERS'), false],
  ['another code before', [m('a', 'ANDERS'), m('b')], m('c'), false],
  ['the same dossier twice', [m('a'), m('b')], m('a'), false],
  ['the same dossier before', [m('a'), m('a')], m('b'), false],
])('%s', (_naam, laatste, nu, verwacht) => {
  expect(isOnraad(laatste, nu)).toBe(verwacht)
})
