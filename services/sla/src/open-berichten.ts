import type { Db } from '@warmknooppunt/platform/db'
import type { TopicEvent } from '@warmknooppunt/platform/events'
import type { Sleutelbos } from '@warmknooppunt/platform/kluis'
import type { Log } from '@warmknooppunt/platform/log'
import type { Registratie } from '@warmknooppunt/regels/klok'
import type { Klokbericht } from './besluit-bericht.ts'
import { leesBedreigend, leesRegistratie } from './inhoud.ts'
import { noteerRegistraties } from './registratie-store.ts'

export type RouteringEvent = TopicEvent<'routeringen'>

/** What an event says to clocks; null when it says nothing. */
export type Opener = (event: RouteringEvent) => Klokbericht | null

/**
 * Opens the messages of a batch. A contactregistratie that had its effect before says nothing, nor does one of which the content is
 * destroyed: that is a normal outcome.
 */
export async function maakOpener(
  db: Db,
  events: readonly RouteringEvent[],
  sleutels: Sleutelbos,
  log: Log,
): Promise<Opener> {
  const registraties = await openRegistraties(db, events, sleutels, log)
  return (event) => {
    switch (event.schema) {
      case 'ingediend':
        return null
      case 'onrouteerbaar':
        return { kind: 'onrouteerbaar', data: event.data }
      case 'niet-bezorgbaar':
        return { kind: 'niet-bezorgbaar' }
      case 'gerouteerd': {
        const { data } = event
        if (data.bericht === 'doorverwijzing') {
          const bedreigend = leesBedreigend(sleutels, data.dossierId, data.inhoud.hub)
          return { kind: 'doorverwijzing', data, bedreigend, beslotenOp: Temporal.Instant.from(event.time) }
        }
        const registratie = registraties.get(event.id)
        const aanleiding = { id: data.berichtId, op: Temporal.Instant.from(event.time) }
        return registratie ? { kind: 'registratie', aanleiding, registratie } : null
      }
    }
  }
}

/** The registrations that take effect now, by the id of their event; all are noted. */
async function openRegistraties(
  db: Db,
  events: readonly RouteringEvent[],
  sleutels: Sleutelbos,
  log: Log,
): Promise<ReadonlyMap<string, Registratie>> {
  const gelezen = events.flatMap(({ id, time, schema, data }) =>
    schema === 'gerouteerd' && data.bericht === 'contactregistratie'
      ? [{ id, time, data, registratie: leesRegistratie(sleutels, data.dossierId, data.inhoud.hub) }]
      : [],
  )
  if (gelezen.length === 0) return new Map()
  const rijen = gelezen.map(({ time, data: { berichtId, dossierId }, registratie }) => ({
    berichtId,
    dossierId,
    geregistreerdOp: time,
    uitkomst: registratie ? ('verwerkt' as const) : ('inhoud-vernietigd' as const),
  }))
  for (const { dossierId, berichtId, uitkomst } of rijen)
    if (uitkomst === 'inhoud-vernietigd') log.info({ dossierId, berichtId }, 'sla.inhoud-vernietigd')
  const nieuw = await noteerRegistraties(db, rijen)
  return new Map(
    gelezen.flatMap(({ id, data, registratie }) =>
      registratie && nieuw.has(data.berichtId) ? [[id, registratie] as const] : [],
    ),
  )
}
