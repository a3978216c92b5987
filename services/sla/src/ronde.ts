import type { Pool } from 'pg'
import { leesOudsten } from './achterstand-store.ts'
import type { Claimgrenzen, Geclaimd } from './timer-store.ts'
import { claimTimers, heeftRijpe } from './timer-store.ts'
import type { Vuurkeuze } from './vuur.ts'
import { vuur } from './vuur.ts'

/** No stage transaction lives longer, so by then everything registered before a timer was due can be seen. */
const RIJP_NA = { seconds: 30 } as const
/** From then on a timer waits for nothing any more. */
const HOE_DAN_OOK_NA = { minutes: 15 } as const

export type Ronde = Vuurkeuze & {
  readonly nu: () => Temporal.Instant
  /** the time by the clock of the database */
  readonly databaseklok: () => Promise<Temporal.Instant>
  /** how many timers one turn claims at most */
  readonly limiet: number
  readonly leaseMs: number
}

/** One turn: claims what is due and may fire, and fires it in due order. Returns how many were claimed. */
export async function ronde(r: Ronde): Promise<number> {
  const nu = await nuVolgensBeide(r)
  if (!(await heeftRijpe(r.pool, nu.subtract(RIJP_NA)))) return 0
  const grenzen = await leesGrenzen(r.pool, nu)
  const geclaimd = await claimTimers(r.pool, grenzen, r)
  if (geclaimd.length === 0) return 0
  meldNietGewacht(r, geclaimd, grenzen)
  await vuur(r, geclaimd, nu)
  return geclaimd.length
}

/** The earlier of two clocks: when one of them runs ahead, no term is said to have passed before the other says so too (013). */
export async function nuVolgensBeide({
  nu,
  databaseklok,
}: Pick<Ronde, 'nu' | 'databaseklok'>): Promise<Temporal.Instant> {
  const [host, database] = [nu(), await databaseklok()]
  return Temporal.Instant.compare(host, database) < 0 ? host : database
}

/** Read after `nu` was taken: what was registered before a due timer's moment has been committed by then. */
export async function leesGrenzen(pool: Pool, nu: Temporal.Instant): Promise<Claimgrenzen> {
  const oudsten = await leesOudsten(pool)
  return { rijpOp: nu.subtract(RIJP_NA), hoeDanOokOp: nu.subtract(HOE_DAN_OOK_NA), oudsten }
}

function meldNietGewacht(r: Ronde, geclaimd: readonly Geclaimd[], { oudsten }: Claimgrenzen): void {
  const voorbij = geclaimd.filter(({ partitie, vervaltOp }) => {
    const oudste = oudsten[partitie] ?? null
    return oudste !== null && Temporal.Instant.compare(vervaltOp, oudste) > 0
  })
  if (voorbij.length === 0) return
  r.metrieken.alarm('timer-zonder-wachten')
  const partities = [...new Set(voorbij.map(({ partitie }) => partitie))]
  r.log.error({ aantal: voorbij.length, partities }, 'alarm.timer-zonder-wachten')
}
