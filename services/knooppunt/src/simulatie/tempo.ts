import { setTimeout as wachtMs } from 'node:timers/promises'

export type Tempo = {
  readonly aantal: number
  readonly perSeconde: number
  /** at most so many at once; what is due then waits, and its waiting counts */
  readonly gelijktijdig: number
  readonly signal: AbortSignal
}

/** Does a piece of work for each number at its own moment, whether or not those before it are done. `opMs`: when it was due. */
export async function opTempo(tempo: Tempo, werk: (nummer: number, opMs: number) => Promise<void>): Promise<void> {
  const { aantal, perSeconde, gelijktijdig, signal } = tempo
  const beginMs = performance.now()
  const bezig = new Set<Promise<void>>()
  for (let nummer = 0; nummer < aantal && !signal.aborted; nummer++) {
    const opMs = beginMs + (nummer * 1_000) / perSeconde
    const rustMs = opMs - performance.now()
    if (rustMs > 1) await wachtMs(rustMs, undefined, { signal }).catch(() => undefined)
    while (bezig.size >= gelijktijdig) await Promise.race(bezig)
    if (signal.aborted) break
    const taak = werk(nummer, opMs).finally(() => bezig.delete(taak))
    bezig.add(taak)
  }
  await Promise.all(bezig)
}
