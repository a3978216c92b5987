import type { Grens } from './kafka-partities.ts'

/** Partitions with messages that were not read yet: how far each was read, and since when it is no further. */
export type Achterstand = ReadonlyMap<number, { readonly bij: bigint; readonly sindsMs: number }>

export type Peil = {
  /** how far each partition of this reader was read; null while something is in hand, or held up by what is told elsewhere */
  readonly gelezen: ReadonlyMap<number, bigint> | null
  readonly grenzen: ReadonlyMap<number, Grens>
}

/** What lags by now. A partition that moved, that is at its end, or that is another reader's begins anew. */
export function volgAchter(was: Achterstand, { gelezen, grenzen }: Peil, nuMs: number): Achterstand {
  const open = [...(gelezen ?? [])].filter(([partitie, bij]) => (grenzen.get(partitie)?.hoog ?? 0n) > bij)
  return new Map(
    open.map(([partitie, bij]) => {
      const eerder = was.get(partitie)
      return [partitie, eerder?.bij === bij ? eerder : { bij, sindsMs: nuMs }]
    }),
  )
}
