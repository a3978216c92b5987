import { valideer } from '@warmknooppunt/schemas/valideer'
import { expect, test } from 'vitest'
import { zonderInhoud } from './lees-verkeer.ts'
import { adresVan, maakDoorverwijzing, maakEvent } from './opdracht.ts'
import { isGeslaagd, maakVerslag } from './verslag.ts'

const NU = Temporal.Instant.from('2026-11-20T10:00:00Z')
const DOSSIER = '01950000-0000-7000-8000-000000000001'
const ANTWOORD = {
  id: DOSSIER,
  gemeente: { code: '0957', naam: 'Roermond' },
  uitvoerder: { code: 'gemeente-roermond', naam: 'Gemeente Roermond' },
  loket: { code: 'roermond', naam: 'Loket Roermond' },
  contactUiterlijkOp: '2026-11-25',
  incassostop: { van: '2026-11-20', totEnMet: '2026-12-21', hervatbaarVanaf: '2026-12-22' },
}

test('the demo has an address for a gemeente with which the schuldeiser agreed, and none for another', () => {
  expect(adresVan('gemeente-roermond', 'telecom-beeklijn')).toEqual({ postcode: '6041AA', huisnummer: 1 })
  expect(adresVan('gemeente-heerlen', 'telecom-beeklijn')).toBeNull()
  expect(adresVan('waterbedrijf-maasdal', 'waterbedrijf-maasdal')).toBeNull()
})

test('what the test posts and pushes is as the message specifications have it', () => {
  const doorverwijzing = maakDoorverwijzing({ postcode: '6041AA', huisnummer: 1 }, 'abcdefghij', NU)
  expect(valideer('doorverwijzing', doorverwijzing)).toMatchObject({ kind: 'geldig' })
  const event = maakEvent(doorverwijzing, ANTWOORD, 'waterbedrijf-maasdal', NU)
  const { data, sequence: _sequence, sequencetype: _soort, ...envelop } = event
  expect(valideer('doorverwijzing-gerouteerd', data)).toMatchObject({ kind: 'geldig' })
  expect(envelop).toMatchObject({ specversion: '1.0', subject: DOSSIER, time: '2026-11-20T10:00:00.000Z' })
  expect(zonderInhoud(event, 'ander')).toBe(event)
  expect(zonderInhoud(event, DOSSIER)).toMatchObject({
    id: event.id,
    data: { dossierId: DOSSIER, inhoudVernietigd: true },
  })
})

test('the report names every step, what is left to do, and has room to sign', () => {
  const stap = { naam: 'indienen', verwacht: 'Een 201.', gezien: 'a | b', advies: 'Dien in.' }
  const stappen = [{ ...stap, oordeel: 'gehaald' } as const, { ...stap, naam: 'status', oordeel: 'open' } as const]
  const wie = { rol: 'schuldeiser', deelnemer: 'waterbedrijf-maasdal', weg: null, hub: 'http://127.0.0.1:8080' }
  const tijd = { versie: '1.0.0', begonnenOp: '2026-11-20T10:00:00Z', geeindigdOp: '2026-11-20T10:05:00Z' }
  const tekst = maakVerslag({ ...wie, ...tijd, stappen, geslaagd: isGeslaagd(stappen) })
  expect(tekst).toContain('**niet geslaagd**: 1 van 2 stappen gehaald')
  expect(tekst).toContain('| 1 | indienen | Een 201. | a \\| b | gehaald |')
  expect(tekst).toContain('- **status**: Dien in.')
  expect(tekst).toContain('| handtekening | | |')
  expect(maakVerslag({ ...wie, ...tijd, stappen: [], geslaagd: isGeslaagd([]) })).not.toContain('Nog te doen')
})
