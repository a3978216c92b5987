import type { Db } from '@warmknooppunt/platform/db'
import type { Wijziging } from './wijziging.ts'

/** The years whose free days are known in full, in order. */
export async function leesFeestdagjaren(db: Db, versie: number): Promise<number[]> {
  const { rows } = await db.query<{ jaar: number }>(
    `select jaar from register.feestdagjaar
     where versie_van <= $1 and (versie_tot is null or versie_tot > $1) order by jaar`,
    [versie],
  )
  return rows.map(({ jaar }) => jaar)
}

/** Says that the free days of a year are known in full. Throws when that would leave an unknown year between known ones. */
export async function registreerFeestdagjaar(w: Wijziging, jaar: number): Promise<void> {
  const bekend = await leesFeestdagjaren(w.tx, w.versie)
  if (bekend.includes(jaar)) return
  if (bekend.length > 0 && !bekend.includes(jaar - 1) && !bekend.includes(jaar + 1)) {
    throw new Error(`feestdagen: the years between ${bekend.join(', ')} and ${jaar} are missing`)
  }
  await w.tx.query('insert into register.feestdagjaar (jaar, versie_van) values ($1, $2)', [jaar, w.versie])
}
