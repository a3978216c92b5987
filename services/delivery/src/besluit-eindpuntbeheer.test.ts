import { describe, expect, it } from 'vitest'
import type { Gewenst } from './besluit-eindpuntbeheer.ts'
import { besluitBeheer, vergelijk } from './besluit-eindpuntbeheer.ts'

describe('what an operator may do to an endpoint', () => {
  const geweigerd = (reden: string) => ({ kind: 'geweigerd', reden })
  it.each([
    ['pauzeer', 'actief', null, { kind: 'doe' }],
    ['pauzeer', 'gepauzeerd', 'operator', { kind: 'gedaan' }],
    ['pauzeer', 'gepauzeerd', 'zonder-demo', { kind: 'doe' }],
    ['pauzeer', 'voorgesteld', null, geweigerd('voorgesteld')],
    ['pauzeer', 'beeindigd', null, geweigerd('beeindigd')],
    ['hervat', 'gepauzeerd', 'http-410', { kind: 'doe' }],
    ['hervat', 'actief', null, { kind: 'gedaan' }],
    ['hervat', 'voorgesteld', null, geweigerd('voorgesteld')],
    ['hervat', 'beeindigd', null, geweigerd('beeindigd')],
    ['beeindig', 'voorgesteld', null, { kind: 'doe' }],
    ['beeindig', 'actief', null, { kind: 'doe' }],
    ['beeindig', 'gepauzeerd', 'http-401', { kind: 'doe' }],
    ['beeindig', 'beeindigd', null, { kind: 'gedaan' }],
  ] as const)('%s one that is %s (%s)', (handeling, status, reden, besluit) => {
    expect(besluitBeheer(handeling, { status, reden })).toEqual(besluit)
  })
})

describe('whether one is there already', () => {
  const gewenst: Gewenst = {
    adres: 'https://a.example.nl/in',
    geheim: null,
    gelijktijdig: 50,
    toegestaneNetten: ['10.1.0.0/16', '10.2.0.0/16'],
    httpToegestaan: false,
  }
  const bestaand = { ...gewenst, geheimen: ['nieuw', 'oud'] }
  it.each([
    ['the same', {}, 'gelijk'],
    ['written otherwise', { adres: 'HTTPS://A.example.nl:443/in' }, 'gelijk'],
    ['networks in another order', { toegestaneNetten: ['10.2.0.0/16', '10.1.0.0/16'] }, 'gelijk'],
    ['its newest secret', { geheim: 'nieuw' }, 'gelijk'],
    ['a secret that it had', { geheim: 'oud' }, 'anders'],
    ['more at once', { gelijktijdig: 51 }, 'anders'],
    ['other networks', { toegestaneNetten: [] }, 'anders'],
    ['without TLS', { httpToegestaan: true }, 'anders'],
    ['another path', { adres: 'https://a.example.nl/uit' }, 'ander'],
  ])('%s', (_, anders, hoe) => {
    expect(vergelijk(bestaand, { ...gewenst, ...anders })).toBe(hoe)
  })
})
