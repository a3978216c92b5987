import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { maakEvent, nieuwId, serialiseer } from './bericht.ts'
import { leesTopic } from './events.ts'

const voorbeeld = (naam: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../schemas/${naam}.json`, import.meta.url), 'utf8'))
const NU = Temporal.Instant.from('2026-03-02T09:00:00.123456Z')

function event(o: { schema?: string; data?: unknown; type?: string } = {}) {
  return maakEvent({
    id: nieuwId(NU),
    source: 'urn:nld:oin:00000099000000001000:systeem:warmknooppunt',
    type: o.type ?? 'nl.warmknooppunt.doorverwijzing.ingediend',
    subject: '01950000-0000-7000-8000-000000000001',
    time: NU,
    dataschema: `https://schemas.warmknooppunt.nl/${o.schema ?? 'ingediend/v1'}.schema.json`,
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    data: o.data ?? voorbeeld('ingediend/v1.voorbeeld-doorverwijzing'),
  })
}
const lees = (waarde: unknown) => leesTopic('berichten')(typeof waarde === 'string' ? waarde : JSON.stringify(waarde))

test('an event that was written reads back the same, with the name of its schema', () => {
  const heen = event()
  expect(leesTopic('berichten')(serialiseer(heen))).toEqual({ kind: 'event', event: { ...heen, schema: 'ingediend' } })
})

test.each([
  ['berichten', 'ingediend', 'ingediend/v1.voorbeeld-routeeropdracht-weiger'],
  ['routeringen', 'gerouteerd', 'gerouteerd/v1.voorbeeld-doorverwijzing'],
  ['routeringen', 'onrouteerbaar', 'onrouteerbaar/v1.voorbeeld-onbekend'],
  ['termijnen', 'termijnbericht', 'termijnbericht/v1.voorbeeld-contact-verstreken'],
  ['bezorgingen', 'bezorging', 'bezorging/v1.voorbeeld-mislukt'],
] as const)('%s carries %s', (topic, schema, bestand) => {
  const tekst = JSON.stringify(event({ schema: `${schema}/v1`, data: voorbeeld(bestand) }))
  expect(leesTopic(topic)(tekst)).toMatchObject({ kind: 'event', event: { schema } })
})

describe('what is put aside has a code that names no content', () => {
  const { subject: _, ...zonderSubject } = event()
  const [geheim, data] = ['Planted Person', voorbeeld('bezorging/v1.voorbeeld-mislukt')]
  test.each([
    ['geen-json', 'not json'],
    ['geen-json', ''],
    ['geen-envelop', '[]'],
    ['geen-envelop', 'null'],
    ['geen-envelop', zonderSubject],
    ['geen-envelop', { ...event(), specversion: '0.3' }],
    ['geen-envelop', { ...event(), subject: geheim }],
    ['geen-envelop', { ...event(), naam: geheim }],
    ['geen-envelop', { ...event(), dataschema: 'https://elders.example.nl/ingediend/v1.schema.json' }],
    ['vreemd-schema', event({ schema: 'bezorging/v1', data })],
    ['ongeldige-inhoud', event({ data: {} })],
    ['ongeldige-inhoud', event({ data: { naam: geheim } })],
  ])('%s', (code, waarde) => {
    expect(lees(waarde)).toEqual({ kind: 'onleesbaar', code })
  })
})

test('a newer version of a message we know waits, and so does a message we never heard of, whatever the data is', () => {
  for (const schema of ['ingediend/v2', 'unheard-of/v1'])
    expect(lees(event({ schema, data: { new: true } }))).toEqual({
      kind: 'nieuwere-versie',
      dataschema: `https://schemas.warmknooppunt.nl/${schema}.schema.json`,
    })
})
