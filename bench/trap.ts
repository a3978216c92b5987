import type { Db } from '@warmknooppunt/platform/db'
import type { Gegenereerd } from './generator.ts'
import type { Gestart } from './hub.ts'
import { draaiLading } from './lading.ts'
import { wachtTotLeeg } from './leegloop.ts'
import type { CpuPerBericht } from './processortijd.ts'
import { cpuPerBericht, leesVerbruik } from './processortijd.ts'
import { verdeling } from './statistiek.ts'
import type { Cijfers } from './uitvoer.ts'
import { benoem } from './uitvoer.ts'

/** What the runs of `keten` share. */
export type Opzet = {
  readonly hub: Gestart
  readonly db: Db
  readonly seconden: number
  readonly meld: (tekst: string) => void
  readonly ontvangerUrl: string
  readonly token: string
}

/** What came in at the receiver of one series; `laatsteMs` (since the epoch) is null when nothing did. */
type Stand = {
  readonly uniek: number
  readonly dubbel: number
  readonly tijdenMs: readonly number[]
  readonly laatsteMs: number | null
}

/** One run: what was sent and answered, what was delivered, and the processor time of both per accepted message. */
export type Trap = Stand & { readonly gegenereerd: Gegenereerd; readonly cpu: CpuPerBericht }

/** Load, then wait until the hub is empty again: what follows a delivery costs processor time too, and must not fall in the next run. */
export async function trap(
  opzet: Opzet,
  reeks: string,
  lading: { perSeconde?: number; tegelijk?: number; seconden?: number },
): Promise<Trap> {
  const { hub, db, token, seconden } = opzet
  const voor = await leesVerbruik(hub)
  const gegenereerd = await draaiLading({ url: hub.url, token, reeks, seconden, ...lading })
  const leeg = await wachtTotLeeg(db)
  const cpu = cpuPerBericht(voor, await leesVerbruik(hub), gegenereerd.aangenomen)
  const uitkomst = { gegenereerd, ...(await leesStand(opzet, reeks)), cpu }
  opzet.meld(`${reeks}: ${beschrijf(uitkomst)}${leeg ? '' : ', NOT EMPTY after a minute'}`)
  return uitkomst
}

function beschrijf({ gegenereerd, uniek, tijdenMs, laatsteMs }: Trap): string {
  const { aangenomen, afgewezen503, overig, beginMs, duurMs } = gegenereerd
  const { p50Ms, p95Ms } = verdeling(tijdenMs)
  const naloopMs = laatsteMs === null ? '-' : Math.round(Math.max(0, laatsteMs - beginMs - duurMs))
  return `accepted ${aangenomen}, 503 ${afgewezen503}, other ${overig}, delivered ${uniek}, p50 ${p50Ms} p95 ${p95Ms} ms, last one ${naloopMs} ms after the load`
}

async function leesStand({ ontvangerUrl }: Opzet, reeks: string): Promise<Stand> {
  const antwoord = await fetch(`${ontvangerUrl}/?reeks=${reeks}`)
  const stand: unknown = await antwoord.json()
  if (!isStand(stand)) throw new Error('the receiver answered something else')
  return stand
}

function isStand(waarde: unknown): waarde is Stand {
  return typeof waarde === 'object' && waarde !== null && 'uniek' in waarde && 'laatsteMs' in waarde
}

/** Delivered per second, from the first POST to the last delivery. */
export function bezorgdPerSeconde({ gegenereerd, uniek, laatsteMs }: Trap): number {
  return laatsteMs === null ? 0 : Math.round((uniek / (laatsteMs - gegenereerd.beginMs)) * 1000)
}

/** The figures of one run, their names ending in `naam`. The times are of what was delivered, so what was not accepted stands beside them. */
export function cijfers(naam: string, trap: Trap): Cijfers {
  const { p50Ms, p95Ms, p99Ms } = verdeling(trap.tijdenMs)
  const { aangenomen, afgewezen503, overig } = trap.gegenereerd
  const tijden = { p50Ms, p95Ms, p99Ms }
  const antwoorden = { accepted: aangenomen, shed: afgewezen503, other: overig }
  return benoem(naam, { ...tijden, ...antwoorden, deliveredPerSecond: bezorgdPerSeconde(trap), ...trap.cpu })
}
