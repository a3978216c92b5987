import { setTimeout as wachtMs } from 'node:timers/promises'
import type { Consumer } from 'kafkajs'
import type { Overdracht } from './kafka-overdracht.ts'
import type { Grens } from './kafka-partities.ts'
import type { Kafkalezerkeuze, Lezerstaat } from './kafka-staat.ts'
import { meldStoring } from './kafka-staat.ts'

/** How often the cluster is asked how far its topics are. */
const PEIL_MS = 10_000
/** A consumer that gave no sign for so long has stopped without a word, as kafkajs does after some errors (its issues 1163, 1513, 1568). */
const STIL_MS = 45_000
/** Messages that lie there unread for so long, while nothing is wrong that we know of. */
const ACHTER_MS = 45_000

export type Wachtkeuze = Kafkalezerkeuze & {
  readonly consumer: Consumer
  readonly staat: Lezerstaat
  readonly overdracht: Overdracht
  /** ends the consumer, so that another takes its place */
  readonly val: (fout: Error) => void
}

/** Watches a consumer until the signal aborts: red while the cluster cannot be asked, ended when it is silent or its lag does not move. */
export async function houdWacht(w: Wachtkeuze, signal: AbortSignal): Promise<void> {
  let teken = performance.now()
  const leeft = () => {
    teken = performance.now()
  }
  for (const soort of ['FETCH', 'HEARTBEAT', 'GROUP_JOIN'] as const) luister(w.consumer, soort, leeft)
  const achter = new Map<number, { bij: bigint; sindsMs: number }>()
  while (!signal.aborted) {
    await wachtMs(PEIL_MS, undefined, { signal }).catch(() => undefined)
    if (signal.aborted) return
    try {
      const grenzen = await w.peil.grenzen(w.topic)
      const gelezen = w.overdracht.gelezen()
      // The cluster answers, and the reader stands where it should.
      if (gelezen !== null) w.staat.storing = null
      if (performance.now() - teken > STIL_MS) return laatVallen(w, 'consumer-silent')
      if (staatStil(achter, { gelezen, grenzen })) return laatVallen(w, 'lag-does-not-move')
      if (achter.size === 0) w.staat.stil = null
    } catch (fout) {
      if (!signal.aborted) meldStoring(w, w.staat, fout)
    }
  }
}

function luister(consumer: Consumer, soort: 'FETCH' | 'HEARTBEAT' | 'GROUP_JOIN', bij: () => void): void {
  switch (soort) {
    case 'FETCH':
      return void consumer.on(consumer.events.FETCH, bij)
    case 'HEARTBEAT':
      return void consumer.on(consumer.events.HEARTBEAT, bij)
    default:
      return void consumer.on(consumer.events.GROUP_JOIN, bij)
  }
}

function laatVallen({ staat, val }: Wachtkeuze, code: string): void {
  staat.stil = code
  val(Object.assign(new Error('a reader of the bus stopped without a word'), { code }))
}

type Peil = {
  readonly gelezen: ReadonlyMap<number, bigint> | null
  readonly grenzen: ReadonlyMap<number, Grens>
}

/** Whether a partition has messages of which none was read for too long. */
function staatStil(achter: Map<number, { bij: bigint; sindsMs: number }>, { gelezen, grenzen }: Peil): boolean {
  const nuMs = performance.now()
  // While something is in hand, or held up by what is told elsewhere, nothing is read.
  if (gelezen === null) achter.clear()
  for (const [partitie, bij] of gelezen ?? []) {
    const hoog = grenzen.get(partitie)?.hoog ?? 0n
    const was = achter.get(partitie)
    if (hoog <= bij) achter.delete(partitie)
    else if (!was || was.bij !== bij) achter.set(partitie, { bij, sindsMs: nuMs })
  }
  return [...achter.values()].some(({ sindsMs }) => nuMs - sindsMs >= ACHTER_MS)
}
