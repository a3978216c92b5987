import type { BusEvent } from '@warmknooppunt/platform/bericht'
import type { Schrijver } from '@warmknooppunt/platform/db'

/** What was accepted besides doorverwijzingen, at the moment that its id begins with: for the reconciliation, which outlives the outbox. */
export function noteerBerichten(tx: Schrijver, events: readonly BusEvent[]): void {
  const rijen = events.flatMap((event) => {
    const { bericht, dossierId } = veldenVan(event)
    return bericht === 'doorverwijzing' ? [] : [{ id: event.id, bericht, dossierId, op: event.time }]
  })
  if (rijen.length === 0) return
  tx.schrijf(
    `insert into intake.bericht (bericht_id, bericht, dossier_id, aangenomen_op)
     select * from unnest($1::uuid[], $2::text[], $3::uuid[], $4::timestamptz[])`,
    [rijen.map(({ id }) => id), rijen.map((r) => r.bericht), rijen.map((r) => r.dossierId), rijen.map(({ op }) => op)],
  )
}

/** An order names its dossier; of every other message it is the subject. */
function veldenVan({ type, subject, data }: BusEvent): { bericht: string; dossierId: string } {
  const velden: Readonly<Record<string, unknown>> = typeof data === 'object' && data !== null ? { ...data } : {}
  const { bericht, dossierId } = velden
  if (typeof bericht !== 'string') throw new Error(`an accepted ${type} does not say what it is`)
  return { bericht, dossierId: typeof dossierId === 'string' ? dossierId : subject }
}
