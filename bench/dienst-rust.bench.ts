import { setTimeout as wacht } from 'node:timers/promises'
import { startClusterhub } from './clusterhub.ts'
import { geheugenMb, nieuweMap, ruimMapOp } from './hub.ts'
import { verbruikVanProces } from './processortijd.ts'
import type { Bench, Cijfers } from './uitvoer.ts'

/** What starting takes is over by then. */
const TOT_RUST_MS = 20_000

/** Each service as a process of its own over Kafka, with nothing to do: what it costs to be there. */
export const dienstRust: Bench = {
  uitleg: 'each service over Kafka with nothing to do: share of a core and resident memory, of the broker too',
  vlaggen: { seconden: { standaard: 30, uitleg: 'how long is looked' } },
  async draai(meld, vlaggen) {
    const seconden = vlaggen.getal('seconden')
    const map = await nieuweMap()
    const hub = await startClusterhub(map)
    try {
      meld(`ready after ${Math.round(hub.startSeconden)} s`)
      await wacht(TOT_RUST_MS)
      const { processen, broker } = await hub.stand()
      const alle = [
        ...processen.map(({ dienst, pid }) => ({ naam: dienst, pid })),
        { naam: 'broker', pid: broker?.pid ?? 0 },
      ]
      const voor = alle.map(({ pid }) => verbruikVanProces(pid))
      await wacht(seconden * 1_000)
      const delen = await Promise.all(alle.map((deel, i) => meet(deel, { voorMs: voor[i] ?? null, seconden })))
      return { settings: { seconds: seconden }, figures: Object.assign({}, ...delen) }
    } finally {
      await hub.stop()
      await ruimMapOp(map)
    }
  },
}

type Deel = { readonly naam: string; readonly pid: number }

async function meet({ naam, pid }: Deel, o: { voorMs: number | null; seconden: number }): Promise<Cijfers> {
  const na = verbruikVanProces(pid)
  const procent = na === null || o.voorMs === null ? null : Math.round((na - o.voorMs) / o.seconden) / 10
  return { [`${naam}CpuPercent`]: procent, [`${naam}MemoryMb`]: await geheugenMb(pid) }
}
