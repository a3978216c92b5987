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

/** A round that a process has taken; another that took it over since, when it stood still for too long, has another one. */
export type Beurt = { readonly tot: string }

const TOT = `clock_timestamp() + interval '2 minutes'`

/** Takes the round of this moment; null when it was done or another process is at it. Held for two minutes and longer by `houBeurt`. */
export async function neemBeurt(db: Db, gepland: Temporal.Instant): Promise<Beurt | null> {
  const { rows } = await db.query<Beurt>(
    `update dossier.sluiting set bezig_tot = ${TOT}
     where gepland_op < $1 and (bezig_tot is null or bezig_tot < clock_timestamp()) returning bezig_tot::text as tot`,
    [gepland.toString()],
  )
  return rows[0] ?? null
}

/** Null when another has taken it over. */
export async function houBeurt(db: Db, { tot }: Beurt): Promise<Beurt | null> {
  const { rows } = await db.query<Beurt>(
    `update dossier.sluiting set bezig_tot = ${TOT} where bezig_tot = $1 returning bezig_tot::text as tot`,
    [tot],
  )
  return rows[0] ?? null
}

/** Gives a round back that was not finished, for the next try. */
export async function geefBeurtTerug(db: Db, { tot }: Beurt): Promise<void> {
  await db.query('update dossier.sluiting set bezig_tot = null where bezig_tot = $1', [tot])
}

export type Uitslag = { readonly berichten: number; readonly open: number; readonly verschillen: number }

/** False when another has taken the round over: it is his to tell. */
export async function noteerUitslag(
  db: Db,
  { tot }: Beurt,
  { gepland, ...u }: Uitslag & { readonly gepland: Temporal.Instant },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update dossier.sluiting set gepland_op = $1, bezig_tot = null, gedaan_op = clock_timestamp(), berichten = $2, open = $3, verschillen = $4
     where bezig_tot = $5`,
    [gepland.toString(), u.berichten, u.open, u.verschillen, tot],
  )
  return rowCount === 1
}
