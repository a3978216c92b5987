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
        json: false,
      },
    })
  })

  test('takes what is given', () => {
    const gelezen = leesOpdrachtregel(
      '--data x --poort 0 --bus postgres --zonder gateway --zonder demo --json'.split(' '),
    )
    const keuze = { data: 'x', poort: 0, bus: 'postgres', relay: 'in', gateway: false, demo: false, json: true }
    expect(gelezen).toEqual({ kind: 'keuze', keuze })
  })

  test.each([
    ['--poort', 'veel'],
    ['--poort', '65536'],
    ['--bus', 'rabbit'],
    ['--zonder', 'broker'],
    ['--relay', 'nergens'],
    ['--relay', 'apart', '--bus', 'postgres'],
    ['--onbekend'],
    ['los'],
  ])('refuses %s %s', (...argumenten) => {
    expect(leesOpdrachtregel(argumenten)).toMatchObject({ kind: 'fout' })
  })
})
