import type { Bewaarregel } from '@warmknooppunt/platform/bewaar-store'
import { herstelbewaring } from '@warmknooppunt/platform/bewaarder'

/** Technical data of delivery that go when they are old. Of a push that still waits, or lies parked, every try is of use to who looks at it. */
export const BEWARING: readonly Bewaarregel[] = [
  ...herstelbewaring('delivery'),
  {
    soort: 'pogingen',
    tabel: 'delivery.poging',
    kolom: 'begonnen_op',
    mits: "exists (select from delivery.bezorging b where b.id = r.bezorging and b.status in ('afgeleverd', 'vervallen'))",
  },
  { soort: 'geheimwissels', tabel: 'delivery.geheimwissel', kolom: 'gewisseld_op' },
]
