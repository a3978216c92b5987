import type { Registerdocument, Registersoort, Verandering } from '@warmknooppunt/register/registerdocument'
import { REGISTERSOORTEN, sleutelVan } from '@warmknooppunt/register/registerdocument'

/** A row that a whole file lacks and that cannot be taken away: it ends with a date or a status, in the file. */
export type Ontbrekend = { readonly soort: Registersoort; readonly sleutel: string }

export type Volledig =
  | { readonly kind: 'goed'; readonly verandering: Verandering }
  | { readonly kind: 'ontbreekt'; readonly rijen: readonly Ontbrekend[] }

const WEG = ['clients', 'mandaten', 'uitvoerders', 'loketten', 'publiekeLoketten', 'gemeenteWijzigingen'] as const
const LEEG = ['gemeenteUitvoerders', 'loketRegels'] as const

/** The change that makes the register what a file says and no more: what the file lacks is taken away, or told when it cannot be. */
export function maakVolledig(register: Registerdocument, { zet = {}, weg = {} }: Verandering): Volledig {
  const mist = (soort: Registersoort): readonly string[] => {
    const rijen: readonly Readonly<Record<string, unknown>>[] = zet[soort] ?? []
    const inBestand = new Set(rijen.map((rij) => sleutelVan(soort, rij)))
    return register[soort].map((rij) => sleutelVan(soort, rij)).filter((sleutel) => !inBestand.has(sleutel))
  }
  const anders: readonly Registersoort[] = [...WEG, ...LEEG]
  const rijen = REGISTERSOORTEN.filter((soort) => !anders.includes(soort)).flatMap((soort) =>
    mist(soort).map((sleutel) => ({ soort, sleutel })),
  )
  if (rijen.length > 0) return { kind: 'ontbreekt', rijen }
  const extra = Object.fromEntries(WEG.map((soort) => [soort, [...new Set([...(weg[soort] ?? []), ...mist(soort)])]]))
  return {
    kind: 'goed',
    verandering: {
      zet: {
        ...zet,
        gemeenteUitvoerders: [
          ...(zet.gemeenteUitvoerders ?? []),
          ...mist('gemeenteUitvoerders').map((gemeentecode) => ({ gemeentecode, regels: [] })),
        ],
        loketRegels: [
          ...(zet.loketRegels ?? []),
          ...mist('loketRegels').map((uitvoerder) => ({ uitvoerder, regels: [] })),
        ],
      },
      weg: extra,
    },
  }
}
