import type { Schending } from './schending.ts'

/** What a hub never logs for a fault from outside: a crash, an answer 500, a message put aside, a timer that failed. */
const NOOIT: ReadonlySet<unknown> = new Set([
  'http.fout',
  'bus.apart-gelegd',
  'bus.stage-gestopt',
  'alarm.timer-mislukt',
  'alarm.niet-sluitend',
])

/** Failures of the hub itself among its log lines; an outage is told as one. What was put aside and taken back later counts too. */
export function keurLog(regels: readonly Readonly<Record<string, unknown>>[]): Schending[] {
  return regels
    .filter((regel) => regel.niveau === 'fatal' || NOOIT.has(regel.gebeurtenis) || gingZelf(regel))
    .map((regel) => ({ soort: 'intern', tekst: JSON.stringify(regel).slice(0, 500) }))
}

/** A process that ended without being killed: whatever is away, it waits. */
function gingZelf({ gebeurtenis, afloop }: Readonly<Record<string, unknown>>): boolean {
  return gebeurtenis === 'cluster.proces-gestorven' && afloop !== 'SIGKILL'
}
