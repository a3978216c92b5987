import type { Db } from '@warmknooppunt/platform/db'
import type { JWK } from 'jose'

/** `besloten` is sealed. */
export type Sleutelrij = { readonly kid: string; readonly publiek: JWK; readonly besloten: string }

/** Newest first. */
export async function leesSleutels(db: Db): Promise<readonly Sleutelrij[]> {
  const { rows } = await db.query<Sleutelrij>(
    'select kid, publiek, besloten from autorisatie.sleutel order by gemaakt_op desc, kid',
  )
  return rows
}

export async function bewaarSleutel(
  db: Db,
  { kid, publiek, besloten }: Sleutelrij,
  nu: Temporal.Instant,
): Promise<void> {
  await db.query('insert into autorisatie.sleutel (kid, publiek, besloten, gemaakt_op) values ($1, $2, $3, $4)', [
    kid,
    JSON.stringify(publiek),
    besloten,
    new Date(nu.epochMilliseconds),
  ])
}

/** Locks up to `limiet` signing keys sealed by one of these KEKs, but for those that another has locked. */
export async function vergrendelVerzegeld(db: Db, keks: readonly string[], limiet: number): Promise<Sleutelrij[]> {
  const { rows } = await db.query<Sleutelrij>(
    `select kid, publiek, besloten from autorisatie.sleutel
     where besloten::jsonb ->> 'kekId' = any($1::text[]) limit $2 for update skip locked`,
    [keks, limiet],
  )
  return rows
}

export async function zetBesloten(db: Db, { kid, besloten }: Sleutelrij): Promise<void> {
  await db.query('update autorisatie.sleutel set besloten = $2 where kid = $1', [kid, besloten])
}
