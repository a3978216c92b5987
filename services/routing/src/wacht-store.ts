import type { Db } from '@warmknooppunt/platform/db'

export type Wachtend = {
  readonly berichtId: string
  readonly dossierId: string
  readonly reden: 'meerdere' | 'onbekend'
  /** the accepted event as text */
  readonly bericht: string
}

export type Opdracht = {
  readonly berichtId: string
  readonly dossierId: string
  readonly opdrachtId: string
  /** the order's event as text */
  readonly opdracht: string
}

/** A message that waits and the order about it, each as text. */
export type Paar = { readonly berichtId: string; readonly bericht: string; readonly opdracht: string }

type Rij = { bericht_id: string; bericht: string | null; opdracht: string | null }

/** Has these messages wait for an operator; gives those whose order was here first. Rows in key order, so that two owners cannot lock crosswise. */
export async function legTeWachten(db: Db, wachtenden: readonly Wachtend[], nu: Temporal.Instant): Promise<Paar[]> {
  const w = wachtenden.toSorted((x, y) => (x.berichtId < y.berichtId ? -1 : 1))
  const { rows } = await db.query<Rij>(
    `insert into routing.wacht as w (bericht_id, dossier_id, stand, reden, bericht, sinds)
     select n.bericht_id, n.dossier_id, 'wacht-op-routering', n.reden, n.bericht, $5
     from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[]) as n (bericht_id, dossier_id, reden, bericht)
     on conflict (bericht_id) do update set stand = excluded.stand, reden = excluded.reden, bericht = excluded.bericht
       where w.stand = 'opdracht-eerst'
     returning w.bericht_id, w.bericht, w.opdracht`,
    [
      w.map((x) => x.berichtId),
      w.map((x) => x.dossierId),
      w.map((x) => x.reden),
      w.map((x) => x.bericht),
      nu.toString(),
    ],
  )
  return rows.flatMap(naarPaar)
}

/**
 * Lays orders beside the messages they name; gives those whose message waits here. An order whose message has not come yet is kept for it;
 * one about a message that was decided, or that has an order already, does nothing.
 */
export async function legOpdrachten(db: Db, opdrachten: readonly Opdracht[], nu: Temporal.Instant): Promise<Paar[]> {
  const o = opdrachten.toSorted((x, y) => (x.berichtId < y.berichtId ? -1 : 1))
  const { rows } = await db.query<Rij>(
    `insert into routing.wacht as w (bericht_id, dossier_id, stand, opdracht_id, opdracht, sinds)
     select n.bericht_id, n.dossier_id, 'opdracht-eerst', n.opdracht_id, n.opdracht, $5
     from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[]) as n (bericht_id, dossier_id, opdracht_id, opdracht)
     where not exists (select from routing.toewijzing t where t.bericht_id = n.bericht_id)
     on conflict (bericht_id) do update set opdracht_id = excluded.opdracht_id, opdracht = excluded.opdracht
       where w.stand = 'wacht-op-routering' and w.opdracht_id is null
     returning w.bericht_id, w.bericht, w.opdracht`,
    [
      o.map((x) => x.berichtId),
      o.map((x) => x.dossierId),
      o.map((x) => x.opdrachtId),
      o.map((x) => x.opdracht),
      nu.toString(),
    ],
  )
  return rows.flatMap(naarPaar)
}

function naarPaar({ bericht_id: berichtId, bericht, opdracht }: Rij): Paar[] {
  return bericht === null || opdracht === null ? [] : [{ berichtId, bericht, opdracht }]
}

/** Messages of which the order could not be carried out: they wait on, for another. */
export async function laatVerderWachten(db: Db, berichtIds: readonly string[]): Promise<void> {
  await db.query(
    `update routing.wacht set opdracht_id = null, opdracht = null
     where bericht_id = any($1::uuid[]) and stand = 'wacht-op-routering'`,
    [berichtIds],
  )
}

export type Beslissing = {
  readonly berichtId: string
  readonly stand: 'gerouteerd' | 'niet-bezorgbaar' | 'inhoud-vernietigd'
}

/** What became of messages that waited; the texts are not needed any more. */
export async function sluitWachten(db: Db, beslissingen: readonly Beslissing[], nu: Temporal.Instant): Promise<void> {
  await db.query(
    `update routing.wacht w set stand = b.stand, besloten_op = $3, bericht = null, opdracht = null
     from unnest($1::uuid[], $2::text[]) as b (bericht_id, stand) where w.bericht_id = b.bericht_id`,
    [beslissingen.map((b) => b.berichtId), beslissingen.map((b) => b.stand), nu.toString()],
  )
}
