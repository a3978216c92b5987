import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ContactAfspraak } from './afspraken.ts'
import { STANDAARD_AFSPRAKEN } from './afspraken.ts'
import { amsterdamseDag, dagErbij, dagenTussen, eindeVanDag } from './dag.ts'
import { atwFeestdagen, isWerkdag, maakKalender } from './kalender.ts'
import { contactTermijn, gesprekTermijn, incassostop, nogTeHerinneren, operatorTermijn } from './termijnen.ts'

const kalender = maakKalender(
  [2025, 2026, 2027, 2028].flatMap(atwFeestdagen).map((f) => f.dag),
  ['2025-05-30', '2026-01-02', '2026-05-15', '2027-05-07', '2028-04-28', '2028-05-26'],
  { van: 2025, totEnMet: 2028 },
)
const op = (tekst: string) => Temporal.Instant.from(tekst)
const tekst = (momenten: readonly Temporal.Instant[]) => momenten.map((m) => m.toString())

function contact(aangenomenOp: Temporal.Instant, anders: Partial<ContactAfspraak> = {}) {
  const afspraken = { contact: { ...STANDAARD_AFSPRAKEN.contact, ...anders } }
  return contactTermijn({ aangenomenOp, dagNul: amsterdamseDag(aangenomenOp), afspraken, kalender })
}
function gesprek(dagNul: string, bedreigendVanaf: string | null = null) {
  return gesprekTermijn({ dagNul, afspraken: STANDAARD_AFSPRAKEN, bedreigendVanaf, kalender })
}
const momenten = fc
  .integer({ min: Date.UTC(2025, 0, 10), max: Date.UTC(2028, 9, 1) })
  .map((ms) => Temporal.Instant.fromEpochMilliseconds(ms))

describe('the contact term', () => {
  test('ends with the third werkdag, reminders at nine on the last two', () => {
    const termijn = contact(op('2026-11-20T09:00:00Z'))
    expect(termijn.uiterlijkOp).toBe('2026-11-25')
    expect(termijn.tijdstip.toString()).toBe('2026-11-25T23:00:00Z')
    expect(tekst(termijn.herinneringen)).toEqual(['2026-11-24T08:00:00Z', '2026-11-25T08:00:00Z'])
  })

  test('steps over holidays and the change to summer time', () => {
    const termijn = contact(op('2026-03-28T22:30:00Z'))
    expect(termijn.tijdstip.toString()).toBe('2026-04-01T22:00:00Z')
    expect(tekst(termijn.herinneringen)).toEqual(['2026-03-31T07:00:00Z', '2026-04-01T07:00:00Z'])
  })

  test('of one werkdag has one reminder: none falls on or before day 0', () => {
    const termijn = contact(op('2026-11-20T05:00:00Z'), { aantal: 1 })
    expect(termijn.uiterlijkOp).toBe('2026-11-23')
    expect(tekst(termijn.herinneringen)).toEqual(['2026-11-23T08:00:00Z'])
  })

  test('in calendar days is not rolled and reminds on the last werkdagen within it', () => {
    const termijn = contact(op('2026-11-18T12:00:00Z'), { aantal: 4, eenheid: 'dagen' })
    expect(termijn.uiterlijkOp).toBe('2026-11-22')
    expect(tekst(termijn.herinneringen)).toEqual(['2026-11-19T08:00:00Z', '2026-11-20T08:00:00Z'])
  })

  test('in calendar days without a werkdag has no reminder', () => {
    const termijn = contact(op('2026-11-20T12:00:00Z'), { aantal: 2, eenheid: 'dagen' })
    expect(termijn.uiterlijkOp).toBe('2026-11-22')
    expect(termijn.herinneringen).toEqual([])
  })

  test('in hours counts hours, also across the change of the clock, without reminders', () => {
    const termijn = contact(op('2026-03-28T12:00:00Z'), { aantal: 24, eenheid: 'uren' })
    expect(termijn).toMatchObject({ uiterlijkOp: '2026-03-29', herinneringen: [] })
    expect(termijn.tijdstip.toString()).toBe('2026-03-29T12:00:00Z')
  })

  test('in hours that ends at midnight has the day before as its last', () => {
    const termijn = contact(op('2026-11-22T23:00:00Z'), { aantal: 24, eenheid: 'uren' })
    expect(termijn.uiterlijkOp).toBe('2026-11-23')
  })

  test('starts on the day of the operator, not on the day of acceptance, when these differ', () => {
    const afspraken = STANDAARD_AFSPRAKEN
    const vraag = { aangenomenOp: op('2026-11-20T09:00:00Z'), dagNul: '2026-11-23', afspraken, kalender }
    expect(contactTermijn(vraag).uiterlijkOp).toBe('2026-11-26')
  })

  test('always ends on a werkdag with exactly so many werkdagen in it, and its reminders lie within it', () => {
    fc.assert(
      fc.property(momenten, fc.integer({ min: 1, max: 10 }), (nu, aantal) => {
        const { uiterlijkOp, tijdstip, herinneringen } = contact(nu, { aantal })
        let geteld = 0
        for (let d = dagErbij(amsterdamseDag(nu), 1); d <= uiterlijkOp; d = dagErbij(d, 1)) {
          if (isWerkdag(d, kalender)) geteld += 1
        }
        expect(geteld).toBe(aantal)
        expect(isWerkdag(uiterlijkOp, kalender)).toBe(true)
        expect(tijdstip.equals(eindeVanDag(uiterlijkOp))).toBe(true)
        expect(herinneringen).toHaveLength(Math.min(aantal, 2))
        for (const h of herinneringen) {
          expect(amsterdamseDag(h) > amsterdamseDag(nu)).toBe(true)
          expect(Temporal.Instant.compare(h, tijdstip)).toBe(-1)
        }
      }),
    )
  })
})

describe('the term of the first talk', () => {
  test('is 28 days, rolled to a werkdag', () => {
    expect(gesprek('2026-11-20').uiterlijkOp).toBe('2026-12-18')
    expect(gesprek('2026-11-28').uiterlijkOp).toBe('2026-12-28')
  })

  test('is 3 werkdagen when threatening', () => {
    expect(gesprek('2026-11-20', '2026-11-20').uiterlijkOp).toBe('2026-11-25')
  })

  test('counts from the day the threat became known', () => {
    expect(gesprek('2026-11-20', '2026-12-01').uiterlijkOp).toBe('2026-12-04')
  })

  test('is never made longer by a threat that becomes known at its end', () => {
    expect(gesprek('2026-11-20', '2026-12-18').uiterlijkOp).toBe('2026-12-18')
  })

  test('reminds at nine on its last two werkdagen', () => {
    expect(tekst(gesprek('2026-11-20').herinneringen)).toEqual(['2026-12-17T08:00:00Z', '2026-12-18T08:00:00Z'])
  })
})

describe('the incassostop', () => {
  test('lasts 30 days, is rolled to a werkdag, and collection may start on the werkdag after', () => {
    const stop = incassostop({ aangenomenOp: op('2026-11-20T09:00:00Z'), dagen: 30, kalender })
    expect(stop).toMatchObject({ van: '2026-11-20', totEnMet: '2026-12-21', hervatbaarVanaf: '2026-12-22' })
    expect(stop.einde.toString()).toBe('2026-12-21T23:00:00Z')
    expect(stop.aankondiging.toString()).toBe('2026-12-16T08:00:00Z')
  })

  test('never lets collection start in a weekend or on a holiday', () => {
    const stop = incassostop({ aangenomenOp: op('2026-03-04T09:00:00Z'), dagen: 29, kalender })
    expect(stop).toMatchObject({ totEnMet: '2026-04-02', hervatbaarVanaf: '2026-04-07' })
  })

  test('is announced by the clock of Amsterdam, also on the other side of a change of the clock', () => {
    const stop = incassostop({ aangenomenOp: op('2026-03-05T09:00:00Z'), dagen: 30, kalender })
    expect(stop.totEnMet).toBe('2026-04-07')
    expect(stop.aankondiging.toString()).toBe('2026-04-02T07:00:00Z')
  })

  test('is at least as long as agreed and ends on a werkdag, before a werkdag', () => {
    fc.assert(
      fc.property(momenten, fc.integer({ min: 1, max: 60 }), (aangenomenOp, dagen) => {
        const stop = incassostop({ aangenomenOp, dagen, kalender })
        expect(dagenTussen(stop.van, stop.totEnMet)).toBeGreaterThanOrEqual(dagen)
        expect(dagenTussen(stop.van, stop.totEnMet)).toBeLessThan(dagen + 6)
        expect(isWerkdag(stop.totEnMet, kalender)).toBe(true)
        expect(isWerkdag(stop.hervatbaarVanaf, kalender)).toBe(true)
        expect(stop.hervatbaarVanaf > stop.totEnMet).toBe(true)
        expect(dagenTussen(amsterdamseDag(stop.aankondiging), stop.totEnMet)).toBe(5)
      }),
    )
  })
})

test('an operator has until the end of the next werkdag', () => {
  const termijn = operatorTermijn(op('2026-11-20T09:00:00Z'), kalender)
  expect(termijn.uiterlijkOp).toBe('2026-11-23')
  expect(termijn.tijdstip.toString()).toBe('2026-11-23T23:00:00Z')
})

test('reminders already past are not sent, one of this very moment is', () => {
  const { herinneringen } = contact(op('2026-11-20T09:00:00Z'))
  expect(nogTeHerinneren(herinneringen, op('2026-11-24T07:59:59Z'))).toHaveLength(2)
  expect(nogTeHerinneren(herinneringen, op('2026-11-24T08:00:00Z'))).toHaveLength(2)
  expect(tekst(nogTeHerinneren(herinneringen, op('2026-11-24T08:00:01Z')))).toEqual(['2026-11-25T08:00:00Z'])
  expect(nogTeHerinneren(herinneringen, op('2026-11-26T00:00:00Z'))).toEqual([])
})
