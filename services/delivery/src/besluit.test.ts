import { describe, expect, it } from 'vitest'
import type { Uitkomst } from './afloop.ts'
import { besluit, WACHTTIJDEN_MS } from './besluit.ts'
import { besluitEindpunt, ruimteVan } from './besluit-eindpunt.ts'
import { leesRetryAfter } from './retry-after.ts'

const NU = Temporal.Instant.from('2026-03-02T09:00:00Z')
const antwoord = (statuscode: number, herhaalNa: string | null = null) => ({
  statuscode,
  antwoord: Buffer.alloc(0),
  herhaalNa,
})
const afgeleverd: Uitkomst = { kind: 'afgeleverd', ...antwoord(204) }
const geweigerd = (status = 422): Uitkomst => ({ kind: 'geweigerd', ...antwoord(status) })
const druk = (status: number, na: string | null = null): Uitkomst => ({
  kind: 'onbereikbaar',
  reden: 'antwoord',
  ...antwoord(status, na),
})
const weg: Uitkomst = { kind: 'onbereikbaar', reden: 'verbinding' }
const na = (ms: number) => NU.add({ milliseconds: ms }).toString()
const opnieuw = (uitkomst: Uitkomst, poging: number) => {
  const uit = besluit(uitkomst, poging, WACHTTIJDEN_MS, NU)
  return uit.kind === 'opnieuw' ? uit.op.toString() : uit.kind
}

describe('the decision on an attempt', () => {
  it('ends what was taken', () => expect(besluit(afgeleverd, 1, WACHTTIJDEN_MS, NU)).toEqual({ kind: 'klaar' }))

  it.each([
    [1, 5_000],
    [2, 60_000],
    [3, 300_000],
    [4, 1_800_000],
    [5, 7_200_000],
    [6, 18_000_000],
    [7, 36_000_000],
    [8, 36_000_000],
  ])('waits after attempt %i that found nobody %i ms', (poging, ms) => expect(opnieuw(weg, poging)).toBe(na(ms)))

  it('parks after the ninth, and looks again in five minutes', () => {
    const uit = besluit(weg, 9, WACHTTIJDEN_MS, NU)
    expect(uit).toMatchObject({ kind: 'parkeer', reden: 'onbereikbaar' })
    expect(uit.kind === 'parkeer' && uit.proefOp?.toString()).toBe(na(300_000))
  })

  it.each([400, 404, 409, 422, 302])('parks a refusal (%i) for an operator at once', (status) =>
    expect(besluit(geweigerd(status), 1, WACHTTIJDEN_MS, NU)).toEqual({
      kind: 'parkeer',
      reden: 'geweigerd',
      proefOp: null,
    }),
  )

  it.each([401, 403, 410])('parks with its endpoint what was answered %i', (status) =>
    expect(besluit(geweigerd(status), 1, WACHTTIJDEN_MS, NU)).toMatchObject({ kind: 'parkeer', reden: 'gepauzeerd' }),
  )

  it('lets lapse what has no content or mandate any more', () => {
    expect(besluit({ kind: 'inhoud-vernietigd' }, 1, WACHTTIJDEN_MS, NU)).toEqual({ kind: 'vervallen' })
    expect(besluit({ kind: 'overgegaan' }, 1, WACHTTIJDEN_MS, NU)).toEqual({ kind: 'vervallen' })
    expect(besluit({ kind: 'geen-mandaat' }, 1, WACHTTIJDEN_MS, NU)).toEqual({ kind: 'vervallen' })
  })

  it('waits as long as Retry-After asks when that is longer than the plan, at most an hour', () => {
    expect(opnieuw(druk(503, '20'), 1)).toBe(na(20_000))
    expect(opnieuw(druk(503, '2'), 1)).toBe(na(5_000))
    expect(opnieuw(druk(429, '86400'), 1)).toBe(na(3_600_000))
    expect(opnieuw(druk(503, 'morgen'), 1)).toBe(na(5_000))
  })
})

describe('Retry-After', () => {
  it.each([
    ['30', na(30_000)],
    ['Mon, 02 Mar 2026 09:00:40 GMT', na(40_000)],
    ['Mon, 02 Mar 2026 08:00:00 GMT', undefined],
    ['0', undefined],
    ['-5', undefined],
    ['1e3', undefined],
    ['99999999999999', undefined],
    ['2026-03-02', undefined],
    ['999999999', na(3_600_000)],
  ])('%s', (kop, verwacht) => expect(leesRetryAfter(kop, NU)?.toString()).toBe(verwacht))
})

describe('the decision on an endpoint', () => {
  const stand = (uitkomsten: Uitkomst[], fouten = 0) => {
    const uit = besluitEindpunt(uitkomsten, fouten, NU)
    return uit.kind === 'stand' ? { ...uit, nietVoor: uit.nietVoor?.toString() ?? null } : uit
  }

  it('pauses it on 401, 403 and 410, whatever the others said', () => {
    expect(stand([afgeleverd, geweigerd(410)])).toEqual({ kind: 'pauzeer', reden: 'http-410' })
    expect(stand([geweigerd(401)])).toEqual({ kind: 'pauzeer', reden: 'http-401' })
  })

  it('knows that it answers when it takes or refuses', () => {
    expect(stand([weg, afgeleverd], 7)).toMatchObject({ antwoordt: true, fouten: 0, nietVoor: null })
    expect(stand([geweigerd(422), weg], 7)).toMatchObject({ antwoordt: true, fouten: 1 })
  })

  it('opens the breaker after five failures in a row, longer each time', () => {
    expect(stand([weg, weg], 2)).toMatchObject({ fouten: 4, nietVoor: null })
    expect(stand([weg], 4)).toMatchObject({ fouten: 5, nietVoor: na(5_000) })
    expect(stand([weg], 5)).toMatchObject({ fouten: 6, nietVoor: na(15_000) })
    expect(stand([weg], 50)).toMatchObject({ nietVoor: na(60_000) })
  })

  it('leaves one place at an endpoint of which the breaker is open', () => {
    expect(ruimteVan(50, 4)).toBe(50)
    expect(ruimteVan(50, 5)).toBe(1)
  })

  it('slows down for 429 and 503 as long as asked', () => {
    expect(stand([druk(429, '20'), afgeleverd])).toMatchObject({ antwoordt: true, nietVoor: na(20_000) })
    expect(stand([druk(503)])).toMatchObject({ fouten: 1, nietVoor: na(1_000) })
    expect(stand([druk(500)])).toMatchObject({ fouten: 1, nietVoor: null })
  })

  it('learns nothing from what was not sent', () =>
    expect(stand([{ kind: 'inhoud-vernietigd' }])).toEqual({ kind: 'ongewijzigd' }))
})
