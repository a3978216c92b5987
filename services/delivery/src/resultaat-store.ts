import type { Db, Schrijver } from '@warmknooppunt/platform/db'
import type { Parkeerreden } from './besluit.ts'

/** What a bezorging becomes. `volgendeOp` null keeps what it was. */
export type Nieuwestand = {
  readonly id: string
  readonly poging: number
  readonly status: 'wacht' | 'afgeleverd' | 'geparkeerd' | 'vervallen'
  readonly volgendeOp: Temporal.Instant | null
  readonly afloop: string | null
  readonly statuscode: number | null
  readonly parkeerreden: Parkeerreden | null
}

// The status is a parameter: as a literal it would let the planner walk all that is open (docs/decisions/010).
/** Writes outcomes, each only where the bezorging is still held under that attempt number. Returns the ids that were. */
export async function schrijfStanden(db: Db, s: readonly Nieuwestand[]): Promise<ReadonlySet<string>> {
  const { rows } = await db.query<{ id: string }>(
    `update delivery.bezorging b set status = s.status, volgende_op = coalesce(s.volgende_op, b.volgende_op), lease_tot = null,
       afloop = s.afloop, statuscode = s.statuscode, parkeerreden = s.parkeerreden
     from unnest($1::uuid[], $2::int[], $3::text[], $4::timestamptz[], $5::text[], $6::int[], $7::text[])
       as s (id, poging, status, volgende_op, afloop, statuscode, parkeerreden)
     where b.id = any($1::uuid[]) and b.id = s.id and b.poging = s.poging and b.status = $8 returning b.id`,
    [
      s.map(({ id }) => id),
      s.map(({ poging }) => poging),
      s.map(({ status }) => status),
      s.map(({ volgendeOp }) => volgendeOp?.toString() ?? null),
      s.map(({ afloop }) => afloop),
      s.map(({ statuscode }) => statuscode),
      s.map(({ parkeerreden }) => parkeerreden),
      'bezig',
    ],
  )
  return new Set(rows.map(({ id }) => id))
}

export type Pogingrij = {
  readonly bezorging: string
  readonly poging: number
  readonly begonnenOp: Temporal.Instant
  readonly duurMs: number
  readonly afloop: string
  readonly reden: string | null
  readonly statuscode: number | null
  /** encrypted; null when there was none, or no key to keep it under */
  readonly antwoord: string | null
}

export function schrijfPogingen(tx: Schrijver, p: readonly Pogingrij[]): void {
  tx.schrijf(
    `insert into delivery.poging (bezorging, poging, begonnen_op, duur_ms, afloop, reden, statuscode, antwoord)
     select * from unnest($1::uuid[], $2::int[], $3::timestamptz[], $4::int[], $5::text[], $6::text[], $7::int[], $8::text[])`,
    [
      p.map(({ bezorging }) => bezorging),
      p.map(({ poging }) => poging),
      p.map(({ begonnenOp }) => begonnenOp.toString()),
      p.map(({ duurMs }) => duurMs),
      p.map(({ afloop }) => afloop),
      p.map(({ reden }) => reden),
      p.map(({ statuscode }) => statuscode),
      p.map(({ antwoord }) => antwoord),
    ],
  )
}

export type Overzichtrij = {
  readonly bezorgingId: string
  readonly dossierId: string
  readonly berichtId: string
  readonly bericht: string
  readonly deelnemer: string
  readonly nummer: number
  readonly eindpunt: string
  readonly eindpuntStatus: string
  readonly status: string
  readonly poging: number
  readonly afloop: string | null
  readonly statuscode: number | null
  readonly parkeerreden: Parkeerreden | null
  readonly laatstePogingOp: Date | null
  readonly wachtendErachter: number
}

/**
 * Parked bezorgingen for an operator, after an id, oldest first. No address, no content. `wachtendErachter`: what waits behind it at that
 * endpoint; on pause all that waits there (counted once for a page, to 100,000), else the later ones of its dossier.
 */
export async function leesGeparkeerde(db: Db, o: { na: string; limiet: number }): Promise<Overzichtrij[]> {
  const { rows } = await db.query<Overzichtrij>(
    `with bladzijde as materialized (
       select b.*, e.status as eindpunt_status from delivery.bezorging b join delivery.eindpunt e on e.id = b.eindpunt
       where b.status = 'geparkeerd' and b.id > $1 order by b.id, b.nummer limit $2
     ), gepauzeerd as materialized (
       select g.eindpunt, (select count(*) from (select from delivery.bezorging w where w.eindpunt = g.eindpunt and w.status = 'wacht'
         order by w.volgende_op, w.nummer limit 100000) w) as wachtend
       from (select distinct eindpunt from bladzijde where eindpunt_status = 'gepauzeerd') g
     )
     select b.id as "bezorgingId", b.dossier_id as "dossierId", b.bericht_id as "berichtId", p.bericht, b.deelnemer, b.nummer, b.eindpunt,
       b.eindpunt_status as "eindpuntStatus", b.status, b.poging, b.afloop, b.statuscode, b.parkeerreden,
       (select max(t.begonnen_op) from delivery.poging t where t.bezorging = b.id) as "laatstePogingOp",
       coalesce((select g.wachtend from gepauzeerd g where g.eindpunt = b.eindpunt),
         (select count(*) filter (where w.status = 'wacht') from delivery.bezorging w where w.eindpunt = b.eindpunt
           and w.dossier_id = b.dossier_id and w.nummer > b.nummer and w.status in ('wacht', 'bezig', 'geparkeerd'))) as "wachtendErachter"
     from bladzijde b join delivery.postvakbericht p on p.deelnemer = b.deelnemer and p.nummer = b.nummer order by b.id`,
    [o.na, o.limiet],
  )
  return rows
}
