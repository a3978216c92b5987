import type { Kans } from '../../services/knooppunt/src/simulatie/kans.ts'
import type { Fout } from './fout.ts'
import { HUBFOUTEN } from './hub.ts'
import { OMGEVINGSFOUTEN } from './omgeving.ts'
import { POSTGRESFOUTEN } from './postgres.ts'

/** Everything that is done to the hub. */
export const FOUTEN: readonly Fout[] = [...HUBFOUTEN, ...POSTGRESFOUTEN, ...OMGEVINGSFOUTEN]

/** All of them in an order of chance, and then again in another, without end; the clock moves forward early in each. */
export function* rooster(kans: Kans, fouten: readonly Fout[] = FOUTEN): Generator<Fout, never> {
  if (fouten.length === 0) throw new Error('no faults to choose from')
  for (;;) {
    const stapel = fouten
      .map((fout) => ({ fout, plaats: fout.naam === 'klok-vooruit' ? kans() * 0.1 : kans() }))
      .toSorted((a, b) => a.plaats - b.plaats)
    for (const { fout } of stapel) yield fout
  }
}
