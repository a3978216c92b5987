import { describe, expect, test } from 'vitest'
import { STANDAARD_AFSPRAKEN } from './afspraken.ts'
import type { ToestemmingInvoer } from './toestemming.ts'
import { controleerToestemming } from './toestemming.ts'

const nu = Temporal.Instant.from('2026-11-20T09:00:00Z')
const goed: ToestemmingInvoer = {
  hulpvrager: { geboortedatum: '1980-05-17' },
  toestemming: {
    verkregenOp: '2026-11-19T10:00:00+01:00',
    wijze: 'telefonisch',
    omvang: { doorverwijzen: true, gegevensDelen: true },
  },
  persoonlijkContactOp: '2026-11-19T09:55:00+01:00',
  vorderingen: [{ peildatum: '2026-11-20' }, { peildatum: '2026-10-01' }],
}
const met = (t: Partial<ToestemmingInvoer['toestemming']>): ToestemmingInvoer => ({
  ...goed,
  toestemming: { ...goed.toestemming, ...t },
})
const geboren = (geboortedatum: string): ToestemmingInvoer => ({ ...goed, hulpvrager: { geboortedatum } })
const vind = (invoer: ToestemmingInvoer, afspraken = STANDAARD_AFSPRAKEN) =>
  controleerToestemming(invoer, afspraken, nu).map((p) => `${p.location} ${p.code}`)

describe('consent', () => {
  test('that is recent, whole and of an adult gives no problem', () => {
    expect(vind(goed)).toEqual([])
    expect(vind({ ...goed, hulpvrager: {} })).toEqual([])
  })

  test('may be of this very moment, not of a moment later', () => {
    expect(vind(met({ verkregenOp: '2026-11-20T09:00:00Z' }))).toEqual([])
    expect(vind(met({ verkregenOp: '2026-11-20T09:00:01Z' }))).toEqual(['/toestemming/verkregenOp in-de-toekomst'])
  })

  test('may be 14 Amsterdam days old, not 15', () => {
    expect(vind(met({ verkregenOp: '2026-11-06T00:00:00+01:00' }))).toEqual([])
    expect(vind(met({ verkregenOp: '2026-11-05T23:59:59+01:00' }))).toEqual([
      '/toestemming/verkregenOp toestemming-te-oud',
    ])
  })

  test('may be as old and given as the overeenkomst says', () => {
    const streng = { ...STANDAARD_AFSPRAKEN, toestemmingMaxDagen: 0, toegestaneWijzen: ['schriftelijk'] as const }
    expect(vind(goed, streng)).toEqual([
      '/toestemming/verkregenOp toestemming-te-oud',
      '/toestemming/wijze wijze-niet-toegestaan',
    ])
  })

  test('must cover both referring and sharing', () => {
    expect(vind(met({ omvang: { doorverwijzen: false, gegevensDelen: true } }))).toEqual([
      '/toestemming/omvang/doorverwijzen geen-toestemming',
    ])
    expect(vind(met({ omvang: { doorverwijzen: true, gegevensDelen: false } }))).toEqual([
      '/toestemming/omvang/gegevensDelen geen-toestemming',
    ])
  })

  test('is given by somebody who was 18 on that day, not on the day of sending', () => {
    expect(vind(geboren('2008-11-19'))).toEqual([])
    expect(vind(geboren('2008-11-20'))).toEqual(['/hulpvrager/geboortedatum minderjarig'])
  })

  test('is not given by somebody still to be born', () => {
    expect(vind(geboren('2026-11-21'))).toEqual(['/hulpvrager/geboortedatum in-de-toekomst'])
  })
})

test('the personal contact and the days of the claims do not lie in the future', () => {
  expect(vind({ ...goed, persoonlijkContactOp: '2026-11-20T10:00:01+01:00' })).toEqual([
    '/persoonlijkContactOp in-de-toekomst',
  ])
  expect(vind({ ...goed, vorderingen: [{ peildatum: '2026-11-20' }, { peildatum: '2026-11-21' }] })).toEqual([
    '/vorderingen/1/peildatum in-de-toekomst',
  ])
})

test('everything is told together, without the values', () => {
  const stuk: ToestemmingInvoer = {
    hulpvrager: { geboortedatum: '2015-03-04' },
    toestemming: {
      verkregenOp: '2026-12-01T10:00:00Z',
      wijze: 'digitaal',
      omvang: { doorverwijzen: false, gegevensDelen: false },
    },
    persoonlijkContactOp: '2026-12-01T09:00:00Z',
    vorderingen: [{ peildatum: '2026-12-01' }],
  }
  const problemen = controleerToestemming(stuk, { ...STANDAARD_AFSPRAKEN, toegestaneWijzen: ['schriftelijk'] }, nu)
  expect(problemen).toHaveLength(7)
  for (const { detail } of problemen) expect(detail).not.toMatch(/20\d\d|digitaal/)
})
