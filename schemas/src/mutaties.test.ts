import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Bericht } from './berichten.ts'
import { berichten, isBericht } from './berichten.ts'
import type { Json, Knoop } from './json.ts'
import { isKnoop } from './json.ts'
import { leesSchema } from './schemabestand.ts'
import { valideer } from './valideer.ts'
import { leesVoorbeelden } from './voorbeelden.ts'

/** A place in an example: the whole, where, and what is there. */
type Plek = {
  readonly bericht: Bericht
  readonly geheel: Json
  readonly pad: readonly (string | number)[]
  readonly waarde: Json
}

const plekken = Object.keys(berichten)
  .filter(isBericht)
  .flatMap((bericht) =>
    leesVoorbeelden(bericht).flatMap(({ waarde }) => alle({ bericht, geheel: waarde, pad: [], waarde })),
  )

/** Data of an envelope has a schema of its own. */
function alle(plek: Plek): Plek[] {
  if (plek.bericht === 'envelop' && plek.pad[0] === 'data') return []
  const delen = Array.isArray(plek.waarde) || isKnoop(plek.waarde) ? Object.entries(plek.waarde) : []
  const stap = (sleutel: string) => (Array.isArray(plek.waarde) ? Number(sleutel) : sleutel)
  return [plek, ...delen.flatMap(([sleutel, waarde]) => alle({ ...plek, pad: [...plek.pad, stap(sleutel)], waarde }))]
}

function vervang(geheel: Json, [kop, ...rest]: Plek['pad'], door: Json | undefined): Json {
  if (kop === undefined) return door ?? null
  if (Array.isArray(geheel)) return geheel.map((deel: Json, i) => (i === kop ? vervang(deel, rest, door) : deel))
  if (!isKnoop(geheel)) return geheel
  const paren = Object.entries(geheel).flatMap(([naam, deel]): [string, Json][] => {
    if (naam !== kop) return [[naam, deel]]
    return rest.length === 0 && door === undefined ? [] : [[naam, vervang(deel, rest, door)]]
  })
  return Object.fromEntries(paren)
}

const pointer = (pad: Plek['pad']) => pad.map((deel) => `/${deel}`).join('')
const soort = (waarde: Json) => (waarde === null ? 'null' : Array.isArray(waarde) ? 'array' : typeof waarde)

function plaatsen({ bericht, geheel, pad }: Plek, door: Json | undefined): string[] {
  const uitkomst = valideer(bericht, vervang(geheel, pad, door))
  return uitkomst.kind === 'geldig' ? ['geldig'] : uitkomst.fouten.map(({ location }) => location)
}

/** Names that every object of these schemas requires wherever they occur; the others may be left out somewhere. */
function altijdVerplicht(knoop: Json): { verplicht: string[]; optioneel: string[] } {
  if (Array.isArray(knoop)) return voegSamen(knoop.map(altijdVerplicht))
  if (!isKnoop(knoop)) return { verplicht: [], optioneel: [] }
  const vereist = Array.isArray(knoop.required) ? knoop.required : []
  const namen = isKnoop(knoop.properties) && knoop.type === 'object' ? Object.keys(knoop.properties) : []
  const eigen = {
    verplicht: namen.filter((n) => vereist.includes(n)),
    optioneel: namen.filter((n) => !vereist.includes(n)),
  }
  return voegSamen([eigen, ...Object.values(knoop).map(altijdVerplicht)])
}

function voegSamen(delen: { verplicht: string[]; optioneel: string[] }[]) {
  return { verplicht: delen.flatMap((d) => d.verplicht), optioneel: delen.flatMap((d) => d.optioneel) }
}

const schemas: Json = Object.keys(berichten)
  .filter(isBericht)
  .map((bericht): Knoop => leesSchema(bericht))
const namen = altijdVerplicht(schemas)
const verplicht = new Set(namen.verplicht.filter((naam) => !namen.optioneel.includes(naam)))
/** Names that some object of these schemas lets be null: there, null is no fault. */
function magLeegZijn(knoop: Json): string[] {
  if (Array.isArray(knoop)) return knoop.flatMap(magLeegZijn)
  if (!isKnoop(knoop)) return []
  const eigen = isKnoop(knoop.properties) ? Object.entries(knoop.properties) : []
  const leeg = eigen.filter(([, s]) => isKnoop(s) && Array.isArray(s.type) && s.type.includes('null'))
  return [...leeg.map(([naam]) => naam), ...Object.values(knoop).flatMap(magLeegZijn)]
}

const leegbaar = new Set(magLeegZijn(schemas))
const eigenschappen = plekken.filter(({ pad }) => pad.length > 0)
const teksten = plekken.filter(({ waarde }) => typeof waarde === 'string')

describe('a valid message that is changed in one place', () => {
  it('is refused there when a required field is left out', () => {
    const vereist = eigenschappen.filter(({ pad }) => verplicht.has(String(pad.at(-1))))
    expect(vereist.length).toBeGreaterThan(100)
    for (const plek of vereist) expect(plaatsen(plek, undefined), pointer(plek.pad)).toContain(pointer(plek.pad))
  })

  it('is refused there when the value is of another type', () => {
    fc.assert(
      fc.property(fc.constantFrom(...plekken), fc.jsonValue({ maxDepth: 3 }), (plek, waarde) => {
        const nieuw: Json = JSON.parse(JSON.stringify(waarde))
        fc.pre(soort(nieuw) !== soort(plek.waarde))
        // Of a field that may be null, neither null nor a value where the example has null is a fault.
        fc.pre((nieuw !== null && plek.waarde !== null) || !leegbaar.has(String(plek.pad.at(-1))))
        expect(plaatsen(plek, nieuw).some((plaats) => plaats.startsWith(pointer(plek.pad)))).toBe(true)
      }),
      { numRuns: 2_000 },
    )
  })

  it('is refused there when a text is far too long', () => {
    for (const plek of teksten) {
      expect(
        plaatsen(plek, String(plek.waarde).repeat(300_000 / String(plek.waarde).length)),
        pointer(plek.pad),
      ).toContain(pointer(plek.pad))
    }
  })

  it.each([
    ['a byte order mark', '\uFEFF'],
    ['a NUL', '\u0000'],
    ['a newline', '\n'],
    ['a text direction mark', '\u202E'],
    ['half a surrogate pair', '\uD800'],
  ])('is refused there when a text starts or ends with %s', (_, teken) => {
    for (const plek of teksten) {
      for (const tekst of [`${teken}${plek.waarde}`, `${plek.waarde}${teken}`]) {
        expect(plaatsen(plek, tekst), pointer(plek.pad)).toSatisfy((p: string[]) =>
          p.some((plaats) => plaats.startsWith(pointer(plek.pad))),
        )
      }
    }
  })

  it('is refused there when an object has a field more', () => {
    const objecten = plekken.filter(({ waarde }) => isKnoop(waarde))
    for (const plek of objecten) {
      const meer: Json = isKnoop(plek.waarde) ? { ...plek.waarde, extra: 1 } : null
      expect(plaatsen(plek, meer)).toContain(`${pointer(plek.pad)}/extra`)
    }
  })

  it('is refused there when a text is empty', () => {
    for (const plek of teksten) expect(plaatsen(plek, ''), pointer(plek.pad)).toContain(pointer(plek.pad))
  })
})
