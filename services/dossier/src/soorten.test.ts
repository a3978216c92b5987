import type { BusEvent } from '@warmknooppunt/platform/bericht'
import { leesTopic } from '@warmknooppunt/platform/events'
import { leesSchema } from '@warmknooppunt/schemas/schemabestand'
import type { Bezorging } from '@warmknooppunt/schemas/types/bezorging.v1'
import type { Ingediend } from '@warmknooppunt/schemas/types/ingediend.v1'
import type { Termijnbericht } from '@warmknooppunt/schemas/types/termijnbericht.v1'
import { expect, test } from 'vitest'
import { uitBezorging, uitIngediend, uitRoutering, uitTermijn } from './gebeurtenissen.ts'
import { SOORTEN } from './route-schemas.ts'
import {
  AANGENOMEN,
  aangenomen,
  bezorging,
  contactregistratie,
  gelezen,
  gerouteerd,
  gerouteerdContact,
  maakZaak,
  naarGemeente,
  nietBezorgbaar,
  onrouteerbaar,
  opdracht,
  routeeropdracht,
  termijnbericht,
} from './zaak.proef.ts'

const z = maakZaak()

/** Every message that each topic can carry, by what the specifications know. */
const INGEDIEND: Readonly<Record<Ingediend['bericht'], BusEvent>> = {
  doorverwijzing: aangenomen(z),
  contactregistratie: contactregistratie(z, AANGENOMEN),
  routeeropdracht: routeeropdracht(z, AANGENOMEN, 'weiger'),
  herbezorgopdracht: opdracht(z, AANGENOMEN, 'herbezorgopdracht'),
  herstelopdracht: opdracht(z, AANGENOMEN, 'herstelopdracht'),
}
const GEROUTEERD = [
  gerouteerd(z),
  gerouteerdContact(z, AANGENOMEN),
  onrouteerbaar(z),
  nietBezorgbaar(z, AANGENOMEN),
  ...Object.values(INGEDIEND),
]
const termijnsoorten: readonly Termijnbericht['soort'][] = leesSchema('termijnbericht').properties.soort.enum
const { InPostvak, NaarEindpunt } = leesSchema('bezorging').$defs
const inPostvak: readonly Bezorging['gebeurtenis'][] = InPostvak.properties.gebeurtenis.enum
const naarEindpunt: readonly Bezorging['gebeurtenis'][] = NaarEindpunt.properties.gebeurtenis.enum

function bezorgd(gebeurtenis: Bezorging['gebeurtenis'], mislukt: boolean): BusEvent {
  const event = bezorging(z, AANGENOMEN, { aan: naarGemeente(z), bericht: 'doorverwijzing', mislukt })
  return { ...event, data: { ...Object(event.data), gebeurtenis } }
}

test('the API names exactly the kinds of lines that the messages on the topics give', () => {
  const termijnen = termijnsoorten.map((soort) => termijnbericht(z, AANGENOMEN, { soort, ontvangers: [] }))
  const bezorgingen = [...inPostvak.map((g) => bezorgd(g, false)), ...naarEindpunt.map((g) => bezorgd(g, true))]
  const regels = [
    ...Object.values(INGEDIEND).flatMap((event) => uitIngediend(gelezen(leesTopic('berichten'), event))),
    ...GEROUTEERD.flatMap((event) => uitRoutering(gelezen(leesTopic('routeringen'), event))),
    ...[...termijnen, ...GEROUTEERD].flatMap((event) => uitTermijn(gelezen(leesTopic('termijnen'), event))),
    ...bezorgingen.map((event) => uitBezorging(gelezen(leesTopic('bezorgingen'), event))),
  ]
  expect(regels.map(({ soort }) => soort).toSorted()).toEqual(SOORTEN.toSorted())
})
