import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DossierProef, Wie } from './dossier.proef.ts'
import { maakDossierProef } from './dossier.proef.ts'
import {
  AANGENOMEN,
  aangenomen,
  BEHEER,
  gerouteerd,
  INCASSO,
  maakZaak,
  onrouteerbaar,
  routeeropdracht,
  TELECOM,
  WEERT,
} from './zaak.proef.ts'

const PAD = '/v1/doorverwijzingen'
const BEHEERPAD = '/v1/beheer/dossiers'
const doorBureau = { schuldeiser: TELECOM, afzender: { deelnemer: INCASSO, rol: 'intermediair' } } as const

/** One address lies in several gemeenten, one in none that is known, one in exactly one; the last had several, and an operator chose. */
const meerdere = maakZaak(doorBureau)
const onbekend = maakZaak(doorBureau)
const gevonden = maakZaak(doorBureau)
const gekozen = maakZaak(doorBureau)

let hub: DossierProef
beforeAll(async () => {
  hub = await maakDossierProef()
  const laat = AANGENOMEN.add({ minutes: 5 })
  await hub.leg({
    berichten: [
      aangenomen(meerdere, { wacht: ['0946', '0988'] }),
      aangenomen(onbekend, { wacht: true }),
      aangenomen(gevonden),
      aangenomen(gekozen, { wacht: ['0957', '0988'] }),
      routeeropdracht(gekozen, laat, 'gemeente'),
    ],
    routeringen: [onrouteerbaar(meerdere), onrouteerbaar(onbekend), onrouteerbaar(gekozen), gerouteerd(gekozen, laat)],
  })
  await hub.lees()
})
afterAll(() => hub.sluit())

const WEERT_EN_NEDERWEERT = [
  { code: '0946', naam: 'Nederweert' },
  { code: '0988', naam: 'Weert' },
]

async function rijen(pad: string, wie: Wie, veld: string): Promise<Map<unknown, Record<string, unknown>>> {
  const { status, body } = await hub.get(pad, wie)
  expect(status).toBe(200)
  const gelezen: unknown = body[veld]
  if (!Array.isArray(gelezen)) throw new Error(`no ${veld}`)
  return new Map(gelezen.map((rij) => [rij.id, rij]))
}

test('an operator sees on the list why a dossier waits, and the gemeenten it may be of', async () => {
  const wacht = await rijen(`${BEHEERPAD}?status=wacht-op-routering`, { als: BEHEER }, 'doorverwijzingen')
  expect([...wacht.keys()]).toEqual([meerdere.dossierId, onbekend.dossierId].toSorted())
  expect(wacht.get(meerdere.dossierId)).toMatchObject({ reden: 'meerdere', kandidaten: WEERT_EN_NEDERWEERT })
  expect(wacht.get(onbekend.dossierId)).toMatchObject({ reden: 'onbekend', kandidaten: [] })
  const alle = await rijen(BEHEERPAD, { als: BEHEER }, 'doorverwijzingen')
  expect(alle.get(gekozen.dossierId)).toMatchObject({
    status: 'aangenomen',
    reden: 'meerdere',
    kandidaten: [{ code: '0957' }, { code: '0988' }],
  })
  expect(alle.get(gevonden.dossierId)).not.toHaveProperty('reden')
  expect(alle.get(gevonden.dossierId)).not.toHaveProperty('kandidaten')
})

test('an operator sees the same, in codes, on the line that says that it waits', async () => {
  const lijn = async (id: string) =>
    [...(await rijen(`${BEHEERPAD}/${id}/tijdlijn`, { als: BEHEER }, 'gebeurtenissen')).values()].find(
      ({ soort }) => soort === 'wacht-op-routering',
    )?.gegevens
  expect(await lijn(meerdere.dossierId)).toEqual({ reden: 'meerdere', kandidaten: ['0946', '0988'] })
  expect(await lijn(onbekend.dossierId)).toEqual({ reden: 'onbekend', kandidaten: [] })
})

test('no party ever sees it: not the creditor, its intermediary, nor the gemeente that was chosen', async () => {
  const delen = [meerdere, onbekend, gekozen].flatMap(({ dossierId }) =>
    ['', '/incassostop', '/tijdlijn'].map((deel) => `${PAD}/${dossierId}${deel}`),
  )
  for (const als of [TELECOM, INCASSO, WEERT]) {
    let gezien = 0
    for (const pad of [PAD, `${PAD}?status=wacht-op-routering`, `${PAD}?status=aangenomen`, ...delen]) {
      const { status, tekst } = await hub.get(pad, { als })
      if (status === 200) gezien++
      expect(tekst, `${als} ${pad}`).not.toMatch(/"reden"|kandida|meerdere|onbekend|0946|0957/)
    }
    expect(gezien).toBe(als === WEERT ? 6 : 12)
  }
})
