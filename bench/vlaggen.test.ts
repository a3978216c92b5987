import { expect, test } from 'vitest'
import { beschrijfVlaggen, leesVlaggen } from './vlaggen.ts'

const LIJST = {
  seconden: { standaard: 10, uitleg: 'how long each run lasts' },
  opnieuw: { standaard: null, uitleg: 'a tenth of the others' },
}

test('a switch that is given counts, one that is not has its default', () => {
  const opdracht = leesVlaggen(LIJST, ['--seconden', '2.5', '--json'])
  if (opdracht.kind !== 'draai') throw new Error(JSON.stringify(opdracht))
  expect([opdracht.json, opdracht.vlaggen.getal('seconden'), opdracht.vlaggen.getal('opnieuw', 7)]).toEqual([
    true,
    2.5,
    7,
  ])
  const zonder = leesVlaggen(LIJST, [])
  expect(zonder.kind === 'draai' && [zonder.json, zonder.vlaggen.getal('seconden')]).toEqual([false, 10])
})

test.each([
  [['--secondes', '5'], /Unknown option '--secondes'/],
  [['--tempo', '5'], /Unknown option '--tempo'/],
  [['5'], /Unexpected argument '5'/],
  [['--seconden'], /--seconden <value>' argument missing/],
  [['--seconden', '--json'], /--seconden.*ambiguous/],
  [['--seconden', 'veel'], /--seconden must be a number above 0, not veel/],
  [['--seconden', '0'], /--seconden must be a number above 0, not 0/],
  [['--seconden='], /--seconden must be a number above 0, not /],
])('%j is refused', (argumenten, tekst) => {
  expect(leesVlaggen(LIJST, argumenten)).toEqual({ kind: 'fout', tekst: expect.stringMatching(tekst) })
})

test('a bench that reads a switch that it does not declare breaks at once', () => {
  const opdracht = leesVlaggen(LIJST, [])
  if (opdracht.kind !== 'draai') throw new Error(JSON.stringify(opdracht))
  expect(() => opdracht.vlaggen.getal('tempo', 5)).toThrow('--tempo')
  expect(() => opdracht.vlaggen.getal('opnieuw')).toThrow('--opnieuw')
})

test('a switch that is a choice takes its words only, the first when it is not given', () => {
  const lijst = { ...LIJST, bus: { keuzes: ['postgres', 'kafka'], uitleg: 'the transport' } } as const
  const keuzes = [[], ['--bus', 'kafka']].map((argumenten) => {
    const opdracht = leesVlaggen(lijst, argumenten)
    return opdracht.kind === 'draai' && opdracht.vlaggen.keuze('bus')
  })
  expect(keuzes).toEqual(['postgres', 'kafka'])
  expect(leesVlaggen(lijst, ['--bus', 'duif'])).toEqual({
    kind: 'fout',
    tekst: '--bus must be one of postgres, kafka, not duif',
  })
  expect(beschrijfVlaggen(lijst)).toContain('--bus postgres|kafka the transport (postgres)')
})

test('help tells each switch with its default', () => {
  expect(leesVlaggen(LIJST, ['--help'])).toEqual({ kind: 'help' })
  expect(beschrijfVlaggen(LIJST)).toMatch(
    /--seconden n {3}how long each run lasts \(10\)\n.*--opnieuw n .*others\n.*--json/,
  )
})
