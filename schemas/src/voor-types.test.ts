import { expect, it } from 'vitest'
import { typenaam, voorTypes } from './voor-types.ts'

it('names a type after its message', () => {
  expect(typenaam('doorverwijzing-gerouteerd')).toBe('DoorverwijzingGerouteerd')
})

it('makes a choice between required properties a union of objects', () => {
  const properties = { id: { type: 'string' }, a: { type: 'string' }, b: { type: 'integer' } }
  const schema = { type: 'object', required: ['id'], properties, oneOf: [{ required: ['a'] }, { required: ['b'] }] }
  expect(voorTypes(schema, 'keuze').schema.oneOf).toEqual([
    { type: 'object', required: ['id', 'a'], properties: { id: { type: 'string' }, a: { type: 'string' } } },
    { type: 'object', required: ['id', 'b'], properties: { id: { type: 'string' }, b: { type: 'integer' } } },
  ])
})

it('imports what another message defines', () => {
  const uri = 'https://schemas.warmknooppunt.nl/ingediend/v1.schema.json'
  const schema = { type: 'object', properties: { geheel: { $ref: uri }, deel: { $ref: `${uri}#/$defs/Afzender` } } }
  const { schema: uit, verwijzingen } = voorTypes(schema, 'x')
  expect(uit.properties).toEqual({ geheel: { tsType: 'Ingediend' }, deel: { tsType: 'Afzender' } })
  expect(verwijzingen).toEqual([
    { bericht: 'ingediend', naam: 'Ingediend' },
    { bericht: 'ingediend', naam: 'Afzender' },
  ])
})

it('leaves out what a type cannot say', () => {
  const schema = { type: 'string', pattern: '^a$', maxLength: 4, 'x-open': 'id', title: 'A', anyOf: [{ minLength: 1 }] }
  expect(voorTypes(schema, 'x').schema).toEqual({ type: 'string', title: 'X' })
})
