import { startClusterhub } from './clusterhub.ts'
import { zoekHoogste } from './hoogste.ts'
import { metDatabase, nieuweMap, ruimMapOp, startHub, tokenVan } from './hub.ts'
import { ONTVANGERS, startOntvangst } from './ontvangst.ts'
import type { Opzet, Trap } from './trap.ts'
import { bezorgdPerSeconde, cijfers, trap } from './trap.ts'
import type { Bench, Cijfers, Meting } from './uitvoer.ts'
import { benoem } from './uitvoer.ts'

/** 100, 200 and 400 are 1x, 2x and 4x of the growth that the design asks for. */
const TEMPOS = [50, 100, 200, 400, 1_000] as const
/** Of a short run too: code that is not yet compiled costs more per message. */
const WARM_SECONDEN = 5

/** From the POST at the door to the receiver's HTTP server, with everything between in one process, or in one each with a broker between. */
export const keten: Bench = {
  uitleg:
    "POST to the receiver's HTTP server at 50 to 1,000/s and twice the capacity; highest rate with accepted = delivered",
  vlaggen: {
    seconden: { standaard: 10, uitleg: 'how long each run lasts' },
    bus: { keuzes: ['postgres', 'kafka'], uitleg: 'all-in-one, or a broker and a process per service' },
  },
  async draai(meld, vlaggen) {
    const seconden = vlaggen.getal('seconden')
    const bus = vlaggen.keuze('bus')
    const map = await nieuweMap()
    const hub = await (bus === 'kafka' ? startClusterhub(map) : startHub(map))
    const ontvangst = await startOntvangst(hub)
    try {
      const ontvangerUrl = ontvangst.url
      const token = await tokenVan(hub, 'waterbedrijf-maasdal')
      return await metDatabase(hub, (db) => meet({ hub, db, seconden, meld, ontvangerUrl, token }, bus))
    } finally {
      ontvangst.stop()
      await hub.stop()
      await ruimMapOp(map)
    }
  },
}

async function meet(opzet: Opzet, bus: string): Promise<Meting> {
  await trap(opzet, 'warm', { tegelijk: 32, seconden: WARM_SECONDEN })
  const trappen: Trap[] = []
  const figures: Record<string, number | null> = {}
  for (const perSeconde of TEMPOS) {
    const uitkomst = await trap(opzet, `r${perSeconde}`, { perSeconde })
    trappen.push(uitkomst)
    Object.assign(figures, cijfers(String(perSeconde), uitkomst))
  }
  const hoogste = await zoekHoogste(opzet)
  const dubbel = await trap(opzet, 'dubbel', { perSeconde: Math.max(200, hoogste.perSeconde * 2) })
  Object.assign(figures, { maxPerSecond: hoogste.perSeconde, maxReached: hoogste.plafond ? 1 : 0 })
  Object.assign(figures, overlast(dubbel), verschillen([...trappen, ...hoogste.trappen, dubbel]))
  return { settings: { bus, seconds: opzet.seconden, endpoints: ONTVANGERS.length }, figures }
}

/** Twice the capacity: what was refused, and what was still delivered per second. */
function overlast(trap: Trap): Cijfers {
  const { verzonden, aangenomen, afgewezen503, overig, duurMs } = trap.gegenereerd
  return {
    overloadPerSecond: Math.round(verzonden / (duurMs / 1000)),
    overloadDeliveredPerSecond: bezorgdPerSeconde(trap),
    overloadAccepted: aangenomen,
    overload503: afgewezen503,
    overloadOther: overig,
    ...benoem('Overload', trap.cpu),
  }
}

function verschillen(trappen: readonly Trap[]): Cijfers {
  return {
    lost: trappen.reduce((som, { gegenereerd, uniek }) => som + Math.max(0, gegenereerd.aangenomen - uniek), 0),
    doubled: trappen.reduce((som, { dubbel }) => som + dubbel, 0),
  }
}
