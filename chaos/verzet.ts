import { alsEigenaar, laatLeasesVerlopen, leesLeasegrens } from './database.ts'
import type { Hubproces } from './hubproces.ts'
import type { Klok } from './klok.ts'

/**
 * The hub goes down by a kill or in good order, and comes back with its clock moved. Leases are by the database's clock, which does not move:
 * those of the process that is gone are let run out.
 */
export async function verzetKlok(
  { hub, klok }: { readonly hub: Hubproces; readonly klok: Klok },
  ms: number,
  hoe: 'dood' | 'stop',
): Promise<void> {
  const grens = await alsEigenaar(hub.data, leesLeasegrens)
  await hub[hoe]()
  klok.verzet(ms)
  await hub.start()
  await alsEigenaar(hub.data, (db) => laatLeasesVerlopen(db, grens))
}
