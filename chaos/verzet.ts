import { alsEigenaar, laatLeasesVerlopen, leesLeasegrens, zetKlok } from './database.ts'
import type { Hub } from './hub.ts'
import type { Klok } from './klok.ts'

/**
 * The hub goes down by a kill or in good order, and comes back with its clock and that of its database moved (a timer fires only when both say
 * so). Leases of the process that is gone are let run out, also when the clock went back.
 */
export async function verzetKlok(
  { hub, klok }: { readonly hub: Hub; readonly klok: Klok },
  ms: number,
  hoe: 'dood' | 'stop',
): Promise<void> {
  const grens = await alsEigenaar(hub.data, async (db) => {
    await zetKlok(db, klok.verschuivingMs() + ms)
    return leesLeasegrens(db)
  })
  await hub[hoe]()
  klok.verzet(ms)
  await hub.start()
  await alsEigenaar(hub.data, (db) => laatLeasesVerlopen(db, grens))
}
