import { beginVanDag } from '@warmknooppunt/regels/dag'
import { incassostop } from '@warmknooppunt/regels/termijnen'
import { DEMO_STAND } from '../services/knooppunt/src/simulatie/demo-stand.ts'
import type { Boek, Ontvangst } from './boek.ts'
import type { Aantallen } from './database.ts'
import { alsEigenaar, telAantallen } from './database.ts'
import type { Rustkeuze } from './rust.ts'
import { isStil, rustpunt, wachtTot } from './rust.ts'
import type { Gesprek } from './verkeer/gesprek.ts'
import { leesAlles } from './verkeer/postvakken.ts'
import { verzetKlok } from './verzet.ts'
import { wordt } from './wacht.ts'

const DAG_MS = 86_400_000
/** Beyond every term of what was accepted last: 30 days and a weekend, and for the gemeente 14 more. */
const NA_ALLES_DAGEN = 60
const ANTWOORD_MS = 300_000
const LEZERS_MS = 120_000

export type Afwikkelkeuze = Rustkeuze & { readonly gesprek: Gesprek }

/** Everything answered and handled, except pushes that wait for a moment that has not come. */
export async function wachtOpAntwoorden({ gesprek, ...r }: Afwikkelkeuze, verkeer: Promise<unknown>): Promise<void> {
  const klaar = { ja: false }
  void verkeer.then(() => {
    klaar.ja = true
  })
  if (!(await wordt(() => klaar.ja, ANTWOORD_MS, r.signal))) {
    r.boek.fouten.push(`${gesprek.open()} requests were still not answered after ${ANTWOORD_MS / 1_000} s`)
  }
  const wachtend = () => r.boek.zendingen.filter(({ uitkomst }) => uitkomst.kind === 'wacht').length
  const stil = await wachtTot(
    r,
    ({ achter }) => achter === 0 && gesprek.open() === 0 && r.boek.keuzes.length >= wachtend(),
  )
  if (!stil.gelukt) r.boek.fouten.push(`messages were not handled: ${JSON.stringify(stil.stand)}`)
}

/**
 * The clock runs out: first to where most stops are about to end, then past every term. While the hub is down whatever it had claimed is let go,
 * as a minute on the database's clock would; a push that waits for its next try finds that moment past.
 */
export async function laatAflopen(r: Afwikkelkeuze): Promise<void> {
  await spring(r, drukste(r.boek, r.klok.nu()))
  await rustpunt(r)
  await spring(r, NA_ALLES_DAGEN * DAG_MS)
  await rustpunt(r)
  const { gelukt, stand } = await wachtTot(r, isStil)
  if (!gelukt) r.boek.fouten.push(`not everything came to rest: ${JSON.stringify(stand)}`)
}

async function spring(r: Afwikkelkeuze, ms: number): Promise<void> {
  if (r.signal.aborted) return
  await verzetKlok(r, ms, 'stop')
  r.meld(`the clock moved ${Math.round(ms / DAG_MS)} days`)
}

/** How far to the moment at which the most stops have been announced and have not ended. */
function drukste({ zendingen }: Boek, nu: Temporal.Instant): number {
  const vensters = zendingen.flatMap(({ stopVan }) => {
    if (stopVan === null) return []
    const aangenomenOp = beginVanDag(stopVan).add({ hours: 12 })
    const { aankondiging, einde } = incassostop({ aangenomenOp, dagen: 30, kalender: DEMO_STAND.kalender })
    return [{ van: aankondiging.epochMilliseconds + DAG_MS / 24, tot: einde.epochMilliseconds }]
  })
  const aantal = (moment: number) => vensters.filter(({ van, tot }) => van <= moment && moment < tot).length
  const momenten = [...new Set(vensters.map(({ van }) => van))].toSorted((a, b) => aantal(b) - aantal(a))
  return Math.max((momenten[0] ?? 0) - nu.epochMilliseconds, DAG_MS)
}

export type Einde = { readonly postvakken: readonly Ontvangst[]; readonly aantallen: Aantallen }

/** Every postvak from its beginning, when whoever reads along has it all, and the counts of the database. */
export async function leesEinde({ gesprek, hub, boek, signal }: Afwikkelkeuze): Promise<Einde> {
  const postvakken = await leesAlles(gesprek)
  await wordt(() => boek.gezien.length >= postvakken.length, LEZERS_MS, signal)
  return { postvakken, aantallen: await alsEigenaar(hub.data, telAantallen) }
}
