import { setTimeout as wachtMs } from 'node:timers/promises'
import type { Consumer } from 'kafkajs'
import type { Achterstand } from './kafka-achter.ts'
import { volgAchter } from './kafka-achter.ts'
import type { Overdracht } from './kafka-overdracht.ts'
import type { Kafkalezerkeuze, Lezerstaat } from './kafka-staat.ts'
import { meldStoring } from './kafka-staat.ts'
import { totSignaal } from './tijdslimiet.ts'

export type Wachtkeuze = Kafkalezerkeuze & {
  readonly consumer: Consumer
  readonly staat: Lezerstaat
  readonly overdracht: Overdracht
  /** ends the consumer, so that another takes its place */
  readonly val: (fout: Error) => void
}

/** Watches a consumer until the signal aborts: red while the cluster cannot be asked, ended when it is silent or its lag does not move. */
export async function houdWacht(w: Wachtkeuze, signal: AbortSignal): Promise<void> {
  const { peilMs, stilMs, achterMs } = w.wacht
  let teken = performance.now()
  const leeft = () => {
    teken = performance.now()
  }
  for (const soort of ['FETCH', 'HEARTBEAT', 'GROUP_JOIN'] as const) luister(w.consumer, soort, leeft)
  let achter: Achterstand = new Map()
  while (!signal.aborted) {
    await wachtMs(peilMs, undefined, { signal }).catch(() => undefined)
    if (signal.aborted) return
    // Also when the cluster cannot be asked: a consumer that hangs on a connection of its own may be let go for one that does not.
    if (performance.now() - teken > stilMs) return laatVallen(w, 'consumer-silent')
    try {
      const grenzen = await totSignaal(w.peil.grenzen(w.topic), signal)
      const gelezen = w.overdracht.gelezen()
      // The cluster answers, and the reader stands where it should.
      if (gelezen !== null) w.staat.storing = null
      const nuMs = performance.now()
      achter = volgAchter(achter, { gelezen, grenzen }, nuMs)
      if ([...achter.values()].some(({ sindsMs }) => nuMs - sindsMs >= achterMs)) {
        return laatVallen(w, 'lag-does-not-move')
      }
      if (achter.size === 0 && gelezen !== null) w.staat.stil = null
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
