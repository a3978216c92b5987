import fc from 'fast-check'
import { Gauge, Registry } from 'prom-client'
import { describe, expect, it } from 'vitest'
import { leesMetriektekst } from './besluit-metriektekst.ts'

describe('the text of metrics', () => {
  it('is read as prom-client writes it, whatever a label holds', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary-ascii' }), fc.double({ noNaN: true }), async (tekst, waarde) => {
        const registers = [new Registry()]
        const meter = new Gauge({ name: 'een_meter', help: 'een\nuitleg', labelNames: ['a', 'b'], registers })
        meter.set({ a: tekst, b: 'gewoon' }, waarde)
        const [meting, ...meer] = leesMetriektekst((await registers[0]?.metrics()) ?? '')
        expect(meer).toEqual([])
        expect(meting).toEqual({ naam: 'een_meter', labels: { a: tekst, b: 'gewoon' }, waarde: waarde + 0 })
      }),
    )
  })

  it('has figures without labels, with a moment behind them, and without end', () => {
    expect(leesMetriektekst('# HELP a b\n# TYPE a gauge\na 1\nb 2.5e3 1700000000\n\nc{le="+Inf"} +Inf\n')).toEqual([
      { naam: 'a', labels: {}, waarde: 1 },
      { naam: 'b', labels: {}, waarde: 2500 },
      { naam: 'c', labels: { le: '+Inf' }, waarde: Number.POSITIVE_INFINITY },
    ])
  })

  it.each(['<html>', 'a', 'a{b=} 1', 'a{b="c" 1', 'a{b="c"} x', 'a NaN', 'a{"b"} 1', '1a 1'])(
    'leaves out what is none: %s',
    (regel) => {
      expect(leesMetriektekst(`${regel}\ngoed 1`)).toEqual([{ naam: 'goed', labels: {}, waarde: 1 }])
    },
  )
})
