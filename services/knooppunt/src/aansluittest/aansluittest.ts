import { setTimeout as wachtMs } from 'node:timers/promises'
import type { Weg } from './besluit-gemeente.ts'
import { bepaalGemeente } from './besluit-gemeente.ts'
import type { Rol } from './besluit-ingreep.ts'
import { kiesIngreep } from './besluit-ingreep.ts'
import { bepaalSchuldeiser, wachtend } from './besluit-schuldeiser.ts'
import { startDoorgeefluik } from './doorgeefluik.ts'
import { stuurPushes } from './pushes.ts'
import type { Oordeel, Pushwaarneming, Stap, Waarneming } from './verloop.ts'
import { isGeslaagd } from './verslag.ts'

/** What the test made for a gemeente before it begins. */
export type Klaargezet = {
  readonly gewoon: string
  readonly vernietigd: string | null
  readonly event: Readonly<Record<string, unknown>>
}

export type Webhook = { readonly url: string; readonly geheim: string }

export type Testkeuze = {
  readonly hub: string
  readonly rol: Rol
  readonly adres: string
  readonly poort: number
  /** ends the waiting, whatever was passed by then */
  readonly signal: AbortSignal
  readonly nu: () => Temporal.Instant
  /** for a gemeente: posts what it must receive */
  readonly zetKlaar: (() => Promise<Klaargezet>) | null
  readonly webhook: Webhook | null
  /** for a schuldeiser: has a dossier that waits refused by the operator */
  readonly weiger: (dossierId: string) => Promise<void>
  readonly begonnen: () => void
  /** when a step is passed, or failed */
  readonly bijStap: (stap: Stap) => void
}

const KIJK_MS = 100
/** After the last step: what a system does too much comes late. */
const NALOOP_MS = 2_000

/** Runs the test until every step is passed and a moment longer, or the signal; gives the steps as they are then. */
export async function doeAansluittest(keuze: Testkeuze): Promise<readonly Stap[]> {
  const verzoeken: Waarneming[] = []
  const pushes: Pushwaarneming[] = []
  const klaargezet = (await keuze.zetKlaar?.()) ?? null
  const { gewoon, vernietigd } = klaargezet ?? { gewoon: null, vernietigd: null }
  const verloop = { verzoeken, pushes, gewoon, vernietigd }
  const weg: Weg = keuze.webhook ? 'webhook' : 'postvak'
  const stappen = () => (keuze.rol === 'schuldeiser' ? bepaalSchuldeiser(verloop) : bepaalGemeente(verloop, weg))
  const luik = await startDoorgeefluik({
    ...keuze,
    kies: (verzoek) => kiesIngreep(keuze.rol, verzoek, verloop),
    vernietigd: () => vernietigd,
    gewoon: () => gewoon,
    noteer: (waarneming) => void verzoeken.push(waarneming),
  })
  try {
    keuze.begonnen()
    const gepusht =
      keuze.webhook && klaargezet
        ? stuurPushes({ ...keuze, ...keuze.webhook, event: klaargezet.event, noteer: (push) => void pushes.push(push) })
        : Promise.resolve()
    await volg(keuze, { stappen, weiger: maakWeigeraar(keuze, () => wachtend(verloop)) })
    if (keuze.signal.aborted) await gepusht
    return stappen()
  } finally {
    luik.close()
    luik.closeAllConnections()
  }
}

type Volgen = { readonly stappen: () => readonly Stap[]; readonly weiger: () => Promise<void> }

async function volg(keuze: Testkeuze, { stappen, weiger }: Volgen): Promise<void> {
  const getoond = new Map<string, Oordeel>()
  let klaarMs: number | null = null
  while (!keuze.signal.aborted) {
    await weiger()
    const nu = stappen()
    for (const stap of nu) {
      if (stap.oordeel !== 'open' && getoond.get(stap.naam) !== stap.oordeel) keuze.bijStap(stap)
      getoond.set(stap.naam, stap.oordeel)
    }
    klaarMs = isGeslaagd(nu) ? (klaarMs ?? performance.now()) : null
    if (klaarMs !== null && performance.now() - klaarMs >= NALOOP_MS) return
    await wachtMs(KIJK_MS, undefined, { signal: keuze.signal }).catch(() => undefined)
  }
}

/** Each dossier that waits is refused once. */
function maakWeigeraar({ weiger }: Testkeuze, wachtenden: () => readonly string[]): () => Promise<void> {
  const gedaan = new Set<string>()
  return async () => {
    for (const id of wachtenden()) {
      if (gedaan.has(id)) continue
      gedaan.add(id)
      await weiger(id)
    }
  }
}
