import { randomUUID } from 'node:crypto'
import { maakEvent, nieuwId } from '../../packages/platform/src/bericht.ts'
import { nieuweSleutels, versleutel } from '../../packages/platform/src/kluis.ts'
import type { Bericht } from '../../schemas/src/berichten.ts'
import { berichten, dataschemaVan } from '../../schemas/src/berichten.ts'
import { leesVoorbeelden } from '../../schemas/src/voorbeelden.ts'
import { BRON, lees } from '../../services/delivery/src/delivery.proef.ts'
import { plaatsingenVan } from '../../services/delivery/src/plaatsing.ts'
import type { Uitreiking } from '../../services/delivery/src/uitreiking.ts'
import { reikUit } from '../../services/delivery/src/uitreiking.ts'

const NU = Temporal.Instant.from('2026-03-02T09:15:30.125Z')

/** What parties get of the examples of every message specification: from the event on the bus on, made by delivery's own code. */
export function maakUitreikingen(): Uitreiking[] {
  return [
    ...leesVoorbeelden('doorverwijzing-gerouteerd').flatMap(({ waarde }) => [vol(waarde), zonderSleutel(waarde)]),
    ...(['termijnbericht', 'niet-bezorgbaar'] as const).flatMap((bericht) =>
      leesVoorbeelden(bericht).map(({ waarde }) => reik({ bericht, data: waarde, sleutel: null })),
    ),
  ].flat()
}

const vol = (inhoud: unknown) => doorverwijzing(inhoud, (sleutel) => sleutel)
const zonderSleutel = (inhoud: unknown) => doorverwijzing(inhoud, () => null)

/** The referral on the bus, its content for the gemeente encrypted; `geef` = the key, or that it is gone. */
function doorverwijzing(inhoud: unknown, geef: (sleutel: Buffer) => Buffer | null): Uitreiking[] {
  const voorbeeld = leesVoorbeelden('gerouteerd').find(({ naam }) => naam === 'doorverwijzing')?.waarde
  const sleutel = nieuweSleutels(nieuwId(NU)).find(({ publiek }) => publiek === 'gemeente')?.sleutel
  if (!sleutel) throw new Error('no key for the audience gemeente')
  const dicht = versleutel(sleutel, inhoud, { inhoudId: randomUUID(), publiek: 'gemeente' })
  const data = { ...Object(voorbeeld), inhoud: { ...Object(voorbeeld).inhoud, gemeente: dicht } }
  return reik({ bericht: 'gerouteerd', data, sleutel: geef(sleutel) })
}

type Wat = { readonly bericht: Bericht; readonly data: unknown; readonly sleutel: Buffer | null }

function reik({ bericht, data, sleutel }: Wat): Uitreiking[] {
  const event = maakEvent({
    id: nieuwId(NU),
    source: BRON,
    type: berichten[bericht].types[0] ?? '',
    subject: Object(data).dossierId,
    time: NU,
    dataschema: dataschemaVan(bericht),
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    data: Object(data),
  })
  return plaatsingenVan(lees(event), BRON).map((plaatsing, i) => reikUit({ ...plaatsing, nummer: i + 1 }, sleutel))
}
