import { describe, expect, test } from 'vitest'
import { STANDAARD_AFSPRAKEN } from './afspraken.ts'
import type { Deelnemer, Mandaat, Overeenkomst, OvereenkomstVraag } from './overeenkomst.ts'
import { bepaalSchuldeiser, besluitOvereenkomst, controleerDeelnemer, controleerMandaat } from './overeenkomst.ts'

const nu = Temporal.Instant.from('2026-11-20T09:00:00Z')
const altijd = { van: '2026-01-01', totEnMet: null }
const water: Deelnemer = { deelnemer: 'waterbedrijf-maasdal', soort: 'schuldeiser', status: 'actief', ...altijd }
const incasso: Deelnemer = { deelnemer: 'incasso-lek', soort: 'intermediair', status: 'actief', ...altijd }
const weert: Deelnemer = { deelnemer: 'gemeente-weert', soort: 'gemeente', status: 'actief', ...altijd }

describe('a participant', () => {
  test('that is active on the day may act, on its first and its last day too', () => {
    expect(controleerDeelnemer(water, nu)).toEqual({ kind: 'ok' })
    const eenDag = { ...water, van: '2026-11-20', totEnMet: '2026-11-20' }
    expect(controleerDeelnemer(eenDag, nu)).toEqual({ kind: 'ok' })
  })

  test('that is unknown, blocked, ended, over or not begun may not', () => {
    const code = (d: Deelnemer | null) => {
      const besluit = controleerDeelnemer(d, nu)
      return besluit.kind === 'ok' ? 'ok' : besluit.code
    }
    expect(code(null)).toBe('deelnemer-onbekend')
    expect(code({ ...water, status: 'geblokkeerd' })).toBe('deelnemer-geblokkeerd')
    expect(code({ ...water, status: 'beeindigd' })).toBe('deelnemer-niet-actief')
    expect(code({ ...water, totEnMet: '2026-11-19' })).toBe('deelnemer-niet-actief')
    expect(code({ ...water, van: '2026-11-21' })).toBe('deelnemer-niet-actief')
  })
})

const mandaat: Mandaat = { intermediair: 'incasso-lek', schuldeiser: 'waterbedrijf-maasdal', ...altijd }
const over = { ...mandaat, totEnMet: '2026-11-19' }
const straks = { ...mandaat, van: '2026-11-21' }

describe('a mandate', () => {
  const vraag = { intermediair: 'incasso-lek', schuldeiser: 'waterbedrijf-maasdal', nu }
  const reden = (mandaten: Mandaat[]) => {
    const besluit = controleerMandaat(mandaten, vraag)
    return besluit.kind === 'ok' ? 'ok' : besluit.reden
  }

  test('in force is enough, whatever else there is', () => {
    expect(reden([over, mandaat, straks])).toBe('ok')
  })

  test('that ended, is still to begin, or is of others is none', () => {
    expect(reden([over])).toBe('beeindigd')
    expect(reden([over, straks])).toBe('nog-niet-ingegaan')
    expect(reden([])).toBe('geen')
    expect(reden([{ ...mandaat, intermediair: 'ander' }])).toBe('geen')
    expect(reden([{ ...mandaat, schuldeiser: 'ander' }])).toBe('geen')
  })
})

describe('for whom a sender speaks', () => {
  const mandaten = [mandaat]
  const geweigerd = (code: string) => ({ kind: 'geweigerd', code })
  const geenMandaat = geweigerd('geen-mandaat')
  const maasdal = { kind: 'ok', schuldeiser: 'waterbedrijf-maasdal' }

  test('a creditor speaks for itself only', () => {
    expect(bepaalSchuldeiser({ afzender: water, namens: undefined, mandaten, nu })).toEqual(maasdal)
    expect(bepaalSchuldeiser({ afzender: water, namens: water, mandaten, nu })).toEqual(maasdal)
    const ander = { ...water, deelnemer: 'ander' }
    expect(bepaalSchuldeiser({ afzender: water, namens: ander, mandaten, nu })).toEqual(geenMandaat)
    expect(bepaalSchuldeiser({ afzender: water, namens: null, mandaten, nu })).toEqual(geenMandaat)
  })

  test('an intermediair speaks for a creditor that gave a mandate', () => {
    expect(bepaalSchuldeiser({ afzender: incasso, namens: water, mandaten, nu })).toEqual(maasdal)
    const zonder = { afzender: incasso, namens: undefined, mandaten, nu }
    expect(bepaalSchuldeiser(zonder)).toEqual(geweigerd('namens-verplicht'))
  })

  test('an unknown, blocked or unmandated creditor is answered alike', () => {
    const geblokkeerd: Deelnemer = { ...water, status: 'geblokkeerd' }
    expect(bepaalSchuldeiser({ afzender: incasso, namens: null, mandaten, nu })).toEqual(geenMandaat)
    expect(bepaalSchuldeiser({ afzender: incasso, namens: geblokkeerd, mandaten, nu })).toEqual(geenMandaat)
    expect(bepaalSchuldeiser({ afzender: incasso, namens: water, mandaten: [over], nu })).toEqual(geenMandaat)
    const vanWeert = [{ ...mandaat, schuldeiser: 'gemeente-weert' }]
    expect(bepaalSchuldeiser({ afzender: incasso, namens: weert, mandaten: vanWeert, nu })).toEqual(geenMandaat)
  })

  test('a gemeente or an operator speaks for no creditor', () => {
    expect(bepaalSchuldeiser({ afzender: weert, namens: undefined, mandaten, nu })).toEqual(
      geweigerd('geen-schuldeiser'),
    )
  })
})

describe('an overeenkomst', () => {
  const basis: Overeenkomst = {
    overeenkomst: 'maasdal-weert',
    schuldeiser: 'waterbedrijf-maasdal',
    gemeentecode: '0988',
    grondslag: 'toestemming',
    ondertekendOp: '2025-12-01',
    afspraken: STANDAARD_AFSPRAKEN,
    ...altijd,
  }
  const vraag: OvereenkomstVraag = {
    bericht: 'doorverwijzing',
    schuldeiser: 'waterbedrijf-maasdal',
    gemeentecode: '0988',
    soorten: ['drinkwater'],
    nu,
  }
  const uitkomst = (rijen: Overeenkomst[], anders: Partial<OvereenkomstVraag> = {}) => {
    const besluit = besluitOvereenkomst(weert, rijen, { ...vraag, ...anders })
    if (besluit.kind === 'ok') return besluit.overeenkomst.overeenkomst
    return besluit.code === 'geen-overeenkomst' ? besluit.reden : besluit.code
  }
  const huur: Overeenkomst = { ...basis, overeenkomst: 'huur', grondslag: 'bgs-huur' }
  const signaal = { bericht: 'vroegsignaal', soorten: ['huur'] } as const

  test('in force, signed and fitting carries the message', () => {
    expect(uitkomst([basis])).toBe('maasdal-weert')
    expect(uitkomst([{ ...basis, totEnMet: '2026-11-20' }])).toBe('maasdal-weert')
    expect(uitkomst([{ ...basis, ondertekendOp: '2026-11-20' }])).toBe('maasdal-weert')
  })

  test('of another pair does not count', () => {
    expect(uitkomst([{ ...basis, schuldeiser: 'ander' }])).toBe('geen')
    expect(uitkomst([{ ...basis, gemeentecode: '0946' }])).toBe('geen')
    expect(uitkomst([])).toBe('geen')
  })

  test('must be in force and signed', () => {
    expect(uitkomst([{ ...basis, van: '2026-11-21' }])).toBe('nog-niet-ingegaan')
    expect(uitkomst([{ ...basis, totEnMet: '2026-11-19' }])).toBe('beeindigd')
    expect(uitkomst([{ ...basis, ondertekendOp: null }])).toBe('niet-ondertekend')
    expect(uitkomst([{ ...basis, ondertekendOp: '2026-11-21' }])).toBe('niet-ondertekend')
  })

  test('allows the messages and claims of its ground only', () => {
    expect(uitkomst([huur])).toBe('bericht-niet-toegestaan')
    expect(uitkomst([huur], signaal)).toBe('huur')
    expect(uitkomst([huur], { ...signaal, soorten: ['huur', 'gas'] })).toBe('soort-niet-toegestaan')
    expect(uitkomst([basis], signaal)).toBe('bericht-niet-toegestaan')
  })

  test('on a temporary ground needs an end date', () => {
    const tijdelijk: Overeenkomst = { ...basis, overeenkomst: 'tijdelijk', grondslag: 'wgs-10-regeling' }
    const overig = { bericht: 'vroegsignaal', soorten: ['overig'] } as const
    expect(uitkomst([tijdelijk], overig)).toBe('zonder-einddatum')
    expect(uitkomst([{ ...tijdelijk, totEnMet: '2027-01-01' }], overig)).toBe('tijdelijk')
  })

  test('is found among others, the newest first, always the same one', () => {
    const nieuwer = { ...basis, overeenkomst: 'nieuwer', van: '2026-06-01' }
    const evenOud = { ...basis, overeenkomst: 'maasdal-later' }
    expect(uitkomst([huur, basis, nieuwer])).toBe('nieuwer')
    expect(uitkomst([nieuwer, basis, huur])).toBe('nieuwer')
    expect(uitkomst([basis, evenOud])).toBe('maasdal-later')
    expect(uitkomst([evenOud, basis])).toBe('maasdal-later')
  })

  test('that fits nearly gives the reason', () => {
    const verlopen = { ...basis, overeenkomst: 'verlopen', totEnMet: '2026-02-01' }
    expect(uitkomst([verlopen, huur])).toBe('bericht-niet-toegestaan')
  })

  test('does not help when nobody receives for the gemeente', () => {
    const meedoenNiet = { kind: 'geweigerd', code: 'gemeente-doet-niet-mee' }
    expect(besluitOvereenkomst(null, [basis], vraag)).toEqual(meedoenNiet)
    expect(besluitOvereenkomst({ ...weert, status: 'geblokkeerd' }, [basis], vraag)).toEqual(meedoenNiet)
  })
})
