import type { Db } from '@warmknooppunt/platform/db'

/** Notes an assertion; false when it was noted before, by this process or any other. */
export async function noteerAssertie(db: Db, id: string, verlooptOp: Date): Promise<boolean> {
  const { rows } = await db.query<{ id: string }>(
    `insert into autorisatie.assertie (id, verloopt_op) values ($1, $2) on conflict (id) do nothing returning id`,
    [id, verlooptOp],
  )
  return rows.length === 1
}

/** Deletes the assertions nobody can use any more; gives their number. */
export async function ruimOp(db: Db, nu: Temporal.Instant): Promise<number> {
  const { rowCount } = await db.query('delete from autorisatie.assertie where verloopt_op <= $1', [
    new Date(nu.epochMilliseconds),
  ])
  return rowCount ?? 0
}
