import type {
  Registerdocument,
  Registerrij,
  Registersoort,
  Verandering,
} from '@warmknooppunt/register/registerdocument'
import { isRegistersoort, pasToe, sleutelVan } from '@warmknooppunt/register/registerdocument'
import { bepaalVerschil } from '@warmknooppunt/register/verschil'

export type Anders = {
  readonly verandering: Verandering
  /** where in the file a row stands that is at this JSON pointer of what is sent: `/zet/loketten/0` is `/loketten/17` */
  inBestand(location: string): string
}

/** Of a file only the rows that say something else than the register: a whole register is larger than what one request may hold. */
export function alleenAnders(register: Registerdocument, { zet = {}, weg = {} }: Verandering): Anders {
  const anders = new Set(
    bepaalVerschil(register, pasToe(register, { zet, weg })).map(({ soort, sleutel }) => `${soort} ${sleutel}`),
  )
  const plekken = new Map<Registersoort, readonly number[]>()
  const houd = <T extends Registerrij>(soort: Registersoort, rijen: readonly T[] = []): T[] => {
    const sleutels = rijen.map((rij) => sleutelVan(soort, rij))
    // A row twice is told by the hub, with both its places.
    const dubbel = new Set(sleutels).size < rijen.length
    const blijft = [...rijen.keys()].filter((i) => dubbel || anders.has(`${soort} ${sleutels[i]}`))
    plekken.set(soort, blijft)
    const over = new Set(blijft)
    return rijen.filter((_, i) => over.has(i))
  }
  const over = {
    gemeenten: houd('gemeenten', zet.gemeenten),
    gemeenteWijzigingen: houd('gemeenteWijzigingen', zet.gemeenteWijzigingen),
    deelnemers: houd('deelnemers', zet.deelnemers),
    clients: houd('clients', zet.clients),
    overeenkomsten: houd('overeenkomsten', zet.overeenkomsten),
    mandaten: houd('mandaten', zet.mandaten),
    uitvoerders: houd('uitvoerders', zet.uitvoerders),
    loketten: houd('loketten', zet.loketten),
    loketRegels: houd('loketRegels', zet.loketRegels),
    gemeenteUitvoerders: houd('gemeenteUitvoerders', zet.gemeenteUitvoerders),
    publiekeLoketten: houd('publiekeLoketten', zet.publiekeLoketten),
    feestdagjaren: houd('feestdagjaren', zet.feestdagjaren),
  }
  return { verandering: { zet: over, weg }, inBestand: (location) => vertaal(location, plekken) }
}

function vertaal(location: string, plekken: ReadonlyMap<Registersoort, readonly number[]>): string {
  const [, , soort = '', nummer = '', ...rest] = location.split('/')
  if (!location.startsWith('/zet/') || !isRegistersoort(soort)) return location
  return ['', soort, plekken.get(soort)?.[Number(nummer)] ?? nummer, ...rest].join('/')
}
