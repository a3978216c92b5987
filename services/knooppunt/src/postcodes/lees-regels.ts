import { isUtf8 } from 'node:buffer'
import { once } from 'node:events'
import { finished } from 'node:stream/promises'
import type { CsvError } from 'csv-parse'
import { parse } from 'csv-parse'
import type { Vorm } from './bepaal-vorm.ts'
import { bepaalVorm } from './bepaal-vorm.ts'
import type { Regelfout } from './fout.ts'
import { bestandsfout, MAX_FOUTEN } from './fout.ts'

/** A longer line cannot be one of these files; reading it would hold memory without end. */
const MAX_REGEL = 65_536

export type Lezing = {
  readonly naam: string
  readonly blokken: AsyncIterable<Buffer>
  /** what the first line says; may refuse by throwing */
  readonly kop: (vorm: Vorm) => void
  /** the fields of one line; gives what is wrong with it */
  readonly rij: (velden: readonly string[], regel: number) => { veld: string; waarom: string } | null
  /** after each block, so that what was read does not heap up */
  readonly verder: () => Promise<void>
  readonly fouten: Regelfout[]
}

/** Reads a file line by line and gives the number of rows. Errors of lines are gathered, and stop the reading when they are too many. */
export async function leesRegels(lezing: Lezing): Promise<number> {
  const { naam, fouten } = lezing
  let parser: Parser | null = null
  for await (const regels of heleRegels(lezing.blokken, naam)) {
    parser ??= maakParser(lezing, kopVan(regels, naam))
    await parser.geef(regels)
    await lezing.verder()
    if (fouten.length >= MAX_FOUTEN) break
  }
  if (parser === null) throw bestandsfout(naam, 'is empty')
  const rijen = await parser.klaar()
  await lezing.verder()
  if (rijen === 0 && fouten.length === 0) throw bestandsfout(naam, 'has a first line with columns and no rows')
  return rijen
}

function kopVan(regels: Buffer, naam: string): Vorm {
  const einde = regels.indexOf(10)
  const kop = regels.subarray(0, einde === -1 ? regels.length : einde).toString('utf8')
  const besluit = bepaalVorm(kop.replace(/\r$/, ''))
  if (besluit.kind === 'geweigerd') throw bestandsfout(naam, `line 1: ${besluit.waarom}`)
  return besluit.vorm
}

type Parser = { geef(regels: Buffer): Promise<void>; klaar(): Promise<number> }

function maakParser(lezing: Lezing, vorm: Vorm): Parser {
  const { naam, fouten } = lezing
  lezing.kop(vorm)
  let rijen = 0
  const meld = (regel: number, veld: string | null, waarom: string) => {
    if (fouten.length < MAX_FOUTEN) fouten.push({ bestand: naam, regel, veld, waarom })
  }
  const parser = parse({
    bom: true,
    delimiter: vorm.scheiding,
    // Both: else the first line end is taken for that of the whole file.
    record_delimiter: ['\r\n', '\n'],
    skip_empty_lines: true,
    max_record_size: MAX_REGEL,
    skip_records_with_error: true,
    on_skip: (fout: CsvError | undefined) => {
      const regel = typeof fout?.lines === 'number' ? fout.lines : parser.info.lines
      meld(regel, null, uitleg(fout, vorm))
      return undefined
    },
    on_record: (velden: string[], { lines }) => {
      if (lines === 1) return null
      rijen++
      const fout = lezing.rij(velden, lines)
      if (fout) meld(lines, fout.veld, fout.waarom)
      return null
    },
  })
  // Nothing comes out: every row went to `rij`.
  parser.resume()
  return {
    async geef(regels) {
      if (!parser.write(regels)) await once(parser, 'drain')
    },
    async klaar() {
      parser.end()
      await finished(parser)
      return rijen
    },
  }
}

function uitleg(fout: CsvError | undefined, vorm: Vorm): string {
  switch (fout?.code) {
    case 'CSV_RECORD_INCONSISTENT_FIELDS_LENGTH':
      return `another number of fields than the first line has, with ${vorm.scheiding} between them`
    case 'CSV_MAX_RECORD_SIZE':
      return `a line of more than ${MAX_REGEL} bytes, or a quote that is not closed`
    default:
      return 'quotes do not match'
  }
}

/** Blocks that end where a line does, so that none is cut inside a character, checked to be text. */
async function* heleRegels(blokken: AsyncIterable<Buffer>, naam: string): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0)
  let regels = 0
  const controleer = (tekst: Buffer) => {
    const fout = eersteOntekst(tekst)
    if (fout !== null) throw bestandsfout(naam, `line ${regels + fout.regel}: ${fout.waarom}`)
  }
  for await (const blok of blokken) {
    const einde = blok.lastIndexOf(10)
    if (einde === -1) {
      rest = Buffer.concat([rest, blok])
      if (rest.length > MAX_REGEL) throw bestandsfout(naam, `line ${regels + 1}: longer than ${MAX_REGEL} bytes`)
      continue
    }
    const heel = Buffer.concat([rest, blok.subarray(0, einde + 1)])
    rest = Buffer.from(blok.subarray(einde + 1))
    controleer(heel)
    regels += aantalRegels(heel)
    yield heel
  }
  if (rest.length === 0) return
  controleer(rest)
  yield rest
}

function aantalRegels(tekst: Buffer): number {
  let aantal = 0
  for (let plek = tekst.indexOf(10); plek !== -1; plek = tekst.indexOf(10, plek + 1)) aantal++
  return aantal
}

function eersteOntekst(tekst: Buffer): { readonly regel: number; readonly waarom: string } | null {
  if (isUtf8(tekst) && !tekst.includes(0)) return null
  let begin = 0
  for (let regel = 1; ; regel++) {
    const einde = tekst.indexOf(10, begin)
    const deel = tekst.subarray(begin, einde === -1 ? tekst.length : einde)
    if (deel.includes(0)) return { regel, waarom: 'bytes that are no text: this is no csv' }
    if (!isUtf8(deel) || einde === -1) return { regel, waarom: 'is not UTF-8; save the file as UTF-8' }
    begin = einde + 1
  }
}
