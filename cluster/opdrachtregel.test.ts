import { describe, expect, test } from 'vitest'
import { leesOpdrachtregel } from './opdrachtregel.ts'

describe('the command line of the cluster', () => {
  test('has a default for everything', () => {
    expect(leesOpdrachtregel([])).toEqual({
      kind: 'keuze',
      keuze: {
        data: '.data/cluster',
        poort: 8080,
        bus: 'kafka',
        relay: 'in',
        gateway: true,
        demo: true,
        aantallen: {},
        json: false,
      },
    })
  })

  test('takes what is given', () => {
    const gelezen = leesOpdrachtregel(
      '--data x --poort 0 --bus postgres --zonder gateway --zonder demo --aantal delivery=4 --aantal sla=1 --json'.split(
        ' ',
      ),
    )
    const keuze = { data: 'x', poort: 0, bus: 'postgres', relay: 'in', gateway: false, demo: false, json: true }
    expect(gelezen).toEqual({ kind: 'keuze', keuze: { ...keuze, aantallen: { delivery: 4, sla: 1 } } })
  })

  test.each([
    ['--poort', 'veel'],
    ['--poort', '65536'],
    ['--bus', 'rabbit'],
    ['--zonder', 'broker'],
    ['--relay', 'nergens'],
    ['--relay', 'apart', '--bus', 'postgres'],
    ['--aantal', 'delivery'],
    ['--aantal', 'delivery=0'],
    ['--aantal', 'gateway=2'],
    ['--onbekend'],
    ['los'],
  ])('refuses %s %s', (...argumenten) => {
    expect(leesOpdrachtregel(argumenten)).toMatchObject({ kind: 'fout' })
  })
})
