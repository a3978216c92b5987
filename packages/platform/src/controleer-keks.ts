import type { Db } from './db.ts'
import { leesKekgebruik } from './kek-store.ts'
import type { Keks } from './kluis.ts'
import { startfout } from './proces.ts'

const GRENS = 100_000

/** Throws, with what to do, when the database needs a KEK that is not configured: every message sealed by it would fail. */
export async function controleerKeks(db: Db, keks: Keks): Promise<void> {
  const mist = (await leesKekgebruik(db, GRENS)).filter(({ kekId }) => !keks.sleutels.has(kekId))
  if (mist.length === 0) return
  const perKek = [...Map.groupBy(mist, ({ kekId }) => kekId)].map(([kekId, rijen]) => {
    const delen = rijen.map(({ tabel, aantal }) => `${aantal < GRENS ? aantal : `${GRENS} or more`} in ${tabel}`)
    return `key ${kekId} (rows: ${delen.join(', ')})`
  })
  throw startfout(
    `The database still needs a key-encryption key that is not configured: ${perKek.join('; ')}. Put it back in KEK or KEK_BESTAND (of the all-in-one: or the file geheimen/kek), after the one that seals now; take it out when \`npm run knooppunt -- sleutels\` says that it may go.`,
  )
}
