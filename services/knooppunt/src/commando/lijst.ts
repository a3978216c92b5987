import type { Operatoropties } from './hub-client.ts'
import { operatorVraag } from './hub-client.ts'
import type { Omstandigheden } from './omstandigheden.ts'
import { tabel } from './tabel.ts'

export type Lijst = {
  /** path with the question in it, to which `&na=` is added */
  readonly pad: string
  /** where in the answer the rows are */
  readonly veld: string
  /** what asks for the next page, from an answer and its rows; undefined at the end */
  readonly volgende: (antwoord: Lijstrij, rijen: readonly Lijstrij[]) => unknown
}

export type Lijstrij = Readonly<Record<string, unknown>>

/** All rows of a list of the hub, page by page. */
export async function leesLijst(o: Omstandigheden, opties: Operatoropties, lijst: Lijst): Promise<Lijstrij[]> {
  const vraag = await operatorVraag(o, opties)
  const rijen: Lijstrij[] = []
  for (let na = ''; ; ) {
    const body = await vraag({ method: 'GET', pad: `${lijst.pad}${na}` })
    const antwoord: Lijstrij = typeof body === 'object' && body !== null ? { ...body } : {}
    const bladzijde = rijenIn(antwoord[lijst.veld])
    rijen.push(...bladzijde)
    const volgende = lijst.volgende(antwoord, bladzijde)
    if (typeof volgende !== 'string') return rijen
    na = `&na=${encodeURIComponent(volgende)}`
  }
}

function rijenIn(rijen: unknown): Lijstrij[] {
  return Array.isArray(rijen) ? rijen.map((rij) => ({ ...rij })) : []
}

/** Rows as a table of the columns that any of them has; a sentence when there are none. */
export function toonLijst(rijen: readonly Lijstrij[], kolommen: readonly string[], geen: string): string {
  if (rijen.length === 0) return geen
  const gevuld = kolommen.filter((kolom) => rijen.some((rij) => rij[kolom] !== undefined && rij[kolom] !== null))
  return tabel(
    gevuld,
    rijen.map((rij) => gevuld.map((kolom) => cel(rij[kolom]))),
  )
}

function cel(waarde: unknown): string {
  if (waarde === null || waarde === undefined) return ''
  return Array.isArray(waarde) ? waarde.join(' ') : String(waarde)
}
