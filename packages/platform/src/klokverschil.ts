import { setTimeout as wachtMs } from 'node:timers/promises'
import type { Registry } from 'prom-client'
import { Gauge } from 'prom-client'
import { maakAlarmteller } from './alarm.ts'
import type { Db } from './db.ts'
import type { Log } from './log.ts'
import type { Werker } from './stage.ts'

const PAUZE_MS = 15_000
/** Well above what NTP leaves, well below what moves a day or a term. */
const GRENS_MS = 5_000
/** An alarm that goes on is said again this often. */
const HERHAAL_MS = 10 * 60_000

const RAAD =
  'Set the clock of this host, or of the host of the database, right (NTP). Until then new messages get a wrong time, and timers fire only when both clocks say that they are due.'

/** The time by the clock of the database, in whole milliseconds. */
export async function leesDatabaseklok(db: Db): Promise<Temporal.Instant> {
  const { rows } = await db.query<{ ms: number }>(
    'select floor(extract(epoch from clock_timestamp()) * 1000)::bigint as ms',
    [],
  )
  return Temporal.Instant.fromEpochMilliseconds(rows[0]?.ms ?? Number.NaN)
}

export type KlokwachtKeuze = {
  readonly db: Db
  readonly nu: () => Temporal.Instant
  readonly log: Log
  readonly metrieken: Registry
  readonly pauzeMs?: number
}

/**
 * Measures how far the clock of this host is ahead of that of the database (behind = negative), and sounds an alarm when that is too much. It
 * never makes the process unready: a message that is refused is worse than one with a time that is wrong.
 */
export function maakKlokwacht(keuze: KlokwachtKeuze): Werker {
  const { metrieken } = keuze
  const meter = new Gauge({
    name: 'warmknooppunt_klokverschil_seconden',
    help: 'how far the clock of this host is ahead of that of the database (behind = negative), beyond what measuring takes',
    registers: [metrieken],
  })
  const alarm = maakAlarmteller(metrieken)
  const staat: Staat = { ongelijk: false, gezegdMs: Number.NEGATIVE_INFINITY }
  return {
    naam: 'dienst.klokwacht',
    stand: () => ({ gezond: true, reden: null }),
    async run(signal) {
      while (!signal.aborted) {
        const verschilMs = await meetKlokverschil(keuze).catch(() => null)
        if (verschilMs !== null) {
          meter.set(verschilMs / 1000)
          meld(keuze.log, alarm, staat, verschilMs)
        }
        await wachtMs(keuze.pauzeMs ?? PAUZE_MS, undefined, { signal }).catch(() => undefined)
      }
    },
  }
}

/** Milliseconds by which the host is certainly ahead (behind = negative): 0 when the database's answer lies between asking and hearing. */
export async function meetKlokverschil({ db, nu }: Pick<KlokwachtKeuze, 'db' | 'nu'>): Promise<number> {
  const gevraagd = nu().epochMilliseconds
  const database = (await leesDatabaseklok(db)).epochMilliseconds
  const gehoord = nu().epochMilliseconds
  return Math.max(0, gevraagd - database) + Math.min(0, gehoord - database)
}

type Staat = { ongelijk: boolean; gezegdMs: number }

function meld(log: Log, alarm: (soort: string) => void, staat: Staat, verschilMs: number): void {
  const ongelijk = Math.abs(verschilMs) > GRENS_MS
  const seconden = Math.round(verschilMs / 1000)
  if (ongelijk && (!staat.ongelijk || performance.now() - staat.gezegdMs >= HERHAAL_MS)) {
    staat.gezegdMs = performance.now()
    alarm('klokverschil')
    log.error({ seconden, host: seconden > 0 ? 'voor' : 'achter', raad: RAAD }, 'alarm.klokverschil')
  }
  if (!ongelijk && staat.ongelijk) log.info({ seconden }, 'klokverschil.voorbij')
  staat.ongelijk = ongelijk
}
