import { setTimeout as wachtMs } from 'node:timers/promises'
import type { Pool } from 'pg'
import type { Registry } from 'prom-client'
import { Counter, Gauge } from 'prom-client'
import type { Bewaarregel } from './bewaar-store.ts'
import { leesOudste, noteerRonde, verwijder } from './bewaar-store.ts'
import type { Bewaardagen } from './bewaar-velden.ts'
import type { Db } from './db.ts'
import type { Log } from './log.ts'
import { foutcode } from './log.ts'
import { bewaar } from './metrieken.ts'
import type { Werker } from './stage.ts'

/** Between two rounds; a round that finds nothing costs one look at the beginning of an index a table. */
const PAUZE_MS = 15 * 60_000
/** Rows a statement deletes at most, and the rest after it: the line gets the database in between. */
const LIMIET = 200
const RUST_MS = 250
/** Failing so many times in a row is no passing outage. */
const ROOD_NA = 4

export type Bewaarkeuze = {
  readonly stage: string
  readonly pool: Pool
  readonly regels: readonly Bewaarregel[]
  readonly dagen: Bewaardagen
  readonly nu: () => Temporal.Instant
  readonly log: Log
  readonly verwijderd: Counter
  readonly pauzeMs?: number
  readonly limiet?: number
  readonly rustMs?: number
}

/** Counts what retention deletes, over all stages of a process. */
export function telVerwijderd(metrieken: Registry): Counter {
  return new Counter({
    name: 'warmknooppunt_bewaring_verwijderd_total',
    help: 'rows of technical data deleted because they were older than is kept',
    labelNames: ['tabel'],
    registers: [metrieken],
  })
}

export type Bewaarpunt = { readonly db: Db; readonly regels: readonly Bewaarregel[] }

/** Tells by how many days the oldest row of each table is older than is kept. No value when the database cannot be asked. */
export function meetBewaring(
  metrieken: Registry,
  punten: readonly Bewaarpunt[],
  { dagen, nu }: Pick<Bewaarkeuze, 'dagen' | 'nu'>,
): void {
  const peil = bewaar(async () => {
    const achter: { tabel: string; dagen: number }[] = []
    for (const { db, regels } of punten) {
      for (const regel of regels) {
        const oudste = await leesOudste(db, regel).catch(() => undefined)
        if (oudste === undefined) continue
        const oud = oudste === null ? 0 : oudste.until(nu()).total('hours') / 24
        achter.push({ tabel: regel.tabel, dagen: Math.max(0, oud - dagen[regel.soort]) })
      }
    }
    return achter
  })
  new Gauge({
    name: 'warmknooppunt_bewaring_achter_dagen',
    help: 'by how many days the oldest row of a table is older than is kept; 0 = none is',
    labelNames: ['tabel'],
    registers: [metrieken],
    async collect() {
      this.reset()
      for (const { tabel, dagen: aantal } of await peil()) this.set({ tabel }, aantal)
    },
  })
}

/** Deletes technical data of a stage that are older than is kept, in small batches, every quarter of an hour. Any number of processes may do so at once. */
export function maakBewaarder(keuze: Bewaarkeuze): Werker {
  let mislukt = 0
  return {
    naam: `${keuze.stage}.bewaarder`,
    stand: () => (mislukt < ROOD_NA ? { gezond: true, reden: null } : { gezond: false, reden: 'retention-failed' }),
    async run(signal) {
      while (!signal.aborted) {
        mislukt = (await probeer(keuze, signal)) ? 0 : mislukt + 1
        await wachtMs(keuze.pauzeMs ?? PAUZE_MS, undefined, { signal }).catch(() => undefined)
      }
    },
  }
}

async function probeer(keuze: Bewaarkeuze, signal: AbortSignal): Promise<boolean> {
  try {
    for (const regel of keuze.regels) await ronde(keuze, regel, signal)
    return true
  } catch (err) {
    keuze.log.warn({ err, stage: keuze.stage, code: foutcode(err) }, 'bewaring.mislukt')
    return false
  }
}

/** One table, until nothing is left that may go; a round that was cut short says what it did all the same. */
export async function ronde(keuze: Bewaarkeuze, regel: Bewaarregel, signal: AbortSignal): Promise<number> {
  const { pool, nu, verwijderd, limiet = LIMIET, rustMs = RUST_MS } = keuze
  const dagen = keuze.dagen[regel.soort]
  const voor = nu().subtract({ hours: dagen * 24 })
  let totaal = 0
  while (!signal.aborted) {
    const weg = await verwijder(pool, regel, voor.toString(), limiet)
    totaal += weg
    if (weg > 0) verwijderd.inc({ tabel: regel.tabel }, weg)
    if (weg === 0) break
    await wachtMs(rustMs, undefined, { signal }).catch(() => undefined)
  }
  const gedaan = { tabel: regel.tabel, soort: regel.soort, dagen, gedaanOp: nu(), verwijderd: totaal }
  await noteerRonde(pool, { ...gedaan, oudsteOp: await leesOudste(pool, regel) })
  if (totaal > 0) keuze.log.info({ tabel: regel.tabel, aantal: totaal, dagen }, 'bewaring.verwijderd')
  return totaal
}

/** What every stage that reads keeps of operators' work on messages put aside. */
export function herstelbewaring(stage: 'routing' | 'sla' | 'delivery' | 'dossier'): readonly Bewaarregel[] {
  return [
    {
      soort: 'herstelopdrachten',
      tabel: `${stage}.herstelopdracht`,
      kolom: 'afgerond_op',
      // By which order a message was refused stays told as long as that message is kept.
      mits: `r.afgerond_op is not null and not exists (select from ${stage}.geweigerd g where g.opdracht_id = r.id)`,
    },
    { soort: 'inzagen', tabel: `${stage}.inzage`, kolom: 'ingezien_op' },
  ]
}
