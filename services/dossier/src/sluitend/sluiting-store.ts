import type { Db } from '@warmknooppunt/platform/db'

/** The last nightly round; null where none was done yet. */
export type Laatste = {
  readonly gedaanSeconden: number | null
  readonly open: number | null
  readonly verschillen: number | null
}

export async function leesLaatste(db: Db): Promise<Laatste | null> {
  const { rows } = await db.query<Laatste>(
    'select extract(epoch from gedaan_op)::float8 as "gedaanSeconden", open, verschillen from dossier.sluiting',
    [],
  )
  return rows[0] ?? null
}

const BEURT = `clock_timestamp() + interval '2 minutes'`

/** Takes the round of this moment, unless it was done or another process is at it; held for two minutes and longer by `houBeurt`. */
export async function neemBeurt(db: Db, gepland: Temporal.Instant): Promise<boolean> {
  const { rowCount } = await db.query(
    `update dossier.sluiting set bezig_tot = ${BEURT}
     where gepland_op < $1 and (bezig_tot is null or bezig_tot < clock_timestamp())`,
    [gepland.toString()],
  )
  return rowCount === 1
}

export async function houBeurt(db: Db): Promise<void> {
  await db.query(`update dossier.sluiting set bezig_tot = ${BEURT}`, [])
}

/** Gives a round back that was not finished, for the next try. */
export async function geefBeurtTerug(db: Db): Promise<void> {
  await db.query('update dossier.sluiting set bezig_tot = null', [])
}

export type Uitslag = { readonly berichten: number; readonly open: number; readonly verschillen: number }

export async function noteerUitslag(db: Db, gepland: Temporal.Instant, u: Uitslag): Promise<void> {
  await db.query(
    `update dossier.sluiting set gepland_op = $1, bezig_tot = null, gedaan_op = clock_timestamp(), berichten = $2, open = $3, verschillen = $4
     where gepland_op < $1`,
    [gepland.toString(), u.berichten, u.open, u.verschillen],
  )
}
