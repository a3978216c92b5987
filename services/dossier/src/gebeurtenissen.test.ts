import type { BusEvent } from '@warmknooppunt/platform/bericht'
import { leesTopic } from '@warmknooppunt/platform/events'
import type { TermijnberichtSoort } from '@warmknooppunt/regels/openbaarmaking'
import { describe, expect, test } from 'vitest'
import type { Gebeurtenis } from './gebeurtenis-store.ts'
import { uitBezorging, uitIngediend, uitRoutering, uitTermijn } from './gebeurtenissen.ts'
import {
  AANGENOMEN,
  aangenomen,
  bezorging,
  contactregistratie,
  gelezen,
  gerouteerd,
  gerouteerdContact,
  herstelopdracht,
  maakZaak,
  naarGemeente,
  naarSchuldeiser,
  nietBezorgbaar,
  onrouteerbaar,
  opdracht,
  routeeropdracht,
  termijnbericht,
} from './zaak.proef.ts'

const z = maakZaak()

/** What it is, of which dossier, and who sees it. */
const kort = (regels: readonly Gebeurtenis[]) =>
  regels.map(({ soort, dossierId, partijen, deelnemer }) => {
    expect(dossierId).toBe(z.dossierId)
    return [soort, ...partijen, ...(deelnemer === null ? [] : [`alleen ${deelnemer}`])].join(' ')
  })

test('what intake accepted: the doorverwijzing is for both sides, a contactregistratie for the gemeente, an order for operators', () => {
  const ingediend = (event: BusEvent) => kort(uitIngediend(gelezen(leesTopic('berichten'), event)))
  expect(ingediend(aangenomen(z))).toEqual(['aangenomen schuldeiser gemeente'])
  expect(ingediend(contactregistratie(z, AANGENOMEN))).toEqual(['contactregistratie gemeente'])
  expect(ingediend(routeeropdracht(z, AANGENOMEN, 'gemeente'))).toEqual(['routeeropdracht'])
  expect(ingediend(opdracht(z, AANGENOMEN, 'herbezorgopdracht'))).toEqual(['herbezorgopdracht'])
  expect(ingediend(opdracht(z, AANGENOMEN, 'herstelopdracht'))).toEqual(['herstelopdracht'])
  expect(ingediend(herstelopdracht(AANGENOMEN, { stage: 'sla', sleutel: z.dossierId, volgnummer: 1 }))).toEqual([])
})

test('what routing made of it: no line of a contactregistratie, none a second time of an order', () => {
  const routering = (event: BusEvent) => kort(uitRoutering(gelezen(leesTopic('routeringen'), event)))
  expect(routering(gerouteerd(z))).toEqual(['gerouteerd schuldeiser gemeente'])
  expect(routering(onrouteerbaar(z))).toEqual(['wacht-op-routering schuldeiser'])
  expect(routering(nietBezorgbaar(z, AANGENOMEN))).toEqual(['niet-bezorgbaar schuldeiser'])
  expect(routering(gerouteerdContact(z, AANGENOMEN))).toEqual([])
  expect(routering(routeeropdracht(z, AANGENOMEN, 'weiger'))).toEqual([])
})

describe('what a clock said', () => {
  const termijn = (event: BusEvent) => kort(uitTermijn(gelezen(leesTopic('termijnen'), event)))
  const soorten: Readonly<Record<TermijnberichtSoort, 'hub' | 'gemeente' | 'beide'>> = {
    'herinnering-contact': 'gemeente',
    'contact-gehaald': 'gemeente',
    'contact-verstreken': 'gemeente',
    'contact-alsnog-gehaald': 'gemeente',
    'herinnering-gesprek': 'gemeente',
    'gesprek-gehaald': 'gemeente',
    'gesprek-verstreken': 'gemeente',
    'gesprek-alsnog-gehaald': 'gemeente',
    'operatortermijn-verstreken': 'hub',
    'incassostop-eindigt': 'beide',
    'incassostop-geeindigd': 'beide',
  }

  test.each(Object.entries(soorten))(
    '%s is seen by the side whose copy it is, and when nobody was sent it by who may see it: %s',
    (naam, wie) => {
      const soort = Object.keys(soorten).find((s): s is TermijnberichtSoort => s === naam)
      if (!soort) throw new Error(naam)
      const aan = (...ontvangers: ReturnType<typeof naarGemeente>[]) =>
        termijn(termijnbericht(z, AANGENOMEN, { soort, ontvangers }))
      // Even a message that would name a creditor by mistake is not for its eyes.
      expect(aan(naarSchuldeiser(z))).toEqual([wie === 'beide' ? `${soort} schuldeiser` : soort])
      expect(aan(naarGemeente(z))).toEqual([wie === 'hub' ? soort : `${soort} gemeente`])
      const zonder = { hub: soort, gemeente: `${soort} gemeente`, beide: `${soort} schuldeiser gemeente` }
      expect(aan()).toEqual([zonder[wie]])
    },
  )

  test('what only passes by gives no second line', () => {
    for (const event of [
      gerouteerd(z),
      onrouteerbaar(z),
      nietBezorgbaar(z, AANGENOMEN),
      opdracht(z, AANGENOMEN, 'herstelopdracht'),
    ])
      expect(termijn(event)).toEqual([])
  })
})

test('a delivery is for the one whose postvak or endpoint it is', () => {
  const uit = (event: BusEvent) => kort([uitBezorging(gelezen(leesTopic('bezorgingen'), event))])
  expect(uit(bezorging(z, AANGENOMEN, { aan: naarGemeente(z), bericht: 'doorverwijzing' }))).toEqual([
    `bezorging-beschikbaar gemeente alleen ${z.uitvoerder}`,
  ])
  const mislukt = { aan: naarSchuldeiser(z), bericht: 'termijnbericht', mislukt: true }
  expect(uit(bezorging(z, AANGENOMEN, mislukt))).toEqual([`bezorging-mislukt schuldeiser alleen ${z.schuldeiser}`])
})
