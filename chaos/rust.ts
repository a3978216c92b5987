import type { Boek } from './boek.ts'
import type { Stand } from './database.ts'
import { alsEigenaar, leesStand } from './database.ts'
import type { Hubproces } from './hubproces.ts'
import type { Klok } from './klok.ts'
import { pauze } from './wacht.ts'

const KIJK_MS = 200
const RUSTPUNT_MS = 60_000

export type Rustkeuze = {
  readonly hub: Hubproces
  readonly klok: Klok
  readonly boek: Boek
  readonly signal: AbortSignal
  readonly meld: (tekst: string) => void
}

/** Waits until this holds of what there is still to do, telling now and then how far it is; the last stand when it took too long. */
export async function wachtTot(
  r: Rustkeuze,
  klaar: (stand: Stand) => boolean,
  ms: number,
): Promise<{ readonly gelukt: boolean; readonly stand: Stand | null }> {
  let stand: Stand | null = null
  let gezegd = ''
  for (
    const totMs = performance.now() + ms;
    performance.now() < totMs && !r.signal.aborted;
    await pauze(KIJK_MS, r.signal)
  ) {
    // PostgreSQL may be starting again.
    stand = await alsEigenaar(r.hub.data, (db) => leesStand(db, r.klok.nu())).catch(() => stand)
    if (stand !== null && klaar(stand)) return { gelukt: true, stand }
    const tekst = JSON.stringify(stand)
    if (tekst !== gezegd && performance.now() > totMs - ms + 5_000) r.meld(`  still to do: ${tekst}`)
    gezegd = tekst
  }
  return { gelukt: false, stand }
}

/** Nothing that is due has still to fire; from here on it is known what must have been said by now. */
export async function rustpunt(r: Rustkeuze): Promise<void> {
  const op = r.klok.nu()
  const { gelukt, stand } = await wachtTot(r, ({ rijp }) => rijp === 0, RUSTPUNT_MS)
  if (gelukt) r.boek.rustpunten.push(op)
  else if (!r.signal.aborted) throw new Error(`${stand?.rijp ?? '?'} timers are due and do not fire`)
}

export const isStil = ({ achter, rijp, onbezorgd, onverwerkbaar }: Stand): boolean =>
  achter + rijp + onbezorgd + onverwerkbaar === 0
