import { isUtf8 } from 'node:buffer'
import { parse } from 'csv-parse/sync'
import type { Lijstregel } from './besluit-gemeenten.ts'
import { bestandsfout } from './fout.ts'
import { openBestand } from './uitpakken.ts'

/** All gemeenten there ever were are some 100 KB. */
const MAX_BYTES = 8_388_608

/** Reads a small list whole, by the names in its first line. */
export async function leesLijst(pad: string, naam: string, verplicht: readonly string[]): Promise<Lijstregel[]> {
  const delen: Buffer[] = []
  let bytes = 0
  for await (const blok of (await openBestand(pad, naam)).blokken) {
    bytes += blok.length
    if (bytes > MAX_BYTES) throw bestandsfout(naam, `is larger than ${MAX_BYTES} bytes: no list of gemeenten is`)
    delen.push(blok)
  }
  const heel = Buffer.concat(delen)
  if (!isUtf8(heel) || heel.includes(0)) throw bestandsfout(naam, 'is not UTF-8 text; save it as UTF-8')
  return ontleed(heel, naam, verplicht)
}

type Kop = { readonly record: readonly string[]; readonly lines: number }

function ontleed(heel: Buffer, naam: string, verplicht: readonly string[]): Lijstregel[] {
  const [regel = ''] = heel.toString('utf8', 0, 4_096).split('\n', 1)
  const delimiter = regel.split(';').length >= regel.split(',').length ? ';' : ','
  const [kop, ...rijen] = leesCsv(heel, naam, delimiter)
  const namen = (kop?.record ?? []).map((kolom) => kolom.trim().toLowerCase())
  const mist = verplicht.filter((kolom) => !namen.includes(kolom))
  if (mist.length > 0)
    throw bestandsfout(naam, `line 1: must name the columns ${verplicht.join(', ')}; it lacks ${mist.join(', ')}`)
  if (rijen.length === 0) throw bestandsfout(naam, 'has a first line with columns and no rows')
  return rijen.map(({ record, lines }) => ({
    regel: lines,
    velden: new Map(namen.map((kolom, i) => [kolom, (record[i] ?? '').trim()])),
  }))
}

function leesCsv(heel: Buffer, naam: string, delimiter: string): Kop[] {
  try {
    const rijen: Kop[] = []
    const bewaar = (record: string[], { lines }: { readonly lines: number }) => {
      rijen.push({ record, lines })
      return null
    }
    parse(heel, { bom: true, delimiter, skip_empty_lines: true, on_record: bewaar })
    return rijen
  } catch (fout) {
    const lijn = fout instanceof Error && 'lines' in fout ? `line ${String(fout.lines)}: ` : ''
    throw bestandsfout(naam, `${lijn}quotes or the number of fields do not match`, fout)
  }
}
