import type { Grens } from './kafka-partities.ts'

/** How a consumer is watched. */
export type Wachttijden = {
  /** how often the cluster is asked how far its topics are */
  readonly peilMs: number
  /** a consumer that gave no sign for so long has stopped without a word, as kafkajs does after some errors (its issues 1163, 1513, 1568) */
  readonly stilMs: number
  /** messages that lie there unread for so long, while nothing is wrong that we know of */
  readonly achterMs: number
}

/** While a group is formed anew (twice the session), after a batch in hand (a third of it), nothing is heard of a consumer that is well. */
export function wachttijden(sessieMs: number): Wachttijden {
  const stilMs = Math.max(45_000, 3 * sessieMs)
  return { peilMs: 10_000, stilMs, achterMs: stilMs }
}

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
