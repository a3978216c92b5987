import type { Bericht } from '@warmknooppunt/schemas/berichten'
import type { Json, Knoop } from '@warmknooppunt/schemas/json'
import { isKnoop } from '@warmknooppunt/schemas/json'
import { leesSchema } from '@warmknooppunt/schemas/schemabestand'

/** A message with a value of its own in every property that is content, and those values. */
export type Geplant = { readonly bericht: Record<string, unknown>; readonly waarden: readonly string[] }

/** Properties that cannot hold a value unlike all others: too short, a number, or given by the walk. They get the first example. */
const GEWOON: Readonly<Record<string, string>> = {
  huisletter: 'one letter',
  huisnummertoevoeging: 'four characters',
  tolkTaal: 'a code of three letters',
  gemeentecode: 'a code of four digits',
}

/** Everything that `bericht` may hold, from its schema; a new property is planted too, or this throws that it cannot be. `dag`: a day not long ago. */
export function plant(bericht: Bericht, dag: string): Geplant {
  const schema: Knoop = leesSchema(bericht)
  const planter = new Set<string>()
  const gemaakt = maak(schema, { schema, naam: bericht, dag, planter })
  if (typeof gemaakt !== 'object' || gemaakt === null) throw new Error(`${bericht} is no object`)
  return { bericht: { ...gemaakt }, waarden: [...planter] }
}

type Plaats = { readonly schema: Knoop; readonly naam: string; readonly dag: string; readonly planter: Set<string> }

function maak(knoop: Knoop, p: Plaats): unknown {
  if (typeof knoop.$ref === 'string') return maak(volg(p.schema, knoop.$ref), p)
  if (isKnoop(knoop.properties)) {
    // What is open is left out where it may be: it is a code of a party, given by the walk.
    const velden = Object.entries(knoop.properties).filter(([, deel]) => isKnoop(deel) && deel['x-open'] === undefined)
    return Object.fromEntries(velden.map(([naam, deel]) => [naam, isKnoop(deel) ? maak(deel, { ...p, naam }) : null]))
  }
  if (isKnoop(knoop.items)) return [maak(knoop.items, p)]
  if (knoop.const !== undefined) return knoop.const
  if (Array.isArray(knoop.enum)) return knoop.enum[0]
  if (knoop.type !== 'string' || p.naam in GEWOON) return voorbeeld(knoop, p.naam)
  return eigenWaarde(knoop, p)
}

function volg(schema: Knoop, ref: string): Knoop {
  const naam = ref.replace('#/$defs/', '')
  const gevonden = isKnoop(schema.$defs) ? schema.$defs[naam] : undefined
  if (!isKnoop(gevonden)) throw new Error(`no definition ${ref}`)
  return gevonden
}

function voorbeeld({ examples, type }: Knoop, naam: string): Json | undefined {
  if (type === 'boolean') return true
  if (!Array.isArray(examples)) throw new Error(`${naam} has no example`)
  return examples[0]
}

function eigenWaarde(knoop: Knoop, { naam, dag, planter }: Plaats): string {
  const nr = planter.size + 1
  const letters = [...String(nr)].map((cijfer) => 'bcdfghjklm'[Number(cijfer)]).join('')
  const kandidaten = [
    ...(knoop.format === 'date' ? [`19${30 + nr}-07-19`] : []),
    ...(knoop.format === 'date-time' ? [`${dag}T0${nr % 10}:31:17.9${10 + nr}+01:00`] : []),
    ...(knoop.format === 'email' ? [`zqx.wëvo.${letters}@example.nl`, `zqxwevo-${letters}@example.nl`] : []),
    `Zqxwévo Kz${letters}`,
    `Z.Q.X.W.K.${letters.toUpperCase()}`,
    `Zqxwevo-${nr}-kz`,
    `06-1234 7${100 + nr}`,
    `739${1000 + nr}.57`,
    `604${1 + (nr % 5)}ZQ`,
  ]
  const past = kandidaten.find((kandidaat) => isGeldig(knoop, kandidaat) && !planter.has(kandidaat))
  if (past === undefined) throw new Error(`no value unlike all others for ${naam}: give planten.ts one, or a reason`)
  planter.add(past)
  // A moment may be left behind in another spelling: as of Greenwich, by a program or by the database.
  if (knoop.format === 'date-time') {
    const utc = new Date(past).toISOString()
    planter.add(utc).add(utc.replace('T', ' ').replace('Z', '+00'))
  }
  return past
}

function isGeldig({ pattern, minLength, maxLength, format }: Knoop, tekst: string): boolean {
  if (typeof pattern === 'string' && !new RegExp(pattern, 'u').test(tekst)) return false
  if (typeof minLength === 'number' && tekst.length < minLength) return false
  if (typeof maxLength === 'number' && tekst.length > maxLength) return false
  if (format === 'date') return /^\d{4}-\d\d-\d\d$/.test(tekst)
  if (format === 'date-time') return /^\d{4}-\d\d-\d\dT/.test(tekst)
  return format !== 'email' || /^[\x21-\x7e]+@/.test(tekst)
}
