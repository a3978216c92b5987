import type { BusEvent } from '@warmknooppunt/platform/bericht'
import { transactie } from '@warmknooppunt/platform/db'
import type { Gegeven } from './bezorger.ts'
import type { Proef } from './delivery.proef.ts'
import { lees } from './delivery.proef.ts'
import { maakNazorg } from './nazorg.ts'
import type { Onderweg } from './onderweg.ts'
import { maakVerwerk } from './verwerk.ts'

type Werker = {
  readonly onderweg: Pick<Onderweg, 'vrij' | 'meld' | 'vergeet'>
  readonly geef: (gegeven: Gegeven) => void
}

/** No worker in this process: nothing is claimed at once. */
const GEEN_WERKER: Werker = {
  onderweg: { vrij: () => 0, meld: () => undefined, vergeet: () => undefined },
  geef: () => undefined,
}

/** Handles events as the consumer does, in one transaction, with what comes after its commit. */
export function maakPlaatser(proef: Proef, { onderweg, geef }: Werker = GEEN_WERKER) {
  const gewekt: string[] = []
  const gehint: string[] = []
  const nazorg = maakNazorg({
    ...proef,
    wek: (d) => gewekt.push(d),
    hint: (ids) => gehint.push(...ids),
    geef,
  })
  const verwerk = maakVerwerk({ ...proef, nazorg, leaseMs: 60_000, onderweg })
  const plaats = async (...events: BusEvent[]): Promise<void> => {
    await transactie<void, BusEvent>(proef.pool, proef.uitbak, (tx) => verwerk(tx, events.map(lees)))
  }
  /** The same in a transaction that fails at its end. */
  const faal = async (...events: BusEvent[]): Promise<void> => {
    const poging = transactie<void, BusEvent>(proef.pool, proef.uitbak, async (tx) => {
      await verwerk(tx, events.map(lees))
      throw new Error('planned')
    })
    await poging.catch(() => undefined)
  }
  return { plaats, faal, gewekt, gehint }
}
