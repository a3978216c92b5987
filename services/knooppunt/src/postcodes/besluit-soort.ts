import type { Tabelsoort } from '@warmknooppunt/register/postcodeimport-store'
import type { Vorm } from './bepaal-vorm.ts'

export type Soortbesluit =
  | { readonly kind: 'soort'; readonly soort: Tabelsoort; readonly jaar: number | null }
  | { readonly kind: 'geweigerd'; readonly waarom: string }

/**
 * Which kind of table several files make together. Files of CBS go with files of the same year; a list by postcode goes with its house numbers
 * and with a list by PC4.
 */
export function besluitSoort(vormen: readonly Pick<Vorm, 'soort' | 'jaar'>[]): Soortbesluit {
  const soorten = new Set(vormen.map(({ soort }) => soort))
  if (soorten.has('cbs')) {
    if (soorten.size > 1) return { kind: 'geweigerd', waarom: 'a file of CBS and a list do not make one table' }
    const [jaar = null, ander] = new Set(vormen.map((vorm) => vorm.jaar))
    if (ander !== undefined) return { kind: 'geweigerd', waarom: `files of several years: ${jaar} and ${ander}` }
    return { kind: 'soort', soort: 'cbs', jaar }
  }
  if (soorten.has('pc6')) return { kind: 'soort', soort: 'pc6', jaar: null }
  if (soorten.has('pc4') && soorten.size === 1) return { kind: 'soort', soort: 'pc4', jaar: null }
  const waarom = 'house numbers are exceptions to a list by PC6: give that list too, in the same import'
  return { kind: 'geweigerd', waarom }
}
