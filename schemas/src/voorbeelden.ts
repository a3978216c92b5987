import { readdirSync, readFileSync } from 'node:fs'
import type { Bericht } from './berichten.ts'
import type { Json } from './json.ts'

export type Voorbeeld = { readonly naam: string; readonly waarde: Json }

/** The examples beside a schema, by name: `v1.voorbeeld-ondernemer.json` is `ondernemer`. */
export function leesVoorbeelden(bericht: Bericht): Voorbeeld[] {
  const map = new URL(`../${bericht}/`, import.meta.url)
  return readdirSync(map)
    .sort()
    .flatMap((bestand) => {
      const naam = /^v1\.voorbeeld-(?<naam>[a-z-]+)\.json$/.exec(bestand)?.groups?.naam
      return naam === undefined ? [] : [{ naam, waarde: JSON.parse(readFileSync(new URL(bestand, map), 'utf8')) }]
    })
}
