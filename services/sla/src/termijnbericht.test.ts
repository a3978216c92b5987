import { GEEN_MOMENTEN } from '@warmknooppunt/regels/klok'
import { valideer } from '@warmknooppunt/schemas/valideer'
import { expect, test } from 'vitest'
import { AFSPRAKEN, op } from './berichten.proef.ts'
import type { Klok, Melding, Toewijzing } from './stand.ts'
import { maakTermijnberichten } from './termijnbericht.ts'

const [dossierId, toewijzingId, id] = [
  '01950000-0000-7000-8000-000000000001',
  '01950000-0000-7000-8000-0000000000d1',
  '01950000-0000-7000-8000-0000000000f1',
]
const basis = { id, dossierId, berichtId: id, dag: '2026-03-05', tijdstip: op('2026-03-05T23:00:00Z') } as const
const toewijzing: Toewijzing = {
  toewijzingId,
  dossierId,
  gemeentecode: '0988',
  ontvanger: 'gemeente-weert',
  afspraken: { contact: AFSPRAKEN.contact },
  dagNul: '2026-03-02',
  aangenomenOp: op('2026-03-02T09:00:00Z'),
  momenten: GEEN_MOMENTEN,
}
const contact: Klok = { ...basis, soort: 'contact', status: 'open', toewijzingId }
const operator: Klok = { ...basis, soort: 'operator', status: 'open' }
const stop: Klok = {
  ...basis,
  soort: 'incassostop',
  status: 'actief',
  hervatbaarVanaf: '2026-03-06',
  schuldeiser: 'telecom-beeklijn',
  intermediair: 'incasso-maasoever',
}
const maak = (soort: Melding['soort'], klok: Klok, o: { mandaat?: boolean; toewijzingen?: Toewijzing[] } = {}) =>
  maakTermijnberichten(
    { soort, klok, aanleiding: { id, op: basis.tijdstip } },
    o.toewijzingen ?? [toewijzing],
    () => o.mandaat ?? true,
  )
const inKort = (uit: ReturnType<typeof maak>) =>
  uit.map(({ publiek, data }) => [
    publiek,
    data.ontvangers.map(({ deelnemer }) => deelnemer).join(' '),
    ...('toewijzingId' in data ? ['toewijzing'] : []),
    ...('hervatbaarVanaf' in data ? ['hervatbaar'] : []),
  ])

test('a breach is for the gemeente, a met term for nobody outside', () => {
  expect(inKort(maak('contact-verstreken', contact))).toEqual([['gemeente', 'gemeente-weert', 'toewijzing']])
  expect(inKort(maak('contact-gehaald', contact))).toEqual([['hub', '', 'toewijzing']])
  expect(inKort(maak('operatortermijn-verstreken', operator))).toEqual([['hub', '']])
})

test('the end of the stop is told to each side apart, and the creditor reads nothing of a toewijzing', () => {
  expect(inKort(maak('incassostop-eindigt', stop))).toEqual([
    ['schuldeiser', 'telecom-beeklijn incasso-maasoever', 'hervatbaar'],
    ['gemeente', 'gemeente-weert', 'hervatbaar'],
  ])
  expect(inKort(maak('incassostop-eindigt', stop, { toewijzingen: [] }))).toEqual([
    ['schuldeiser', 'telecom-beeklijn incasso-maasoever', 'hervatbaar'],
  ])
})

test('an intermediary without a mandate hears nothing any more', () => {
  expect(inKort(maak('incassostop-geeindigd', stop, { mandaat: false }))[0]?.[1]).toBe('telecom-beeklijn')
})

test('of several toewijzingen a term is for its own, the stop for the last', () => {
  const later = { ...toewijzing, toewijzingId: id, ontvanger: 'gemeente-heerlen' }
  const toewijzingen = [toewijzing, later]
  expect(inKort(maak('contact-verstreken', contact, { toewijzingen }))[0]?.[1]).toBe('gemeente-weert')
  expect(inKort(maak('incassostop-eindigt', stop, { toewijzingen }))[1]?.[1]).toBe('gemeente-heerlen')
})

test('every message is one of its schema', () => {
  const alle = [
    ...maak('herinnering-contact', contact),
    ...maak('contact-gehaald', contact),
    ...maak('operatortermijn-verstreken', operator),
    ...maak('incassostop-eindigt', stop),
  ]
  expect(alle.map(({ data }) => valideer('termijnbericht', data).kind)).toEqual(
    Array.from({ length: 5 }, () => 'geldig'),
  )
})
