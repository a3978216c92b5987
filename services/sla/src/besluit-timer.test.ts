import { describe, expect, test } from 'vitest'
import { besluitTimer } from './besluit-timer.ts'
import type { Klok, Operatorklok, Stopklok, Termijnklok } from './stand.ts'

const tijdstip = Temporal.Instant.from('2026-03-05T23:00:00Z')
const voor = tijdstip.subtract({ seconds: 1 })
const basis = { id: 'k', dossierId: 'd', berichtId: 'b', dag: '2026-03-05', tijdstip } as const
const termijn = (status: Termijnklok['status'], soort: Termijnklok['soort'] = 'contact'): Klok => ({
  ...basis,
  soort,
  status,
  toewijzingId: 't',
})
const operator = (status: Operatorklok['status']): Klok => ({ ...basis, soort: 'operator', status })
const stop = (status: Stopklok['status']): Klok => ({
  ...basis,
  soort: 'incassostop',
  status,
  hervatbaarVanaf: '2026-03-06',
  schuldeiser: 's',
  intermediair: null,
})
/** What is said and what becomes of the clock; null = nothing. */
const zegt = (soort: 'herinnering' | 'aankondiging' | 'einde', klok: Klok, nu: Temporal.Instant) => {
  const besluit = besluitTimer(soort, klok, nu)
  return besluit.kind === 'niets' ? null : `${besluit.soort} ${besluit.klok.status}`
}

describe('a term of the gemeente', () => {
  test.each(['contact', 'gesprek'] as const)('for %s reminds while it runs, and is breached at its end', (soort) => {
    expect(zegt('herinnering', termijn('open', soort), voor)).toBe(`herinnering-${soort} open`)
    expect(zegt('herinnering', termijn('open', soort), tijdstip)).toBeNull()
    expect(zegt('einde', termijn('open', soort), tijdstip)).toBe(`${soort}-verstreken verstreken`)
    expect(zegt('einde', termijn('open', soort), voor)).toBeNull()
  })

  test.each(['gehaald', 'verstreken', 'alsnog-gehaald', 'vervallen'] as const)('that is %s is silent', (status) => {
    expect(zegt('herinnering', termijn(status), voor)).toBeNull()
    expect(zegt('einde', termijn(status), tijdstip)).toBeNull()
  })
})

describe('the term of the operator', () => {
  test('is breached at its end when nothing was decided', () => {
    expect(zegt('einde', operator('open'), tijdstip)).toBe('operatortermijn-verstreken verstreken')
    expect(zegt('einde', operator('open'), voor)).toBeNull()
    expect(zegt('einde', operator('gehaald'), tijdstip)).toBeNull()
    expect(zegt('einde', operator('verstreken'), tijdstip)).toBeNull()
  })
})

describe('the stop', () => {
  test('is announced while it runs, and closed once', () => {
    expect(zegt('aankondiging', stop('actief'), voor)).toBe('incassostop-eindigt actief')
    expect(zegt('aankondiging', stop('actief'), tijdstip)).toBeNull()
    expect(zegt('einde', stop('actief'), tijdstip)).toBe('incassostop-geeindigd afgelopen')
    expect(zegt('einde', stop('actief'), voor)).toBeNull()
    expect(zegt('einde', stop('afgelopen'), tijdstip)).toBeNull()
    expect(zegt('aankondiging', stop('afgelopen'), voor)).toBeNull()
  })
})
