import { hubBron } from '@warmknooppunt/platform/bericht'
import type { Verwerk } from '@warmknooppunt/platform/bus'
import type { Db } from '@warmknooppunt/platform/db'
import type { Keks } from '@warmknooppunt/platform/kluis'
import { haalSleutels } from '@warmknooppunt/platform/kluis'
import type { Log } from '@warmknooppunt/platform/log'
import { enqueue } from '@warmknooppunt/platform/outbox'
import type { Kalender } from '@warmknooppunt/regels/kalender'
import { isBekend } from '@warmknooppunt/regels/kalender'
import type { Register } from '@warmknooppunt/register/stand'
import type { Batch } from './batch.ts'
import { bewaar, maakBatch, neemOp, standVan } from './batch.ts'
import { besluitBericht } from './besluit-bericht.ts'
import { vergrendelKlokkenVan } from './klok-store.ts'
import { maakMeldingen } from './meld.ts'
import type { Metrieken } from './metrieken.ts'
import type { RouteringEvent } from './open-berichten.ts'
import { maakOpener } from './open-berichten.ts'
import { leesToewijzingen } from './toewijzing-store.ts'

export type Verwerkkeuze = {
  readonly register: Register
  readonly keks: Keks
  readonly oin: string
  readonly nu: () => Temporal.Instant
  readonly log: Log
  readonly metrieken: Metrieken
}

/** Passes every message on as it is and, in the same transaction, sets, meets or ends the clocks of its dossier. */
export function maakVerwerk(v: Verwerkkeuze): Verwerk<RouteringEvent> {
  const bron = hubBron(v.oin)
  return async (tx, events) => {
    const nu = v.nu()
    const dossiers = dossiersVan(events)
    // Clocks are read under their lock, so a timer that fires at this moment is either seen here or sees what is done here.
    const [register, sleutels, toewijzingen, klokken] = await Promise.all([
      v.register.stand(tx),
      haalSleutels(tx, v.keks, dossiers),
      leesToewijzingen(tx, dossiers),
      vergrendelKlokkenVan(tx, dossiers),
    ])
    const opent = await maakOpener(tx, events, sleutels, v.log)
    const kalenders = await leesKalenders(v.register, tx, events)
    const batch = maakBatch(toewijzingen, klokken)
    for (const event of events) {
      enqueue(tx, event)
      const bericht = opent(event)
      if (!bericht) continue
      const kader = { kalender: kalenders.get(versieVan(event)) ?? register.kalender, nu }
      const gevolg = besluitBericht(standVan(batch, event.subject), bericht, kader)
      const stand = neemOp(batch, event.subject, gevolg)
      for (const melding of gevolg.meldingen) {
        const meldkader = { bron, register, nu, traceparent: event.traceparent }
        for (const uit of maakMeldingen(melding, stand.toewijzingen, meldkader)) enqueue(tx, uit)
      }
    }
    bewaar(tx, batch)
    meldOnbekendeDagen(v, batch, register.kalender)
  }
}

/** The register version a message was decided on; null when it starts no clock. */
function versieVan({ data }: RouteringEvent): number | null {
  return 'registerversie' in data ? data.registerversie : null
}

/** Terms are computed on the calendar that the message is pinned on, so that the 201 and the clock cannot differ. */
async function leesKalenders(
  register: Register,
  tx: Db,
  events: readonly RouteringEvent[],
): Promise<ReadonlyMap<number | null, Kalender>> {
  const versies = new Set(events.flatMap((event) => versieVan(event) ?? []))
  const kalenders = new Map<number | null, Kalender>()
  for (const versie of versies) kalenders.set(versie, (await register.standOp(tx, versie)).kalender)
  return kalenders
}

/** The subject of an order is no dossier. */
function dossiersVan(events: readonly RouteringEvent[]): string[] {
  return [...new Set(events.flatMap(({ schema, subject }) => (schema === 'ingediend' ? [] : [subject])))]
}

/** A term that ends beyond the years the register knows may be wrong; the register must be filled before it ends. */
function meldOnbekendeDagen(v: Verwerkkeuze, { klokken }: Batch, kalender: Kalender): void {
  const onbekend = [...klokken.values()].filter(({ dag }) => !isBekend(dag, kalender))
  if (onbekend.length === 0) return
  v.metrieken.alarm('kalender-onbekend')
  const { bekendTotEnMet } = kalender
  v.log.error({ aantal: onbekend.length, dag: onbekend[0]?.dag, bekendTotEnMet }, 'alarm.kalender-onbekend')
}
