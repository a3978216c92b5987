import { setTimeout as wacht } from 'node:timers/promises'
import { geheugenMb, nieuweMap, ruimMapOp, startHub } from './hub.ts'
import { mediaan } from './statistiek.ts'
import type { Bench } from './uitvoer.ts'

/** Seconds from the command to ready, on an empty folder and on an existing one, and memory at rest. */
export const start: Bench = {
  uitleg: 'seconds to ready (first, later) and memory of the all-in-one at rest',
  vlaggen: {
    keren: { standaard: 3, uitleg: 'how many times; the median counts' },
    rust: { standaard: 10, uitleg: 'seconds of rest before memory is read' },
  },
  async draai(meld, vlaggen) {
    const keren = vlaggen.getal('keren')
    const rustSeconden = vlaggen.getal('rust')
    const eerste: number[] = []
    const later: number[] = []
    const geheugen: number[] = []
    for (let keer = 1; keer <= keren; keer++) {
      const map = await nieuweMap()
      const hub = await startHub(map)
      eerste.push(hub.startSeconden)
      await hub.stop()
      const weer = await startHub(map)
      later.push(weer.startSeconden)
      await wacht(rustSeconden * 1000)
      geheugen.push((await geheugenMb(weer.proces.pid)) ?? 0)
      await weer.stop()
      await ruimMapOp(map)
      meld(
        `${keer}/${keren}: first ${eerste.at(-1)?.toFixed(1)} s, later ${later.at(-1)?.toFixed(1)} s, ${geheugen.at(-1)} MB`,
      )
    }
    return {
      settings: { runs: keren, restSeconds: rustSeconden },
      figures: { firstSeconds: rond(mediaan(eerste)), laterSeconds: rond(mediaan(later)), restMb: mediaan(geheugen) },
    }
  },
}

function rond(getal: number): number {
  return Math.round(getal * 10) / 10
}
