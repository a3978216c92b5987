import type { Kans } from './kans.ts'

export const SOORTEN = ['gevonden', 'meerdere', 'onbekend', 'geen-overeenkomst', 'herhaling', 'ongeldig'] as const
export type Soort = (typeof SOORTEN)[number]
export type Mix = ReadonlyMap<Soort, number>

export const STANDAARD_MIX = 'gevonden=88,meerdere=2,onbekend=2,geen-overeenkomst=3,herhaling=3,ongeldig=2'

export type Mixlezing =
  | { readonly kind: 'mix'; readonly mix: Mix }
  | { readonly kind: 'ongeldig'; readonly detail: string }

/** Reads `gevonden=90,herhaling=10`: weights, not percentages; what is not named does not occur. */
export function leesMix(tekst: string): Mixlezing {
  const delen = tekst.split(',').map((deel) => /^\s*([a-z-]+)\s*=\s*([0-9]+(?:\.[0-9]+)?)\s*$/.exec(deel))
  const mix = new Map<Soort, number>()
  for (const deel of delen) {
    const soort = SOORTEN.find((naam) => naam === deel?.[1])
    if (!deel || !soort)
      return { kind: 'ongeldig', detail: `write it as gevonden=90,herhaling=10; kinds: ${SOORTEN.join(', ')}` }
    mix.set(soort, Number(deel[2]))
  }
  const totaal = [...mix.values()].reduce((som, gewicht) => som + gewicht, 0)
  return totaal > 0 ? { kind: 'mix', mix } : { kind: 'ongeldig', detail: 'at least one weight must be more than 0' }
}

export function kiesSoort(kans: Kans, mix: Mix): Soort {
  let rest = kans() * [...mix.values()].reduce((som, gewicht) => som + gewicht, 0)
  for (const [soort, gewicht] of mix) {
    rest -= gewicht
    if (rest < 0) return soort
  }
  return 'gevonden'
}
