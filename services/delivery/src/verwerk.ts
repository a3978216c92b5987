import type { BusEvent } from '@warmknooppunt/platform/bericht'
import { nieuwId } from '@warmknooppunt/platform/bericht'
import type { Verwerk } from '@warmknooppunt/platform/bus'
import type { TopicEvent } from '@warmknooppunt/platform/events'
import { enqueue } from '@warmknooppunt/platform/outbox'
import type { MandaatReden } from '@warmknooppunt/regels/overeenkomst'
import { contactTermijn } from '@warmknooppunt/regels/termijnen'
import type { Register, RegisterStand } from '@warmknooppunt/register/stand'
import { isActief, mandaatgebrek } from './bevoegd.ts'
import { voegBezorgingenToe } from './bezorging-store.ts'
import type { Bestemming } from './eindpunt-store.ts'
import { leesBestemmingen } from './eindpunt-store.ts'
import type { Maker } from './gebeurtenis.ts'
import { inPostvak, traceVan } from './gebeurtenis.ts'
import { voerHerbezorgingUit } from './herbezorging.ts'
import { kiesBestemmingen } from './kies-bestemmingen.ts'
import type { BezorgMeters } from './meters.ts'
import type { Onderweg } from './onderweg.ts'
import type { Plaatsing } from './plaatsing.ts'
import { plaatsingenVan } from './plaatsing.ts'
import type { Geplaatst } from './postvak-store.ts'
import { leesLoketten, plaatsBerichten, vergrendelPostvakken } from './postvak-store.ts'

type Termijnevent = TopicEvent<'termijnen'>
type Tx = Parameters<Verwerk>[0]

/** What a batch leaves to be done once it is committed; what is told of a batch that is rolled back does no harm. */
export type Nazorg = {
  gevuld(deelnemer: string): void
  wachtend(eindpunt: string): void
  /** placed in the postvak after the day by which the gemeente should have made contact */
  teLaat(p: Genoemd): void
  /** not placed: this intermediair has no mandate, for this reason */
  nietGeplaatst(p: Genoemd, reden: MandaatReden): void
}

export type Genoemd = { readonly dossierId: string; readonly berichtId: string; readonly deelnemer: string }

export type VerwerkKeuze = {
  readonly nu: () => Temporal.Instant
  readonly bron: string
  readonly register: Register
  readonly meters: Pick<BezorgMeters, 'geplaatst'>
  readonly nazorg: Nazorg
  readonly leaseMs: number
  /** of the worker in this process: what it has room for is claimed at once */
  readonly onderweg: Pick<Onderweg, 'vrij' | 'meld' | 'vergeet'>
}

/** Puts each message in its receivers' postvakken, with a push for each of their endpoints; carries out orders to push again. */
export function maakVerwerk(k: VerwerkKeuze): Verwerk<Termijnevent> {
  return async (tx, events) => {
    const nu = k.nu()
    const maker = { bron: k.bron, nu }
    const stand = await k.register.stand(tx)
    const plaatsingen = events.flatMap((event) => plaatsingenVan(event, k.bron)).filter((p) => magErin(stand, p, k))
    const nieuw = plaatsingen.length > 0 ? await plaats(tx, plaatsingen, maker) : []
    for (const p of nieuw) {
      k.meters.geplaatst(p.bericht)
      k.nazorg.gevuld(p.deelnemer)
    }
    await meldTeLaat(tx, events, nieuw, k)
    if (nieuw.length > 0) await bezorg(tx, nieuw, k, stand)
    const opdrachten = events.flatMap(({ schema, data }) =>
      schema === 'ingediend' && data.bericht === 'herbezorgopdracht' ? [data] : [],
    )
    for (const eindpunt of await voerHerbezorgingUit(tx, opdrachten, maker)) k.nazorg.wachtend(eindpunt)
  }
}

/** Who is blocked or not active now gets it too, and reads it once that is over; only without a mandate it is none of one's business. */
function magErin(stand: RegisterStand, p: Plaatsing, k: VerwerkKeuze): boolean {
  const gebrek = mandaatgebrek(stand, p, k.nu())
  if (gebrek !== null) k.nazorg.nietGeplaatst(p, gebrek)
  return gebrek === null
}

type Nieuw = Plaatsing & { readonly nummer: number }

async function plaats(tx: Tx, plaatsingen: readonly Plaatsing[], maker: Maker): Promise<Nieuw[]> {
  await vergrendelPostvakken(tx, [...new Set(plaatsingen.map(({ deelnemer }) => deelnemer))].sort())
  const nieuw = koppel(plaatsingen, await plaatsBerichten(tx, plaatsingen, maker.nu))
  for (const p of nieuw) {
    const over: BusEvent = inPostvak(
      maker,
      { ...p, traceparent: traceVan(p.event) },
      { gebeurtenis: 'beschikbaar', nummer: p.nummer },
    )
    enqueue(tx, over)
  }
  return nieuw
}

function koppel(plaatsingen: readonly Plaatsing[], geplaatst: readonly Geplaatst[]): Nieuw[] {
  const nummers = new Map(geplaatst.map((g) => [`${g.deelnemer}|${g.bericht_id}`, g.nummer]))
  return plaatsingen.flatMap((p) => {
    const nummer = nummers.get(`${p.deelnemer}|${p.berichtId}`)
    return nummer === undefined ? [] : [{ ...p, nummer }]
  })
}

async function bezorg(tx: Tx, nieuw: readonly Nieuw[], k: VerwerkKeuze, stand: RegisterStand): Promise<void> {
  const nu = k.nu()
  const bestemmingen = await leesBestemmingen(tx, [...new Set(nieuw.map(({ deelnemer }) => deelnemer))], nu)
  if (bestemmingen.length === 0) return
  const metLoket = await vulLokettenAan(tx, nieuw, bestemmingen)
  const ruimteVan = (b: Bestemming) =>
    b.vrij && isActief(stand, b.deelnemer, nu) ? k.onderweg.vrij(b.id, b.gelijktijdig) : 0
  const ruimte = new Map(bestemmingen.map((b) => [b.id, ruimteVan(b)]))
  const gezien = new Set<string>()
  const bezorgingen = metLoket.flatMap((p) =>
    kiesBestemmingen(bestemmingen, p).map((eindpunt) => {
      const eerste = !gezien.has(`${eindpunt}|${p.dossierId}`)
      gezien.add(`${eindpunt}|${p.dossierId}`)
      const vrij = ruimte.get(eindpunt) ?? 0
      const direct = eerste && vrij > 0
      if (direct) ruimte.set(eindpunt, vrij - 1)
      const { deelnemer, nummer, dossierId, berichtId } = p
      return { id: nieuwId(nu), deelnemer, nummer, eindpunt, dossierId, berichtId, direct }
    }),
  )
  if (bezorgingen.length === 0) return
  // Told before anything is waited for: a worker that stops meanwhile knows of it.
  k.onderweg.meld(bezorgingen.filter(({ direct }) => direct))
  const direct = new Set(await voegBezorgingenToe(tx, bezorgingen, { nu, leaseMs: k.leaseMs }))
  for (const { id, eindpunt } of bezorgingen) {
    if (direct.has(id)) continue
    k.onderweg.vergeet(id)
    k.nazorg.wachtend(eindpunt)
  }
}

/** A termijnbericht names no loket: it goes where the message that opened its dossier went. */
async function vulLokettenAan(
  tx: Tx,
  nieuw: readonly Nieuw[],
  bestemmingen: readonly Bestemming[],
): Promise<readonly Nieuw[]> {
  const metLoketten = new Set(bestemmingen.flatMap(({ loket, deelnemer }) => (loket === null ? [] : [deelnemer])))
  const zonder = nieuw.filter((p) => p.loket === null && metLoketten.has(p.deelnemer))
  if (zonder.length === 0) return nieuw
  const gevonden = await leesLoketten(tx, [...new Set(zonder.map(({ dossierId }) => dossierId))])
  const loketten = new Map(gevonden.map((g) => [`${g.deelnemer}|${g.dossierId}`, g.loket]))
  return nieuw.map((p) => ({ ...p, loket: p.loket ?? loketten.get(`${p.deelnemer}|${p.dossierId}`) ?? null }))
}

/** By the calendar of the register version on which it was decided, and from that decision on (an operator's too), as sla does. */
async function meldTeLaat(
  tx: Tx,
  events: readonly Termijnevent[],
  nieuw: readonly Nieuw[],
  k: VerwerkKeuze,
): Promise<void> {
  const perBericht = new Map(nieuw.map((p) => [p.berichtId, p]))
  for (const { id, time, schema, data } of events) {
    const p = perBericht.get(id)
    if (!p || schema !== 'gerouteerd' || data.bericht !== 'doorverwijzing') continue
    const { kalender } = await k.register.standOp(tx, data.registerversie)
    const beslotenOp = Temporal.Instant.from(time)
    const vraag = { dagNul: data.toewijzing.dagNul, aangenomenOp: beslotenOp, afspraken: data.afspraken, kalender }
    if (Temporal.Instant.compare(k.nu(), contactTermijn(vraag).tijdstip) >= 0) k.nazorg.teLaat(p)
  }
}
