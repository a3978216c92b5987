import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { STANDAARD_AFSPRAKEN } from './afspraken.ts'
import type { Klok, KlokSoort, KlokStatus, Momenten, Registratie } from './klok.ts'
import { GEEN_MOMENTEN, laatVervallen, meetRegistratie, teltVoor, verstrijk, verwerkMoment } from './klok.ts'

const op = (tekst: string) => Temporal.Instant.from(tekst)
const einde = op('2026-11-25T23:00:00Z')
const opTijd = op('2026-11-25T22:59:59Z')
const klok = (status: KlokStatus, soort: KlokSoort = 'contact'): Klok => ({ soort, status, tijdstip: einde })
const registratie = (r: Partial<Registratie> = {}): Registratie => ({
  soort: 'contact',
  kanaal: 'telefoon',
  plaatsgevondenOp: opTijd,
  ...r,
})
const meet = (k: Klok, r: Registratie) => meetRegistratie(k, r, STANDAARD_AFSPRAKEN)
const alle = ['open', 'gehaald', 'verstreken', 'alsnog-gehaald', 'vervallen'] as const

describe('what counts for a clock', () => {
  const soorten = ['poging', 'contact', 'eerste-gesprek'] as const
  const kanalen = ['telefoon', 'huisbezoek', 'sms', 'e-mail', 'whatsapp', 'brief', 'balie'] as const

  test('the first talk is met by a first talk only', () => {
    const telt = soorten.filter((soort) => teltVoor('gesprek', registratie({ soort }), STANDAARD_AFSPRAKEN))
    expect(telt).toEqual(['eerste-gesprek'])
  })

  test('contact is met by contact and by a first talk, through any channel', () => {
    for (const kanaal of kanalen) {
      expect(teltVoor('contact', registratie({ soort: 'contact', kanaal }), STANDAARD_AFSPRAKEN)).toBe(true)
      expect(teltVoor('contact', registratie({ soort: 'eerste-gesprek', kanaal }), STANDAARD_AFSPRAKEN)).toBe(true)
    }
  })

  test('an attempt counts through the channels agreed on', () => {
    const telt = kanalen.filter((kanaal) =>
      teltVoor('contact', registratie({ soort: 'poging', kanaal }), STANDAARD_AFSPRAKEN),
    )
    expect(telt).toEqual(['telefoon', 'huisbezoek', 'sms', 'e-mail'])
  })

  test('an attempt counts for nothing where it was agreed that it does not', () => {
    const afspraken = { contact: { ...STANDAARD_AFSPRAKEN.contact, pogingTelt: false } }
    expect(teltVoor('contact', registratie({ soort: 'poging' }), afspraken)).toBe(false)
  })
})

describe('a clock', () => {
  test.each([
    ['open', 'gehaald'],
    ['gehaald', 'gehaald'],
    ['verstreken', 'alsnog-gehaald'],
    ['alsnog-gehaald', 'alsnog-gehaald'],
    ['vervallen', 'vervallen'],
  ] as const)('that is %s becomes %s by what took place in time', (van, naar) => {
    expect(meet(klok(van), registratie())).toBe(naar)
  })

  test.each(alle)('that is %s is not changed by what took place at its end or later', (status) => {
    expect(meet(klok(status), registratie({ plaatsgevondenOp: einde }))).toBe(status)
  })

  test('is not changed by what does not count', () => {
    expect(meet(klok('open'), registratie({ soort: 'poging', kanaal: 'brief' }))).toBe('open')
    expect(meet(klok('verstreken', 'gesprek'), registratie())).toBe('verstreken')
  })

  test('passes at its end, not before, and only while it runs', () => {
    expect(verstrijk(klok('open'), opTijd)).toBe('open')
    expect(alle.map((status) => verstrijk(klok(status), einde))).toEqual([
      'verstreken',
      'gehaald',
      'verstreken',
      'alsnog-gehaald',
      'vervallen',
    ])
  })

  test('lapses only while it runs', () => {
    expect(alle.map((status) => laatVervallen(klok(status)))).toEqual([
      'vervallen',
      'gehaald',
      'verstreken',
      'alsnog-gehaald',
      'vervallen',
    ])
  })

  test('ends as met in whatever order its end and the registration arrive', () => {
    const willekeurig = fc.record({
      soort: fc.constantFrom('poging', 'contact', 'eerste-gesprek'),
      kanaal: fc.constantFrom('telefoon', 'brief'),
      plaatsgevondenOp: fc.integer({ min: -5, max: 5 }).map((uren) => einde.add({ hours: uren })),
    }) satisfies fc.Arbitrary<Registratie>
    fc.assert(
      fc.property(
        fc.array(willekeurig, { maxLength: 6 }),
        fc.nat(6),
        fc.constantFrom('contact', 'gesprek'),
        (rs, plek, soort) => {
          let nu = klok('open', soort)
          rs.forEach((r, i) => {
            if (i === plek) nu = { ...nu, status: verstrijk(nu, einde) }
            nu = { ...nu, status: meet(nu, r) }
          })
          const eind = verstrijk(nu, einde)
          const gehaald = rs.some(
            (r) => teltVoor(soort, r, STANDAARD_AFSPRAKEN) && Temporal.Instant.compare(r.plaatsgevondenOp, einde) < 0,
          )
          expect(['gehaald', 'alsnog-gehaald'].includes(eind)).toBe(gehaald)
        },
      ),
    )
  })
})

describe('the first moments', () => {
  const tekst = (m: Momenten) =>
    [m.eerstePogingOp, m.eersteContactOp, m.eersteGesprekOp].map((t) => t?.toString() ?? null)
  const verwerk = (rs: readonly Registratie[]) => rs.reduce(verwerkMoment, GEEN_MOMENTEN)

  test('of attempt, contact and talk are kept apart; a first talk is contact too', () => {
    const poging = registratie({ soort: 'poging', plaatsgevondenOp: op('2026-11-21T10:00:00Z') })
    const gesprek = registratie({ soort: 'eerste-gesprek', plaatsgevondenOp: op('2026-11-24T10:00:00Z') })
    const contact = registratie({ plaatsgevondenOp: op('2026-11-23T10:00:00Z') })
    expect(tekst(verwerk([poging]))).toEqual(['2026-11-21T10:00:00Z', null, null])
    expect(tekst(verwerk([gesprek]))).toEqual([null, '2026-11-24T10:00:00Z', '2026-11-24T10:00:00Z'])
    expect(tekst(verwerk([poging, gesprek, contact]))).toEqual([
      '2026-11-21T10:00:00Z',
      '2026-11-23T10:00:00Z',
      '2026-11-24T10:00:00Z',
    ])
  })

  test('are the earliest, whatever the order in which they are told', () => {
    const willekeurig = fc.record({
      soort: fc.constantFrom('poging', 'contact', 'eerste-gesprek'),
      kanaal: fc.constant('telefoon'),
      plaatsgevondenOp: fc.integer({ min: 0, max: 50 }).map((uren) => op('2026-11-20T00:00:00Z').add({ hours: uren })),
    }) satisfies fc.Arbitrary<Registratie>
    fc.assert(
      fc.property(fc.array(willekeurig, { maxLength: 8 }), (rs) => {
        const opVolgorde = rs.toSorted((a, b) => Temporal.Instant.compare(a.plaatsgevondenOp, b.plaatsgevondenOp))
        expect(tekst(verwerk(rs))).toEqual(tekst(verwerk(opVolgorde)))
        const eerstePoging = opVolgorde.find((r) => r.soort === 'poging')
        expect(tekst(verwerk(rs))[0]).toBe(eerstePoging?.plaatsgevondenOp.toString() ?? null)
      }),
    )
  })
})
