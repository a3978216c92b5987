import type { Db } from '@warmknooppunt/platform/db'
import type { Dag } from '@warmknooppunt/regels/dag'
import type { Wijziging } from './wijziging.ts'

/** What kind of files a table came from: addresses of CBS, or a list by postcode, with or without letters. */
export type Tabelsoort = 'cbs' | 'pc6' | 'pc4'

export type Postcodeimport = {
  readonly versie: number
  readonly soort: Tabelsoort
  readonly rijen: number
  readonly pc4: number
  readonly pc6: number
  readonly gemeenten: readonly string[]
}

/** Keeps what was loaded; part of the transaction that takes it into use. */
export async function registreerPostcodeimport(
  w: Wijziging,
  { versie, soort, rijen, pc4, pc6, gemeenten }: Postcodeimport,
  nu: Temporal.Instant,
): Promise<void> {
  await w.tx.query(
    `insert into register.postcodeimport (versie, soort, rijen, pc4, pc6, gemeenten, geladen_op) values ($1, $2, $3, $4, $5, $6, $7)`,
    [versie, soort, rijen, pc4, pc6, gemeenten, nu.toString()],
  )
}

/** Sets since when each imported table is out of use, by the rows of `register.postcodetabel` as this transaction leaves them. */
export async function werkGebruikBij(w: Wijziging, nu: Temporal.Instant): Promise<void> {
  await w.tx.query(
    `update register.postcodeimport i set uit_gebruik_op = case when g.open then null else $1::timestamptz end
     from (select versie, bool_or(versie_tot is null) as open from register.postcodetabel group by versie) g
     where g.versie = i.versie and g.open = (i.uit_gebruik_op is not null)`,
    [nu.toString()],
  )
}

/** Notes that the rows of a table are gone; part of the transaction that drops them. */
export async function noteerVerwijderd(db: Db, versie: number, nu: Temporal.Instant): Promise<void> {
  await db.query('update register.postcodeimport set verwijderd_op = $2 where versie = $1', [versie, nu.toString()])
}

/** A postcode table that is or was in use; the counts are null of one that came otherwise than by an import. */
export type Tabelgebruik = {
  readonly versie: number
  readonly naam: string
  readonly bron: string
  readonly geldigVanaf: Dag
  readonly inGebruikOp: Temporal.Instant
  readonly open: boolean
  /** the register version that first had it, and the one that first did not; null = still */
  readonly van: number
  readonly tot: number | null
  readonly uitGebruikOp: Temporal.Instant | null
  readonly verwijderdOp: Temporal.Instant | null
  readonly soort: Tabelsoort | null
  readonly rijen: number | null
  readonly pc6: number | null
  readonly gemeenten: readonly string[] | null
}

type Rij = Omit<Tabelgebruik, 'inGebruikOp' | 'uitGebruikOp' | 'verwijderdOp'> & {
  readonly inGebruikOp: Date
  readonly uitGebruikOp: Date | null
  readonly verwijderdOp: Date | null
}

/** Every table there was, the latest number first. */
export async function leesTabelgebruik(db: Db): Promise<Tabelgebruik[]> {
  const { rows } = await db.query<Rij>(
    `select distinct on (t.versie) t.versie, t.naam, t.bron, t.geldig_vanaf as "geldigVanaf", t.in_gebruik_op as "inGebruikOp",
       t.versie_tot is null as open, min(t.versie_van) over (partition by t.versie) as van, t.versie_tot as tot,
       i.uit_gebruik_op as "uitGebruikOp", i.verwijderd_op as "verwijderdOp", i.soort, i.rijen, i.pc6, i.gemeenten
     from register.postcodetabel t left join register.postcodeimport i using (versie)
     order by t.versie desc, t.rij desc`,
  )
  const moment = (datum: Date | null) => datum?.toTemporalInstant() ?? null
  return rows.map((rij) => ({
    ...rij,
    inGebruikOp: rij.inGebruikOp.toTemporalInstant(),
    uitGebruikOp: moment(rij.uitGebruikOp),
    verwijderdOp: moment(rij.verwijderdOp),
  }))
}

/** How many open dossiers and waiting messages name each table. */
export async function leesGenoemdePostcodes(db: Db, nu: Temporal.Instant): Promise<ReadonlyMap<number, number>> {
  const { rows } = await db.query<{ versie: number; aantal: number }>(
    'select versie, aantal from register.postcodeversies_genoemd($1)',
    [nu.toString()],
  )
  return new Map(rows.map(({ versie, aantal }) => [versie, aantal]))
}
