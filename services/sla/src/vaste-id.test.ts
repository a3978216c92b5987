import { isUuid } from '@warmknooppunt/schemas/formaten'
import { expect, test } from 'vitest'
import { vasteId } from './vaste-id.ts'

const moment = Temporal.Instant.from('2026-03-05T23:00:00.123Z')

test('an id follows from its moment and text and is a UUIDv7 of that moment', () => {
  const id = vasteId(moment, 'een')
  expect(vasteId(moment, 'een')).toBe(id)
  expect(vasteId(moment, 'twee')).not.toBe(id)
  expect(vasteId(moment.add({ milliseconds: 1 }), 'een')).not.toBe(id)
  expect(isUuid(id)).toBe(true)
  expect(id).toMatch(/^.{14}7.{4}[89ab]/)
  expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(moment.epochMilliseconds)
})
