import { describe, expect, test } from 'vitest'
import { bepaalAanroeper } from './aanroeper.ts'
import type { Client } from './client-store.ts'
import type { Deelnemer } from './deelnemer-store.ts'
import { DEMO_CLIENTS } from './demo/clients.ts'
import { DEMO_DEELNEMERS, DEMO_MANDATEN } from './demo/partijen.ts'
import { DEMO_UITVOERDERREGELS, DEMO_UITVOERDERS } from './demo/uitvoering.ts'
import type { Rijen } from './opzoekingen.ts'
import { maakOpzoekingen } from './opzoekingen.ts'

const ISSUER = 'https://hub.example.nl/oauth'
const NU = Temporal.Instant.from('2026-03-02T11:00:00Z')

const ALTIJD = { van: '2025-01-01', totEnMet: null }
const RIJEN: Rijen = {
  deelnemers: DEMO_DEELNEMERS,
  clients: DEMO_CLIENTS.map((client): Client => ({ ...client, issuer: ISSUER, jwks: { keys: [] }, status: 'actief' })),
  overeenkomsten: [],
  mandaten: DEMO_MANDATEN,
  uitvoerders: DEMO_UITVOERDERS,
  gemeenteUitvoerders: DEMO_UITVOERDERREGELS.map((regel) => ({ ...regel, ...ALTIJD })),
  loketten: [],
  loketRegels: [],
  publiekeLoketten: [],
  gemeenten: [],
  gemeenteWijzigingen: [],
  feestdagen: [],
  feestdagjaren: [],
  postcodetabellen: [],
}

const stand = (anders: Partial<Rijen> = {}) => ({ ...maakOpzoekingen({ ...RIJEN, ...anders }), versie: 1 })
const wie = (code: string, o: { anders?: Partial<Rijen>; nu?: string; scope?: string } = {}) =>
  bepaalAanroeper(
    stand(o.anders),
    { issuer: ISSUER, clientId: `demo-${code}`, scope: o.scope ?? null },
    o.nu ? Temporal.Instant.from(o.nu) : NU,
  )
const met = (code: string, anders: Partial<Deelnemer>) => ({
  deelnemers: DEMO_DEELNEMERS.map((d) => (d.deelnemer === code ? { ...d, ...anders } : d)),
})

function goed(code: string, o: { anders?: Partial<Rijen>; nu?: string } = {}) {
  const besluit = wie(code, o)
  if (besluit.kind !== 'goed') throw new Error(`${code} is ${besluit.kind}`)
  return besluit
}

describe('who calls', () => {
  test.each([
    ['waterbedrijf-maasdal', 'schuldeiser'],
    ['incasso-maasoever', 'intermediair'],
    ['gemeente-roermond', 'gemeente'],
    ['beheer-warmknooppunt', 'operator'],
  ])('%s is known by its client, as %s', (code, rol) => {
    const { deelnemer, aanroeper } = goed(code)
    expect(deelnemer.deelnemer).toBe(code)
    expect(aanroeper).toMatchObject({ deelnemer: code, rol })
  })

  test('a client of another issuer, or of nobody, is unknown', () => {
    const client = { issuer: 'https://elders.example.nl', clientId: 'demo-gemeente-roermond', scope: null }
    expect(bepaalAanroeper(stand(), client, NU)).toEqual({ kind: 'onbekend' })
    expect(wie('niemand')).toEqual({ kind: 'onbekend' })
  })

  test('a scope that the register did not give is not had, whatever the token says', () => {
    expect(wie('gemeente-roermond', { scope: 'postvak.lezen' }).kind).toBe('goed')
    expect(wie('gemeente-roermond', { scope: 'doorverwijzingen.indienen' })).toEqual({ kind: 'onbekend' })
    expect(wie('gemeente-roermond', { scope: 'beheer' })).toEqual({ kind: 'onbekend' })
  })

  test('a blocked client is unknown', () => {
    const clients = RIJEN.clients.map((client) => ({ ...client, status: 'geblokkeerd' as const }))
    expect(wie('gemeente-roermond', { anders: { clients } })).toEqual({ kind: 'onbekend' })
  })

  test('a party that is blocked, ended, or not there yet is refused', () => {
    for (const anders of [
      { status: 'geblokkeerd' },
      { status: 'beeindigd' },
      { totEnMet: '2026-03-01' },
      { van: '2026-03-03' },
    ] as const) {
      expect(wie('gemeente-roermond', { anders: met('gemeente-roermond', anders) })).toEqual({ kind: 'geweigerd' })
    }
  })

  test('a party is there to the end of its last day in Amsterdam', () => {
    const anders = met('gemeente-roermond', { totEnMet: '2026-03-02' })
    expect(wie('gemeente-roermond', { anders, nu: '2026-03-02T22:59:59Z' }).kind).toBe('goed')
    expect(wie('gemeente-roermond', { anders, nu: '2026-03-02T23:00:00Z' }).kind).toBe('geweigerd')
  })
})

describe('for whom it may act', () => {
  test('an intermediary has the mandates in force on the day', () => {
    const mandaten = (nu: string) => {
      const { aanroeper } = goed('incasso-maasoever', { nu })
      return ['telecom-beeklijn', 'waterbedrijf-maasdal', 'niemand'].filter((code) => aanroeper.mandaten.has(code))
    }
    expect(mandaten('2025-12-31T22:59:59Z')).toEqual(['telecom-beeklijn', 'waterbedrijf-maasdal'])
    expect(mandaten('2025-12-31T23:00:00Z')).toEqual(['telecom-beeklijn'])
  })

  test('a creditor has no mandate, of itself neither', () => {
    expect(goed('waterbedrijf-maasdal').aanroeper.mandaten.has('waterbedrijf-maasdal')).toBe(false)
  })

  test('two uitvoerders of one gemeente do not see each other, and inherit from one that serves it no more', () => {
    const roermond = RIJEN.gemeenteUitvoerders.find(({ gemeentecode }) => gemeentecode === '0957')
    if (!roermond) throw new Error('the demo has no uitvoerder for 0957')
    const tweede = { ...roermond, uitvoerder: 'gemeente-heerlen', ondernemer: true }
    const gemeenteUitvoerders = [...RIJEN.gemeenteUitvoerders, tweede]
    const ziet = (code: string, uitvoerder: string) =>
      goed(code, { anders: { gemeenteUitvoerders } }).aanroeper.gemeenten.has('0957', uitvoerder)
    expect(ziet('gemeente-roermond', roermond.uitvoerder)).toBe(true)
    expect(ziet('gemeente-roermond', 'gemeente-heerlen')).toBe(false)
    expect(ziet('gemeente-heerlen', 'gemeente-heerlen')).toBe(true)
    expect(ziet('gemeente-heerlen', roermond.uitvoerder)).toBe(false)
    expect(ziet('gemeente-roermond', 'vroegere-uitvoerder')).toBe(true)
  })

  test('who receives for gemeenten has those, on the day', () => {
    const gemeenten = (code: string, nu?: string) => {
      const gemeenteUitvoerders = RIJEN.gemeenteUitvoerders.map((regel) =>
        regel.gemeentecode === '0946' ? { ...regel, totEnMet: '2026-12-31' } : regel,
      )
      const { aanroeper } = goed(code, { anders: { gemeenteUitvoerders }, ...(nu ? { nu } : {}) })
      return ['0946', '0957', '0988'].filter((gemeentecode) => aanroeper.gemeenten.has(gemeentecode, null))
    }
    expect(gemeenten('schulddienst-land-van-weert')).toEqual(['0946', '0988'])
    expect(gemeenten('schulddienst-land-van-weert', '2026-12-31T23:00:00Z')).toEqual(['0988'])
    expect(gemeenten('gemeente-roermond')).toEqual(['0957'])
    expect(gemeenten('waterbedrijf-maasdal')).toEqual([])
  })
})
