import { pointerOverslaan, vindVerboden } from '@warmknooppunt/regels/verboden-nummers'
import { valideer } from '@warmknooppunt/schemas/valideer'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { inLetters } from './kans.ts'
import { alsVelden } from './keur-antwoord.ts'
import type { Mix, Soort } from './mix.ts'
import { leesMix, SOORTEN, STANDAARD_MIX } from './mix.ts'
import { maakOpgave, voorvoegsel } from './opgave.ts'

const nu = Temporal.Instant.from('2026-11-20T10:00:00Z')
const alleen = (soort: Soort): Mix => new Map([[soort, 1]])
const loop = (soort: Soort, zaad = 1) => ({ zaad, run: 'proefloop', mix: alleen(soort), nu })
const geldigeSoorten = SOORTEN.filter((soort) => soort !== 'ongeldig')

const opgaven = fc
  .tuple(
    fc.constantFrom(...geldigeSoorten),
    fc.nat(2 ** 31),
    fc.nat(9_999_999),
    fc.integer({ min: 0, max: 26 ** 8 - 1 }).map(inLetters),
    fc.integer({ min: Date.parse('2025-02-01'), max: Date.parse('2028-10-01') }),
  )
  .map(([soort, zaad, nummer, run, ms]) => ({
    nummer,
    loop: { zaad, run, mix: alleen(soort), nu: Temporal.Instant.fromEpochMilliseconds(ms) },
  }))

describe('an invented doorverwijzing', () => {
  test('passes its schema and holds nothing that looks like a BSN or an IBAN, whatever the seed, run and moment', async () => {
    await fc.assert(
      fc.asyncProperty(opgaven, async ({ loop: keuze, nummer }) => {
        const { body } = await maakOpgave(keuze, nummer)
        expect(valideer('doorverwijzing', body)).toMatchObject({ kind: 'geldig' })
        expect(vindVerboden(body, { overslaan: pointerOverslaan() })).toEqual([])
      }),
      { numRuns: 1_000 },
    )
  })

  test('is expected to be answered as its kind says', async () => {
    const verwacht: Readonly<Record<Soort, readonly string[]>> = {
      gevonden: ['aangenomen'],
      herhaling: ['aangenomen'],
      meerdere: ['wacht'],
      onbekend: ['wacht'],
      'geen-overeenkomst': ['409 geen-overeenkomst', '409 gemeente-doet-niet-mee'],
      ongeldig: ['400 ongeldige-invoer'],
    }
    for (const soort of SOORTEN) {
      const gezien = new Set<string>()
      for (let nummer = 0; nummer < 300; nummer++) {
        const { verwacht: v } = await maakOpgave(loop(soort), nummer)
        gezien.add(v.kind === 'geweigerd' ? `${v.status} ${v.code}` : v.kind)
      }
      expect([...gezien].sort()).toEqual(verwacht[soort])
    }
  })

  test('is the same again for the same seed, and another for another', async () => {
    expect(await maakOpgave(loop('gevonden'), 7)).toEqual(await maakOpgave(loop('gevonden'), 7))
    const ander = await maakOpgave(loop('gevonden', 2), 7)
    expect(ander.body).not.toEqual((await maakOpgave(loop('gevonden'), 7)).body)
  })

  test('has a referentienummer and a klantnummer of its own', async () => {
    const referenties = new Set<string>()
    const klanten = new Set<string>()
    for (let nummer = 0; nummer < 500; nummer++) {
      const { referentienummer, body } = await maakOpgave(loop('gevonden'), nummer)
      const gelezen = valideer('doorverwijzing', body)
      if (gelezen.kind === 'ongeldig') throw new Error('an invented body is not valid')
      expect(referentienummer.startsWith(voorvoegsel(loop('gevonden')))).toBe(true)
      referenties.add(referentienummer)
      for (const { klantnummer } of gelezen.waarde.vorderingen) klanten.add(klantnummer)
    }
    expect(referenties.size).toBe(500)
    expect(klanten.size).toBe(500)
  })

  test('of the kind ongeldig has one thing wrong that a hub must refuse', async () => {
    const doorSchema = new Set<boolean>()
    for (let nummer = 0; nummer < 100; nummer++) {
      const { body } = await maakOpgave(loop('ongeldig'), nummer)
      doorSchema.add(valideer('doorverwijzing', body).kind === 'geldig')
      expect(alsVelden(body).referentienummer).toBeDefined()
    }
    expect(doorSchema).toEqual(new Set([true, false]))
  })
})

describe('a mix', () => {
  test('is read as weights', () => {
    const lezing = leesMix('gevonden=9, herhaling=1.5')
    expect(lezing).toEqual({
      kind: 'mix',
      mix: new Map([
        ['gevonden', 9],
        ['herhaling', 1.5],
      ]),
    })
    expect(leesMix(STANDAARD_MIX).kind).toBe('mix')
  })

  test('with an unknown kind, without a number or without any weight is refused', () => {
    for (const tekst of ['', 'gevonden', 'gevonden=x', 'verloren=1', 'gevonden=0', 'gevonden=-1', 'gevonden=1,']) {
      expect(leesMix(tekst).kind).toBe('ongeldig')
    }
  })

  test('gives each kind about its share', async () => {
    const mix = new Map<Soort, number>([
      ['gevonden', 3],
      ['meerdere', 1],
    ])
    let gevonden = 0
    for (let nummer = 0; nummer < 2_000; nummer++) {
      if ((await maakOpgave({ ...loop('gevonden'), mix }, nummer)).soort === 'gevonden') gevonden++
    }
    expect(gevonden).toBeGreaterThan(1_400)
    expect(gevonden).toBeLessThan(1_600)
  })
})
