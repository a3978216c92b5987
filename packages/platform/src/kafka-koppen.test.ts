import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { serialiseer } from './bericht.ts'
import { proefevent } from './bus-proefevent.suite.ts'
import { leesRecord, maakKoppen } from './kafka-koppen.ts'

const BRON = '00000000-0000-4000-8000-000000000001'
const DOSSIER = '00000000-0000-4000-8000-000000000002'
const PLEK = { topic: 'berichten', partitie: 4, merk: '17' }
const VREEMD = { bron: null, positie: null, vorige: null }

function koppenVan(bericht: string, positie = 9, vorige = 7): Record<string, string> {
  return maakKoppen({ bron: BRON, positie, vorige, bericht, partitie: 4, sleutel: DOSSIER })
}

/** As kafkajs gives them: bytes. */
const alsBytes = (koppen: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(koppen).map(([naam, waarde]) => [naam, Buffer.from(waarde)]))

describe('the headers of a message', () => {
  test('are its place in its chain, and the attributes of its event as CloudEvents has them; nothing of its content', () => {
    const event = proefevent(DOSSIER, 3)
    const koppen = koppenVan(serialiseer(event))
    expect(koppen).toEqual({
      ...{ bron: BRON, positie: '9', vorige: '7', 'content-type': 'application/cloudevents+json; charset=UTF-8' },
      ...{ ce_specversion: '1.0', ce_id: event.id, ce_source: event.source, ce_type: event.type },
      ...{ ce_subject: DOSSIER, ce_time: event.time, ce_dataschema: event.dataschema },
    })
    const meer = JSON.stringify({ ...event, id: 7, inhoud: 'x', traceparent: '00-1-2-01' })
    expect(koppenVan(meer)).toMatchObject({ ce_traceparent: '00-1-2-01' })
    expect(Object.keys(koppenVan(meer))).not.toContain('ce_inhoud')
    expect(Object.keys(koppenVan(meer))).not.toContain('ce_id')
  })

  test.each(['', 'x', '7', 'null', '"tekst"', '{"ha'])(
    'of a value that is no event are its place alone: %j',
    (waarde) => {
      expect(koppenVan(waarde)).toEqual({ bron: BRON, positie: '9', vorige: '7' })
    },
  )

  test('are read as they were written', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.string(), (positie, vorige, waarde) => {
        const record = { value: Buffer.from(waarde), headers: alsBytes(koppenVan(waarde, positie, vorige)) }
        expect(leesRecord(record, PLEK)).toEqual({
          ...PLEK,
          bron: BRON,
          positie,
          vorige,
          waarde: record.value.toString(),
        })
      }),
    )
  })

  test('that are not as we write them make a message foreign', () => {
    const goed = koppenVan('{}')
    const mis: readonly Readonly<Record<string, string>>[] = [
      {},
      ...['bron', 'positie', 'vorige'].map((naam) =>
        Object.fromEntries(Object.entries(goed).filter(([n]) => n !== naam)),
      ),
      ...['', 'elders', BRON.toUpperCase().replace('4', 'G')].map((bron) => ({ ...goed, bron })),
      ...['', '-1', '1.5', '1e3', ' 1', '9999999999999999', 'NaN'].map((positie) => ({ ...goed, positie })),
      { ...goed, vorige: 'x' },
    ]
    for (const koppen of mis) {
      expect(leesRecord({ value: Buffer.from('{}'), headers: alsBytes(koppen) }, PLEK)).toEqual({
        ...{ ...PLEK, ...VREEMD, waarde: '{}' },
      })
    }
    const dubbel = { ...alsBytes(goed), positie: [Buffer.from('1'), Buffer.from('2')] }
    expect(leesRecord({ value: null, headers: dubbel }, PLEK)).toEqual({ ...PLEK, ...VREEMD, waarde: '' })
    expect(leesRecord({ value: null }, PLEK)).toEqual({ ...PLEK, ...VREEMD, waarde: '' })
  })
})
