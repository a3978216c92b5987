/** Wakes readers in the same process the moment a stage has committed; a wake-up between two waits is not lost. */
export type Wekker = {
  wek(topic: string): void
  /** A waiter with a memory of its own: `await wacht(ms, signal)` returns at once when `wek` was called since its last return. */
  wachter(topic: string): (ms: number, signal: AbortSignal) => Promise<void>
  sluit(): void
}

/** Wake-ups within one process; one that comes before the wait begins is not lost. */
export function maakWekker(): Wekker {
  const tellers = new Map<string, number>()
  const wachtenden = new Map<string, Set<() => void>>()
  const teller = (topic: string) => tellers.get(topic) ?? 0
  const roep = (topic: string) => {
    for (const klaar of [...(wachtenden.get(topic) ?? [])]) klaar()
  }
  return {
    wek(topic) {
      tellers.set(topic, teller(topic) + 1)
      roep(topic)
    },
    wachter(topic) {
      let gezien = teller(topic)
      return async (ms, signal) => {
        if (teller(topic) === gezien && !signal.aborted) await slaap(wachtenden, topic, { ms, signal })
        gezien = teller(topic)
      }
    },
    sluit() {
      for (const topic of wachtenden.keys()) roep(topic)
    },
  }
}

function slaap(
  wachtenden: Map<string, Set<() => void>>,
  topic: string,
  o: { ms: number; signal: AbortSignal },
): Promise<void> {
  const groep = wachtenden.get(topic) ?? new Set()
  wachtenden.set(topic, groep)
  return new Promise((klaar) => {
    const op = () => {
      clearTimeout(timer)
      groep.delete(op)
      o.signal.removeEventListener('abort', op)
      klaar()
    }
    const timer = setTimeout(op, o.ms)
    groep.add(op)
    o.signal.addEventListener('abort', op, { once: true })
  })
}
