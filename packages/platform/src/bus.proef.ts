import { randomUUID } from 'node:crypto'
import type { Pool } from 'pg'
import type { BusEvent } from './bericht.ts'
import { maakEvent } from './bericht.ts'
import { transactie } from './db.ts'
import type { Producent } from './onderwerp.ts'
import { enqueue, uitbakVan } from './outbox.ts'

/** Commits messages to a stage's outbox, each of a dossier of its own. */
export async function zendProef(
  pool: Pool,
  stage: Producent,
  aantal: number,
  tijd = Temporal.Now.instant(),
): Promise<void> {
  await transactie<void, BusEvent>(pool, uitbakVan(stage), async (tx) => {
    for (let i = 0; i < aantal; i++) {
      enqueue(
        tx,
        maakEvent({
          id: randomUUID(),
          source: 'urn:nld:oin:00000099900000012000:systeem:proef',
          type: 'nl.warmknooppunt.proef.ingediend',
          subject: randomUUID(),
          time: tijd,
          dataschema: 'https://schemas.warmknooppunt.nl/ingediend/v1.schema.json',
          data: {},
        }),
      )
    }
  })
}
