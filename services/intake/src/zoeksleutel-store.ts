import { createHmac, randomBytes } from 'node:crypto'
import type { Db, Schrijver } from '@warmknooppunt/platform/db'
import type { Herverpakt, Herverpakvraag, Keks, Verpakt } from '@warmknooppunt/platform/kluis'
import { hervergrendel, ontgrendel, vergrendel } from '@warmknooppunt/platform/kluis'

/** Keyed hashes for one creditor: of a customer number, a reference, a body. Without its key they say nothing. */
export type Zoeker = (soort: 'klant' | 'referentie' | 'kop' | 'vingerafdruk', tekst: string) => Buffer

/** A creditor's search key as it is kept, wrapped by a KEK. */
export type Zoeksleutel = { readonly schuldeiser: string } & Verpakt

/** The hashers of some creditors; `nieuw` are keys made just now, to be kept with the first thing hashed under them. */
export type Zoekers = { zoek(schuldeiser: string): Zoeker; readonly nieuw: readonly Zoeksleutel[] }

/** The hashers of these creditors; a creditor without a search key gets one. Writes nothing: a refusal leaves no trace. */
export async function haalZoekers(db: Db, keks: Keks, schuldeisers: readonly string[]): Promise<Zoekers> {
  const uniek = [...new Set(schuldeisers)]
  const bekend = await lees(db, uniek)
  const nieuw = uniek
    .filter((schuldeiser) => !bekend.some((sleutel) => sleutel.schuldeiser === schuldeiser))
    .map((schuldeiser) => ({ schuldeiser, ...vergrendel(keks, randomBytes(32), waarvoor(schuldeiser)) }))
  const zoekers = new Map([...bekend, ...nieuw].map((sleutel) => [sleutel.schuldeiser, zoekerMet(keks, sleutel)]))
  return {
    nieuw,
    zoek(schuldeiser) {
      const zoeker = zoekers.get(schuldeiser)
      if (!zoeker) throw new Error(`no search key for ${schuldeiser}`)
      return zoeker
    },
  }
}

function waarvoor(schuldeiser: string): string {
  return `zoeksleutel|${schuldeiser}`
}

function zoekerMet(keks: Keks, sleutel: Zoeksleutel): Zoeker {
  const open = ontgrendel(keks, sleutel, waarvoor(sleutel.schuldeiser))
  return (soort, tekst) => createHmac('sha256', open).update(soort).update('\0').update(tekst).digest()
}

async function lees(db: Db, schuldeisers: readonly string[]): Promise<Zoeksleutel[]> {
  const { rows } = await db.query<Zoeksleutel>(
    'select schuldeiser, kek_id as "kekId", verpakt from intake.zoeksleutel where schuldeiser = any($1)',
    [schuldeisers],
  )
  return rows
}

/** Keeps search keys. Fails (WK002) when another request made one first: everything must be hashed under that one. */
export function bewaarZoeksleutels(tx: Schrijver, sleutels: readonly Zoeksleutel[]): void {
  if (sleutels.length === 0) return
  const s = sleutels.toSorted((a, b) => (a.schuldeiser < b.schuldeiser ? -1 : 1))
  tx.schrijf(
    `with nieuw as (insert into intake.zoeksleutel (schuldeiser, kek_id, verpakt)
       select * from unnest($1::text[], $2::text[], $3::bytea[]) on conflict do nothing returning 1)
     select platform.eis_aantal((select count(*) from nieuw), $4, 'search keys')`,
    [s.map((x) => x.schuldeiser), s.map((x) => x.kekId), s.map((x) => x.verpakt), s.length],
  )
}

/** Wraps search keys anew that an older KEK wrapped. */
export async function herverpakZoeksleutels(tx: Db, keks: Keks, { oud, limiet }: Herverpakvraag): Promise<Herverpakt> {
  const { rows } = await tx.query<Zoeksleutel>(
    `select schuldeiser, kek_id as "kekId", verpakt from intake.zoeksleutel
     where kek_id = any($1::text[]) limit $2 for update skip locked`,
    [oud, limiet],
  )
  const nieuw = rows.flatMap((sleutel) => {
    const dicht = hervergrendel(keks, sleutel, waarvoor(sleutel.schuldeiser))
    return dicht === null ? [] : [{ schuldeiser: sleutel.schuldeiser, ...dicht }]
  })
  await tx.query(
    `update intake.zoeksleutel z set kek_id = n.kek_id, verpakt = n.verpakt
     from unnest($1::text[], $2::text[], $3::bytea[]) as n (schuldeiser, kek_id, verpakt) where z.schuldeiser = n.schuldeiser`,
    [nieuw.map((x) => x.schuldeiser), nieuw.map((x) => x.kekId), nieuw.map((x) => x.verpakt)],
  )
  return { aantal: nieuw.length, mislukt: rows.length - nieuw.length }
}
