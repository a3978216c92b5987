import { describe, expect, test } from 'vitest'
import type { Lijstregel } from './besluit-gemeenten.ts'
import { besluitGemeenten, leesDag } from './besluit-gemeenten.ts'
import { besluitGebied, besluitVerlies, besluitWijzigingen } from './besluit-wijzigingen.ts'

const regels = (kop: string, ...rijen: string[]): Lijstregel[] =>
  rijen.map((rij, i) => {
    const velden = rij.split(';')
    return { regel: i + 2, velden: new Map(kop.split(';').map((naam, j) => [naam, velden[j] ?? ''])) }
  })
const lijst = (...rijen: string[]) =>
  besluitGemeenten(regels('gemeentecode;naam;begindatum;einddatum;opvolgers;oin', ...rijen))
const wijzigingen = (...rijen: string[]) =>
  besluitWijzigingen(regels('ingangsdatum;opgeheven;ontstaan;uitgebreid_of_gebruikt;status', ...rijen))
const gebied = (gemeenten: string[], herindelingen: string[], ookPlannen = false) =>
  besluitGebied(lijst(...gemeenten).gemeenten, wijzigingen(...herindelingen).wijzigingen, ookPlannen)

const HILVERSUM = 'GM0402;Hilversum;;;'
const WIJDEMEREN = 'GM1696;Wijdemeren;2002-01-01;;'
const PLAN = '2027-01-01;GM1696;;GM0402;wetsvoorstel'

describe('the list of gemeenten', () => {
  test('is read with its days and successors', () => {
    expect(lijst(HILVERSUM, 'GM0330;Loosdrecht;;2001-12-31;GM0402;00000001001941914000')).toEqual({
      gemeenten: [
        { regel: 2, gemeentecode: '0402', naam: 'Hilversum', van: null, totEnMet: null, opvolgers: [] },
        { regel: 3, gemeentecode: '0330', naam: 'Loosdrecht', van: null, totEnMet: '2001-12-31', opvolgers: ['0402'] },
      ],
      fouten: [],
    })
  })

  test('names every error with its line and field', () => {
    const { fouten } = lijst(
      'X;A;;;',
      'GM0001;;;;',
      'GM0002;B;2001-02-30;1-1-2002;',
      'GM0003;C;2002-01-01;2001-01-01;',
      'GM0004;D;;;GM9',
      'GM0005;E;;2001-01-01;GM0999',
      'GM0006;F;;;GM0005',
      'GM0007;G;;;;123',
      'GM0008;H;;;',
      'GM0008;I;;;',
    )
    expect(fouten.map(({ regel, veld }) => `${regel} ${veld}`)).toEqual([
      ...['2 gemeentecode', '3 naam', '4 begindatum', '4 einddatum', '5 einddatum', '6 opvolgers', '7 opvolgers'],
      ...['8 einddatum', '9 oin', '11 gemeentecode'],
    ])
  })

  test('has days of the calendar only', () => {
    expect(['2024-02-29', '', '2023-02-29', '2024-13-01', '2024-00-10', '2024-1-1'].map(leesDag)).toEqual([
      ...['2024-02-29', null, 'geen', 'geen', 'geen', 'geen'],
    ])
  })
})

describe('reorganisations', () => {
  test('give each gemeente that ends its successors, also of a split in two lines', () => {
    const oud = 'GM0053;Winsum;;2018-12-31;GM1966|GM1969'
    const nieuw = ['GM1966;Het Hogeland;2019-01-01;;', 'GM1969;Westerkwartier;2019-01-01;;']
    const split = ['2019-01-01;GM0053;GM1966;;vastgesteld', '2019-01-01;GM0053;GM1969;;vastgesteld']
    const verwacht = [{ ingangsdatum: '2019-01-01', opgeheven: '0053', opvolgers: ['1966', '1969'] }]
    expect(gebied([oud, ...nieuw], split)).toMatchObject({ wijzigingen: verwacht, fouten: [], andereDag: [] })
    expect(gebied([oud, ...nieuw], [])).toMatchObject({ wijzigingen: verwacht, fouten: [] })
  })

  test('that are a plan count only when asked, and then end the gemeente the day before', () => {
    const zonder = gebied([HILVERSUM, WIJDEMEREN], [PLAN])
    expect([zonder.wijzigingen, zonder.plannen.length, zonder.gemeenten[1]?.totEnMet]).toEqual([[], 1, null])
    const met = gebied([HILVERSUM, WIJDEMEREN], [PLAN], true)
    expect(met.wijzigingen).toEqual([{ ingangsdatum: '2027-01-01', opgeheven: '1696', opvolgers: ['0402'] }])
    expect([met.plannen.length, met.gemeenten[1]?.totEnMet]).toEqual([0, '2026-12-31'])
  })

  test('that contradict the list are refused; another day is told', () => {
    const geeindigd = 'GM1696;Wijdemeren;;2026-12-30;GM0402'
    expect(gebied([HILVERSUM, geeindigd], [PLAN], true).andereDag).toEqual(['1696'])
    const anders = gebied([HILVERSUM, 'GM0001;A;;;', geeindigd], ['2027-01-01;GM1696;;GM0001;vastgesteld'])
    expect(anders.fouten).toEqual([
      { regel: 4, veld: 'opvolgers', waarom: expect.stringMatching(/other successors: 0001/) },
    ])
    const tweemaal = gebied([HILVERSUM, WIJDEMEREN], [PLAN, PLAN.replace('2027', '2028')], true)
    expect(tweemaal.fouten[0]?.waarom).toMatch(/also ends on 2027-01-01/)
    expect(gebied([HILVERSUM], [PLAN], true).fouten[0]?.waarom).toMatch(/1696 is not in the list/)
  })

  test('with a field that is none are refused by line and field', () => {
    const { fouten } = wijzigingen(
      'x;GM1696;;GM0402;vastgesteld',
      '2027-01-01;GM1;;GM0402;vastgesteld',
      '2027-01-01;GM1696;;;vastgesteld',
      '2027-01-01;GM1696;GM1696;;vastgesteld',
      '2027-01-01;GM1696;;GM0402;',
    )
    expect(fouten.map(({ regel, veld }) => `${regel} ${veld}`)).toEqual([
      ...['2 ingangsdatum', '3 opgeheven', '4 ontstaan', '5 opgeheven', '6 status'],
    ])
  })

  test('leave no gemeente of a postcode table without an end to lead to', () => {
    const { gemeenten, wijzigingen: w } = gebied([HILVERSUM, WIJDEMEREN, 'GM0001;A;;2020-01-01;'], [PLAN], true)
    expect(besluitVerlies(['0402', '1696', '0001', '0002'], { gemeenten, wijzigingen: w })).toEqual(['0001', '0002'])
  })
})
