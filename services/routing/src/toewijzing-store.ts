import type { Schrijver } from '@warmknooppunt/platform/db'

/** At whom a doorverwijzing lies. `opdrachtId` null: the hub routed it by itself. */
export type Toewijzing = {
  readonly berichtId: string
  readonly toewijzingId: string
  readonly eventId: string
  readonly dossierId: string
  readonly opdrachtId: string | null
  readonly gemeentecode: string
  readonly uitvoerder: string
  readonly loket: string
  readonly ontvanger: string
  readonly overeenkomst: string
  readonly registerversie: number
  readonly postcodeversie: number
  readonly dagNul: string
  readonly aangenomenOp: string
  readonly uitkomst: 'gerouteerd' | 'inhoud-vernietigd'
}

/** Fails when one of these messages was routed before. */
export function bewaarToewijzingen(tx: Schrijver, toewijzingen: readonly Toewijzing[], nu: Temporal.Instant): void {
  const t = toewijzingen
  tx.schrijf(
    `insert into routing.toewijzing (bericht_id, toewijzing_id, event_id, dossier_id, opdracht_id, gemeentecode, uitvoerder, loket, ontvanger,
       overeenkomst, registerversie, postcodeversie, dag_nul, aangenomen_op, uitkomst, toegewezen_op)
     select n.*, $16 from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::text[], $9::text[],
       $10::text[], $11::int[], $12::int[], $13::date[], $14::timestamptz[], $15::text[]) as n`,
    [
      t.map((x) => x.berichtId),
      t.map((x) => x.toewijzingId),
      t.map((x) => x.eventId),
      t.map((x) => x.dossierId),
      t.map((x) => x.opdrachtId),
      t.map((x) => x.gemeentecode),
      t.map((x) => x.uitvoerder),
      t.map((x) => x.loket),
      t.map((x) => x.ontvanger),
      t.map((x) => x.overeenkomst),
      t.map((x) => x.registerversie),
      t.map((x) => x.postcodeversie),
      t.map((x) => x.dagNul),
      t.map((x) => x.aangenomenOp),
      t.map((x) => x.uitkomst),
      nu.toString(),
    ],
  )
}
