import type { Db, Schrijver } from '@warmknooppunt/platform/db'
import type { Klok, Operatorklok, Stopklok, Termijnklok } from './stand.ts'

type Rij = {
  id: string
  dossier_id: string
  bericht_id: string
  dag: string
  tijdstip: Date
} & (
  | { soort: 'contact' | 'gesprek'; status: Termijnklok['status']; toewijzing_id: string }
  | { soort: 'operator'; status: Operatorklok['status'] }
  | {
      soort: 'incassostop'
      status: Stopklok['status']
      hervatbaar_vanaf: string
      schuldeiser: string
      intermediair: string | null
    }
)

/** The checks on the table say which columns go with which soort. */
function naarKlok(rij: Rij): Klok {
  const { id, dossier_id: dossierId, bericht_id: berichtId, dag } = rij
  const basis = { id, dossierId, berichtId, dag, tijdstip: rij.tijdstip.toTemporalInstant() }
  switch (rij.soort) {
    case 'contact':
    case 'gesprek':
      return { ...basis, soort: rij.soort, status: rij.status, toewijzingId: rij.toewijzing_id }
    case 'operator':
      return { ...basis, soort: rij.soort, status: rij.status }
    case 'incassostop': {
      const { soort, status, hervatbaar_vanaf: hervatbaarVanaf, schuldeiser, intermediair } = rij
      return { ...basis, soort, status, hervatbaarVanaf, schuldeiser, intermediair }
    }
  }
}

/**
 * All clocks of these dossiers, locked in id order: a timer that fires and a message that meets the clock wait for one another. Looked up
 * first and locked by id then: asked for in one go, the order makes a planner that thinks the table small walk all clocks (decision 010).
 */
export async function vergrendelKlokkenVan(db: Db, dossierIds: readonly string[]): Promise<Klok[]> {
  const { rows } = await db.query<Rij>(
    `with van as materialized (
       select k.id from unnest($1::uuid[]) as d (id) cross join lateral (
         select k.id from sla.klok k where k.dossier_id = d.id offset 0) k
     )
     select id, dossier_id, bericht_id, dag, tijdstip, soort, status, toewijzing_id, hervatbaar_vanaf, schuldeiser, intermediair
     from sla.klok where id = any(array(select id from van)) order by id for update`,
    [dossierIds],
  )
  return rows.map(naarKlok)
}

/** These clocks, locked in the same order. */
export async function vergrendelKlokken(db: Db, ids: readonly string[]): Promise<Klok[]> {
  const { rows } = await db.query<Rij>(
    `select id, dossier_id, bericht_id, dag, tijdstip, soort, status, toewijzing_id, hervatbaar_vanaf, schuldeiser, intermediair
     from sla.klok where id = any($1::uuid[]) order by id for update`,
    [ids],
  )
  return rows.map(naarKlok)
}

/** Writes new clocks, and the status of those that were there. Fails when a dossier would get a second stop or a message a second clock. */
export function bewaarKlokken(tx: Schrijver, klokken: readonly Klok[]): void {
  const k = klokken.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const stop = (klok: Klok) => (klok.soort === 'incassostop' ? klok : null)
  tx.schrijf(
    `insert into sla.klok (id, dossier_id, bericht_id, toewijzing_id, tijdstip, dag, hervatbaar_vanaf, soort, status, schuldeiser, intermediair)
     select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::timestamptz[], $6::date[], $7::date[], $8::text[], $9::text[],
       $10::text[], $11::text[])
     on conflict (id) do update set status = excluded.status`,
    [
      k.map((x) => x.id),
      k.map((x) => x.dossierId),
      k.map((x) => x.berichtId),
      k.map((x) => ('toewijzingId' in x ? x.toewijzingId : null)),
      k.map((x) => x.tijdstip.toString()),
      k.map((x) => x.dag),
      k.map((x) => stop(x)?.hervatbaarVanaf ?? null),
      k.map((x) => x.soort),
      k.map((x) => x.status),
      k.map((x) => stop(x)?.schuldeiser ?? null),
      k.map((x) => stop(x)?.intermediair ?? null),
    ],
  )
}
