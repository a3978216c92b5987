import { vrijePoort } from '../../bench/hub.ts'
import { geheel } from '../../services/knooppunt/src/simulatie/kans.ts'
import { postgresProcessen } from '../database.ts'
import type { Hubproces } from '../hubproces.ts'
import { verzetKlok } from '../verzet.ts'
import { pauze } from '../wacht.ts'
import type { Fout, Wereld } from './fout.ts'
import { GEEN_VERLIES } from './fout.ts'

const UUR_MS = 3_600_000
const NIET_BESCHIKBAAR = 69

/** Stops processes for so long. */
export async function bevries({ signal }: Pick<Wereld, 'signal'>, pids: readonly number[], ms: number): Promise<void> {
  for (const pid of pids) process.kill(pid, 'SIGSTOP')
  try {
    await pauze(ms, signal)
  } finally {
    for (const pid of pids) process.kill(pid, 'SIGCONT')
  }
}

/** The clock of all of the hub moves, while it is down. */
export async function verzet(w: Wereld, ms: number): Promise<string> {
  const hoe = w.kans() < 0.5 ? 'dood' : 'stop'
  await verzetKlok(w, ms, hoe)
  return `${hoe === 'dood' ? 'killed' : 'stopped'}, the clock moved ${ms < 0 ? '' : '+'}${Math.round(ms / 1_000)} s, started`
}

export const KLOKFOUTEN: readonly Fout[] = [
  {
    naam: 'klok-vooruit',
    wat: 'the hub comes back with its clock hours or days later, after a kill or a stop',
    belofte: 'every clock that ran out meanwhile fires once, and no reminder of a term that is past is sent',
    async voer(w) {
      const gedaan = await verzet(w, geheel(w.kans, 5, 50) * UUR_MS + geheel(w.kans, 0, UUR_MS))
      await w.rustpunt()
      return gedaan
    },
  },
  {
    naam: 'klok-achteruit',
    wat: 'the hub comes back with its clock seconds or minutes earlier',
    belofte: 'no clock fires twice, no number or position goes back',
    voer: (w) => verzet(w, -geheel(w.kans, 5_000, 200_000)),
  },
]

export const HUBFOUTEN: readonly Fout<Hubproces>[] = [
  {
    naam: 'hub-gedood',
    wat: 'kill -9 of the hub, then a start on the same folder',
    belofte: `${GEEN_VERLIES}; its PostgreSQL is adopted`,
    async voer({ hub }) {
      await hub.dood()
      await hub.start()
      return 'killed and started'
    },
  },
  {
    naam: 'hub-gestopt',
    wat: 'SIGTERM, then a start',
    belofte: 'requests in hand are answered, it ends with 0, and what it held goes on after the start',
    async voer({ hub }) {
      await hub.stop()
      await hub.start()
      return 'ended with 0, started'
    },
  },
  {
    naam: 'hub-tweemaal-gedood',
    wat: 'kill -9, and again kill -9 while it starts',
    belofte: `${GEEN_VERLIES}; a start that was cut off leaves nothing half done`,
    async voer({ hub, kans, signal }) {
      await hub.dood()
      const gestart = hub.start().catch(() => undefined)
      await pauze(geheel(kans, 100, 1_200), signal)
      await hub.dood()
      await gestart
      await hub.start()
      return 'killed, killed in its start, started'
    },
  },
  {
    naam: 'hub-bevroren',
    wat: 'SIGSTOP of the hub for seconds',
    belofte: 'nobody is answered wrongly; it goes on where it was, and what it held is done once',
    async voer(w) {
      const ms = geheel(w.kans, 1_000, 6_000)
      await bevries(w, [w.hub.pid()], ms)
      return `frozen for ${ms} ms`
    },
  },
  {
    naam: 'hub-hapert',
    wat: 'the hub stopped and let go many times a second',
    belofte: 'slower, nothing else',
    async voer(w) {
      const keren = geheel(w.kans, 15, 30)
      for (let keer = 0; keer < keren && !w.signal.aborted; keer++) {
        await bevries(w, [w.hub.pid()], geheel(w.kans, 20, 120))
        await pauze(geheel(w.kans, 5, 60), w.signal)
      }
      return `${keren} times`
    },
  },
  {
    naam: 'alles-gedood',
    wat: 'kill -9 of the hub and of every process of PostgreSQL at one moment',
    belofte: GEEN_VERLIES,
    async voer({ hub }) {
      for (const { pid } of await postgresProcessen(hub.data)) doodAls(pid)
      await hub.dood()
      await hub.start()
      return 'all killed, started'
    },
  },
  {
    naam: 'tweede-hub',
    wat: 'a second hub is started on the same folder',
    belofte: 'it refuses with exit code 69 and says why; the first does not notice',
    async voer({ hub }) {
      const env = { POORT: await vrijePoort(), METRIEKEN_POORT: await vrijePoort(), DEMO_POORT: await vrijePoort() }
      const poorten = Object.fromEntries(Object.entries(env).map(([naam, poort]) => [naam, String(poort)]))
      const { code, fout } = await hub.commando(['start'], poorten)
      if (code !== NIET_BESCHIKBAAR || !fout.includes('Another hub is running'))
        throw new Error(`the second hub ended with ${code}: ${fout.slice(0, 200)}`)
      return 'refused'
    },
  },
  ...KLOKFOUTEN,
]

/** kill -9 of what may be gone already. */
export function doodAls(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It ended by itself: its postmaster is gone.
  }
}
