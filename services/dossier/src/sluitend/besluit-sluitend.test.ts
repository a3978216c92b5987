import { describe, expect, test } from 'vitest'
import type { Berichtfeiten, Doorverwijzingfeiten } from './besluit-sluitend.ts'
import { besluitBericht, besluitDoorverwijzing, ontbrekendeKlokken } from './besluit-sluitend.ts'

const BEZORGD: Doorverwijzingfeiten = {
  oud: true,
  wachtBijIntake: false,
  routing: true,
  stand: null,
  ontvanger: 'a',
  contactklok: true,
  stopklok: true,
  inPostvak: true,
  geweigerdInPostvak: false,
  bevestigd: false,
  push: null,
  apart: null,
  geweigerd: false,
  vernietigd: false,
}

describe('a doorverwijzing', () => {
  test.each([
    [{}, 'in-postvak'],
    [{ push: 'open' }, 'in-postvak'],
    [{ push: 'geparkeerd' }, 'push-geparkeerd'],
    [{ push: 'geparkeerd', bevestigd: true }, 'bevestigd'],
    [{ push: 'gepusht', bevestigd: true }, 'gepusht'],
    [{ vernietigd: true, apart: 'sla' }, 'in-postvak'],
    [{ inPostvak: false, apart: 'sla', vernietigd: true }, 'apart'],
    [{ inPostvak: false, apart: 'sla', geweigerd: true }, 'geweigerd'],
    [{ inPostvak: false, vernietigd: true }, 'inhoud-vernietigd'],
    [{ inPostvak: false, oud: false }, 'onderweg'],
    [{ inPostvak: false }, 'open'],
    [{ inPostvak: false, stand: 'niet-bezorgbaar', vernietigd: true }, 'open'],
    [{ inPostvak: false, stand: 'niet-bezorgbaar', vernietigd: true, geweigerdInPostvak: true }, 'niet-bezorgbaar'],
    [{ inPostvak: false, stand: 'wacht-op-routering', wachtBijIntake: true }, 'wacht-op-routering'],
    [{ inPostvak: false, stand: 'wacht-op-routering' }, 'open'],
  ] as const)('of which is known %j became %s', (feiten, uitkomst) => {
    expect(besluitDoorverwijzing({ ...BEZORGD, ...feiten }).uitkomst).toBe(uitkomst)
  })

  test('that is delivered has both clocks', () => {
    expect(ontbrekendeKlokken(BEZORGD)).toEqual([])
    expect(ontbrekendeKlokken({ ...BEZORGD, contactklok: false, stopklok: false })).toEqual(['contact', 'incassostop'])
    expect(ontbrekendeKlokken({ ...BEZORGD, inPostvak: false, contactklok: false })).toEqual([])
  })

  test.each(['wacht-op-routering', 'niet-bezorgbaar'])(
    'that is %s has its stop, which runs without a receiver',
    (stand) => {
      const wacht = { ...BEZORGD, inPostvak: false, contactklok: false, stopklok: false, stand }
      expect(ontbrekendeKlokken(wacht)).toEqual(['incassostop'])
      expect(ontbrekendeKlokken({ ...wacht, stopklok: true })).toEqual([])
      expect(ontbrekendeKlokken({ ...wacht, oud: false })).toEqual([])
      expect(ontbrekendeKlokken({ ...wacht, apart: 'sla' })).toEqual([])
    },
  )
})

const GEDAAN: Berichtfeiten = {
  bericht: 'contactregistratie',
  oud: true,
  routing: true,
  registratie: 'verwerkt',
  ongelezen: false,
  apart: null,
  geweigerd: false,
  vernietigd: false,
}

test.each([
  [{}, 'verwerkt'],
  [{ registratie: 'inhoud-vernietigd' }, 'inhoud-vernietigd'],
  [{ registratie: null }, 'open'],
  [{ registratie: null, oud: false }, 'onderweg'],
  [{ registratie: null, vernietigd: true }, 'inhoud-vernietigd'],
  [{ registratie: null, apart: 'sla' }, 'apart'],
  [{ bericht: 'routeeropdracht', registratie: null }, 'verwerkt'],
  [{ bericht: 'routeeropdracht', registratie: null, ongelezen: true }, 'open'],
  [{ bericht: 'routeeropdracht', registratie: null, routing: false }, 'open'],
] as const)('another message of which is known %j became %s', (feiten, uitkomst) => {
  expect(besluitBericht({ ...GEDAAN, ...feiten }).uitkomst).toBe(uitkomst)
})
