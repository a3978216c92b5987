import { describe, expect, it } from 'vitest'
import { berichten, isBericht } from './berichten.ts'
import type { Json } from './json.ts'
import { isKnoop } from './json.ts'
import { ongemarkeerd, openRedenen, opgeslagen } from './markering.ts'
import { leesSchema } from './schemabestand.ts'

/** Names and reasons of what is open in a schema. */
function openVelden(knoop: Json, naam = ''): string[] {
  if (Array.isArray(knoop)) return knoop.flatMap((deel) => openVelden(deel))
  if (!isKnoop(knoop)) return []
  const eigen = typeof knoop['x-open'] === 'string' ? [`${naam}: ${knoop['x-open']}`] : []
  return [...eigen, ...Object.entries(knoop).flatMap(([sleutel, deel]) => openVelden(deel, sleutel))]
}

describe('what is stored or shipped', () => {
  it('covers every message on a topic', () => {
    const opTopic = Object.keys(berichten)
      .filter(isBericht)
      .filter((naam) => berichten[naam].topics.length > 0)
    expect([...opgeslagen].sort()).toEqual(opTopic.sort())
  })

  it.each(opgeslagen)('is encrypted or open for a known reason: %s', (bericht) => {
    expect(ongemarkeerd(leesSchema(bericht))).toEqual([])
  })

  it('is seen when a property is not marked, wherever it hides', () => {
    const schema = leesSchema('gerouteerd')
    schema.$defs.Toewijzing.properties.woonplaats = { type: 'string' }
    schema.$defs.Telefoonnummer = { type: 'string' }
    schema.$defs.InhoudGerouteerd.properties.naam = {
      $ref: 'https://schemas.warmknooppunt.nl/doorverwijzing/v1.schema.json',
    }
    schema.$defs.Afspraken.properties.houder = {
      type: 'object',
      'x-open': 'overeenkomst',
      properties: { bedrag: { type: 'string' } },
    }
    schema.oneOf.push({ type: 'object', properties: { los: { type: 'array', items: { type: 'string' } } } })
    expect(ongemarkeerd(schema)).toEqual([
      '/$defs/Toewijzing/properties/woonplaats',
      '/$defs/Afspraken/properties/houder/properties/bedrag',
      '/$defs/InhoudGerouteerd/properties/naam',
      '/$defs/Telefoonnummer',
      '/oneOf/2/properties/los',
    ])
  })

  it('is seen when the reason is not on the list', () => {
    const schema = leesSchema('onrouteerbaar')
    schema.properties.reden['x-open'] = 'handig'
    expect(ongemarkeerd(schema)).toEqual(['/properties/reden'])
  })
})

describe('what is posted', () => {
  it('is inhoud but for the party it was sent for', () => {
    expect(openVelden(leesSchema('doorverwijzing'))).toEqual(['namens: partijcode'])
    expect(openVelden(leesSchema('contactregistratie'))).toEqual([])
  })

  it.each(['routeeropdracht', 'herbezorgopdracht', 'herstelopdracht', 'postvakbevestiging'] as const)(
    'holds nothing personal when an operator or a reader posts it: %s',
    (bericht) => {
      expect(ongemarkeerd(leesSchema(bericht))).toEqual([])
    },
  )

  it('gives no reason that is not on the list', () => {
    const redenen = Object.keys(berichten)
      .filter(isBericht)
      .flatMap((naam) => openVelden(leesSchema(naam)))
    const onbekend = redenen.filter((regel) => !Object.hasOwn(openRedenen, regel.split(': ')[1] ?? ''))
    expect(onbekend).toEqual([])
  })
})
