import { isDeepStrictEqual } from 'node:util'
import type { LoketRegel } from '@warmknooppunt/regels/toekenning'
import type { GemeenteUitvoerder } from './gemeente-uitvoerder-store.ts'
import type { Rijen } from './opzoekingen.ts'

export type Regel = GemeenteUitvoerder | LoketRegel
export type Paar = { readonly schuldeiser: string; readonly gemeentecode: string }

/** The part of routing that a change can reach, with the rows of it from before and after. */
export type Geraakt = {
  readonly gemeenten: ReadonlyMap<string, readonly Regel[]>
  readonly paren: ReadonlyMap<string, { readonly paar: Paar; readonly rijen: Rijen['overeenkomsten'] }>
}

/** Gemeenten whose rules differ or name an uitvoerder that differs, and pairs whose overeenkomsten differ: all others route as they did. */
export function bepaalGeraakt(voor: Rijen, na: Rijen): Geraakt {
  return { gemeenten: geraakteGemeenten(voor, na), paren: geraakteParen(voor, na) }
}

function geraakteGemeenten(voor: Rijen, na: Rijen): Geraakt['gemeenten'] {
  const uitvoerders = new Set([
    ...anders(voor.uitvoerders, na.uitvoerders, (u) => u.uitvoerder),
    ...anders(voor.loketRegels, na.loketRegels, (r) => r.uitvoerder),
  ])
  const codes = new Set(anders(voor.gemeenteUitvoerders, na.gemeenteUitvoerders, (r) => r.gemeentecode))
  for (const { gemeentecode, uitvoerder } of na.gemeenteUitvoerders) {
    if (uitvoerders.has(uitvoerder)) codes.add(gemeentecode)
  }
  const regels = [...voor.gemeenteUitvoerders, ...na.gemeenteUitvoerders]
  const loketRegels = [...voor.loketRegels, ...na.loketRegels]
  return new Map(
    [...codes].sort().map((code) => {
      const eigen = regels.filter((r) => r.gemeentecode === code)
      const wie = new Set(eigen.map((r) => r.uitvoerder))
      const loket = loketRegels.filter(
        (r) => wie.has(r.uitvoerder) && (r.gemeentecode === null || r.gemeentecode === code),
      )
      return [code, [...eigen, ...loket]]
    }),
  )
}

function geraakteParen(voor: Rijen, na: Rijen): Geraakt['paren'] {
  const sleutel = (o: Paar) => `${o.schuldeiser} ${o.gemeentecode}`
  const alle = Map.groupBy([...voor.overeenkomsten, ...na.overeenkomsten], sleutel)
  return new Map(
    anders(voor.overeenkomsten, na.overeenkomsten, sleutel).flatMap((naam) => {
      const rijen = alle.get(naam) ?? []
      const [eerste] = rijen
      if (eerste === undefined) return []
      const paar = { schuldeiser: eerste.schuldeiser, gemeentecode: eerste.gemeentecode }
      return [[naam, { paar, rijen }] as const]
    }),
  )
}

/** The groups of which the rows are others than they were. */
function anders<T>(voor: readonly T[], na: readonly T[], groep: (rij: T) => string): readonly string[] {
  const [oud, nieuw] = [Map.groupBy(voor, groep), Map.groupBy(na, groep)]
  return [...new Set([...oud.keys(), ...nieuw.keys()])].filter(
    (naam) => !isDeepStrictEqual(oud.get(naam) ?? [], nieuw.get(naam) ?? []),
  )
}
