import type { Doorverwijzing } from '@warmknooppunt/schemas/types/doorverwijzing.v1'
import type { Kans } from './kans.ts'
import { kies } from './kans.ts'

type Bederf = (body: Doorverwijzing, nu: Temporal.Instant) => unknown

/** What back offices get wrong; each must be answered 400. */
const BEDERVEN: readonly Bederf[] = [
  ({ contactpersoon: _weg, ...rest }) => rest,
  (body) => ({ ...body, opmerking: 'liever na vijf uur' }),
  (body) => ({ ...body, vorderingen: [] }),
  (body) => ({ ...body, vorderingen: body.vorderingen.map((v) => ({ ...v, bedrag: 12.5 })) }),
  (body, nu) => ({ ...body, toestemming: { ...body.toestemming, verkregenOp: nu.add({ hours: 30 }).toString() } }),
  (body, nu) => ({
    ...body,
    toestemming: { ...body.toestemming, verkregenOp: nu.subtract({ hours: 24 * 20 }).toString() },
  }),
  (body, nu) => ({
    ...body,
    hulpvrager: { ...body.hulpvrager, geboortedatum: `${Number(nu.toString().slice(0, 4)) - 15}-06-01` },
  }),
  (body) => ({
    ...body,
    hulpvrager: { ...body.hulpvrager, woonadres: { ...body.hulpvrager.woonadres, postcode: '6001SS' } },
  }),
]

/** The body with one thing wrong in it. */
export function maakOngeldig(kans: Kans, body: Doorverwijzing, nu: Temporal.Instant): unknown {
  return kies(kans, BEDERVEN)(body, nu)
}
