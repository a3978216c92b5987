import { describe, expect, test } from 'vitest'
import type { Openbaar, Publiek } from './openbaarmaking.ts'
import { magOntvangen, magZien, ontvangersVan, publiekVan } from './openbaarmaking.ts'

const publieken: Publiek[] = ['gemeente', 'schuldeiser', 'hub']
const termijn = (soort: Extract<Openbaar, { bericht: 'termijnbericht' }>['soort']): Openbaar => ({
  bericht: 'termijnbericht',
  soort,
})

type Rij = [Openbaar, boolean, boolean, boolean]

// message, then: gemeente, schuldeiser, hub
const tabel: Rij[] = [
  [{ bericht: 'doorverwijzing' }, true, false, true],
  [{ bericht: 'contactregistratie' }, false, false, true],
  [{ bericht: 'onrouteerbaar' }, false, false, true],
  [{ bericht: 'niet-bezorgbaar' }, false, true, true],
  [{ bericht: 'routeeropdracht' }, false, false, true],
  [{ bericht: 'herbezorgopdracht' }, false, false, true],
  [{ bericht: 'herstelopdracht' }, false, false, true],
  [termijn('herinnering-contact'), true, false, true],
  [termijn('contact-gehaald'), false, false, true],
  [termijn('contact-verstreken'), true, false, true],
  [termijn('contact-alsnog-gehaald'), true, false, true],
  [termijn('herinnering-gesprek'), true, false, true],
  [termijn('gesprek-gehaald'), false, false, true],
  [termijn('gesprek-verstreken'), true, false, true],
  [termijn('gesprek-alsnog-gehaald'), true, false, true],
  [termijn('operatortermijn-verstreken'), false, false, true],
  [termijn('incassostop-eindigt'), true, true, true],
  [termijn('incassostop-geeindigd'), true, true, true],
]

// The same, of what stands in the tijdlijn.
const tijdlijn: Rij[] = [
  [{ bericht: 'doorverwijzing' }, true, true, true],
  [{ bericht: 'contactregistratie' }, true, false, true],
  [{ bericht: 'onrouteerbaar' }, false, true, true],
  [{ bericht: 'niet-bezorgbaar' }, false, true, true],
  [{ bericht: 'routeeropdracht' }, false, false, true],
  [{ bericht: 'herbezorgopdracht' }, false, false, true],
  [{ bericht: 'herstelopdracht' }, false, false, true],
  [termijn('herinnering-contact'), true, false, true],
  [termijn('contact-gehaald'), true, false, true],
  [termijn('contact-verstreken'), true, false, true],
  [termijn('contact-alsnog-gehaald'), true, false, true],
  [termijn('herinnering-gesprek'), true, false, true],
  [termijn('gesprek-gehaald'), true, false, true],
  [termijn('gesprek-verstreken'), true, false, true],
  [termijn('gesprek-alsnog-gehaald'), true, false, true],
  [termijn('operatortermijn-verstreken'), false, false, true],
  [termijn('incassostop-eindigt'), true, true, true],
  [termijn('incassostop-geeindigd'), true, true, true],
]

describe('the disclosure policy', () => {
  test.each(tabel)('%j: gemeente %s, schuldeiser %s, hub %s', (wat, ...verwacht) => {
    expect(publieken.map((publiek) => magOntvangen(wat, publiek))).toEqual(verwacht)
  })

  test.each(tijdlijn)('%j in the tijdlijn: gemeente %s, schuldeiser %s, hub %s', (wat, ...verwacht) => {
    expect(publieken.map((publiek) => magZien(wat, publiek))).toEqual(verwacht)
  })

  test('has every message and every kind of termijnbericht in its tables', () => {
    for (const rijen of [tabel, tijdlijn]) expect(new Set(rijen.map(([wat]) => JSON.stringify(wat))).size).toBe(18)
  })

  test('shows an intermediair what the creditor sees, and an operator what the hub sees', () => {
    expect(publiekVan('gemeente')).toBe('gemeente')
    expect(publiekVan('schuldeiser')).toBe('schuldeiser')
    expect(publiekVan('intermediair')).toBe('schuldeiser')
    expect(publiekVan('operator')).toBe('hub')
  })

  test('picks the parties that receive, in the order given', () => {
    const partijen = [
      { deelnemer: 'waterbedrijf-maasdal', rol: 'schuldeiser' },
      { deelnemer: 'incasso-lek', rol: 'intermediair' },
      { deelnemer: 'gemeente-weert', rol: 'gemeente' },
    ] as const
    const wie = (wat: Openbaar) => ontvangersVan(wat, partijen).map((p) => p.deelnemer)
    expect(wie({ bericht: 'doorverwijzing' })).toEqual(['gemeente-weert'])
    expect(wie(termijn('contact-verstreken'))).toEqual(['gemeente-weert'])
    expect(wie({ bericht: 'niet-bezorgbaar' })).toEqual(['waterbedrijf-maasdal', 'incasso-lek'])
    expect(wie(termijn('incassostop-geeindigd'))).toEqual(['waterbedrijf-maasdal', 'incasso-lek', 'gemeente-weert'])
    expect(wie({ bericht: 'contactregistratie' })).toEqual([])
  })
})
