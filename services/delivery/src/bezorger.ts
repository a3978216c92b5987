import { setTimeout as wachtMs } from 'node:timers/promises'
import type { Keks } from '@warmknooppunt/platform/kluis'
import type { Spoor } from '@warmknooppunt/platform/spoor'
import type { Register } from '@warmknooppunt/register/stand'
import type { Adapters } from './adapters/verstuur.ts'
import { TOTAAL_MS } from './adapters/verstuur.ts'
import type { Geclaimd } from './bezorging-store.ts'
import { geefDirecteTerug, geefOngezondenTerug, geefVerlopenTerug } from './bezorging-store.ts'
import type { Eindpuntstanden } from './eindpuntstanden.ts'
import { leesStanden } from './eindpuntstanden.ts'
import type { Genomen } from './neem.ts'
import { neem, ruimten } from './neem.ts'
import type { Onderweg } from './onderweg.ts'
import { maakOnderweg } from './onderweg.ts'
import type { Groepkeuze } from './schrijfgroep.ts'
import { schrijfGroep } from './schrijfgroep.ts'
import type { Schrijver } from './schrijver.ts'
import { maakSchrijver } from './schrijver.ts'
import type { Verzending } from './verzend.ts'
import { verzend } from './verzend.ts'

/** Longer than one attempt and the writing of its result can take. */
export const LEASE_MS = 60_000
const VERLOPEN = 500
/** Between two looks whether a batch under way has committed. */
const COMMIT_MS = 20
/** With so many results unwritten nothing new is begun: the database does not keep up. */
const MAX_ONGESCHREVEN = 2_000

export type BezorgerKeuze = Groepkeuze & {
  readonly keks: Keks
  readonly register: Register
  readonly adapters: Adapters
  /** absent: nothing is traced */
  readonly spoor?: Spoor
  /** called when a place came free at an endpoint that has more to send */
  readonly naRuimte?: () => void
  readonly leaseMs?: number
}

/** Claimed with its placing, at this moment of the process clock or a little later. */
export type Gegeven = Genomen & { readonly sindsMs: number }

export type Bezorger = {
  readonly onderweg: Onderweg
  /** work waits at these endpoints that the consumer could not claim at once */
  hint(eindpunten: readonly string[]): void
  /** what the consumer claimed at once, now that its commit is in: sent in the next turn */
  geef(gegeven: Gegeven): void
  /** Begins what can begin; `veeg` looks at every endpoint, not only where work is known to wait. Returns how many sends began. */
  begin(veeg: boolean): Promise<number>
  /** One whole turn: take, send, write. Returns how many were sent. */
  ronde(): Promise<number>
  /** resolves when nothing is under way or unwritten */
  rust(): Promise<void>
  /** From now on nothing is claimed at once; gives back what was and is not in hand. For when the loop has stopped. */
  geefTerug(): Promise<void>
}

type Werk = BezorgerKeuze & {
  readonly onderweg: Onderweg
  readonly schrijver: Schrijver
  readonly staat: Staat
  readonly leaseMs: number
}

type Staat = {
  standen: Eindpuntstanden | null
  /** claimed at once by the consumer and not begun yet */
  gegeven: Gegeven[]
  /** endpoints where more waits than they could take */
  readonly achterstand: Set<string>
  readonly bezig: Set<Promise<void>>
}

/** Pushes what lies ready: claims with a lease, sends through the adapters, writes what came of it where the lease still holds. */
export function maakBezorger(k: BezorgerKeuze): Bezorger {
  const leaseMs = k.leaseMs ?? LEASE_MS
  const staat: Staat = { standen: null, gegeven: [], achterstand: new Set(), bezig: new Set() }
  const schrijver = maakSchrijver({
    leaseMs,
    log: k.log,
    schrijf: async (groep) => {
      const gewijzigd = await schrijfGroep(k, staat.standen, groep)
      if (gewijzigd.length > 0) await herzie(k, staat, gewijzigd)
    },
  })
  const w: Werk = { ...k, onderweg: maakOnderweg(leaseMs), schrijver, staat, leaseMs }
  const rust = async (): Promise<void> => {
    await Promise.all(staat.bezig)
    await schrijver.leeg()
  }
  return {
    onderweg: w.onderweg,
    hint: (eindpunten) => {
      for (const id of eindpunten) staat.achterstand.add(id)
    },
    geef: (gegeven) => void staat.gegeven.push(gegeven),
    begin: (veeg) => begin(w, veeg),
    rust,
    geefTerug: () => geefTerug(w),
    async ronde() {
      const aantal = await begin(w, true)
      await rust()
      return aantal
    },
  }
}

/** How an endpoint fares now decides the next round, and what was released may go at once. Failing here costs no result. */
async function herzie(k: BezorgerKeuze, staat: Staat, gewijzigd: readonly string[]): Promise<void> {
  for (const id of gewijzigd) staat.achterstand.add(id)
  try {
    staat.standen = await leesStanden(k.pool, { ...k, nu: k.nu(), vorige: staat.standen })
  } catch (fout) {
    k.log.warn({ err: fout }, 'bezorger.standen-niet-gelezen')
  }
  k.naRuimte?.()
}

async function begin(w: Werk, veeg: boolean): Promise<number> {
  const { staat, schrijver, onderweg } = w
  if (schrijver.aantal() > MAX_ONGESCHREVEN) return 0
  const nu = w.nu()
  if (veeg) await geefVerlopenTerug(w.pool, VERLOPEN)
  const lees = () => leesStanden(w.pool, { ...w, nu, vorige: staat.standen })
  if (veeg || staat.standen === null) staat.standen = await lees()
  const { standen } = staat
  const bereikbaar = ruimten(standen.eindpunten.values(), onderweg, nu)
  const eindpunten = veeg ? bereikbaar : bereikbaar.filter(({ id }) => staat.achterstand.has(id))
  const proeven = veeg ? bereikbaar.filter(({ id }) => standen.eindpunten.get(id)?.heeftGeparkeerd) : []
  // Taken off before the claim: what is hinted at meanwhile may be of after it, and stays.
  for (const { id } of eindpunten) staat.achterstand.delete(id)
  const genomen = await neem(w, { eindpunten, proeven, nu })
  werkAchterstandBij(staat.achterstand, eindpunten, genomen)
  const isOnbekend = ({ eindpunt }: Geclaimd) => !standen.eindpunten.has(eindpunt)
  if ([genomen, ...staat.gegeven].some(({ bezorgingen }) => bezorgingen.some(isOnbekend))) staat.standen = await lees()
  const alles = [...staat.gegeven.splice(0).filter((gegeven) => nogVast(w, gegeven)), genomen]
  const ongezonden = alles.flatMap((deel) => stuur(w, deel, staat.standen ?? standen))
  if (ongezonden.length > 0) await geefOngezondenTerug(w.pool, ongezonden)
  return alles.reduce((som, { bezorgingen }) => som + bezorgingen.length, -ongezonden.length)
}

/** What waited here so long that its lease may end during the send is left to its lease: somebody else takes it then. */
function nogVast({ leaseMs, onderweg }: Werk, { bezorgingen, sindsMs }: Gegeven): boolean {
  if (performance.now() - sindsMs < leaseMs - TOTAAL_MS) return true
  for (const { id } of bezorgingen) onderweg.vergeet(id)
  return false
}

/** Returns what may not be sent (any more): its endpoint was put on pause, or its party blocked, since the claim. */
function stuur(w: Werk, genomen: Genomen, standen: Eindpuntstanden): readonly Geclaimd[] {
  const ongezonden: Geclaimd[] = []
  for (const bezorging of genomen.bezorgingen) {
    w.onderweg.vergeet(bezorging.id)
    const eindpunt = standen.eindpunten.get(bezorging.eindpunt)
    const sleutel = () => genomen.sleutels.zoek(bezorging.dossierId, bezorging.publiek)
    if (eindpunt) beginVerzending(w, { bezorging, eindpunt, sleutel, register: standen.register })
    else ongezonden.push(bezorging)
  }
  return ongezonden
}

/** Waits for batches that were told of and not committed yet; one that is rolled back is waited for a few seconds. */
async function geefTerug({ pool, onderweg }: Werk): Promise<void> {
  onderweg.stop()
  for (;;) {
    const ids = onderweg.gemeld()
    if (ids.length === 0) return
    for (const id of await geefDirecteTerug(pool, ids)) onderweg.vergeet(id)
    if (!onderweg.verwacht()) return
    await wachtMs(COMMIT_MS)
  }
}

/** Sends without being waited for; a fault of our own leaves the bezorging to its lease. */
function beginVerzending(w: Werk, verzending: Verzending): void {
  const { eindpunt, bezorging } = verzending
  w.onderweg.begin(eindpunt.id)
  const werk = verzend(verzending, w)
    .then((resultaat) => w.schrijver.voegToe(resultaat))
    .catch((fout: unknown) => w.log.error({ err: fout, bezorging: bezorging.id }, 'bezorging.fout'))
    .finally(() => {
      w.onderweg.einde(eindpunt.id)
      w.staat.bezig.delete(werk)
      if (w.staat.achterstand.has(eindpunt.id)) w.naRuimte?.()
    })
  w.staat.bezig.add(werk)
}

/** An endpoint that took all it could has probably more. */
function werkAchterstandBij(
  achterstand: Set<string>,
  gevraagd: readonly { readonly id: string; readonly vrij: number }[],
  { bezorgingen }: Genomen,
): void {
  const aantallen = new Map([...Map.groupBy(bezorgingen, (b) => b.eindpunt)].map(([id, groep]) => [id, groep.length]))
  for (const { id, vrij } of gevraagd) if ((aantallen.get(id) ?? 0) >= vrij) achterstand.add(id)
}
