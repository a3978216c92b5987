import { readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { parseSync } from 'rolldown/utils'

export type Import = { readonly naar: string; readonly alleenType: boolean; readonly regel: number }
export type Uitvoer = {
  readonly naam: string
  readonly functie: boolean
  readonly doc: boolean
  readonly regel: number
}
/** A call with one or more texts among its arguments, such as `leesTopic('berichten')`. */
export type Aanroep = { readonly functie: string; readonly teksten: readonly string[]; readonly regel: number }
export type Vondst = { readonly wat: string; readonly regel: number }

/** One TypeScript file, read with a real parser. `pad` is relative to the root, with forward slashes. */
export type Bron = {
  readonly pad: string
  readonly tekst: string
  readonly regels: number
  readonly imports: readonly Import[]
  readonly uitvoer: readonly Uitvoer[]
  readonly aanroepen: readonly Aanroep[]
  readonly teksten: readonly Vondst[]
  readonly opmerkingen: readonly Vondst[]
  /** syntax and clock readings of which the rules say where they may be */
  readonly vormen: readonly Vondst[]
}

type Knoop = { readonly type: string; readonly start: number; readonly end: number } & Readonly<Record<string, unknown>>

/** What installing, running and testing leave behind; of the folders with a dot only `.ci` is ours. */
const isVanOns = (map: string) =>
  map === '.ci' || !(map.startsWith('.') || map === 'node_modules' || map === 'coverage')

/** Paths of all files below a folder, relative to it. */
export function lijst(wortel: string, map = ''): string[] {
  return readdirSync(join(wortel, map), { withFileTypes: true }).flatMap((deel) => {
    const pad = posix.join(map, deel.name)
    if (deel.isDirectory()) return isVanOns(deel.name) ? lijst(wortel, pad) : []
    return deel.isFile() ? [pad] : []
  })
}

/** Every TypeScript file of the project. */
export function leesBronnen(wortel: string): Bron[] {
  const paden = lijst(wortel).filter((pad) => pad.endsWith('.ts'))
  return paden.map((pad) => ontleed(pad, readFileSync(join(wortel, pad), 'utf8')))
}

export function ontleed(pad: string, tekst: string): Bron {
  const { program, comments, errors } = parseSync(pad, tekst, { lang: 'ts' })
  if (errors.length > 0) throw new Error(`${pad} does not parse: ${errors[0]?.message}`)
  const wijzer = maakWijzer(tekst)
  const knopen = [...loop(program)]
  const docs = comments.filter(({ type, value }) => type === 'Block' && value.startsWith('*')).map(({ end }) => end)
  return {
    pad,
    tekst,
    regels: tekst.split('\n').length - 1,
    imports: knopen.flatMap((knoop) => leesImport(knoop, wijzer)),
    uitvoer: knopen.flatMap((knoop) => leesUitvoer(knoop, { wijzer, heeftDoc: docVoor(tekst, docs) })),
    aanroepen: knopen.flatMap((knoop) => leesAanroep(knoop, wijzer)),
    teksten: knopen.flatMap((knoop) => leesTekst(knoop).map((wat) => ({ wat, regel: wijzer(knoop.start) }))),
    opmerkingen: comments.map(({ value, start }) => ({ wat: value, regel: wijzer(start) })),
    vormen: knopen.flatMap((knoop) => vormVan(knoop).map((wat) => ({ wat, regel: wijzer(knoop.start) }))),
  }
}

type Wijzer = (plek: number) => number

/** Line number (from 1) of a place in the text. */
function maakWijzer(tekst: string): Wijzer {
  return (plek) => tekst.slice(0, plek).split('\n').length
}

function docVoor(tekst: string, docs: readonly number[]): (start: number) => boolean {
  return (start) => docs.some((einde) => einde <= start && tekst.slice(einde, start).trim() === '')
}

function isKnoop(waarde: unknown): waarde is Knoop {
  return typeof waarde === 'object' && waarde !== null && 'type' in waarde && typeof waarde.type === 'string'
}

function* loop(waarde: unknown): Generator<Knoop> {
  if (Array.isArray(waarde)) for (const deel of waarde) yield* loop(deel)
  else if (isKnoop(waarde)) {
    yield waarde
    for (const deel of Object.values(waarde)) if (typeof deel === 'object') yield* loop(deel)
  }
}

function leesImport(knoop: Knoop, wijzer: Wijzer): Import[] {
  const { type, source } = knoop
  const soorten = [
    'ImportDeclaration',
    'ExportNamedDeclaration',
    'ExportAllDeclaration',
    'ImportExpression',
    'TSImportType',
  ]
  if (!soorten.includes(type) || !isKnoop(source) || typeof source.value !== 'string') return []
  const alleenType = knoop.importKind === 'type' || knoop.exportKind === 'type' || type === 'TSImportType'
  return [{ naar: source.value, alleenType, regel: wijzer(knoop.start) }]
}

function leesUitvoer(knoop: Knoop, o: { wijzer: Wijzer; heeftDoc: (start: number) => boolean }): Uitvoer[] {
  if (knoop.type !== 'ExportNamedDeclaration' || !isKnoop(knoop.declaration)) return []
  const { declaration } = knoop
  const gemeen = { doc: o.heeftDoc(knoop.start), regel: o.wijzer(knoop.start) }
  if (declaration.type === 'FunctionDeclaration') return [{ naam: naamVan(declaration.id), functie: true, ...gemeen }]
  if (declaration.type !== 'VariableDeclaration' || !Array.isArray(declaration.declarations)) return []
  return declaration.declarations.filter(isKnoop).map(({ id, init }) => {
    const functie = isKnoop(init) && (init.type === 'ArrowFunctionExpression' || init.type === 'FunctionExpression')
    return { naam: naamVan(id), functie, ...gemeen }
  })
}

function leesAanroep(knoop: Knoop, wijzer: Wijzer): Aanroep[] {
  if (knoop.type !== 'CallExpression' || !Array.isArray(knoop.arguments)) return []
  const teksten = knoop.arguments.flatMap((deel) =>
    isKnoop(deel) && deel.type === 'Literal' ? [String(deel.value)] : [],
  )
  const velden = knoop.arguments.flatMap((deel) =>
    isKnoop(deel) && deel.type === 'ObjectExpression' ? veldteksten(deel) : [],
  )
  return [{ functie: naamVan(knoop.callee), teksten: [...teksten, ...velden], regel: wijzer(knoop.start) }]
}

/** `lezer: { stage: 'sla', topic: 'routeringen' }` -> 'lezer.stage=sla', 'lezer.topic=routeringen'. */
function veldteksten(knoop: Knoop, voor = ''): string[] {
  if (!Array.isArray(knoop.properties)) return []
  return knoop.properties.filter(isKnoop).flatMap(({ key, value }) => {
    const naam = `${voor}${naamVan(key)}`
    if (!isKnoop(value)) return []
    if (value.type === 'ObjectExpression') return veldteksten(value, `${naam}.`)
    return value.type === 'Literal' ? [`${naam}=${value.value}`] : []
  })
}

function leesTekst(knoop: Knoop): string[] {
  if (knoop.type === 'Literal' && typeof knoop.value === 'string') return [knoop.value]
  if (knoop.type !== 'TemplateElement' || typeof knoop.value !== 'object' || knoop.value === null) return []
  return 'raw' in knoop.value ? [String(knoop.value.raw)] : []
}

function naamVan(knoop: unknown): string {
  if (!isKnoop(knoop)) return ''
  if (knoop.type === 'MemberExpression') return `${naamVan(knoop.object)}.${naamVan(knoop.property)}`
  return typeof knoop.name === 'string' ? knoop.name : ''
}

function vormVan(knoop: Knoop): string[] {
  switch (knoop.type) {
    case 'ExportDefaultDeclaration':
      return ['default export']
    case 'TSAnyKeyword':
      return ['any']
    case 'TSNonNullExpression':
      return ['!']
    case 'TSEnumDeclaration':
      return ['enum']
    case 'TSTypeAssertion':
      return ['as']
    case 'TSAsExpression':
      return isConst(knoop.typeAnnotation) ? [] : ['as']
    case 'ImportSpecifier':
      return knoop.importKind === 'type' ? ['inline type import'] : []
    case 'NewExpression':
      return naamVan(knoop.callee) === 'Date' && Array.isArray(knoop.arguments) && knoop.arguments.length === 0
        ? ['clock: new Date()']
        : []
    case 'MemberExpression':
      return ['Date.now', 'Temporal.Now'].includes(naamVan(knoop)) ? [`clock: ${naamVan(knoop)}`] : []
    default:
      return []
  }
}

function isConst(type: unknown): boolean {
  return isKnoop(type) && type.type === 'TSTypeReference' && naamVan(type.typeName) === 'const'
}
