import type { Gemeentebesluit } from './bepaal-gemeente.ts'

export type GemeentecodeBesluit =
  | Gemeentebesluit
  | { readonly status: 'tegenstrijdig'; readonly code: 'gemeentecode-in-strijd-met-adres' }
export type GemeentecodeLezing =
  | { readonly kind: 'gemeentecode'; readonly gemeentecode: string }
  | { readonly kind: 'ongeldig' }

/** Reads '0988' or, for the command line, 'GM0988'; the wire has four digits only. */
export function leesGemeentecode(tekst: string): GemeentecodeLezing {
  const [, gemeentecode] = /^(?:GM)?([0-9]{4})$/i.exec(tekst.trim()) ?? []
  return gemeentecode === undefined ? { kind: 'ongeldig' } : { kind: 'gemeentecode', gemeentecode }
}

export type GemeentecodeVraag = {
  /** As given by the sender, four digits; null when absent. */
  readonly gemeentecode: string | null
  /** Outcome of the address; null when the message holds none. */
  readonly adres: Gemeentebesluit | null
  /** All gemeenten in force on the day. */
  readonly gemeenten: { has(code: string): boolean }
}

const TEGENSTRIJDIG = { status: 'tegenstrijdig', code: 'gemeentecode-in-strijd-met-adres' } as const

/**
 * The gemeentecode of the sender against the address (design section 7): it must agree with a known address, chooses among several, and
 * decides alone where there is no address or one the table does not know (homeless, postal address). An invalid address stays invalid.
 */
export function controleerGemeentecode({ gemeentecode, adres, gemeenten }: GemeentecodeVraag): GemeentecodeBesluit {
  if (gemeentecode === null) return adres ?? { status: 'ongeldig', reden: 'geen-adres' }
  if (!gemeenten.has(gemeentecode)) return { status: 'ongeldig', reden: 'gemeentecode-onbekend' }
  const gekozen = { status: 'gevonden', gemeentecode, grond: 'gemeentecode' } as const
  if (adres === null) return gekozen
  switch (adres.status) {
    case 'gevonden':
      return adres.gemeentecode === gemeentecode ? adres : TEGENSTRIJDIG
    case 'meerdere':
      return adres.kandidaten.includes(gemeentecode) ? gekozen : TEGENSTRIJDIG
    case 'onbekend':
      return gekozen
    case 'ongeldig':
      return adres
  }
}
