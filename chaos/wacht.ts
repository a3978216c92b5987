import { setTimeout as wachtMs } from 'node:timers/promises'

const KIJK_MS = 50

/** A pause that ends early when the run is broken off. */
export async function pauze(ms: number, signal: AbortSignal): Promise<void> {
  await wachtMs(ms, undefined, { signal }).catch(() => undefined)
}

/** Whether it came true within so many milliseconds, looking again and again. */
export async function wordt(waar: () => boolean | Promise<boolean>, ms: number, signal: AbortSignal): Promise<boolean> {
  for (
    const totMs = performance.now() + ms;
    !signal.aborted && performance.now() < totMs;
    await pauze(KIJK_MS, signal)
  ) {
    if (await waar()) return true
  }
  return false
}
