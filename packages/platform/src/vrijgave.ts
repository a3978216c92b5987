import type { Pool } from 'pg'
import type { BusEvent } from './bericht.ts'
import type { Verwerk } from './bus.ts'
import type { Tx, Uitbak } from './db.ts'
import { transactie } from './db.ts'
import type { LeesEvent } from './lezing.ts'
import { foutcode } from './log.ts'
import { eersteWachtend, neemUitWachtrij } from './onverwerkbaar-store.ts'
import type { Lezer } from './positie-store.ts'
import { isStoring } from './storing.ts'

export type Vrijgave<E extends BusEvent> = {
  /** whose queue: each reader of a stage queues and releases its own topic */
  readonly lezer: Lezer
  readonly pool: Pool
  readonly uitbak: Uitbak<BusEvent> | null
  readonly lees: LeesEvent<E>
  readonly verwerk: Verwerk<E>
}

export type Vrijgegeven =
  | { readonly kind: 'vrij'; readonly aantal: number }
  | { readonly kind: 'vast'; readonly aantal: number; readonly foutcode: string }

/**
 * Releases what a reader put aside of one dossier (or order): its queue is handled in order, each message exactly once in the transaction that
 * takes it out. Stops at the first that fails again. New messages of the dossier keep queueing behind until the queue is empty.
 * An outage of the database is thrown.
 */
export async function geefVrij<E extends BusEvent>(v: Vrijgave<E>, sleutel: string): Promise<Vrijgegeven> {
  for (let aantal = 0; ; aantal++) {
    try {
      const over = await transactie<boolean, BusEvent>(v.pool, v.uitbak, (tx) => verwerkEerste(v, tx, sleutel))
      if (!over) return { kind: 'vrij', aantal }
    } catch (fout) {
      if (isStoring(fout)) throw fout
      return { kind: 'vast', aantal, foutcode: foutcode(fout) }
    }
  }
}

/** Handles the first of the queue; false when the queue is empty. */
async function verwerkEerste<E extends BusEvent>(v: Vrijgave<E>, tx: Tx<BusEvent>, sleutel: string): Promise<boolean> {
  const eerste = await eersteWachtend(tx, v.lezer, sleutel)
  if (!eerste) return false
  const lezing = v.lees(eerste.bericht)
  if (lezing.kind !== 'event') throw Object.assign(new Error('not readable'), { code: lezing.kind })
  await v.verwerk(tx, [lezing.event])
  await neemUitWachtrij(tx, v.lezer, { sleutel, id: eerste.id })
  return true
}
