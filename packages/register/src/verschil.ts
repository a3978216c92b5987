import { isDeepStrictEqual } from 'node:util'
import type { Registerdocument, Registerrij, Registersoort } from './registerdocument.ts'
import { REGISTERSOORTEN, SLEUTELVELDEN, sleutelVan } from './registerdocument.ts'
import { vingerafdruk } from './sleutel.ts'

/** A field that is another; of a set of keys (`jwks`) their names and thumbprints are told. */
export type Veldverschil = { readonly veld: string; readonly was: unknown; readonly wordt: unknown }

/** One row that a change makes, replaces or takes away. */
export type Verschil = {
  readonly soort: Registersoort
  readonly sleutel: string
  readonly wat: 'nieuw' | 'anders' | 'weg'
  readonly velden: readonly Veldverschil[]
}

/** What differs between two registers, by soort and key; a row that says the same is no difference, whatever the order of its fields. */
export function bepaalVerschil(voor: Registerdocument, na: Registerdocument): readonly Verschil[] {
  return REGISTERSOORTEN.flatMap((soort) => {
    const oud = opSleutel(soort, voor[soort])
    const nieuw = opSleutel(soort, na[soort])
    const sleutels = [...new Set([...oud.keys(), ...nieuw.keys()])].sort()
    return sleutels.flatMap((sleutel) => vergelijk(soort, sleutel, oud.get(sleutel), nieuw.get(sleutel)))
  })
}

function vergelijk(
  soort: Registersoort,
  sleutel: string,
  oud: Registerrij | undefined,
  nieuw: Registerrij | undefined,
): readonly Verschil[] {
  const eigen = new Set<string>(SLEUTELVELDEN[soort])
  const namen = new Set([...Object.keys(oud ?? {}), ...Object.keys(nieuw ?? {})].filter((veld) => !eigen.has(veld)))
  const velden = [...namen].flatMap((veld) => {
    const [was, wordt] = [oud?.[veld] ?? null, nieuw?.[veld] ?? null]
    return isDeepStrictEqual(was, wordt) ? [] : [{ veld, was: toonbaar(veld, was), wordt: toonbaar(veld, wordt) }]
  })
  if (oud && nieuw) return velden.length === 0 ? [] : [{ soort, sleutel, wat: 'anders', velden }]
  return [{ soort, sleutel, wat: nieuw ? 'nieuw' : 'weg', velden }]
}

/** A public key says nothing to a reader; its name and its thumbprint, which another may read out, do. */
function toonbaar(veld: string, waarde: unknown): unknown {
  if (veld !== 'jwks' || typeof waarde !== 'object' || waarde === null || !('keys' in waarde)) return waarde
  return Array.isArray(waarde.keys) ? waarde.keys.map((key) => `${key.kid} ${vingerafdruk(key)}`) : waarde
}

function opSleutel(soort: Registersoort, rijen: readonly Registerrij[]): ReadonlyMap<string, Registerrij> {
  return new Map(rijen.map((rij) => [sleutelVan(soort, rij), rij]))
}
