import type { BusEvent } from '@warmknooppunt/platform/bericht'
import { serialiseer } from '@warmknooppunt/platform/bericht'
import type { Verwerk } from '@warmknooppunt/platform/bus'
import type { TopicEvent } from '@warmknooppunt/platform/events'
import type { Sleutelbos } from '@warmknooppunt/platform/kluis'
import { haalSleutels } from '@warmknooppunt/platform/kluis'
import { vergrendelWachtrijen } from '@warmknooppunt/platform/onverwerkbaar-store'
import { enqueue } from '@warmknooppunt/platform/outbox'
import { besluitVerschilt, maakAlarm } from './alarm.ts'
import type { Bepaald } from './bepaal.ts'
import { bepaalOpnieuw } from './bepaal.ts'
import { tekenAan } from './bericht-store.ts'
import { geefContactDoor, routeer } from './gerouteerd.ts'
import type { Ingekomen } from './ingekomen.ts'
import { isSoort, vanSoort } from './ingekomen.ts'
import type { Routingomgeving } from './omgeving.ts'
import { LEZER } from './omgeving.ts'
import { meldOnrouteerbaar } from './onbezorgd.ts'
import type { Toewijzing } from './toewijzing-store.ts'
import { bewaarToewijzingen } from './toewijzing-store.ts'
import type { Uitvoering } from './voer-uit.ts'
import { voerUit } from './voer-uit.ts'
import type { Paar } from './wacht-store.ts'
import { legOpdrachten, legTeWachten } from './wacht-store.ts'

type Werk = Uitvoering & {
  readonly events: readonly Ingekomen[]
  /** what each message of the batch brings forth, so that it goes out in the order in which it came in */
  readonly uit: ReadonlyMap<string, BusEvent[]>
}

/** Routing of a batch: each message once, decisions repeated on the pinned versions, a few statements for all of them. */
export function maakVerwerk(o: Routingomgeving): Verwerk<TopicEvent<'berichten'>> {
  const alarmeer = maakAlarm(o)
  return async (tx, berichten) => {
    const nu = o.nu()
    const dossiers = [...new Set(vanSoort(berichten, 'doorverwijzing').map(({ subject }) => subject))]
    // The connection is pipelined: both travel together.
    const [nieuw, bos] = await Promise.all([
      tekenAan(
        tx,
        berichten.map(({ id, subject, data }) => ({ berichtId: id, sleutel: subject, bericht: data.bericht })),
        nu,
      ),
      haalSleutels(tx, o.keks, dossiers),
    ])
    const events = [...new Map(berichten.map((event) => [event.id, event])).values()].filter(({ id }) => nieuw.has(id))
    if (events.length === 0) return
    await verwerkNieuwe({ o, tx, nu, alarmeer, events, uit: new Map(events.map(({ id }) => [id, []])) }, bos)
  }
}

async function verwerkNieuwe(w: Werk, bos: Sleutelbos): Promise<void> {
  const doorverwijzingen = vanSoort(w.events, 'doorverwijzing')
  const bepaald = await bepaalOpnieuw({ db: w.tx, register: w.o.register, bos }, doorverwijzingen)
  for (const event of w.events) {
    if (isSoort(event, 'doorverwijzing')) continue
    voegToe(w, event.id, isSoort(event, 'contactregistratie') ? geefContactDoor(event, w.nu) : event)
  }
  const vanzelf = bepaald.flatMap((b) => splits(w, b))
  const uitgevoerd = await voerUit(w, [...(await laatWachten(w, bepaald)), ...(await neemOpdrachten(w))])
  for (const { berichtId, opdrachtId, event } of uitgevoerd) {
    // After whichever of the two came last in this batch.
    const laatste = w.events.findLast(({ id }) => id === berichtId || id === opdrachtId)
    voegToe(w, laatste?.id ?? opdrachtId, event)
  }
  bewaar(w, [...vanzelf, ...uitgevoerd.flatMap(({ toewijzing }) => toewijzing ?? [])])
  for (const event of [...w.uit.values()].flat()) enqueue(w.tx, event)
}

function voegToe(w: Werk, bij: string, event: BusEvent): void {
  w.uit.get(bij)?.push(event)
}

function bewaar(w: Werk, toewijzingen: readonly Toewijzing[]): void {
  if (toewijzingen.length > 0) bewaarToewijzingen(w.tx, toewijzingen, w.nu)
  for (const { uitkomst, dossierId, berichtId } of toewijzingen) {
    if (uitkomst === 'inhoud-vernietigd') w.o.log.info({ dossierId, berichtId }, 'routing.inhoud-vernietigd')
  }
}

/** What goes on by itself, and what is told of the rest; where intake decided otherwise the message is put aside. */
function splits(w: Werk, { event, geopend, stand, herhaling }: Bepaald): Toewijzing[] {
  switch (herhaling.kind) {
    case 'verschilt':
      w.alarmeer(event)
      throw besluitVerschilt()
    case 'wacht':
      voegToe(w, event.id, meldOnrouteerbaar({ oin: w.o.oin, nu: w.nu }, event, herhaling.reden))
      return []
    case 'gevonden': {
      const { plaats } = herhaling
      const { postcodeversie } = event.data
      const gerouteerd = routeer({ event, plaats, stand, postcodeversie, opdracht: null, geopend })
      voegToe(w, event.id, gerouteerd.event)
      return [gerouteerd.toewijzing]
    }
  }
}

/** Those without one gemeente wait for an operator; gives those about which an order was here first. */
async function laatWachten(w: Werk, bepaald: readonly Bepaald[]): Promise<Paar[]> {
  const wachtenden = bepaald.flatMap(({ event, herhaling }) =>
    herhaling.kind === 'wacht'
      ? [{ berichtId: event.id, dossierId: event.subject, reden: herhaling.reden, bericht: serialiseer(event) }]
      : [],
  )
  return wachtenden.length === 0 ? [] : legTeWachten(w.tx, wachtenden, w.nu)
}

/** An order is not of the dossier's partition: whoever takes it locks the dossier's queue first, as the partition's owner does. */
async function neemOpdrachten(w: Werk): Promise<Paar[]> {
  const opdrachten = vanSoort(w.events, 'routeeropdracht')
  if (opdrachten.length === 0) return []
  await vergrendelWachtrijen(
    w.tx,
    LEZER,
    opdrachten.map(({ data }) => data.dossierId),
  )
  // Of two orders about one message the first counts.
  const eerste = new Map(opdrachten.toReversed().map((opdracht) => [opdracht.data.berichtId, opdracht]))
  return legOpdrachten(
    w.tx,
    [...eerste.values()].map((opdracht) => ({
      berichtId: opdracht.data.berichtId,
      dossierId: opdracht.data.dossierId,
      opdrachtId: opdracht.id,
      opdracht: serialiseer(opdracht),
    })),
    w.nu,
  )
}
