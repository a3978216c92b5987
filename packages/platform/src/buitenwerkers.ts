import type { Pool } from 'pg'
import type { Registry } from 'prom-client'
import { maakAlarmteller } from './alarm.ts'
import type { Bewaardagen } from './bewaar-velden.ts'
import { STANDAARD_BEWAARDAGEN } from './bewaar-velden.ts'
import { maakGrafsteenwerker } from './grafstenen.ts'
import { maakJournaalwerker } from './journaal.ts'
import { naarGevolgd } from './journaal-store.ts'
import type { Log } from './log.ts'
import type { Stage, Werker } from './stage.ts'

/** What is written outside the database, for a restore to be held against, and in which folders; null = not by this process. */
export type Buiten = {
  readonly journaal: string | null
  readonly grafstenen: string | null
  /** what else this process writes to, of which the room is watched: its own folder, and where WAL is archived */
  readonly data?: string
  readonly archief?: string | undefined
  readonly nu: () => Temporal.Instant
}

type Keuze = {
  readonly buiten?: Buiten
  readonly bewaardagen?: Bewaardagen
  readonly log: Log
  readonly metrieken: Registry
}

/** The folders that a process writes to, by what they are for; none of one that writes to none. */
export function mappenVan(buiten: Buiten | undefined): Readonly<Record<string, string>> {
  const { data, journaal, grafstenen, archief } = buiten ?? {}
  const mappen = { data, journaal, grafstenen, 'wal-archief': archief }
  return Object.fromEntries(Object.entries(mappen).flatMap(([naam, map]) => (map ? [[naam, map]] : [])))
}

/** Intake and delivery keep a journal; routing, which may destroy keys, writes the tombstones. */
export function buitenwerkers(
  { buiten, bewaardagen = STANDAARD_BEWAARDAGEN, log, metrieken }: Keuze,
  d: { readonly stage: Stage; readonly pool: Pool },
): Werker[] {
  if (!buiten) return []
  const { journaal, grafstenen, nu } = buiten
  const { pool } = d
  const alarm = maakAlarmteller(metrieken)
  const gevolgd = naarGevolgd(d.stage.naam)
  const standen = d.stage.standen
  return [
    ...(journaal !== null && gevolgd !== null
      ? [
          maakJournaalwerker({
            stage: gevolgd,
            pool,
            map: journaal,
            nu,
            log,
            alarm,
            dagen: bewaardagen.journaal,
            ...(standen ? { standen } : {}),
          }),
        ]
      : []),
    ...(grafstenen !== null && d.stage.naam === 'routing'
      ? [maakGrafsteenwerker({ pool, map: grafstenen, log, alarm })]
      : []),
  ]
}
