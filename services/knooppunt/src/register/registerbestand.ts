import { readFile } from 'node:fs/promises'
import { velden } from '@warmknooppunt/platform/http-verzoek'
import type { Registerdocument, Verandering } from '@warmknooppunt/register/registerdocument'
import { isRegistersoort, REGISTERSOORTEN } from '@warmknooppunt/register/registerdocument'
import { leesSchema } from '@warmknooppunt/schemas/schemabestand'
import { valideer } from '@warmknooppunt/schemas/valideer'
import { isMap, LineCounter, parseDocument, stringify } from 'yaml'
import { AFLOOP, commandofout } from '../commando/afloop.ts'

const MAX_BYTES = 67_108_864
const utf8 = new TextDecoder('utf-8', { fatal: true })

/** A fault in a file: where a person looks for it, and what the machine calls it. */
export type Bestandsfout = {
  readonly regel: number
  readonly kolom: number
  readonly veld: string
  readonly detail: string
}

export type Bestand = {
  readonly verandering: Verandering
  /** of a JSON pointer into the file (`/loketten/0/naam`) the line and column; of the nearest that is there when it is not */
  plek(pointer: string): { readonly regel: number; readonly kolom: number }
}

export type Bestandslezing =
  | { readonly kind: 'goed'; readonly bestand: Bestand }
  | { readonly kind: 'fout'; readonly fouten: readonly Bestandsfout[] }

/** Reads a register file from disk; ends the command when it cannot be read as text. */
export async function haalRegisterbestand(pad: string): Promise<string> {
  const bytes = await readFile(pad).catch((fout: unknown) => {
    const code = fout instanceof Error && 'code' in fout ? String(fout.code) : 'unreadable'
    throw commandofout(AFLOOP.gebruik, `${pad} cannot be read (${code})`, fout)
  })
  if (bytes.length > MAX_BYTES)
    throw commandofout(AFLOOP.gebruik, `${pad} is larger than ${MAX_BYTES} bytes; split it by kind of row`)
  try {
    return utf8.decode(bytes)
  } catch (fout) {
    throw commandofout(AFLOOP.gebruik, `${pad} is not text in UTF-8; save it as that`, fout)
  }
}

/** Reads the text of a register file: lists by soort, and under `weg` keys of rows to take away. All faults together, each with its line. */
export function leesRegisterbestand(tekst: string): Bestandslezing {
  const regels = new LineCounter()
  const document = parseDocument(tekst, { lineCounter: regels, uniqueKeys: true, prettyErrors: false })
  const gebroken = document.errors.map(({ pos, message }) => fout(regels, pos[0], '', message))
  if (gebroken.length > 0) return { kind: 'fout', fouten: gebroken }
  if (!isMap(document.contents)) {
    const soorten = REGISTERSOORTEN.join(', ')
    return {
      kind: 'fout',
      fouten: [{ regel: 1, kolom: 1, veld: '', detail: `a register file names lists: ${soorten}, weg` }],
    }
  }
  const plek = (pointer: string) => zoekPlek(regels, document, pointer)
  const { weg, ...zet }: Record<string, unknown> = document.toJS({ maxAliasCount: 100 })
  const vreemd = Object.keys(zet).filter((naam) => !isRegistersoort(naam))
  if (vreemd.length > 0) {
    const detail = `there is no such list; the register has ${REGISTERSOORTEN.join(', ')}`
    return { kind: 'fout', fouten: vreemd.map((naam) => ({ ...plek(`/${naam}`), veld: naam, detail })) }
  }
  return keur(zet, weg, plek)
}

function keur(zet: unknown, weg: unknown, plek: Bestand['plek']): Bestandslezing {
  const gelezen = valideer('registerwijziging', { toelichting: 'bestand', zet, ...(weg === undefined ? {} : { weg }) })
  if (gelezen.kind === 'ongeldig') {
    const fouten = gelezen.fouten.map(({ location, detail }) => {
      const pointer = naarBestand(location)
      return { ...plek(pointer), veld: pointer, detail: `${detail}${raad(detail)}` }
    })
    return { kind: 'fout', fouten }
  }
  return {
    kind: 'goed',
    bestand: { verandering: { zet: gelezen.waarde.zet ?? {}, weg: gelezen.waarde.weg ?? {} }, plek },
  }
}

/** `/zet/loketten/0` of the message is `/loketten/0` of the file. */
function naarBestand(location: string): string {
  return location.replace(/^\/zet(?=\/|$)/, '')
}

/** What a person who writes YAML forgets most. */
function raad(detail: string): string {
  return /tekst|string/i.test(detail) ? ' (put a number that is a code in quotes: "0988")' : ''
}

type Document = ReturnType<typeof parseDocument>

function zoekPlek(regels: LineCounter, document: Document, pointer: string): { regel: number; kolom: number } {
  const pad = pointer
    .split('/')
    .slice(1)
    .map((deel) => (/^\d+$/.test(deel) ? Number(deel) : deel))
  for (let lengte = pad.length; lengte > 0; lengte--) {
    const knoop: unknown = document.getIn(pad.slice(0, lengte), true)
    if (typeof knoop === 'object' && knoop !== null && 'range' in knoop && Array.isArray(knoop.range)) {
      const { line, col } = regels.linePos(Number(knoop.range[0]))
      return { regel: line, kolom: col }
    }
  }
  return { regel: 1, kolom: 1 }
}

function fout(regels: LineCounter, plaats: number, veld: string, detail: string): Bestandsfout {
  const { line, col } = regels.linePos(plaats)
  return { regel: line, kolom: col, veld, detail }
}

/** The register as text: rows in the order of their keys and fields in that of the schema, so that one change is one small difference. */
export function schrijfRegisterbestand(register: Registerdocument): string {
  const schema = velden(leesSchema('registerwijziging'))
  const defs = velden(schema.$defs)
  const zet = velden(velden(velden(schema.properties).zet).properties)
  const lijsten = REGISTERSOORTEN.filter((soort) => register[soort].length > 0).map((soort) => [
    soort,
    register[soort].map((rij: unknown) => orden(rij, velden(velden(zet[soort]).items), defs)),
  ])
  return stringify(Object.fromEntries(lijsten), { lineWidth: 0, aliasDuplicateObjects: false })
}

type Knoop = Readonly<Record<string, unknown>>

function orden(waarde: unknown, schema: Knoop, defs: Knoop): unknown {
  if (typeof schema.$ref === 'string') return orden(waarde, velden(defs[schema.$ref.replace('#/$defs/', '')]), defs)
  if (Array.isArray(waarde)) return waarde.map((deel) => orden(deel, velden(schema.items), defs))
  if (typeof waarde !== 'object' || waarde === null) return waarde
  const volgorde = Object.keys(velden(schema.properties))
  const delen = Object.entries(waarde).toSorted(([a], [b]) => volgorde.indexOf(a) - volgorde.indexOf(b))
  return Object.fromEntries(
    delen.map(([naam, deel]) => [naam, orden(deel, velden(velden(schema.properties)[naam]), defs)]),
  )
}
