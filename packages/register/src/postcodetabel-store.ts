import type { Db } from '@warmknooppunt/platform/db'
import type { Dag } from '@warmknooppunt/regels/dag'
import type { Wijziging } from './wijziging.ts'

/** A postcode table in use; `versie` is its own number, not the register's. */
export type Postcodetabel = {
  readonly versie: number
  readonly naam: string
  readonly bron: string
  readonly geldigVanaf: Dag
}

/** Tables in use, the one to prefer first: the latest day, then the latest number. */
export async function leesPostcodetabellen(db: Db, versie: number): Promise<Postcodetabel[]> {
  const { rows } = await db.query<Postcodetabel>(
    `select versie, naam, bron, geldig_vanaf as "geldigVanaf" from register.postcodetabel
     where versie_van <= $1 and (versie_tot is null or versie_tot > $1) order by geldig_vanaf desc, versie desc`,
    [versie],
  )
  return rows
}

/** A number for a table whose rows are still to be written. Numbers of failed imports are not used again. */
export async function nieuwePostcodeversie(db: Db): Promise<number> {
  const { rows } = await db.query<{ versie: number }>(`select nextval('register.postcodeversie')::int as versie`)
  const versie = rows[0]?.versie
  if (versie === undefined) throw new Error('register.postcodeversie gave no number')
  return versie
}

/**
 * Takes a table into use, whose rows are there. From the coming register version on those of the same name that begin on its day or later are not
 * used any more; an earlier one is, until that day.
 */
export async function neemPostcodetabelInGebruik(
  w: Wijziging,
  tabel: Postcodetabel,
  nu: Temporal.Instant,
): Promise<void> {
  await w.tx.query(
    `with gesloten as (
       update register.postcodetabel set versie_tot = $1 where naam = $3 and geldig_vanaf >= $5 and versie_tot is null
     )
     insert into register.postcodetabel (versie, naam, bron, geldig_vanaf, in_gebruik_op, versie_van)
     values ($2, $3, $4, $5, $6, $1)`,
    [w.versie, tabel.versie, tabel.naam, tabel.bron, tabel.geldigVanaf, nu.toString()],
  )
}

/** Uses tables no more, from the coming register version on. */
export async function sluitPostcodetabellen(w: Wijziging, versies: readonly number[]): Promise<void> {
  await w.tx.query(
    'update register.postcodetabel set versie_tot = $1 where versie = any($2::int[]) and versie_tot is null',
    [w.versie, versies],
  )
}

/** Uses tables again that are not in use, as they were last. */
export async function heropenPostcodetabellen(
  w: Wijziging,
  versies: readonly number[],
  nu: Temporal.Instant,
): Promise<void> {
  await w.tx.query(
    `insert into register.postcodetabel (versie, naam, bron, geldig_vanaf, in_gebruik_op, versie_van)
     select distinct on (versie) versie, naam, bron, geldig_vanaf, $3, $1 from register.postcodetabel
     where versie = any($2::int[]) order by versie, rij desc`,
    [w.versie, versies, nu.toString()],
  )
}
