import type { BusEvent } from '@warmknooppunt/platform/bericht'
import type { Tx } from '@warmknooppunt/platform/db'
import { haalSleutels, vernietigSleutels } from '@warmknooppunt/platform/kluis'
import type { KeuzeGemeente, KeuzeWeiger } from '@warmknooppunt/schemas/types/ingediend.v1'
import type { Alarmeer } from './alarm.ts'
import type { Bron } from './bepaal.ts'
import { bepaalKeuze } from './bepaal.ts'
import { routeer } from './gerouteerd.ts'
import type { Ingekomen } from './ingekomen.ts'
import { leesTerug } from './ingekomen.ts'
import type { Routingomgeving } from './omgeving.ts'
import { meldNietBezorgbaar } from './onbezorgd.ts'
import type { Toewijzing } from './toewijzing-store.ts'
import type { Beslissing, Paar } from './wacht-store.ts'
import { laatVerderWachten, sluitWachten } from './wacht-store.ts'

export type Uitvoering = {
  readonly o: Routingomgeving
  readonly tx: Tx<BusEvent>
  readonly nu: Temporal.Instant
  readonly alarmeer: Alarmeer
}

/** What an order brought about on the message it names. `toewijzing` null: it was refused. */
export type Uitgevoerd = {
  readonly berichtId: string
  readonly opdrachtId: string
  readonly event: BusEvent
  readonly toewijzing: Toewijzing | null
}

type Besteld = { readonly event: Ingekomen<'doorverwijzing'>; readonly opdracht: Ingekomen<'routeeropdracht'> }

/**
 * Carries out orders on the messages they name, and closes their waiting. A refusal ends the content: its keys are destroyed. A choice that
 * routing does not come to itself raises the alarm and is passed over: its message waits on, so that the operator's term keeps asking.
 */
export async function voerUit(u: Uitvoering, paren: readonly Paar[]): Promise<Uitgevoerd[]> {
  if (paren.length === 0) return []
  const besteld = paren.map((paar) => ({
    event: leesTerug(paar.bericht, 'doorverwijzing'),
    opdracht: leesTerug(paar.opdracht, 'routeeropdracht'),
  }))
  const bos = await haalSleutels(
    u.tx,
    u.o.keks,
    besteld.map(({ event }) => event.subject),
  )
  const uitgevoerd: Uitgevoerd[] = []
  const wachtVerder: string[] = []
  for (const b of besteld) {
    const { keuze } = b.opdracht.data
    const gedaan =
      keuze.kind === 'weiger'
        ? await weiger(u, b, keuze)
        : await kies(u, { db: u.tx, register: u.o.register, bos }, { ...b, keuze })
    if (gedaan) uitgevoerd.push(gedaan)
    else wachtVerder.push(b.event.id)
  }
  if (wachtVerder.length > 0) await laatVerderWachten(u.tx, wachtVerder)
  if (uitgevoerd.length > 0) await sluit(u, uitgevoerd)
  return uitgevoerd
}

async function sluit(u: Uitvoering, uitgevoerd: readonly Uitgevoerd[]): Promise<void> {
  const geweigerd = uitgevoerd.filter(({ toewijzing }) => toewijzing === null).map(({ event }) => event.subject)
  if (geweigerd.length > 0) await vernietigSleutels(u.tx, geweigerd, u.nu)
  await sluitWachten(u.tx, uitgevoerd.map(beslissingVan), u.nu)
}

function beslissingVan({ berichtId, toewijzing }: Uitgevoerd): Beslissing {
  return { berichtId, stand: toewijzing?.uitkomst ?? 'niet-bezorgbaar' }
}

async function weiger(u: Uitvoering, { event, opdracht }: Besteld, keuze: KeuzeWeiger): Promise<Uitgevoerd> {
  const stand = await u.o.register.stand(u.tx)
  const uit = meldNietBezorgbaar({ oin: u.o.oin, nu: u.nu }, { event, opdracht, keuze, stand })
  return { berichtId: event.id, opdrachtId: opdracht.id, event: uit, toewijzing: null }
}

/** Null when routing comes to another decision than intake, on whose word the order was made. */
async function kies(
  u: Uitvoering,
  bron: Bron,
  besteld: Besteld & { readonly keuze: KeuzeGemeente },
): Promise<Uitgevoerd | null> {
  const { event, opdracht, keuze } = besteld
  const { herhaling, stand, geopend } = await bepaalKeuze(bron, besteld)
  if (herhaling.kind !== 'gevonden') {
    u.alarmeer(opdracht)
    return null
  }
  const { postcodeversie } = keuze
  const uitkomst = routeer({ event, plaats: herhaling.plaats, stand, postcodeversie, opdracht, geopend })
  return { berichtId: event.id, opdrachtId: opdracht.id, ...uitkomst }
}
