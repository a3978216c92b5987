import type { PostcodeRij } from '@warmknooppunt/regels/bepaal-gemeente'
import { bepaalGemeente } from '@warmknooppunt/regels/bepaal-gemeente'
import { leesPostcode } from '@warmknooppunt/regels/postcode'
import { bekendeFeestdagen } from '@warmknooppunt/register/bekende-feestdagen'
import { DEMO_GEMEENTEN, DEMO_POSTCODES, DEMO_PUBLIEKE_LOKETTEN } from '@warmknooppunt/register/demo/gebied'
import { DEMO_OVEREENKOMSTEN } from '@warmknooppunt/register/demo/overeenkomsten'
import { DEMO_DEELNEMERS, DEMO_MANDATEN, DEMO_VAN } from '@warmknooppunt/register/demo/partijen'
import {
  DEMO_LOKETREGELS,
  DEMO_LOKETTEN,
  DEMO_UITVOERDERREGELS,
  DEMO_UITVOERDERS,
} from '@warmknooppunt/register/demo/uitvoering'
import type { Rijen } from '@warmknooppunt/register/opzoekingen'
import { maakOpzoekingen } from '@warmknooppunt/register/opzoekingen'
import type { Bron } from './bron.ts'

/** The demo's register in memory, for who has no hub: the same rows that `npm start` writes into its database. */
export function demoRijen(): Rijen {
  const jaren = bekendeFeestdagen()
  return {
    deelnemers: DEMO_DEELNEMERS,
    clients: [],
    overeenkomsten: DEMO_OVEREENKOMSTEN,
    mandaten: DEMO_MANDATEN,
    uitvoerders: DEMO_UITVOERDERS,
    gemeenteUitvoerders: DEMO_UITVOERDERREGELS.map((regel) => ({ ...regel, van: DEMO_VAN, totEnMet: null })),
    loketten: DEMO_LOKETTEN,
    loketRegels: DEMO_LOKETREGELS,
    publiekeLoketten: DEMO_PUBLIEKE_LOKETTEN,
    gemeenten: DEMO_GEMEENTEN,
    gemeenteWijzigingen: [],
    feestdagen: jaren.flatMap(({ dagen }) => dagen),
    feestdagjaren: jaren.map(({ jaar }) => jaar),
    postcodetabellen: [{ versie: 1, naam: 'demo', bron: 'with the demo', geldigVanaf: DEMO_VAN }],
  }
}

export function demoBron(): Bron {
  const rijen = demoRijen()
  const perPostcode = Map.groupBy(DEMO_POSTCODES, ({ postcode }) => postcode)
  const pc4MetPc6 = new Set(
    DEMO_POSTCODES.flatMap(({ postcode }) => (postcode.length > 4 ? [postcode.slice(0, 4)] : [])),
  )
  return {
    naam: 'the demo register that comes with the hub',
    stand: maakOpzoekingen(rijen),
    overeenkomsten: rijen.overeenkomsten,
    postcodetabellen: rijen.postcodetabellen,
    zoek: async (adressen) =>
      adressen.map((adres) => bepaalGemeente({ ...adres, ...rijenBij(adres.postcode, perPostcode, pc4MetPc6) })),
    sluit: async () => undefined,
  }
}

function rijenBij(
  postcode: string,
  perPostcode: ReadonlyMap<string, readonly PostcodeRij[]>,
  pc4MetPc6: ReadonlySet<string>,
): { rijen: readonly PostcodeRij[]; pc4HeeftPc6: boolean } {
  const lezing = leesPostcode(postcode)
  if (lezing.kind === 'ongeldig') return { rijen: [], pc4HeeftPc6: false }
  const rijen = [lezing.postcode, lezing.pc4].flatMap((sleutel) => perPostcode.get(sleutel) ?? [])
  return { rijen, pc4HeeftPc6: pc4MetPc6.has(lezing.pc4) }
}
