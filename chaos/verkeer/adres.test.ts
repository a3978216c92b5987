import { expect, test } from 'vitest'
import { dienstVan } from './adres.ts'

const EIGENDOM = [
  { pad: '/v1/doorverwijzingen', eigenaars: { POST: 'intake', GET: 'dossier' } },
  { pad: '/v1/doorverwijzingen/:id/contactregistraties', eigenaars: { POST: 'intake' } },
  { pad: '/v1/postvak/berichten', eigenaars: { GET: 'delivery' } },
]

test('who answers an address goes by method and path, whatever is asked and whatever id stands in it', () => {
  expect(dienstVan(EIGENDOM, 'POST', '/v1/doorverwijzingen')).toBe('intake')
  expect(dienstVan(EIGENDOM, 'GET', '/v1/doorverwijzingen')).toBe('dossier')
  expect(dienstVan(EIGENDOM, 'POST', '/v1/doorverwijzingen/0199-a/contactregistraties')).toBe('intake')
  expect(dienstVan(EIGENDOM, 'GET', '/v1/postvak/berichten?na=0&limiet=5')).toBe('delivery')
  expect(() => dienstVan(EIGENDOM, 'DELETE', '/v1/doorverwijzingen')).toThrow('no service answers DELETE')
})
