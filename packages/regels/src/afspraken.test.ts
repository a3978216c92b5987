import { expect, test } from 'vitest'
import type { Afspraken, AfsprakenFout } from './afspraken.ts'
import { controleerAfspraken, GRONDSLAGEN, STANDAARD_AFSPRAKEN } from './afspraken.ts'

const s = STANDAARD_AFSPRAKEN

test('the standard terms are sound: 3 werkdagen, 14 and 28 days, 30 days of rest, consent of 14 days', () => {
  expect(controleerAfspraken(s)).toEqual([])
  expect(s.contact).toMatchObject({ aantal: 3, eenheid: 'werkdagen', pogingTelt: true })
  expect(s).toMatchObject({
    gesprek: { streefDagen: 14, uiterlijkDagen: 28 },
    stop: { dagen: 30 },
    toestemmingMaxDagen: 14,
  })
})

test('a letter, a desk or whatsapp is no attempt unless agreed', () => {
  expect(s.contact.kanalenPoging.toSorted()).toEqual(['e-mail', 'huisbezoek', 'sms', 'telefoon'])
})

const fouten: [AfsprakenFout, Afspraken][] = [
  ['contact-aantal', { ...s, contact: { ...s.contact, aantal: 0 } }],
  ['contact-aantal', { ...s, contact: { ...s.contact, aantal: 1.5 } }],
  ['poging-zonder-kanaal', { ...s, contact: { ...s.contact, kanalenPoging: [] } }],
  ['gesprek-dagen', { ...s, gesprek: { streefDagen: 29, uiterlijkDagen: 28 } }],
  ['gesprek-dagen', { ...s, gesprek: { streefDagen: 0, uiterlijkDagen: 28 } }],
  ['gesprek-dagen', { ...s, gesprek: { streefDagen: 14, uiterlijkDagen: 28.5 } }],
  ['stop-dagen', { ...s, stop: { dagen: -1, lcv: false } }],
  ['lcv-zonder-persoon', { ...s, stop: { dagen: 30, lcv: true } }],
  ['geen-wijze', { ...s, toegestaneWijzen: [] }],
  ['toestemming-dagen', { ...s, toestemmingMaxDagen: 0 }],
]
test.each(fouten)('terms with a mistake are named: %s', (code, afspraken) => {
  expect(controleerAfspraken(afspraken)).toEqual([code])
})

test('all mistakes are named together', () => {
  const stuk = { ...s, toestemmingMaxDagen: 0, toegestaneWijzen: [], stop: { dagen: 0, lcv: true } }
  expect(controleerAfspraken(stuk)).toEqual(['stop-dagen', 'lcv-zonder-persoon', 'geen-wijze', 'toestemming-dagen'])
})

test('the lcv clause goes with feedback per person, and no channels are needed when attempts do not count', () => {
  const lcv: Afspraken = { ...s, stop: { dagen: 30, lcv: true }, terugkoppelniveau: 'persoon' }
  const zonderPoging: Afspraken = { ...s, contact: { ...s.contact, pogingTelt: false, kanalenPoging: [] } }
  expect(controleerAfspraken(lcv)).toEqual([])
  expect(controleerAfspraken(zonderPoging)).toEqual([])
})

test('only consent carries a warm referral, and then for every kind of claim', () => {
  const voorDoorverwijzing = Object.entries(GRONDSLAGEN).filter(([, t]) => t.berichten.includes('doorverwijzing'))
  expect(voorDoorverwijzing.map(([naam]) => naam)).toEqual(['toestemming'])
  expect(GRONDSLAGEN.toestemming.soorten).toHaveLength(7)
})

test('only the ground that is itself temporary asks for an end date', () => {
  const tijdelijk = Object.entries(GRONDSLAGEN).filter(([, t]) => t.einddatumVerplicht)
  expect(tijdelijk.map(([naam]) => naam)).toEqual(['wgs-10-regeling'])
})
