import type { BusEvent } from '@warmknooppunt/platform/bericht'
import { transactie } from '@warmknooppunt/platform/db'
import type { Proef } from './delivery.proef.ts'
import { lees } from './delivery.proef.ts'
import { maakNazorg } from './nazorg.ts'
import type { Onderweg } from './onderweg.ts'
import { maakVerwerk } from './verwerk.ts'

/** No worker in this process: nothing is claimed at once. */
const GEEN_WERKER: Pick<Onderweg, 'vrij' | 'meld' | 'vergeet'> = {
  vrij: () => 0,
  meld: () => undefined,
  vergeet: () => undefined,
}

/** Handles events as the consumer does, in one transaction, with what comes after its commit. */
export function maakPlaatser(proef: Proef, onderweg = GEEN_WERKER) {
  const gewekt: string[] = []
  const gehint: string[] = []
  const nazorg = maakNazorg({ ...proef, wek: (d) => gewekt.push(d), hint: (ids) => gehint.push(...ids) })
  const verwerk = maakVerwerk({ ...proef, nazorg, leaseMs: 60_000, onderweg })
  const plaats = async (...events: BusEvent[]): Promise<void> => {
    await transactie<void, BusEvent>(proef.pool, proef.uitbak, (tx) => verwerk(tx, events.map(lees)))
    nazorg.doe()
  }
  return { plaats, gewekt, gehint }
}
