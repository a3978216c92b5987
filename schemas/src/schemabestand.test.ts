import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Bericht } from './berichten.ts'
import { berichten, dataschemaVan, isBericht } from './berichten.ts'
import type { Json, Knoop } from './json.ts'
import { isKnoop } from './json.ts'
import { leesSchema } from './schemabestand.ts'

const namen = Object.keys(berichten).filter(isBericht)

/** Every schema in a schema. */
function knopen(knoop: Json): Knoop[] {
  if (Array.isArray(knoop)) return knoop.flatMap(knopen)
  return isKnoop(knoop) ? [knoop, ...Object.values(knoop).flatMap(knopen)] : []
}

/** Properties of the objects that a message consists of; not those of a condition. */
function eigenschappen(schema: Knoop): [string, Knoop][] {
  const houders = knopen(schema).filter((k) => k.type === 'object' && k.additionalProperties === false)
  return houders.flatMap(({ properties }) =>
    isKnoop(properties)
      ? Object.entries(properties).flatMap(([naam, k]): [string, Knoop][] => (isKnoop(k) ? [[naam, k]] : []))
      : [],
  )
}

it('has a folder for each message and a message for each folder', () => {
  const mappen = readdirSync(new URL('..', import.meta.url), { withFileTypes: true })
    .filter((map) => map.isDirectory() && !['src', 'types', 'node_modules'].includes(map.name))
    .map((map) => map.name)
  expect(mappen.sort()).toEqual([...namen].sort())
})

describe.each(namen)('the schema of %s', (bericht: Bericht) => {
  const schema: Knoop = leesSchema(bericht)
  const alle = eigenschappen(schema)

  it('has the address that messages name', () => {
    expect(schema.$id).toBe(dataschemaVan(bericht))
    expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema')
  })

  it('is closed, but for the data of the envelope', () => {
    const open = knopen(schema).filter(
      (k) => isKnoop(k.properties) && k.type === 'object' && k.additionalProperties !== false,
    )
    const voorwaarden = open.filter((k) => k.title !== undefined || k.required !== undefined)
    expect(voorwaarden).toEqual([])
    const data = alle.filter(([, k]) => k.type === 'object' && k.properties === undefined).map(([naam]) => naam)
    expect(data).toEqual(bericht === 'envelop' ? ['data'] : [])
    expect(knopen(schema).filter((k) => k.patternProperties ?? k.unevaluatedProperties)).toEqual([])
  })

  it('requires only what it defines', () => {
    for (const knoop of knopen(schema)) {
      if (!isKnoop(knoop.properties) || !Array.isArray(knoop.required)) continue
      expect(Object.keys(knoop.properties)).toEqual(expect.arrayContaining([...knoop.required]))
    }
  })

  it('explains every field', () => {
    const stil = alle.filter(([, k]) => k.$ref === undefined && !(k.title && k.description))
    expect(stil.map(([naam]) => naam)).toEqual([])
    expect([schema.title, schema.description]).toEqual([expect.stringMatching(/\w/), expect.stringMatching(/\w/)])
  })

  it('leaves no room for free text: every text has a form, and a limit or a list', () => {
    const teksten = knopen(schema).filter((k) => k.type === 'string')
    const vrij = teksten.filter(
      (k) => !(k.enum || k.const || k.format === 'base64') && !((k.pattern || k.format) && k.maxLength),
    )
    expect(vrij).toEqual([])
  })

  it('bounds every list and every number', () => {
    const lijsten = knopen(schema).filter((k) => k.type === 'array' && k.maxItems === undefined)
    const getallen = knopen(schema).filter(
      (k) => k.type === 'integer' && k.const === undefined && k.maximum === undefined,
    )
    expect([...lijsten, ...getallen, ...knopen(schema).filter((k) => k.type === 'number')]).toEqual([])
  })

  it('calls a day ...datum or ...Datum and a moment ...Op or ...Tijdstip', () => {
    const datums = alle.filter(([naam, k]) => /datum$/i.test(naam) && k.type === 'string' && k.format !== 'date')
    const momenten = alle.filter(
      ([naam, k]) => k.format === 'date-time' && !/Op$|tijdstip$/i.test(naam) && naam !== 'time',
    )
    const dagen = alle.filter(
      ([naam, k]) => /Op$/.test(naam) && k.format !== 'date-time' && naam !== 'contactUiterlijkOp',
    )
    expect([...datums, ...momenten, ...dagen].map(([naam]) => naam)).toEqual([])
  })
})

describe.each(namen.filter((naam) => berichten[naam].soort === 'wire'))('a programmer reading %s', (bericht) => {
  it('finds an example with every text and number to fill in', () => {
    const zonder = eigenschappen(leesSchema(bericht)).filter(
      ([, k]) => (k.type === 'string' || k.type === 'integer') && !k.examples,
    )
    expect(zonder.map(([naam]) => naam)).toEqual([])
  })
})
