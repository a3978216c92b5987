import { describe, expect, test } from 'vitest'
import type { Gemeentebesluit } from './bepaal-gemeente.ts'
import type { GemeenteWijziging } from './herindeling.ts'
import { besluitOp, gemeenteOp } from './herindeling.ts'

const wijzigingen: GemeenteWijziging[] = [
  { ingangsdatum: '2027-01-01', opgeheven: '1696', opvolgers: ['0402'] },
  { ingangsdatum: '2002-01-01', opgeheven: '0330', opvolgers: ['1696'] },
  { ingangsdatum: '2021-01-01', opgeheven: '0788', opvolgers: ['0824', '0757', '0855', '0865'] },
  { ingangsdatum: '2019-01-01', opgeheven: '0053', opvolgers: ['1969'] },
  { ingangsdatum: '2019-01-01', opgeheven: '0053', opvolgers: ['1966'] },
  { ingangsdatum: '2024-01-01', opgeheven: '9001', opvolgers: [] },
]
const gevonden = (gemeentecode: string): Gemeentebesluit => ({ status: 'gevonden', gemeentecode, grond: 'pc6' })

describe('a gemeente on a day', () => {
  test('is itself up to the last day and its successor from the first', () => {
    expect(gemeenteOp('1696', '2026-12-31', wijzigingen)).toEqual(['1696'])
    expect(gemeenteOp('1696', '2027-01-01', wijzigingen)).toEqual(['0402'])
  })

  test('follows successor after successor, whatever the order of the changes', () => {
    expect(gemeenteOp('0330', '2026-12-31', wijzigingen)).toEqual(['1696'])
    expect(gemeenteOp('0330', '2027-01-01', wijzigingen)).toEqual(['0402'])
    expect(gemeenteOp('0330', '2027-01-01', wijzigingen.toReversed())).toEqual(['0402'])
  })

  test('that was split is all its successors, and one without a known successor is none', () => {
    expect(gemeenteOp('0788', '2021-01-01', wijzigingen)).toEqual(['0757', '0824', '0855', '0865'])
    expect(gemeenteOp('0053', '2019-01-01', wijzigingen)).toEqual(['1966', '1969'])
    expect(gemeenteOp('9001', '2024-01-01', wijzigingen)).toEqual([])
  })
})

describe('an outcome on a later day', () => {
  test('stays as it is when nothing changed', () => {
    const besluit = gevonden('0988')
    expect(besluitOp(besluit, '2027-01-01', wijzigingen)).toBe(besluit)
  })

  test('becomes the successor', () => {
    const verwacht = { status: 'gevonden', gemeentecode: '0402', grond: 'herindeling' }
    expect(besluitOp(gevonden('1696'), '2027-01-01', wijzigingen)).toEqual(verwacht)
  })

  test('becomes several after a split, and unknown without a successor', () => {
    const gesplitst = besluitOp(gevonden('0788'), '2021-01-01', wijzigingen)
    expect(gesplitst).toEqual({ status: 'meerdere', kandidaten: ['0757', '0824', '0855', '0865'] })
    const weg = besluitOp(gevonden('9001'), '2024-01-01', wijzigingen)
    expect(weg).toEqual({ status: 'onbekend', reden: 'zonder-opvolger', kandidaten: [] })
  })

  test('is found when all candidates have merged, and stays several when they have not', () => {
    const grens: Gemeentebesluit = { status: 'meerdere', kandidaten: ['0402', '1696'] }
    expect(besluitOp(grens, '2026-12-31', wijzigingen)).toEqual(grens)
    expect(besluitOp(grens, '2027-01-01', wijzigingen)).toMatchObject({ status: 'gevonden', gemeentecode: '0402' })
  })

  test('that named no gemeente stays as it is', () => {
    const onbekend: Gemeentebesluit = { status: 'onbekend', reden: 'pc6-onbekend', kandidaten: [] }
    const ongeldig: Gemeentebesluit = { status: 'ongeldig', reden: 'postcode' }
    expect(besluitOp(onbekend, '2027-01-01', wijzigingen)).toBe(onbekend)
    expect(besluitOp(ongeldig, '2027-01-01', wijzigingen)).toBe(ongeldig)
  })
})
