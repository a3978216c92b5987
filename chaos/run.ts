import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DEMO_STAND } from '../services/knooppunt/src/simulatie/demo-stand.ts'
import { kansVoor } from '../services/knooppunt/src/simulatie/kans.ts'
import type { Einde } from './afwikkeling.ts'
import { laatAflopen, leesEinde, wachtOpAntwoorden } from './afwikkeling.ts'
import { keurLog } from './oordeel/keur-log.ts'
import { oordeel } from './oordeel/oordeel.ts'
import type { Schending } from './oordeel/schending.ts'
import type { Keuze } from './opdrachtregel.ts'
import type { Omgeving, Opruiming, Opstelling } from './opstelling.ts'
import { stelOp } from './opstelling.ts'
import { vraagSluitend } from './sluitend.ts'
import { MET_WEBHOOK } from './verkeer/ontvangers.ts'
import { vraagOpnieuw } from './verkeer/schuldeisers.ts'
import type { Gedaan, Verslag } from './verslag.ts'
import { maakVerslag } from './verslag.ts'

/** How many are asked once more at the end. */
const STEEKPROEF = 40

export type Uitslag = { readonly verslag: Verslag; readonly gedaan: readonly Gedaan[] }

/** A hub of its own, everybody around it, the faults, and the judgement. Leaves nothing behind but what was asked to be kept. */
export async function draai(keuze: Keuze, meld: (tekst: string) => void, signal: AbortSignal): Promise<Uitslag> {
  const map = await mkdtemp(join(tmpdir(), 'warmknooppunt-chaos-'))
  // Under root the database is another user, who must be able to walk through.
  await chmod(map, 0o711)
  const opruiming: Opruiming = []
  if (keuze.houd) meld(`kept: ${map}`)
  else opruiming.push(() => rm(map, { recursive: true, force: true }))
  try {
    return await draaiIn(map, { keuze, meld, signal, opruiming })
  } finally {
    for (let stap = opruiming.pop(); stap; stap = opruiming.pop()) await stap()
  }
}

async function draaiIn(map: string, omgeving: Omgeving): Promise<Uitslag> {
  const { keuze, signal } = omgeving
  const o = await stelOp(map, omgeving)
  const gedaan = await o.doeFouten()
  o.stopPosten()
  const afgelopen = signal.aborted ? NIETS : await rondAf(o, keuze, gedaan)
  const { zaad } = keuze
  const seconden = keuze.ronden === null ? keuze.seconden : null
  const herhaald = o.gesprek.herhaald()
  const vast = { zaad, seconden, onderbroken: signal.aborted, boek: o.boek, gedaan, herhaald }
  return { verslag: maakVerslag({ ...vast, ...afgelopen }), gedaan }
}

type Afgelopen = Pick<Einde, 'postvakken'> & {
  readonly open: number | null
  readonly schendingen: readonly Schending[]
}
const NIETS: Afgelopen = { postvakken: [], open: null, schendingen: [] }

/** No more faults: everything comes to rest, every clock runs out, and it is judged. */
async function rondAf(o: Opstelling, { zaad }: Keuze, gedaan: readonly Gedaan[]): Promise<Afgelopen> {
  const { hub, boek, klok, meld } = o
  meld('no more faults; every receiver is well')
  await o.ontvangers.genees()
  await wachtOpAntwoorden(o, o.posten)
  boek.fouten.push(...(await vraagOpnieuw(o.verkeer, steekproef(boek.zendingen, zaad))))
  await laatAflopen(o)
  const einde = await leesEinde(o)
  const { open, schendingen } = await vraagSluitend(hub)
  const transport = await o.keurTransport()
  await o.stopSpelers()
  boek.fouten.push(...o.gesprek.zonderWanneer().map((wat) => `${wat} without Retry-After`))
  await hub.stop()
  const { rustpunten, gezienOp } = boek
  const tijd = { kalender: DEMO_STAND.kalender, gelopen: klok.tussen(0), rustpunten, gezienOp }
  return {
    postvakken: einde.postvakken,
    open,
    schendingen: [
      ...onhersteld(gedaan),
      ...oordeel({ boek, ...einde, metWebhook: MET_WEBHOOK, tijd }),
      ...schendingen,
      ...transport,
      ...keurLog(await hub.logregels()),
    ],
  }
}

function onhersteld(gedaan: readonly Gedaan[]): Schending[] {
  return gedaan
    .filter(({ uitkomst }) => uitkomst === 'onhersteld')
    .map(({ naam, tekst }) => ({ soort: 'onhersteld', tekst: `${naam}: ${tekst}` }))
}

function steekproef<T extends { readonly uitkomst: { readonly kind: string } }>(
  zendingen: readonly T[],
  zaad: number,
): T[] {
  const kans = kansVoor(zaad, 3)
  return zendingen
    .filter(({ uitkomst }) => uitkomst.kind === 'aangenomen' || uitkomst.kind === 'wacht')
    .map((zending) => ({ zending, plaats: kans() }))
    .toSorted((a, b) => a.plaats - b.plaats)
    .slice(0, STEEKPROEF)
    .map(({ zending }) => zending)
}
