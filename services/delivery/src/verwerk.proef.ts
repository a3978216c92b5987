import type { BusEvent } from '@warmknooppunt/platform/bericht'
import { transactie } from '@warmknooppunt/platform/db'
import type { Proef } from './delivery.proef.ts'
import { lees } from './delivery.proef.ts'
import { maakNazorg } from './nazorg.ts'
import type { Genomen } from './neem.ts'
import type { Onderweg } from './onderweg.ts'
import { maakVerwerk } from './verwerk.ts'

type Werker = {
  readonly onderweg: Pick<Onderweg, 'vrij' | 'meld' | 'vergeet'>
  readonly geef: (genomen: Genomen) => void
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
  return { plaats, gewekt, gehint }
}
