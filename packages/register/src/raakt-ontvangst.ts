import type { Verschil } from './verschil.ts'

/** Rows that decide who receives, reads or may ask for what is about a person. */
const RAAKT = new Set([
  ...['clients', 'overeenkomsten', 'mandaten', 'uitvoerders', 'gemeenteUitvoerders', 'loketten', 'loketRegels'],
  ...['gemeenteWijzigingen'],
])

/**
 * Whether a change may give personal data to somebody who did not receive them, or through another key: those wait for a second person where
 * VIER_OGEN asks for one. What only takes away (blocking, an earlier end) never waits: it must work at once when something is wrong.
 */
export function raaktOntvangst(verschillen: readonly Verschil[]): boolean {
  return verschillen.some((verschil) => !isVernauwing(verschil) && (RAAKT.has(verschil.soort) || isVrijgave(verschil)))
}

/** A deelnemer that becomes actief again, or is another organisation than it was. */
function isVrijgave({ soort, wat, velden }: Verschil): boolean {
  if (soort !== 'deelnemers' || wat !== 'anders') return false
  return velden.some(({ veld, wordt }) => ['oin', 'kvk', 'van', 'totEnMet'].includes(veld) || wordt === 'actief')
}

const EINDES = new Set(['clients', 'mandaten', 'overeenkomsten', 'deelnemers'])

function isVernauwing({ soort, wat, velden }: Verschil): boolean {
  if (!EINDES.has(soort)) return false
  if (wat === 'weg') return true
  return wat === 'anders' && velden.every(({ veld, was, wordt }) => isInperking(veld, was, wordt))
}

function isInperking(veld: string, was: unknown, wordt: unknown): boolean {
  if (veld === 'status') return wordt === 'geblokkeerd' || wordt === 'beeindigd'
  if (veld === 'totEnMet') return typeof wordt === 'string' && (was === null || String(was) > wordt)
  if (veld === 'scopes' || veld === 'jwks') return isDeel(wordt, was)
  return false
}

function isDeel(deel: unknown, geheel: unknown): boolean {
  return Array.isArray(deel) && Array.isArray(geheel) && deel.every((een) => geheel.includes(een))
}
