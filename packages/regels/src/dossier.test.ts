import { describe, expect, test } from 'vitest'
import type { Aanroeper, DossierStand, DossierStatus, Opening, Plaatsing } from './dossier.ts'
import {
  eersteStand,
  geslotenVanaf,
  isNogOpen,
  openVoorGemeenteNa,
  partijVan,
  pasToe,
  statusVoorGemeente,
  statusVoorSchuldeiser,
} from './dossier.ts'

const op = (tekst: string) => Temporal.Instant.from(tekst)
const incassostop = { van: '2026-11-20', totEnMet: '2026-12-21', hervatbaarVanaf: '2026-12-22' }
const stand: DossierStand = {
  dossierId: 'd-1',
  schuldeiser: 'waterbedrijf-maasdal',
  indiener: 'incasso-lek',
  status: 'aangenomen',
  gemeentecode: '0988',
  uitvoerder: 'kempen',
  aangenomenOp: op('2026-11-20T09:00:00Z'),
  incassostop,
  openTot: op('2026-12-21T23:00:00Z'),
}
const met = (status: DossierStatus): DossierStand => ({ ...stand, status })
const tijdensStop = op('2026-12-21T22:59:59Z')
const naStop = op('2026-12-21T23:00:00Z')
const naNaloop = op('2027-01-04T23:00:00Z')

// status, for the creditor during and after the stop, for the gemeente during the stop, after it and 14 days after it
const verloop: [DossierStatus, DossierStatus, DossierStatus, DossierStatus, DossierStatus, DossierStatus][] = [
  ['wacht-op-routering', 'wacht-op-routering', 'gesloten', 'wacht-op-routering', 'wacht-op-routering', 'gesloten'],
  ['aangenomen', 'aangenomen', 'gesloten', 'aangenomen', 'aangenomen', 'gesloten'],
  ['niet-bezorgbaar', 'niet-bezorgbaar', 'niet-bezorgbaar', 'niet-bezorgbaar', 'niet-bezorgbaar', 'niet-bezorgbaar'],
  ['ingetrokken', 'ingetrokken', 'ingetrokken', 'ingetrokken', 'ingetrokken', 'ingetrokken'],
  ['gesloten', 'gesloten', 'gesloten', 'gesloten', 'gesloten', 'gesloten'],
]
test.each(verloop)(
  '%s closes for the creditor with the stop and for the gemeente 14 days later',
  (status, ...verwacht) => {
    expect([
      statusVoorSchuldeiser(met(status), tijdensStop),
      statusVoorSchuldeiser(met(status), naStop),
      statusVoorGemeente(met(status), tijdensStop),
      statusVoorGemeente(met(status), naStop),
      statusVoorGemeente(met(status), naNaloop),
    ]).toEqual(verwacht)
  },
)

test('the 14 days after the stop are whole Amsterdam days', () => {
  expect(geslotenVanaf(stand).toString()).toBe('2027-01-04T23:00:00Z')
  const overZomertijd = { ...stand, openTot: op('2026-03-20T23:00:00Z') }
  expect(geslotenVanaf(overZomertijd).toString()).toBe('2026-04-03T22:00:00Z')
})

test.each(['2026-03-20T23:00:00Z', '2026-03-21T23:00:00Z', '2026-10-20T22:00:00Z'])(
  'a dossier of which the stop ended at %s is open to the gemeente as long as that lies after the bound for all',
  (einde) => {
    const openTot = op(einde)
    const dicht = geslotenVanaf({ openTot })
    const telt = (nu: Temporal.Instant) => Temporal.Instant.compare(openTot, openVoorGemeenteNa(nu)) > 0
    expect([telt(dicht.subtract({ milliseconds: 1 })), telt(dicht)]).toEqual([true, false])
  },
)

test('a dossier stands in the way of another until its stop ended, niet-bezorgbaar or withdrawn', () => {
  const open = (status: DossierStatus, nu: Temporal.Instant) => isNogOpen(met(status), nu)
  expect(open('aangenomen', tijdensStop)).toBe(true)
  expect(open('wacht-op-routering', tijdensStop)).toBe(true)
  expect(open('aangenomen', naStop)).toBe(false)
  expect(open('niet-bezorgbaar', tijdensStop)).toBe(false)
  expect(open('ingetrokken', tijdensStop)).toBe(false)
  expect(open('gesloten', tijdensStop)).toBe(false)
})

describe('who somebody is to a dossier', () => {
  const wie = (a: Partial<Aanroeper>): Aanroeper => ({
    deelnemer: 'x',
    rol: 'gemeente',
    mandaten: new Set(),
    gemeenten: new Set(),
    ...a,
  })
  const lek = { deelnemer: 'incasso-lek', rol: 'intermediair' } as const
  const mandaten = new Set(['waterbedrijf-maasdal'])

  test('the creditor it is of, no other', () => {
    expect(partijVan(stand, wie({ deelnemer: 'waterbedrijf-maasdal', rol: 'schuldeiser' }))).toBe('schuldeiser')
    expect(partijVan(stand, wie({ deelnemer: 'ander', rol: 'schuldeiser' }))).toBeNull()
  })

  test('the intermediair that sent it, as long as its mandate holds', () => {
    expect(partijVan(stand, wie({ ...lek, mandaten }))).toBe('schuldeiser')
    expect(partijVan(stand, wie(lek))).toBeNull()
    expect(partijVan(stand, wie({ deelnemer: 'ander', rol: 'intermediair', mandaten }))).toBeNull()
  })

  test('whoever acts for the gemeente it went to, nobody while it waits', () => {
    const weert = wie({ gemeenten: new Set(['0988', '0946']) })
    expect(partijVan(stand, weert)).toBe('gemeente')
    expect(partijVan(stand, wie({ gemeenten: new Set(['0957']) }))).toBeNull()
    expect(partijVan({ ...stand, gemeentecode: null }, weert)).toBeNull()
  })

  test('an operator', () => {
    expect(partijVan(stand, wie({ rol: 'operator' }))).toBe('operator')
  })
})

const plaatsing: Plaatsing = {
  gemeentecode: '0988',
  uitvoerder: 'kempen',
  loket: 'algemeen',
  ontvanger: 'gemeente-weert',
  overeenkomst: 'maasdal-weert',
  dagNul: '2026-11-20',
  contactUiterlijkOp: '2026-11-25',
}

describe('the row of a dossier', () => {
  const { dossierId, schuldeiser, indiener, aangenomenOp, openTot } = stand

  test('begins accepted, or waiting without a gemeente', () => {
    const wieHet = { dossierId, schuldeiser, indiener }
    const aangenomen: Opening = { kind: 'aangenomen', eerderDossier: null, incassostop, openTot, ...plaatsing }
    expect(eersteStand(wieHet, aangenomen, aangenomenOp)).toEqual(stand)
    const wacht: Opening = { kind: 'wacht-op-routering', reden: 'onbekend', kandidaten: [], incassostop, openTot }
    const verwacht = { ...stand, status: 'wacht-op-routering', gemeentecode: null, uitvoerder: null }
    expect(eersteStand(wieHet, wacht, aangenomenOp)).toEqual(verwacht)
  })

  test('gets its gemeente from the operator, or ends', () => {
    const wacht: DossierStand = { ...stand, status: 'wacht-op-routering', gemeentecode: null, uitvoerder: null }
    expect(pasToe(wacht, { kind: 'gerouteerd', ...plaatsing })).toEqual(stand)
    const geweigerd = pasToe(wacht, { kind: 'niet-bezorgbaar', reden: 'adres-in-buitenland' })
    expect(geweigerd).toEqual({ ...wacht, status: 'niet-bezorgbaar' })
  })

  test('is not changed by a contact', () => {
    const contact = {
      kind: 'contact-geregistreerd',
      soort: 'contact',
      kanaal: 'telefoon',
      plaatsgevondenOp: tijdensStop,
    } as const
    expect(pasToe(stand, contact)).toBe(stand)
  })
})
