import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Rij } from './csv.ts'
import { leesRijen } from './csv.ts'
import { snijRegels } from './regels.ts'

async function* stukken(delen: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* delen
}

function lees(tekst: string, verplicht = ['postcode', 'huisnummer']): Promise<Rij[]> {
  return Array.fromAsync(leesRijen(snijRegels(stukken([Buffer.from(tekst)])), verplicht))
}

const waarden = (rijen: readonly Rij[]) =>
  rijen.map((rij) => (rij.kind === 'rij' ? Object.fromEntries(rij.velden) : rij.reden))

describe('a CSV', () => {
  test('is read with semicolons, commas or tabs, whichever its header has', async () => {
    const verwacht = [{ postcode: '6001AB', huisnummer: '12' }]
    for (const scheiding of [';', ',', '\t']) {
      expect(waarden(await lees(`postcode${scheiding}huisnummer\n6001AB${scheiding}12\n`))).toEqual(verwacht)
    }
  })

  test('may begin with a byte order mark, quote its fields, end lines with CR LF and have other columns', async () => {
    const tekst = '\ufeffid,"Postcode","Huisnummer"\r\n1,"6001 AB"," 12 "\r\n\r\n2,"a ""b"", c",3'
    expect(waarden(await lees(tekst))).toEqual([
      { id: '1', postcode: '6001 AB', huisnummer: '12' },
      { id: '2', postcode: 'a "b", c', huisnummer: '3' },
    ])
  })

  test('loses one row and no more by a quote that is never closed', async () => {
    const rijen = await lees('postcode;huisnummer\n"6001AB;1\n6002AB;2\n')
    expect(waarden(rijen)).toEqual(['csv', { postcode: '6002AB', huisnummer: '2' }])
  })

  test('passes over the rest of a line without an end, and reads on after it', async () => {
    const rijen = await lees(`postcode;huisnummer\n${'x'.repeat(70_000)}\n6002AB;2\n`)
    expect(waarden(rijen)).toEqual(['regel-te-lang', { postcode: '6002AB', huisnummer: '2' }])
  })

  test('with too few fields has empty ones', async () => {
    expect(waarden(await lees('postcode;huisnummer;peildatum\n6001AB'))).toEqual([
      { postcode: '6001AB', huisnummer: '', peildatum: '' },
    ])
  })

  test('without the columns that are needed is refused with those it has', async () => {
    await expect(lees('pc;nr\n6001AB;1')).rejects.toThrow(/postcode, huisnummer; it has: pc, nr/)
    await expect(lees('')).rejects.toThrow(/it is empty/)
  })

  test('is the same however its bytes are cut into pieces', async () => {
    const tekst = 'postcode;huisnummer\n6001AB;1\r\nÅé;2\n"6;3";4\n'
    const heel = await lees(tekst)
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), async (lengten) => {
        const bytes = Buffer.from(tekst)
        const delen: Uint8Array[] = []
        for (let i = 0, n = 0; i < bytes.length; n++) {
          const lengte = lengten[n % lengten.length] ?? 1
          delen.push(bytes.subarray(i, i + lengte))
          i += lengte
        }
        const rijen = await Array.fromAsync(leesRijen(snijRegels(stukken(delen)), ['postcode']))
        expect(waarden(rijen)).toEqual(waarden(heel))
      }),
    )
  })
})
