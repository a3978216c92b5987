import { STANDAARD_AFSPRAKEN } from '@warmknooppunt/regels/afspraken'
import type { Bestemming } from '@warmknooppunt/regels/besluit-doorverwijzing'
import { maakKalender } from '@warmknooppunt/regels/kalender'
import { describe, expect, it } from 'vitest'
import { AANGENOMEN, WEERT } from './berichten.proef.ts'
import { herhaalBesluit, herhaalKeuze } from './herhaal-besluit.ts'

const MOMENT = { besloten: AANGENOMEN, kalender: maakKalender([], [], { van: 2026, totEnMet: 2026 }) }
const OVEREENKOMST = {
  overeenkomst: 'waterbedrijf-maasdal-0988',
  schuldeiser: 'waterbedrijf-maasdal',
  gemeentecode: '0988',
  grondslag: 'toestemming',
  ondertekendOp: '2024-12-02',
  van: '2025-01-01',
  totEnMet: null,
  afspraken: STANDAARD_AFSPRAKEN,
} as const
const BESTEMMING: Bestemming = {
  gemeentecode: '0988',
  toekenning: {
    kind: 'toegekend',
    uitvoerder: 'schulddienst-land-van-weert',
    loket: 'weert',
    ontvanger: 'schulddienst-postvak',
  },
  overeenkomst: { kind: 'ok', overeenkomst: OVEREENKOMST },
}
const gemeente = (bestemming: Bestemming) => ({ kind: 'gemeente', bestemming }) as const
const wacht = (reden: 'meerdere' | 'onbekend', kandidaten: string[]) => ({ kind: 'wacht', reden, kandidaten }) as const

describe('a decision is carried out', () => {
  it('when routing comes to the same, for the receiver the register names', () => {
    const herhaling = herhaalBesluit(WEERT, gemeente(BESTEMMING), MOMENT)
    expect(herhaling).toEqual({
      kind: 'gevonden',
      plaats: {
        gemeentecode: '0988',
        uitvoerder: 'schulddienst-land-van-weert',
        loket: 'weert',
        ontvanger: 'schulddienst-postvak',
        overeenkomst: OVEREENKOMST,
        contactUiterlijkOp: '2026-03-05',
      },
    })
  })

  it('when the same candidates come in another order', () => {
    const besluit = { status: 'meerdere' as const, kandidaten: ['0988', '0946'] }
    expect(herhaalBesluit(besluit, wacht('meerdere', ['0946', '0988']), MOMENT)).toEqual({
      kind: 'wacht',
      reden: 'meerdere',
    })
  })
})

describe('a decision differs', () => {
  it.each([
    ['gemeente', { gemeentecode: '0946' }],
    ['uitvoerder', { uitvoerder: 'gemeente-roermond' }],
    ['loket', { loket: 'nederweert' }],
    ['overeenkomst', { overeenkomst: 'waterbedrijf-maasdal-0946' }],
    ['contact day', { contactUiterlijkOp: '2026-03-04' }],
  ])('by its %s', (_wat, anders) => {
    expect(herhaalBesluit({ ...WEERT, ...anders }, gemeente(BESTEMMING), MOMENT)).toEqual({ kind: 'verschilt' })
  })

  it.each([
    ['waits', wacht('onbekend', [])],
    ['is not valid', { kind: 'ongeldig', problemen: [] } as const],
  ])('when it was found and now %s', (_wat, opnieuw) => {
    expect(herhaalBesluit(WEERT, opnieuw, MOMENT)).toEqual({ kind: 'verschilt' })
  })

  it.each([
    ['is found', gemeente(BESTEMMING)],
    ['has another reason', wacht('onbekend', [])],
    ['has a candidate less', wacht('meerdere', ['0988'])],
    ['has another candidate', wacht('meerdere', ['0957', '0988'])],
    ['is not valid', { kind: 'ongeldig', problemen: [] } as const],
  ])('when it waited and now %s', (_wat, opnieuw) => {
    const besluit = { status: 'meerdere' as const, kandidaten: ['0946', '0988'] }
    expect(herhaalBesluit(besluit, opnieuw, MOMENT)).toEqual({ kind: 'verschilt' })
  })

  it.each([
    ['nobody carries it out', { toekenning: { kind: 'geen-uitvoerder' } } as const],
    ['nothing was agreed', { overeenkomst: { kind: 'geweigerd', code: 'gemeente-doet-niet-mee' } } as const],
  ])('when %s', (_wat, anders) => {
    expect(herhaalKeuze(WEERT, { ...BESTEMMING, ...anders }, MOMENT)).toEqual({ kind: 'verschilt' })
  })
})
