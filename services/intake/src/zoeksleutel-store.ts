import { createHmac, randomBytes } from 'node:crypto'
import type { Db } from '@warmknooppunt/platform/db'
import type { Keks } from '@warmknooppunt/platform/kluis'
import { ontgrendel, vergrendel } from '@warmknooppunt/platform/kluis'

/** Keyed hashes for one creditor: of a customer number, a reference, a body. Without its key they say nothing. */
export type Zoeker = (soort: 'klant' | 'referentie' | 'kop' | 'vingerafdruk', tekst: string) => Buffer

type Rij = { schuldeiser: string; kek_id: string; verpakt: Buffer }

/** The hashers of these creditors; a creditor without a search key gets one. */
export async function haalZoekers(
  db: Db,
  keks: Keks,
  schuldeisers: readonly string[],
): Promise<ReadonlyMap<string, Zoeker>> {
  const uniek = [...new Set(schuldeisers)].sort()
  const bekend = await lees(db, uniek)
  const nieuw = uniek.filter((schuldeiser) => !bekend.some((rij) => rij.schuldeiser === schuldeiser))
  const rijen = nieuw.length === 0 ? bekend : await maak(db, keks, uniek, nieuw)
  return new Map(rijen.map((rij) => [rij.schuldeiser, zoeker(keks, rij)]))
}

function zoeker(keks: Keks, rij: Rij): Zoeker {
  const sleutel = ontgrendel(keks, { kekId: rij.kek_id, verpakt: rij.verpakt }, `zoeksleutel|${rij.schuldeiser}`)
  return (soort, tekst) => createHmac('sha256', sleutel).update(soort).update('\0').update(tekst).digest()
}

async function lees(db: Db, schuldeisers: readonly string[]): Promise<Rij[]> {
  const { rows } = await db.query<Rij>(
    'select schuldeiser, kek_id, verpakt from intake.zoeksleutel where schuldeiser = any($1)',
    [schuldeisers],
  )
  return rows
}

async function maak(db: Db, keks: Keks, alle: readonly string[], nieuw: readonly string[]): Promise<Rij[]> {
  const verpakt = nieuw.map((schuldeiser) => vergrendel(keks, randomBytes(32), `zoeksleutel|${schuldeiser}`))
  await db.query(
    `insert into intake.zoeksleutel (schuldeiser, kek_id, verpakt)
     select * from unnest($1::text[], $2::text[], $3::bytea[]) on conflict do nothing`,
    [nieuw, verpakt.map(({ kekId }) => kekId), verpakt.map(({ verpakt: v }) => v)],
  )
  return lees(db, alle)
}
