import type { Afloop } from './afloop.ts'
import { AFLOOP } from './afloop.ts'
import type { Rij } from './csv.ts'
import { leesRijen } from './csv.ts'
import type { Omstandigheden } from './omstandigheden.ts'
import { schrijf } from './omstandigheden.ts'
import { leesBestand, snijRegels } from './regels.ts'

/** Rows answered together: one look-up of so many takes the database some 10 ms. */
const GROEP = 500
const VOORTGANG = 10_000

export type Bestandsvraag = {
  readonly bestand: string
  readonly kolommen: readonly string[]
  /** one answer for each row, in their order */
  readonly beantwoord: (rijen: readonly Rij[]) => Promise<readonly unknown[]>
}

/** Answers a CSV with one JSON line a row, in order, holding no more than a group of rows at a time. */
export async function antwoordOpBestand(o: Omstandigheden, vraag: Bestandsvraag): Promise<Afloop> {
  const rijen = leesRijen(snijRegels(leesBestand(vraag.bestand)), vraag.kolommen)
  let aantal = 0
  for await (const groep of inGroepen(rijen)) {
    const antwoorden = await vraag.beantwoord(groep)
    const gelezen = await schrijf(o.uit, antwoorden.map((antwoord) => JSON.stringify(antwoord)).join('\n'))
    if (!gelezen) return AFLOOP.goed
    aantal += groep.length
    if (o.fout.isTTY && aantal % VOORTGANG === 0) o.fout.write(`\r${aantal} rows`)
  }
  if (o.fout.isTTY) o.fout.write(`\r${aantal} rows\n`)
  return AFLOOP.goed
}

async function* inGroepen(rijen: AsyncIterable<Rij>): AsyncGenerator<Rij[]> {
  let groep: Rij[] = []
  for await (const rij of rijen) {
    groep.push(rij)
    if (groep.length < GROEP) continue
    yield groep
    groep = []
  }
  if (groep.length > 0) yield groep
}
