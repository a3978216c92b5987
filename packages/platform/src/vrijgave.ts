import type { Pool } from 'pg'
import type { BusEvent } from './bericht.ts'
import type { Verwerk } from './bus.ts'
import type { Tx, Uitbak } from './db.ts'
import { transactie } from './db.ts'
import type { LeesEvent } from './lezing.ts'
import { foutcode } from './log.ts'
import type { Wachtend } from './onverwerkbaar-store.ts'
import { eersteWachtend, neemUitWachtrij, noteerFout } from './onverwerkbaar-store.ts'
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
    const gepakt: Wachtend[] = []
    try {
      const over = await transactie<boolean, BusEvent>(v.pool, v.uitbak, async (tx) => {
        const eerste = await eersteWachtend(tx, v.lezer, sleutel)
        if (!eerste) return false
        gepakt.push(eerste)
        await verwerkWachtend(v, tx, { sleutel, eerste })
        return true
      })
      if (!over) return { kind: 'vrij', aantal }
    } catch (fout) {
      if (isStoring(fout)) throw fout
      const code = foutcode(fout)
      for (const { id } of gepakt) await noteerFout(v.pool, v.lezer, { id, foutcode: code })
      return { kind: 'vast', aantal, foutcode: code }
    }
  }
}

/** Handles the first of a queue, whose row is locked, and takes it out; true when the queue is empty then. */
export async function verwerkWachtend<E extends BusEvent>(
  v: Pick<Vrijgave<E>, 'lezer' | 'lees' | 'verwerk'>,
  tx: Tx<BusEvent>,
  { sleutel, eerste }: { readonly sleutel: string; readonly eerste: Wachtend },
): Promise<boolean> {
  const lezing = v.lees(eerste.bericht)
  if (lezing.kind !== 'event') throw Object.assign(new Error('not readable'), { code: leescode(lezing) })
  await v.verwerk(tx, [lezing.event])
  return neemUitWachtrij(tx, v.lezer, { sleutel, id: eerste.id })
}

function leescode(lezing: { readonly kind: string; readonly code?: string }): string {
  return lezing.code ?? lezing.kind
}
