import type { Ingekomen } from './ingekomen.ts'
import type { Routingomgeving } from './omgeving.ts'

/** A message is handled several times before it is put aside; so many are remembered that each raises one alarm. */
const ONTHOUDEN = 1_000

export type Alarmeer = (event: Ingekomen) => Error

/** Tells that intake and routing disagree (design section 3): one log line and one count a message, and the error that puts it aside. */
export function maakAlarm({ log, alarm }: Pick<Routingomgeving, 'log' | 'alarm'>): Alarmeer {
  const gemeld = new Set<string>()
  const soort = 'besluit-verschilt'
  return (event) => {
    if (!gemeld.has(event.id)) {
      if (gemeld.size >= ONTHOUDEN) gemeld.clear()
      gemeld.add(event.id)
      alarm(soort)
      log.error({ berichtId: event.id, sleutel: event.subject, bericht: event.data.bericht }, `alarm.${soort}`)
    }
    return Object.assign(new Error('routing decides otherwise than intake did on the same versions'), { code: soort })
  }
}
