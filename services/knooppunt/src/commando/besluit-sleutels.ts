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
