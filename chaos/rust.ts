import type { Boek } from './boek.ts'
import type { Stand } from './database.ts'
import { alsEigenaar, leesStand } from './database.ts'
import type { Hub } from './hub.ts'
import type { Klok } from './klok.ts'
import { pauze } from './wacht.ts'

const KIJK_MS = 200
const ZEG_MS = 10_000
/** With so long no progress, there will be none. */
const STILSTAND_MS = 180_000

export type Rustkeuze = {
  readonly hub: Hub
  readonly klok: Klok
  readonly boek: Boek
  readonly signal: AbortSignal
  readonly meld: (tekst: string) => void
}

/** Waits until this holds of what there is still to do, telling now and then how far it is; gives up when it comes no further. */
export async function wachtTot(r: Rustkeuze, klaar: (stand: Stand) => boolean): Promise<Rust> {
  let stand: Stand | null = null
  let minst = Number.POSITIVE_INFINITY
  let gezegdMs = performance.now()
  let verderMs = gezegdMs
  while (!r.signal.aborted && performance.now() - verderMs < STILSTAND_MS) {
    // PostgreSQL may be starting again.
    stand = await alsEigenaar(r.hub.data, (db) => leesStand(db, r.klok.nu())).catch(() => stand)
    if (stand !== null && klaar(stand)) return { gelukt: true, stand }
    if (stand !== null && teDoen(stand) < minst) {
      minst = teDoen(stand)
      verderMs = performance.now()
    }
    if (performance.now() - gezegdMs > ZEG_MS) {
      r.meld(`  still to do: ${JSON.stringify(stand)}`)
      gezegdMs = performance.now()
    }
    await pauze(KIJK_MS, r.signal)
  }
  return { gelukt: false, stand }
}

/** Firing a timer makes messages, and each of those a push: only all together goes down. */
function teDoen({ achter, rijp, onbezorgd, onverwerkbaar }: Stand): number {
  return rijp * 10 + achter + onbezorgd + onverwerkbaar
}

export type Rust = { readonly gelukt: boolean; readonly stand: Stand | null }

/** Nothing that is due has still to fire; from here on it is known what must have been said by now. */
export async function rustpunt(r: Rustkeuze): Promise<void> {
  const op = r.klok.nu()
  const { gelukt, stand } = await wachtTot(r, ({ rijp }) => rijp === 0)
  if (gelukt) r.boek.rustpunten.push(op)
  else if (!r.signal.aborted) throw new Error(`${stand?.rijp ?? '?'} timers are due and do not fire`)
}

export const isStil = ({ achter, rijp, onbezorgd, onverwerkbaar }: Stand): boolean =>
  achter + rijp + onbezorgd + onverwerkbaar === 0
