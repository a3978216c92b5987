import { startClusterhub } from './clusterhub.ts'
import { metDatabase, nieuweMap, ruimMapOp, tokenVan } from './hub.ts'
import { ONTVANGERS, startOntvangst } from './ontvangst.ts'
import type { Trap } from './trap.ts'
import { bezorgdPerSeconde, trap } from './trap.ts'
import type { Bench } from './uitvoer.ts'

const WARM_SECONDEN = 3
/** What a slow case system takes to answer, and how many pushes one process of delivery has under way at each endpoint. */
const TRAAG_MS = 200
const GELIJKTIJDIG = 5
/** What one process can deliver at most, so more is asked: half as much again as two can. */
const GRENS = (ONTVANGERS.length * GELIJKTIJDIG * 1_000) / TRAAG_MS

/** One delivery process against two, over Kafka, to receivers that take 200 ms. */
export const verdubbeling: Bench = {
  uitleg:
    'one delivery process against two, to receivers that take 200 ms: delivered/s (over Kafka, a process per service)',
  vlaggen: { seconden: { standaard: 10, uitleg: 'how long the load lasts' } },
  async draai(meld, vlaggen) {
    const seconden = vlaggen.getal('seconden')
    const perSeconde = 3 * GRENS
    const een = await meet(1, { seconden, perSeconde, meld })
    const twee = await meet(2, { seconden, perSeconde, meld })
    const [deliveredOne, deliveredTwo] = [bezorgdPerSeconde(een), bezorgdPerSeconde(twee)]
    const factor = Math.round((deliveredTwo / deliveredOne) * 100) / 100
    const settings = {
      seconds: seconden,
      offeredPerSecond: perSeconde,
      receiverMs: TRAAG_MS,
      endpoints: ONTVANGERS.length,
      perEndpoint: GELIJKTIJDIG,
    }
    return { settings, figures: { limitOfOne: GRENS, deliveredOne, deliveredTwo, factor, ...verschil(een, twee) } }
  },
}

type Keuze = { readonly seconden: number; readonly perSeconde: number; readonly meld: (tekst: string) => void }

async function meet(delivery: number, { seconden, perSeconde, meld }: Keuze): Promise<Trap> {
  const map = await nieuweMap()
  const hub = await startClusterhub(map, { delivery })
  const ontvangst = await startOntvangst(hub, { traagMs: TRAAG_MS, gelijktijdig: GELIJKTIJDIG })
  try {
    const token = await tokenVan(hub, 'waterbedrijf-maasdal')
    return await metDatabase(hub, async (db) => {
      const opzet = { hub, db, seconden, meld, ontvangerUrl: ontvangst.url, token }
      await trap(opzet, 'warm', { perSeconde: GRENS / 2, seconden: WARM_SECONDEN })
      return trap(opzet, `d${delivery}`, { perSeconde })
    })
  } finally {
    ontvangst.stop()
    await hub.stop()
    await ruimMapOp(map)
  }
}

function verschil(...trappen: readonly Trap[]): { lost: number; doubled: number } {
  return {
    lost: trappen.reduce((som, { gegenereerd, uniek }) => som + Math.max(0, gegenereerd.aangenomen - uniek), 0),
    doubled: trappen.reduce((som, { dubbel }) => som + dubbel, 0),
  }
}
