import type { Kans } from '../../services/knooppunt/src/simulatie/kans.ts'
import type { Clusterhub } from '../clusterhub.ts'
import type { Hubproces } from '../hubproces.ts'
import { BROKERFOUTEN } from './broker.ts'
import { DIENSTFOUTEN } from './dienst.ts'
import type { Fout } from './fout.ts'
import { HUBFOUTEN, KLOKFOUTEN } from './hub.ts'
import { OMGEVINGSFOUTEN } from './omgeving.ts'
import { POSTGRESFOUTEN } from './postgres.ts'
import { TOPICFOUTEN } from './topics.ts'

/** Everything that is done to the all-in-one. */
export const FOUTEN: readonly Fout<Hubproces>[] = [...HUBFOUTEN, ...POSTGRESFOUTEN, ...OMGEVINGSFOUTEN]

/** Everything that is done to the hub as separate processes over Kafka. */
export const CLUSTERFOUTEN: readonly Fout<Clusterhub>[] = [
  ...DIENSTFOUTEN,
  ...BROKERFOUTEN,
  ...TOPICFOUTEN,
  ...KLOKFOUTEN,
  ...POSTGRESFOUTEN,
  ...OMGEVINGSFOUTEN,
]

/** All of them in an order of chance, and then again in another, without end; the clock moves forward early in each. */
export function* rooster<F extends { readonly naam: string }>(kans: Kans, fouten: readonly F[]): Generator<F, never> {
  if (fouten.length === 0) throw new Error('no faults to choose from')
  for (;;) {
    const stapel = fouten
      .map((fout) => ({ fout, plaats: fout.naam === 'klok-vooruit' ? kans() * 0.1 : kans() }))
      .toSorted((a, b) => a.plaats - b.plaats)
    for (const { fout } of stapel) yield fout
  }
}
