import type { Machine } from './machine.ts'
import type { Vlaggen, Vlaggenlijst } from './vlaggen.ts'

/** Flat figures with their unit in the name; null for what could not be measured. */
export type Cijfers = Readonly<Record<string, number | null>>

/** What a bench gives. */
export type Meting = {
  readonly settings: Readonly<Record<string, string | number | boolean>>
  readonly figures: Cijfers
}

export type Bench = {
  readonly uitleg: string
  readonly vlaggen: Vlaggenlijst
  readonly draai: (meld: (tekst: string) => void, vlaggen: Vlaggen) => Promise<Meting>
}

export type Verslag = Meting & {
  readonly name: string
  readonly machine: Machine
  readonly versions: Readonly<Record<string, string>>
}

/** The same figures, each name ending in that of its run. */
export function benoem(run: string, cijfers: Cijfers): Cijfers {
  return Object.fromEntries(Object.entries(cijfers).map(([naam, waarde]) => [`${naam}${run}`, waarde]))
}

export function alsTekst({ name, machine, versions, settings, figures }: Verslag): string {
  const regel = ([naam, waarde]: readonly [string, unknown]) => `  ${naam.padEnd(28)} ${waarde ?? '-'}`
  return [
    `${name} on ${machine.cores} cores ${machine.cpu}, ${Object.entries(versions)
      .map(([naam, versie]) => `${naam} ${versie}`)
      .join(', ')}`,
    ...Object.entries(settings).map(regel),
    ...Object.entries(figures).map(regel),
  ].join('\n')
}
