/** A KEK: how many rows of each table it seals, and what is to be done with it. */
export type Kekstand = {
  readonly kek: string
  readonly rijen: Readonly<Record<string, number>>
  readonly oordeel: 'zegelt' | 'nodig' | 'mag-weg' | 'ontbreekt'
}

type Gebruik = { readonly tabel: string; readonly kekId: string; readonly aantal: number }

/** Every KEK of the configuration in its order, then those that only the database names. */
export function bepaalStanden(ids: readonly string[], gebruik: readonly Gebruik[]): Kekstand[] {
  const [eerste] = ids
  const alle = [...new Set([...ids, ...gebruik.map(({ kekId }) => kekId)])]
  return alle.map((kek) => {
    const rijen = Object.fromEntries(gebruik.filter((g) => g.kekId === kek).map((g) => [g.tabel, g.aantal]))
    return { kek, rijen, oordeel: oordeelVan(kek, { ids, eerste, gebruikt: Object.keys(rijen).length > 0 }) }
  })
}

function oordeelVan(
  kek: string,
  o: { ids: readonly string[]; eerste: string | undefined; gebruikt: boolean },
): Kekstand['oordeel'] {
  if (!o.ids.includes(kek)) return 'ontbreekt'
  if (kek === o.eerste) return 'zegelt'
  return o.gebruikt ? 'nodig' : 'mag-weg'
}

export type RondAf =
  | { readonly kind: 'niets' }
  | { readonly kind: 'wacht'; readonly waarom: string }
  | { readonly kind: 'weg'; readonly ids: readonly string[] }

/** By then every process that reads the file seals with the key that was chosen: it looks every 2 s and waits 10. */
const RUST_SECONDEN = 30

/**
 * Which older KEKs may leave the configuration: those that no row needs, once the first one seals for a while in the whole hub. Before that a
 * process may still seal with an older one.
 */
export function besluitRondAf(
  o: {
    readonly ids: readonly string[]
    readonly gekozen: { readonly id: string; readonly sinds: Temporal.Instant } | null
    readonly gebruik: readonly Pick<Gebruik, 'kekId'>[]
  },
  nu: Temporal.Instant,
): RondAf {
  const [eerste, ...ouder] = o.ids
  if (eerste === undefined || ouder.length === 0) return { kind: 'niets' }
  if (o.gekozen?.id !== eerste)
    return { kind: 'wacht', waarom: `the hub does not seal with ${eerste} yet: it must run, and read this file` }
  if ((nu.epochMilliseconds - o.gekozen.sinds.epochMilliseconds) / 1000 < RUST_SECONDEN) {
    return {
      kind: 'wacht',
      waarom: `the hub seals with ${eerste} only since ${o.gekozen.sinds}; wait ${RUST_SECONDEN} seconds`,
    }
  }
  const weg = ouder.filter((id) => o.gebruik.every(({ kekId }) => kekId !== id))
  if (weg.length > 0) return { kind: 'weg', ids: weg }
  return {
    kind: 'wacht',
    waarom: `rows still need ${ouder.join(', ')}: the hub re-wraps them (\`sleutels\` tells how many)`,
  }
}
