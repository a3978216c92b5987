import { stat, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as wachtMs } from 'node:timers/promises'
import type { Registry } from 'prom-client'
import { Gauge } from 'prom-client'
import { maakAlarmteller } from './alarm.ts'
import type { Ruimte } from './besluit-ruimte.ts'
import { bepaalRuimte } from './besluit-ruimte.ts'
import type { Log } from './log.ts'
import type { Werker } from './stage.ts'

/** The disk of a folder: its device number and its room. */
export type Schijf = Ruimte & { readonly apparaat: number }

/** The disk on which a folder lies, or will lie: one that is not there yet is made at the first start. */
export async function meetSchijf(map: string): Promise<Schijf> {
  const er = await bestaande(map)
  const [{ dev }, { bavail, blocks, bsize }] = await Promise.all([stat(er), statfs(er)])
  return { apparaat: dev, vrij: bavail * bsize, totaal: blocks * bsize }
}

async function bestaande(map: string): Promise<string> {
  const er = await stat(map).then(
    () => true,
    () => false,
  )
  return er || dirname(map) === map ? map : bestaande(dirname(map))
}

const PAUZE_MS = 30_000
/** An alarm that goes on is said again this often. */
const HERHAAL_MS = 10 * 60_000

const RAAD = 'Make room, or move the folder to a larger disk. A full disk stops the acceptance of messages.'

export type Schijfwacht = {
  /** folders by what they are for, a closed word */
  readonly mappen: Readonly<Record<string, string>>
  readonly log: Log
  readonly metrieken: Registry
  readonly meet?: (map: string) => Promise<Ruimte>
  readonly pauzeMs?: number
}

/** Measures the room on the disks that a process writes to, and sounds an alarm when one is nearly full. It never makes the process unready. */
export function maakSchijfwacht(o: Schijfwacht): Werker {
  const meter = (name: string, help: string) =>
    new Gauge({ name: `warmknooppunt_${name}`, help, labelNames: ['map'], registers: [o.metrieken] })
  const vrij = meter('schijf_vrij_bytes', 'room left on the disk of a folder that this process writes to')
  const totaal = meter('schijf_totaal_bytes', 'size of that disk')
  const alarm = maakAlarmteller(o.metrieken)
  const gezegd = new Map<string, number>()
  const kijk = async (map: string, pad: string) => {
    const ruimte = await (o.meet ?? meetSchijf)(pad).catch(() => null)
    if (ruimte === null) return
    vrij.set({ map }, ruimte.vrij)
    totaal.set({ map }, ruimte.totaal)
    if (bepaalRuimte(ruimte) !== 'vol') return void gezegd.delete(map)
    if (performance.now() - (gezegd.get(map) ?? Number.NEGATIVE_INFINITY) < HERHAAL_MS) return
    if (!gezegd.has(map)) alarm('schijf-vol')
    gezegd.set(map, performance.now())
    o.log.error({ map, vrij: ruimte.vrij, raad: RAAD }, 'alarm.schijf-vol')
  }
  return {
    naam: 'dienst.schijfwacht',
    stand: () => ({ gezond: true, reden: null }),
    async run(signal) {
      while (!signal.aborted) {
        for (const [map, pad] of Object.entries(o.mappen)) await kijk(map, pad)
        await wachtMs(o.pauzeMs ?? PAUZE_MS, undefined, { signal }).catch(() => undefined)
      }
    },
  }
}
