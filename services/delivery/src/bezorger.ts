import type { BusEvent } from '@warmknooppunt/platform/bericht'
import type { Uitbak } from '@warmknooppunt/platform/db'
import { transactie } from '@warmknooppunt/platform/db'
import type { Keks } from '@warmknooppunt/platform/kluis'
import type { Log } from '@warmknooppunt/platform/log'
import type { Register } from '@warmknooppunt/register/stand'
import type { Pool } from 'pg'
import type { Adapters } from './adapters/verstuur.ts'
import { statuscodeVan } from './afloop.ts'
import { WACHTTIJDEN_MS } from './besluit.ts'
import { geefVerlopenTerug } from './bezorging-store.ts'
import type { Bruikbaar, Eindpuntstanden } from './eindpuntstanden.ts'
import { leesStanden } from './eindpuntstanden.ts'
import type { BezorgMeters } from './meters.ts'
import type { Genomen } from './neem.ts'
import { neem, ruimten } from './neem.ts'
import type { Onderweg } from './onderweg.ts'
import { maakOnderweg } from './onderweg.ts'
import type { Beslist, Resultaat } from './resultaat.ts'
import { schrijfResultaten } from './schrijf-resultaten.ts'
import { maakSchrijver } from './schrijver.ts'
import { verzend } from './verzend.ts'

/** Longer than one attempt and the writing of its result can take. */
export const LEASE_MS = 60_000
const VERLOPEN = 500
/** With so many results unwritten nothing new is begun: the database does not keep up. */
const MAX_ONGESCHREVEN = 2_000

export type BezorgerKeuze = {
  readonly pool: Pool
  readonly uitbak: Uitbak<BusEvent>
  readonly keks: Keks
  readonly nu: () => Temporal.Instant
  readonly bron: string
  readonly register: Register
  readonly adapters: Adapters
  readonly log: Log
  readonly meters: BezorgMeters
  /** called after a commit that wrote events */
  readonly naCommit: () => void
  /** called when a place came free at an endpoint that has more to send */
  readonly naRuimte?: () => void
  readonly plan?: readonly number[]
  readonly leaseMs?: number
}

export type Bezorger = {
  readonly onderweg: Onderweg
  /** work waits at these endpoints that the consumer could not claim at once */
  hint(eindpunten: readonly string[]): void
  /** Begins what can begin; `veeg` looks at every endpoint, not only where work is known to wait. Returns how many sends began. */
  begin(veeg: boolean): Promise<number>
  /** One whole turn: take, send, write. Returns how many were sent. */
  ronde(): Promise<number>
  /** resolves when nothing is under way or unwritten */
  rust(): Promise<void>
}

type Staat = { standen: Eindpuntstanden | null; readonly achterstand: Set<string>; readonly bezig: Set<Promise<void>> }

/** Pushes what lies ready: claims with a lease, sends through the adapters, writes what came of it where the lease still holds. */
export function maakBezorger(k: BezorgerKeuze): Bezorger {
  const leaseMs = k.leaseMs ?? LEASE_MS
  const onderweg = maakOnderweg()
  const staat: Staat = { standen: null, achterstand: new Set(), bezig: new Set() }
  const schrijver = maakSchrijver({ leaseMs, log: k.log, schrijf: (groep) => schrijf(k, staat, groep) })

  const stuur = (genomen: Genomen, standen: Eindpuntstanden): number => {
    let aantal = 0
    for (const bezorging of genomen.bezorgingen) {
      onderweg.opgepakt(bezorging.id)
      const eindpunt = standen.eindpunten.get(bezorging.eindpunt)
      // On pause, or its party blocked, since the claim: the lease ends by itself.
      if (!eindpunt) continue
      aantal++
      onderweg.begin(eindpunt.id)
      const sleutel = () => genomen.sleutels.zoek(bezorging.dossierId, bezorging.publiek)
      const werk = verzend({ bezorging, eindpunt, sleutel, register: standen.register }, k)
        .then((resultaat) => schrijver.voegToe(resultaat))
        .catch((fout: unknown) => k.log.error({ err: fout, bezorging: bezorging.id }, 'bezorging.fout'))
        .finally(() => {
          onderweg.einde(eindpunt.id)
          staat.bezig.delete(werk)
          if (staat.achterstand.has(eindpunt.id)) k.naRuimte?.()
        })
      staat.bezig.add(werk)
    }
    return aantal
  }

  const begin = async (veeg: boolean): Promise<number> => {
    if (schrijver.aantal() > MAX_ONGESCHREVEN) return 0
    const nu = k.nu()
    if (veeg) await geefVerlopenTerug(k.pool, VERLOPEN)
    if (veeg || staat.standen === null) staat.standen = await leesStanden(k.pool, { ...k, nu })
    const { standen } = staat
    const directe = onderweg.gemeld()
    const bereikbaar = ruimten(standen.eindpunten.values(), onderweg, nu)
    const eindpunten = veeg ? bereikbaar : bereikbaar.filter(({ id }) => staat.achterstand.has(id))
    const proeven = veeg ? bereikbaar.filter(({ id }) => standen.eindpunten.get(id)?.heeftGeparkeerd) : []
    const genomen = await neem({ ...k, leaseMs }, { directe, eindpunten, proeven, nu })
    werkAchterstandBij(staat.achterstand, eindpunten, genomen)
    const onbekend = genomen.bezorgingen.some(({ eindpunt }) => !standen.eindpunten.has(eindpunt))
    if (onbekend) staat.standen = await leesStanden(k.pool, { ...k, nu })
    return stuur(genomen, staat.standen)
  }

  const rust = async (): Promise<void> => {
    await Promise.all(staat.bezig)
    await schrijver.leeg()
  }
  return {
    onderweg,
    hint: (eindpunten) => {
      for (const id of eindpunten) staat.achterstand.add(id)
    },
    begin,
    rust,
    async ronde() {
      const aantal = await begin(true)
      await rust()
      return aantal
    },
  }
}

/** An endpoint that took all it could has probably more; one that did not has none. */
function werkAchterstandBij(
  achterstand: Set<string>,
  gevraagd: readonly { readonly id: string; readonly vrij: number }[],
  { bezorgingen }: Genomen,
): void {
  const aantallen = new Map([...Map.groupBy(bezorgingen, (b) => b.eindpunt)].map(([id, groep]) => [id, groep.length]))
  for (const { id, vrij } of gevraagd) {
    if ((aantallen.get(id) ?? 0) >= vrij) achterstand.add(id)
    else achterstand.delete(id)
  }
}

async function schrijf(k: BezorgerKeuze, staat: Staat, groep: readonly Resultaat[]): Promise<void> {
  const leeg: ReadonlyMap<string, Bruikbaar> = new Map()
  const keuze = {
    bron: k.bron,
    nu: k.nu(),
    plan: k.plan ?? WACHTTIJDEN_MS,
    standen: staat.standen?.eindpunten ?? leeg,
  }
  const { beslist, verloren, gewijzigd } = await transactie<Awaited<ReturnType<typeof schrijfResultaten>>, BusEvent>(
    k.pool,
    k.uitbak,
    (tx) => schrijfResultaten(tx, groep, keuze),
  )
  k.naCommit()
  for (const b of beslist) meld(k, b)
  if (verloren.length > 0) {
    k.meters.leaseVerloren(verloren.length)
    k.log.warn({ aantal: verloren.length }, 'bezorging.lease-verloren')
  }
  // How an endpoint fares now decides the next round; a released message may go at once.
  if (gewijzigd.length === 0) return
  staat.standen = await leesStanden(k.pool, { ...k, nu: keuze.nu })
  for (const id of gewijzigd) staat.achterstand.add(id)
  k.naRuimte?.()
}

function meld(k: BezorgerKeuze, { bezorging, uitkomst, besluit, duurMs }: Beslist): void {
  k.meters.poging(uitkomst.kind, duurMs)
  if (besluit.kind === 'parkeer') k.meters.geparkeerd(besluit.reden)
  k.log.info(
    {
      bezorging: bezorging.id,
      bericht: bezorging.berichtId,
      dossierId: bezorging.dossierId,
      deelnemer: bezorging.deelnemer,
      eindpunt: bezorging.eindpunt,
      poging: bezorging.poging,
      afloop: uitkomst.kind,
      reden: 'reden' in uitkomst ? uitkomst.reden : undefined,
      statuscode: statuscodeVan(uitkomst) ?? undefined,
      besluit: besluit.kind,
      volgendeOp: besluit.kind === 'opnieuw' ? besluit.op.toString() : undefined,
      duurMs,
    },
    'bezorging.poging',
  )
}
