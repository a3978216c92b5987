import { parse } from 'csv-parse/sync'
import { AFLOOP, commandofout } from './afloop.ts'
import type { Regel } from './regels.ts'

/** A row by the names of its columns, or why it cannot be read as one. */
export type Rij =
  | { readonly kind: 'rij'; readonly velden: ReadonlyMap<string, string> }
  | { readonly kind: 'onleesbaar'; readonly reden: 'csv' | 'regel-te-lang' }

const SCHEIDINGEN = [';', ',', '\t'] as const

/**
 * Rows of a CSV, one a line, by the header above them: semicolons, commas or tabs, whichever the header has; quotes where they are. A line is
 * always a row of its own, so that a quote that is never closed costs one row and not the rest of the file. Throws when a column is missing.
 */
export async function* leesRijen(regels: AsyncIterable<Regel>, verplicht: readonly string[]): AsyncGenerator<Rij> {
  let kop: Kop | undefined
  for await (const regel of regels) {
    if (kop === undefined) kop = leesKop(regel, verplicht)
    else yield regel.kind === 'te-lang' ? { kind: 'onleesbaar', reden: 'regel-te-lang' } : leesRij(regel.tekst, kop)
  }
  if (kop === undefined) throw zonderKop(verplicht, [])
}

type Kop = { readonly namen: readonly string[]; readonly scheiding: string }

function leesKop(regel: Regel, verplicht: readonly string[]): Kop {
  const tekst = regel.kind === 'regel' ? regel.tekst : ''
  const kandidaten = SCHEIDINGEN.map((scheiding) => ({
    scheiding,
    namen: (leesVelden(tekst, scheiding) ?? []).map((naam) => naam.trim().toLowerCase()),
  }))
  const kop = kandidaten.find(({ namen }) => verplicht.every((naam) => namen.includes(naam)))
  if (!kop) throw zonderKop(verplicht, kandidaten.toSorted((a, b) => b.namen.length - a.namen.length)[0]?.namen ?? [])
  return kop
}

function zonderKop(verplicht: readonly string[], namen: readonly string[]): Error {
  const wel = namen.length > 0 ? `it has: ${namen.slice(0, 20).join(', ')}` : 'it is empty'
  const tekst = `the first line of the file must name the columns ${verplicht.join(', ')}; ${wel}`
  return commandofout(AFLOOP.gebruik, tekst)
}

function leesRij(tekst: string, { namen, scheiding }: Kop): Rij {
  const velden = leesVelden(tekst, scheiding)
  if (!velden) return { kind: 'onleesbaar', reden: 'csv' }
  return { kind: 'rij', velden: new Map(namen.map((naam, i) => [naam, (velden[i] ?? '').trim()])) }
}

/** Null when quotes do not match. */
function leesVelden(tekst: string, scheiding: string): readonly string[] | null {
  if (!tekst.includes('"')) return tekst.split(scheiding)
  try {
    const [rij] = parse(tekst, { delimiter: scheiding, relax_column_count: true })
    return rij ?? null
  } catch {
    return null
  }
}
