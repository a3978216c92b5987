import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { metZaad } from '../../../test/steun/zaad.ts'
import { serialiseer } from './bericht.ts'
import type { Ontvangen } from './bus.ts'
import type { Opstelling } from './bus-opstelling.suite.ts'
import { maakLezer } from './bus-opstelling.suite.ts'
import { dossiers, LEZER, proefevent, wachtTot } from './bus-proefevent.suite.ts'
import type { Consument } from './consument.ts'
import type { Geschakeld } from './keten.ts'
import { partitieVan } from './partitie.ts'

const nooit = new AbortController().signal

/** What a transport hands over next: a stretch of all messages, with some left out, some twice, some changed about, to one of two readers. */
type Greep = {
  readonly van: number
  readonly aantal: number
  readonly zonder: readonly number[]
  readonly dubbel: readonly number[]
  readonly verwissel: readonly (readonly [number, number])[]
  readonly lezer: number
  /** to both readers at the same time */
  readonly beide: boolean
}

const LENGTE = 40
const plek = fc.nat({ max: LENGTE - 1 })
const greep: fc.Arbitrary<Greep> = fc.record({
  van: plek,
  aantal: fc.integer({ min: 1, max: LENGTE }),
  zonder: fc.array(plek, { maxLength: 2 }),
  dubbel: fc.array(plek, { maxLength: 4 }),
  verwissel: fc.array(fc.tuple(plek, plek), { maxLength: 2 }),
  lezer: fc.nat({ max: 1 }),
  beide: fc.boolean(),
})
/** Of each message: its chain and how many numbers it lies behind the message before. */
const stappen = fc.array(fc.tuple(fc.nat({ max: 3 }), fc.integer({ min: 1, max: 3 })), {
  minLength: LENGTE,
  maxLength: LENGTE,
})

/** Promises 3 and 4, handed over as no well-behaved transport would. */
export function ketenProeven(proef: () => Opstelling): void {
  test('duplicate, missing and reordered messages: each chain is applied once, in order, and never past a gap', async () => {
    // Two owners that no transport feeds but this test.
    const lezers = [1, 2].map(() => maakLezer({}, { pool: proef().bus.pool('wk_routing'), regels: [] }))
    const grepen = fc.array(greep, { minLength: 3, maxLength: 12 })
    const nagaan = fc.asyncProperty(stappen, grepen, (wat, hoe) =>
      reik(proef(), { lezers, alle: maakKetens(wat), grepen: hoe }),
    )
    await metZaad('chains', (seed) => fc.assert(nagaan, { seed, numRuns: 25, endOnFailure: true }))
  }, 60_000)

  test('what was missing comes after all: its partition goes on by itself, in order', async () => {
    const { bus, produceer, start, nummers, apart } = proef()
    const [A = '', B = ''] = dossiers(2)
    await produceer([1, 2, 3].map((nr) => proefevent(A, nr)))
    await bus.laatWeg({ dossier: A, nr: 2 })
    const { abonnement } = start()
    await wachtTot(() => abonnement.stand().reden === 'gap-in-chain')
    for (let nr = 1; nr <= 5; nr++) await produceer([proefevent(A, 3 + nr), proefevent(B, nr)])
    await wachtTot(async () => (await nummers(B)).length === 5)
    expect(await nummers(A)).toEqual([1])
    await bus.geefAlsnog()
    await wachtTot(async () => (await nummers(A)).length === 8)
    expect(await nummers(A)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    await wachtTot(() => abonnement.stand().gezond)
    expect(await apart()).toEqual([])
  })
}

/** Two producing databases, two partitions: four chains, numbered with holes, in the order in which they came about. */
function maakKetens(stappen: readonly (readonly [number, number])[]): Geschakeld[] {
  const bronnen = [randomUUID(), randomUUID()]
  const paar = dossiers(2)
  const hoogste = [0, 0]
  const vorige = new Map<number, number>()
  return stappen.map(([keten, stap], nr) => {
    const [b, d] = [keten % 2, keten >> 1]
    const positie = (hoogste[b] ?? 0) + stap
    hoogste[b] = positie
    const dossier = paar[d] ?? ''
    const bericht = {
      ...{ topic: LEZER.topic, partitie: partitieVan(dossier), bron: bronnen[b] ?? '', merk: null },
      ...{ positie, vorige: vorige.get(keten) ?? 0, waarde: serialiseer(proefevent(dossier, nr)) },
    }
    vorige.set(keten, positie)
    return bericht
  })
}

type Reiking = {
  readonly lezers: readonly Consument[]
  readonly alle: readonly Geschakeld[]
  readonly grepen: readonly Greep[]
}

async function reik(proef: Opstelling, { lezers, alle, grepen }: Reiking): Promise<void> {
  const begin = (await proef.effecten()).length
  const standen = new Map<string, number>()
  const toegepast: number[] = []
  const klopt = async () => expect((await proef.effecten()).slice(begin).map(({ nr }) => nr)).toEqual(toegepast)
  for (const greep of grepen) {
    const batch = neem(alle, greep)
    const { gaten, toe } = pasModelToe(standen, batch)
    toegepast.push(...toe)
    const beurt = greep.beide ? lezers : [lezers[greep.lezer]]
    const uitslagen = await Promise.all(beurt.map((lezer) => lezer?.pasToe(batch, nooit)))
    for (const uitslag of uitslagen) {
      expect(new Set(uitslag?.gaten)).toEqual(gaten)
      for (const { partitie, bron, positie } of uitslag?.standen ?? [])
        if (alle.some((b) => b.bron === bron)) expect(positie).toBe(standen.get(`${partitie} ${bron}`) ?? 0)
    }
    await klopt()
  }
  toegepast.push(...pasModelToe(standen, alle).toe)
  await lezers[0]?.pasToe(alle, nooit)
  await klopt()
  expect([...toegepast].sort((a, b) => a - b)).toEqual(alle.map((_, nr) => nr))
}

function neem(alle: readonly Geschakeld[], g: Greep): Ontvangen[] {
  const batch = alle.slice(g.van, g.van + g.aantal).flatMap((bericht, n) => {
    if (g.zonder.includes(n)) return []
    return g.dubbel.includes(n) ? [bericht, bericht] : [bericht]
  })
  for (const [een, twee] of g.verwissel) {
    const [a, b] = [batch[een], batch[twee]]
    if (!a || !b) continue
    batch[een] = b
    batch[twee] = a
  }
  return batch
}

/** Promise 4 word for word, moving `standen`: what is applied, and the partitions in which something was missing. */
function pasModelToe(standen: Map<string, number>, batch: readonly Ontvangen[]) {
  const gaten = new Set<number>()
  const toe: number[] = []
  for (const { partitie, bron, positie, vorige, waarde } of batch) {
    const keten = `${partitie} ${bron}`
    const stand = standen.get(keten) ?? 0
    if (gaten.has(partitie) || positie === null || positie <= stand) continue
    if (vorige === stand) {
      standen.set(keten, positie)
      toe.push(JSON.parse(waarde).data.nr)
    } else gaten.add(partitie)
  }
  return { gaten, toe }
}
