import type { BusEvent } from '@warmknooppunt/platform/bericht'
import type { Verwerk } from '@warmknooppunt/platform/bus'
import type { Tx } from '@warmknooppunt/platform/db'
import type { TopicEvent } from '@warmknooppunt/platform/events'
import type { Keks } from '@warmknooppunt/platform/kluis'
import { haalSleutels } from '@warmknooppunt/platform/kluis'
import type { MandaatReden } from '@warmknooppunt/regels/overeenkomst'
import { contactTermijn } from '@warmknooppunt/regels/termijnen'
import type { Register } from '@warmknooppunt/register/stand'
import { mandaatgebrek } from './bevoegd.ts'
import type { Gegeven } from './bezorger.ts'
import { leesBestemmingen } from './eindpunt-store.ts'
import type { Herbezorgd } from './herbezorging.ts'
import { voerHerbezorgingUit } from './herbezorging.ts'
import { legInPostvakken } from './in-postvak.ts'
import { vanOpvolger, wieHeeft } from './overgang.ts'
import { leesToegekend } from './overgang-store.ts'
import type { Plaatsing } from './plaatsing.ts'
import { plaatsingenVan } from './plaatsing.ts'
import type { Genummerd } from './postvak-store.ts'
import { leesGeplaatste, vergrendelPostvakken, zorgVoorPostvakken } from './postvak-store.ts'
import type { Bezorgwerk } from './pushes.ts'
import { bezorg } from './pushes.ts'
import { maakTerugblik } from './terugblik.ts'

type Termijnevent = TopicEvent<'termijnen'>

export type Genoemd = { readonly dossierId: string; readonly berichtId: string; readonly deelnemer: string }

/** What a batch leaves to be done once it is committed. */
export type Nazorg = {
  /** placed in a postvak */
  readonly geplaatst: readonly Genummerd[]
  /** placed in the postvak after the day by which the gemeente should have made contact */
  readonly teLaat: readonly Genoemd[]
  /** not placed: this intermediair has no mandate, for this reason */
  readonly nietGeplaatst: readonly (Genoemd & { readonly reden: MandaatReden })[]
  /** endpoints where something waits that was not claimed at once */
  readonly wachtend: readonly string[]
  /** orders about what is not parked (any more), or of another dossier */
  readonly overgeslagen: Herbezorgd['overgeslagen']
  /** claimed at once, for the worker in this process, with the keys to read them */
  readonly direct: Gegeven
}

export type VerwerkKeuze = {
  readonly nu: () => Temporal.Instant
  readonly bron: string
  readonly register: Register
  readonly keks: Keks
  readonly nazorg: (nazorg: Nazorg) => void
} & Pick<Bezorgwerk, 'leaseMs' | 'onderweg'>

type Werk = VerwerkKeuze & Bezorgwerk & { readonly tx: Tx<BusEvent> }

/** Puts each message in its receivers' postvakken, with a push for each of their endpoints; carries out orders to push again. */
export function maakVerwerk(k: VerwerkKeuze): Verwerk<Termijnevent> {
  const postvakken = maakPostvakken()
  const leesTerug = maakTerugblik()
  return async (tx, events) => {
    const nu = k.nu()
    const eerst = events.flatMap((event) => plaatsingenVan(event, k.bron))
    const dossiers = [...new Set(eerst.map(({ dossierId }) => dossierId))]
    // The connection is pipelined: all travel together. Who has a dossier now decides which postvakken are locked.
    const [stand, sleutels] = await Promise.all([k.register.stand(tx), haalSleutels(tx, k.keks, dossiers)])
    const plaatsingen = await leidOm(tx, eerst, wieHeeft(stand, nu))
    const deelnemers = [...new Set(plaatsingen.map(({ deelnemer }) => deelnemer))].sort()
    await postvakken.zorgVoor(tx, deelnemers)
    // What lies in a postvak is read under its lock.
    const [nummers, geplaatste, bestemmingen, terug] = await Promise.all([
      vergrendelPostvakken(tx, deelnemers),
      leesGeplaatste(tx, plaatsingen),
      leesBestemmingen(tx, deelnemers, nu),
      leesTerug(tx, events, plaatsingen),
    ])
    if (nummers.size < deelnemers.length) throw postvakken.verdwenen()
    const w: Werk = { ...k, tx, maker: { bron: k.bron, nu }, stand, bestemmingen, lotVan: terug.lotVan }
    const nietGeplaatst = plaatsingen.flatMap((p) => gemist(w, p))
    const mag = plaatsingen.filter((p) => !nietGeplaatst.some(({ plaatsing }) => plaatsing === p))
    const geplaatst = await legInPostvakken(w, mag, { nummers, geplaatste, terug })
    const teLaat = await vindTeLaat(w, events, geplaatst)
    const sindsMs = performance.now()
    const pushes = await bezorg(w, geplaatst)
    const herbezorgd = await voerHerbezorgingUit(tx, opdrachtenVan(events), w.maker)
    tx.na(() => {
      const { direct, wachtend } = pushes()
      k.nazorg({
        geplaatst,
        teLaat,
        nietGeplaatst: nietGeplaatst.map(({ plaatsing, reden }) => ({ ...plaatsing, reden })),
        wachtend: [...wachtend, ...herbezorgd.eindpunten],
        overgeslagen: herbezorgd.overgeslagen,
        direct: { bezorgingen: direct, sleutels, sindsMs },
      })
    })
  }
}

/** For whom messages are on this day. What opens a dossier says to whom it was given; of what follows it must be asked. */
async function leidOm(
  tx: Tx<BusEvent>,
  plaatsingen: readonly Plaatsing[],
  heeft: ReturnType<typeof wieHeeft>,
): Promise<readonly Plaatsing[]> {
  const vragen = plaatsingen.filter(({ rol, toegekend }) => rol === 'gemeente' && toegekend === null)
  const bekend = vragen.length > 0 ? await leesToegekend(tx, [...new Set(vragen.map((p) => p.dossierId))]) : null
  return plaatsingen.map((p) => vanOpvolger(p, p.toegekend ?? bekend?.get(p.dossierId), heeft))
}

/** Postvakken are made once and never taken away, so those seen before need not be asked for again. */
function maakPostvakken() {
  const bekend = new Set<string>()
  return {
    async zorgVoor(tx: Tx<BusEvent>, deelnemers: readonly string[]): Promise<void> {
      if (deelnemers.every((deelnemer) => bekend.has(deelnemer))) return
      await zorgVoorPostvakken(tx, deelnemers)
      tx.na(() => {
        for (const deelnemer of deelnemers) bekend.add(deelnemer)
      })
    },
    /** For when the database was put back to an earlier moment under this process: the next try makes them anew. */
    verdwenen(): Error {
      bekend.clear()
      return new Error('a postvak that was there is gone')
    },
  }
}

/** Who is blocked or not active now gets it too, and reads it once that is over; only without a mandate it is none of one's business. */
function gemist(w: Werk, plaatsing: Plaatsing): { plaatsing: Plaatsing; reden: MandaatReden }[] {
  const reden = mandaatgebrek(w.stand, plaatsing, w.maker.nu)
  return reden === null ? [] : [{ plaatsing, reden }]
}

function opdrachtenVan(events: readonly Termijnevent[]) {
  return events.flatMap(({ schema, data }) =>
    schema === 'ingediend' && data.bericht === 'herbezorgopdracht' ? [data] : [],
  )
}

/** By the calendar of the register version on which it was decided, and from that decision on (an operator's too), as sla does. */
async function vindTeLaat(
  { tx, register, maker: { nu } }: Werk,
  events: readonly Termijnevent[],
  geplaatst: readonly Genummerd[],
): Promise<Genoemd[]> {
  const perBericht = new Map(geplaatst.map((p) => [p.berichtId, p]))
  const teLaat: Genoemd[] = []
  for (const { id, time, schema, data } of events) {
    const p = perBericht.get(id)
    if (!p || schema !== 'gerouteerd' || data.bericht !== 'doorverwijzing') continue
    const { kalender } = await register.standOp(tx, data.registerversie)
    const beslotenOp = Temporal.Instant.from(time)
    const vraag = { dagNul: data.toewijzing.dagNul, aangenomenOp: beslotenOp, afspraken: data.afspraken, kalender }
    if (Temporal.Instant.compare(nu, contactTermijn(vraag).tijdstip) >= 0) teLaat.push(p)
  }
  return teLaat
}
