import type { Uitslag, Verloop, Waarneming } from './verloop.ts'
import { gehaald, gezakt, open } from './verloop.ts'

/** How long the test asks to wait with Retry-After, and what is taken off for clocks and timers that are not exact. */
export const WACHT_SECONDEN = 1
const MARGE_MS = 100

/** A request to the API that passed authentication. */
export function keurAanmelden({ verzoeken }: Verloop): Uitslag {
  const binnen = verzoeken.find(({ pad, gedaan, status }) => pad.startsWith('/v1/') && isBinnen(gedaan, status))
  if (binnen) return gehaald(`${binnen.methode} ${binnen.pad} met een geldig token`)
  const geweigerd = verzoeken.find(({ status }) => status === 401 || status === 403)
  return geweigerd ? open(`${geweigerd.methode} ${geweigerd.pad} gaf ${geweigerd.status}`) : open()
}

function isBinnen(gedaan: Waarneming['gedaan'], status: number): boolean {
  return gedaan === 'doorgegeven' && status !== 401 && status !== 403
}

/** Whether a request that met a 503 was sent again as it was, and not before Retry-After. */
export function keurNaStoring(rij: readonly Waarneming[]): Uitslag {
  const plaats = rij.findIndex(({ gedaan }) => gedaan === 'storing')
  const storing = rij[plaats]
  if (!storing) return open()
  const later = rij.slice(plaats + 1).find(({ vingerafdruk }) => vingerafdruk === storing.vingerafdruk)
  if (!later) return open('503 gegeven; het verzoek is nog niet herhaald')
  const naMs = Math.round(later.opMs - storing.opMs)
  if (naMs < WACHT_SECONDEN * 1_000 - MARGE_MS) {
    return gezakt(`na ${naMs} ms herhaald, terwijl Retry-After ${WACHT_SECONDEN} seconde vroeg`)
  }
  if (later.sleutel !== storing.sleutel) return gezakt('herhaald met een andere Idempotency-Key')
  return gehaald(`na ${naMs} ms herhaald`)
}

/** Whether a request of which the answer was lost was sent again with its own key, and got that answer. */
export function keurAntwoordKwijt(rij: readonly Waarneming[]): Uitslag {
  const plaats = rij.findIndex(({ gedaan }) => gedaan === 'antwoord-kwijt')
  const kwijt = rij[plaats]
  if (!kwijt) return open()
  const later = rij.slice(plaats + 1).find(({ vingerafdruk }) => vingerafdruk === kwijt.vingerafdruk)
  if (!later) return open('de verbinding is verbroken voor het antwoord; het verzoek is nog niet herhaald')
  if (kwijt.sleutel === null || later.sleutel !== kwijt.sleutel) {
    return gezakt('herhaald zonder dezelfde Idempotency-Key: zo kan een bericht dubbel ontstaan')
  }
  if (!later.herhaald) return open(`herhaald; het antwoord was ${later.status}`)
  return gehaald(`herhaald met dezelfde sleutel; het knooppunt gaf het eerste antwoord opnieuw (${later.status})`)
}

/** Whether every accepted POST carried an Idempotency-Key. */
export function keurSleutels(rij: readonly Waarneming[]): Uitslag {
  const aangenomen = rij.filter(({ status }) => status === 201)
  if (aangenomen.length === 0) return open()
  const zonder = aangenomen.filter(({ sleutel }) => sleutel === null).length
  return zonder === 0
    ? gehaald(`${aangenomen.length} van ${aangenomen.length} met sleutel`)
    : gezakt(`${zonder} van ${aangenomen.length} zonder sleutel`)
}
