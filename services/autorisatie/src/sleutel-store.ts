import type { Db } from '@warmknooppunt/platform/db'
import type { JWK } from 'jose'

/** `besloten` is sealed. */
export type Sleutelrij = { readonly kid: string; readonly publiek: JWK; readonly besloten: string }

/** A signing key, and from when it signs and after when it is not needed any more (null = no end yet). */
export type Sleutelstand = Sleutelrij & {
  readonly tekentVanaf: Temporal.Instant
  readonly wegNa: Temporal.Instant | null
}

type Rij = Sleutelrij & { readonly tekentVanaf: Date; readonly wegNa: Date | null }

/** All there are, in no order. */
export async function leesSleutels(db: Db): Promise<readonly Sleutelstand[]> {
  const { rows } = await db.query<Rij>(
    'select kid, publiek, besloten, tekent_vanaf as "tekentVanaf", weg_na as "wegNa" from autorisatie.sleutel',
  )
  return rows.map((rij) => ({
    ...rij,
    tekentVanaf: alsTijdstip(rij.tekentVanaf),
    wegNa: rij.wegNa && alsTijdstip(rij.wegNa),
  }))
}

function alsTijdstip(datum: Date): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(datum.getTime())
}

/** Adds a key that signs from a moment on. */
export async function bewaarSleutel(
  db: Db,
  { kid, publiek, besloten }: Sleutelrij,
  o: { readonly nu: Temporal.Instant; readonly tekentVanaf: Temporal.Instant },
): Promise<void> {
  await db.query(
    'insert into autorisatie.sleutel (kid, publiek, besloten, gemaakt_op, tekent_vanaf) values ($1, $2, $3, $4, $5)',
    [kid, JSON.stringify(publiek), besloten, o.nu.toString(), o.tekentVanaf.toString()],
  )
}

/** Gives every other key its end; one that ends sooner keeps that. */
export async function beeindigAndere(db: Db, kid: string, wegNa: Temporal.Instant): Promise<void> {
  await db.query(
    'update autorisatie.sleutel set weg_na = $2 where kid <> $1 and (weg_na is null or weg_na > $2::timestamptz)',
    [kid, wegNa.toString()],
  )
}

/** Removes keys, their private halves with them. */
export async function verwijderSleutels(db: Db, kids: readonly string[]): Promise<void> {
  await db.query('delete from autorisatie.sleutel where kid = any($1::text[])', [kids])
}

/** One at a time chooses which keys there are; until the end of the transaction. */
export async function vergrendelKeuze(db: Db): Promise<void> {
  await db.query(`select pg_advisory_xact_lock(hashtextextended('autorisatie.sleutel', 0))`, [])
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
