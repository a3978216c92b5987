import type { PostcodeRij } from '@warmknooppunt/regels/bepaal-gemeente'
import { bepaalGemeente } from '@warmknooppunt/regels/bepaal-gemeente'
import { leesPostcode } from '@warmknooppunt/regels/postcode'
import { DEMO_POSTCODES } from '@warmknooppunt/register/demo/gebied'
import { demoRijen } from '@warmknooppunt/register/demo/rijen'
import { maakOpzoekingen } from '@warmknooppunt/register/opzoekingen'
import type { Bron } from './bron.ts'

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
