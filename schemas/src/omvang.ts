import type { Fout } from './fouten.ts'

/** Deepest message: doorverwijzing inside doorverwijzing-gerouteerd, 6. */
const MAX_DIEPTE = 12
/** Largest message: a doorverwijzing of 20 vorderingen, some 200 values, or 500 ids. */
const MAX_WAARDEN = 2_000

/** Stops a value that no schema can hold before a validator walks it and collects a fault for each part; no recursion. */
export function meetOmvang(waarde: unknown, maxWaarden = MAX_WAARDEN): Fout | undefined {
  let laag: unknown[] = [waarde]
  let aantal = 0
  for (let diepte = 0; laag.length > 0; diepte += 1) {
    if (diepte > MAX_DIEPTE) return { location: '', code: 'te-diep', detail: `hoogstens ${MAX_DIEPTE} niveaus diep` }
    aantal += laag.length
    if (aantal > maxWaarden)
      return { location: '', code: 'te-groot', detail: `hoogstens ${maxWaarden} waarden in één bericht` }
    laag = laag.flatMap((deel) => (typeof deel === 'object' && deel !== null ? Object.values(deel) : []))
  }
  return undefined
}
