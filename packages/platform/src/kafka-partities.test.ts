import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { metZaad } from '../../../test/steun/zaad.ts'
import type { Stand } from './bus.ts'
import type { Gelezen, Partities } from './kafka-partities.ts'
import { maakPartities, rangschik } from './kafka-partities.ts'
import { deelIn, isGeschakeld, ketenSleutel } from './keten.ts'

const BRON = '00000000-0000-4000-8000-000000000001'
const EERDERE = '00000000-0000-4000-8000-000000000002'
const P = 3

/** What lies at an offset: a number of the chain, something of an earlier life of the database, or something foreign. */
type Soort = number | 'eerder' | 'vreemd'
/** Something of the log comes in, or the reader reads: so many at once, in parts of so many; after which part it is killed, if it is. */
type Stap =
  | { readonly kind: 'schrijf'; readonly aantal: number }
  | { readonly kind: 'lees'; readonly aantal: number; readonly deel: number; readonly dood: number | null }

/** A log in which relays with and without the lock wrote: every number at least once, repeats and later numbers first. */
const logboek: fc.Arbitrary<readonly Soort[]> = fc
  .record({
    lengte: fc.integer({ min: 1, max: 12 }),
    runs: fc.array(fc.tuple(fc.nat({ max: 11 }), fc.integer({ min: 1, max: 6 })), { maxLength: 6 }),
    vreemd: fc.array(fc.tuple(fc.nat({ max: 30 }), fc.constantFrom<Soort>('eerder', 'vreemd')), { maxLength: 4 }),
    hussel: fc.array(fc.tuple(fc.nat({ max: 40 }), fc.nat({ max: 40 })), { maxLength: 6 }),
    actief: fc.nat({ max: 40 }),
  })
  .map(({ lengte, runs, vreemd, hussel, actief }) => {
    const alle = Array.from({ length: lengte }, (_, n) => n + 1)
    const log: Soort[] = runs.flatMap(([van, aantal]) => alle.slice(van, van + aantal))
    log.splice(actief % (log.length + 1), 0, ...alle)
    for (const [a, b] of hussel) {
      const [een, twee] = [log[a % log.length], log[b % log.length]]
      if (een !== undefined && twee !== undefined) [log[a % log.length], log[b % log.length]] = [twee, een]
    }
    for (const [plek, soort] of vreemd) log.splice(plek % (log.length + 1), 0, soort)
    return log
  })
const stap: fc.Arbitrary<Stap> = fc.oneof(
  fc.record({ kind: fc.constant('schrijf' as const), aantal: fc.integer({ min: 1, max: 5 }) }),
  fc.record({
    kind: fc.constant('lees' as const),
    aantal: fc.integer({ min: 1, max: 8 }),
    deel: fc.integer({ min: 1, max: 4 }),
    dood: fc.option(fc.nat({ max: 3 }), { nil: null }),
  }),
)

describe('a reader of a partition', () => {
  test('applies everything once and in order, whatever the order of the log, read in whatever parts, killed at whatever moment', async () => {
    const nagaan = fc.property(logboek, fc.array(stap, { maxLength: 30 }), (log, stappen) => {
      const wereld = maakWereld(log)
      for (const een of stappen) doe(wereld, een)
      doe(wereld, { kind: 'schrijf', aantal: log.length })
      leesUit(wereld)
      verwachtAlles(wereld)
    })
    await metZaad('log of a partition', async (seed) => fc.assert(nagaan, { seed, numRuns: 1_500 }))
  })

  test('killed and started anew it misses nothing, though nothing comes after', async () => {
    const nagaan = fc.property(logboek, fc.array(stap, { maxLength: 30 }), (log, stappen) => {
      const wereld = maakWereld(log)
      doe(wereld, { kind: 'schrijf', aantal: log.length })
      for (const een of stappen) doe(wereld, een)
      start(wereld)
      leesUit(wereld)
      verwachtAlles(wereld)
    })
    await metZaad('restart of a reader', async (seed) => fc.assert(nagaan, { seed, numRuns: 1_500 }))
  })

  test('a number that is nowhere is told, after looking at the mark and at the very first, and forgotten when it comes', () => {
    const wereld = maakWereld([1, 3, 'vreemd', 1, 2])
    doe(wereld, { kind: 'schrijf', aantal: 4 })
    leesUit(wereld)
    expect(wereld.toegepast).toEqual([1])
    expect(wereld.gesprongen).toEqual([0n, 0n])
    expect(wereld.partities.reden()).toBe('gap-in-chain')
    doe(wereld, { kind: 'schrijf', aantal: 1 })
    leesUit(wereld)
    expect(wereld.toegepast).toEqual([1, 2, 3])
    expect(wereld.partities.reden()).toBeNull()
  })

  test('is told of a gap also when what lies at the end is of an earlier life of the database', () => {
    const wereld = maakWereld([1, 3, 'eerder', 'eerder'])
    doe(wereld, { kind: 'schrijf', aantal: 4 })
    // One at a time: the last fetches hold nothing to hand over.
    for (let n = 0; n < 12; n++) doe(wereld, { kind: 'lees', aantal: 1, deel: 1, dood: null })
    expect(wereld.partities.reden()).toBe('gap-in-chain')
  })

  test('a gap that another owner closed meanwhile is no reason to be red', () => {
    const wereld = maakWereld([1, 3, 2, 3])
    doe(wereld, { kind: 'schrijf', aantal: 2 })
    leesUit(wereld)
    expect(wereld.partities.reden()).toBe('gap-in-chain')
    doe(wereld, { kind: 'schrijf', aantal: 2 })
    wereld.stand = { ...wereld.stand, positie: 30, merk: '3' }
    begin(wereld)
    expect(wereld.partities.reden()).toBeNull()
  })

  test('a message of a newer hub holds its partition, and shows; how far it was read does not count as lag', () => {
    const { partities } = maakWereld([1])
    const [gelezen] = rangschik([vondst(1, 0n)])
    if (!gelezen) throw new Error('nothing read')
    partities.gelezen(P, { vanaf: 0n, volgende: 1n, hoog: 1n }, [gelezen])
    expect(partities.volgende()).toEqual(new Map([[P, 1n]]))
    expect(partities.verwerk([gelezen], { standen: [], gaten: [], wachtend: [P] })).toEqual([])
    expect([partities.reden(), partities.volgende().size]).toEqual(['written-by-a-newer-hub', 0])
    partities.verwerk([gelezen], { standen: [], gaten: [], wachtend: [] })
    expect(partities.reden()).toBeNull()
  })

  test('what was read behind a message of a newer hub is left until it is read again', () => {
    const { partities } = maakWereld([1])
    const [eerste, tweede] = rangschik([vondst(1, 0n), vondst(2, 1n)])
    if (!eerste || !tweede) throw new Error('nothing read')
    const lezing = { vanaf: 0n, volgende: 2n, hoog: 2n }
    partities.gelezen(P, lezing, [eerste, tweede])
    expect(partities.dicht(P)).toBe(false)
    partities.verwerk([eerste], { standen: [], gaten: [], wachtend: [P] })
    expect([partities.dicht(P), partities.reden()]).toEqual([true, 'written-by-a-newer-hub'])
    partities.gelezen(P, lezing, [eerste, tweede])
    expect([partities.dicht(P), partities.reden()]).toEqual([false, 'written-by-a-newer-hub'])
  })

  test('is sent back to its mark, not to the first there is, also when the mark lies behind where the end once was', () => {
    const wereld = maakWereld([1, 2, 3])
    doe(wereld, { kind: 'schrijf', aantal: 3 })
    leesUit(wereld)
    expect(wereld.partities.start(P)).toBe(2n)
  })

  test('of a topic that was made anew and is as long as what it had read finds what is new in it', () => {
    const wereld = maakWereld([1, 2, 3])
    doe(wereld, { kind: 'schrijf', aantal: 3 })
    leesUit(wereld)
    const anders = { ...maakWereld([4, 5, 6]), stand: wereld.stand, partities: wereld.partities, geschreven: 3 }
    begin(anders)
    leesUit(anders)
    expect(anders.toegepast).toEqual([4, 5, 6])
    expect(anders.partities.reden()).toBeNull()
  })
})

test('what was read at once is taken by position; a mark counts what is still to come of it', () => {
  const volgorde = rangschik([vondst(4, 7n), vondst(2, 8n), vondst(3, 9n), vondst(5, 10n)])
  expect(volgorde.map(({ bericht, tot }) => [bericht.positie, tot])).toEqual([
    [20, 6n],
    [30, 6n],
    [40, 7n],
    [50, 10n],
  ])
})

type Wereld = {
  readonly log: readonly Soort[]
  geschreven: number
  partities: Partities
  stand: Stand
  leest: bigint
  readonly toegepast: number[]
  readonly gesprongen: bigint[]
}

function maakWereld(log: readonly Soort[]): Wereld {
  const stand = { partitie: P, bron: BRON, positie: 0, merk: null }
  const wereld = { log, geschreven: 0, partities: maakPartities(), stand, leest: 0n, toegepast: [], gesprongen: [] }
  begin(wereld)
  return wereld
}

/** A reader that knows nothing but what the database has. */
function start(wereld: Wereld): void {
  wereld.partities = maakPartities()
  begin(wereld)
}

function begin(wereld: Wereld): void {
  const grenzen = new Map([[P, { laag: 0n, hoog: BigInt(wereld.geschreven) }]])
  wereld.partities.begin({ toegewezen: [P], standen: [wereld.stand], grenzen })
  wereld.leest = wereld.partities.starts()[0]?.naar ?? -1n
}

function doe(wereld: Wereld, stap: Stap): void {
  if (stap.kind === 'schrijf') {
    wereld.geschreven = Math.min(wereld.log.length, wereld.geschreven + stap.aantal)
    return
  }
  if (lees(wereld, stap) === 'dood') start(wereld)
}

function lees(wereld: Wereld, { aantal, deel, dood }: Extract<Stap, { kind: 'lees' }>): 'dood' | 'leeft' {
  const vanaf = wereld.leest
  const volgende = vanaf + BigInt(Math.min(aantal, wereld.geschreven - Number(vanaf)))
  if (volgende <= vanaf) return 'leeft'
  const records = wereld.log.slice(Number(vanaf), Number(volgende)).flatMap((soort, n) => {
    return soort === 'eerder' ? [] : [vondst(soort, vanaf + BigInt(n))]
  })
  const berichten = rangschik(records)
  wereld.leest = volgende
  spring(wereld, wereld.partities.gelezen(P, { vanaf, volgende, hoog: BigInt(wereld.geschreven) }, berichten))
  for (let n = 0; n * deel < berichten.length; n++) {
    if (dood === n) return 'dood'
    pasToe(wereld, berichten.slice(n * deel, (n + 1) * deel))
  }
  return 'leeft'
}

/** As the afnemer does in its transaction, with the decision that it takes there. */
function pasToe(wereld: Wereld, batch: readonly Gelezen[]): void {
  const merken = new Map(batch.map((gelezen) => [gelezen.bericht, wereld.partities.merk(gelezen)]))
  const eigen = batch.map(({ bericht }) => bericht).filter(isGeschakeld)
  const { toe, gaten, standen } = deelIn(eigen, new Map([[ketenSleutel(P, BRON), wereld.stand.positie]]))
  wereld.toegepast.push(...toe.map(({ positie }) => positie / 10))
  const laatste = toe.at(-1)
  if (laatste) {
    const positie = standen.get(ketenSleutel(P, BRON)) ?? 0
    wereld.stand = { ...wereld.stand, positie, merk: merken.get(laatste) ?? null }
  }
  spring(wereld, wereld.partities.verwerk(batch, { standen: [wereld.stand], gaten, wachtend: [] }))
}

function spring(wereld: Wereld, sprongen: readonly { readonly partitie: number; readonly naar: bigint }[]): void {
  for (const { naar } of sprongen) {
    wereld.gesprongen.push(naar)
    wereld.leest = naar
  }
}

/** Reads on until it rests at the end. */
function leesUit(wereld: Wereld): void {
  for (let n = 0; wereld.leest < wereld.geschreven; n++) {
    if (n > 2_000) throw new Error('it never comes to the end')
    doe(wereld, { kind: 'lees', aantal: 3, deel: 2, dood: null })
  }
}

function verwachtAlles({ log, toegepast, partities }: Wereld): void {
  const hoogste = Math.max(...log.filter((soort) => typeof soort === 'number'))
  expect(toegepast).toEqual(Array.from({ length: hoogste }, (_, n) => n + 1))
  expect(partities.reden()).toBeNull()
}

/** Numbers of the outbox have holes. */
function vondst(soort: Soort, offset: bigint) {
  const keten =
    typeof soort === 'number'
      ? { bron: BRON, positie: soort * 10, vorige: (soort - 1) * 10 }
      : { bron: soort === 'eerder' ? EERDERE : null, positie: null, vorige: null }
  return { bericht: { topic: 'berichten', partitie: P, merk: null, waarde: '', ...keten }, offset }
}
