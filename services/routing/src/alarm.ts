import type { Ingekomen } from './ingekomen.ts'
import type { Routingomgeving } from './omgeving.ts'

/** A message is handled several times before it is put aside; so many are remembered that each raises one alarm. */
const ONTHOUDEN = 1_000
const SOORT = 'besluit-verschilt'

export type Alarmeer = (event: Ingekomen) => void

/** Tells that intake and routing disagree (design section 3): one log line and one count a message. */
export function maakAlarm({ log, alarm }: Pick<Routingomgeving, 'log' | 'alarm'>): Alarmeer {
  const gemeld = new Set<string>()
  return (event) => {
    if (!gemeld.has(event.id)) {
      if (gemeld.size >= ONTHOUDEN) gemeld.clear()
      gemeld.add(event.id)
      alarm(SOORT)
      log.error(
        { berichtId: event.id, sleutel: event.subject, bericht: event.data.bericht, ...gevolgVan(event) },
        `alarm.${SOORT}`,
      )
    }
  }
}

/** The error that puts a doorverwijzing aside, as nothing can be done with it until both sides agree. */
export function besluitVerschilt(): Error {
  return Object.assign(new Error('routing decides otherwise than intake did on the same versions'), { code: SOORT })
}

/** An order is passed over: what it was about, and why the operator cannot simply give it again. */
function gevolgVan({ data }: Ingekomen): object {
  if (data.bericht !== 'routeeropdracht') return {}
  const gevolg =
    'the doorverwijzing keeps waiting; intake took the order and refuses another while its row says aangenomen'
  return { over: data.berichtId, dossierId: data.dossierId, gevolg }
}
