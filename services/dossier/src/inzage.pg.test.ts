import { registreerClients } from '@warmknooppunt/register/client-store'
import { registreerDeelnemers } from '@warmknooppunt/register/deelnemer-store'
import { DEMO_DEELNEMERS, DEMO_VAN } from '@warmknooppunt/register/demo/partijen'
import { DEMO_UITVOERDERREGELS } from '@warmknooppunt/register/demo/uitvoering'
import { registreerGemeenteUitvoerders } from '@warmknooppunt/register/gemeente-uitvoerder-store'
import { registreerMandaten } from '@warmknooppunt/register/mandaat-store'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ISSUER, maakAanmelding } from '../../../test/steun/aanmelding.ts'
import type { DossierProef, Wie } from './dossier.proef.ts'
import { maakDossierProef } from './dossier.proef.ts'
import type { Zaak } from './zaak.proef.ts'
import {
  AANGENOMEN,
  aangenomen,
  BEHEER,
  bezorging,
  gerouteerd,
  INCASSO,
  maakZaak,
  naarGemeente,
  naarSchuldeiser,
  ROERMOND,
  TELECOM,
  termijnbericht,
  WATER,
  WEERT,
} from './zaak.proef.ts'

const ANDER_BUREAU = 'incasso-noordzij'
const LEZEN = ['doorverwijzingen.lezen']
const PAD = '/v1/doorverwijzingen'
const doorBureau = { deelnemer: INCASSO, rol: 'intermediair' } as const

/** To Weert by the creditor itself, by its intermediary, and by one whose mandate has ended; and one to Roermond. */
const eigen = maakZaak()
const viaBureau = maakZaak({ schuldeiser: TELECOM, afzender: doorBureau })
const zonderMandaat = maakZaak({ afzender: doorBureau })
const roermond = maakZaak({ gemeentecode: '0957', uitvoerder: ROERMOND, loket: 'roermond' })
const zaken = [eigen, viaBureau, zonderMandaat, roermond]

let hub: DossierProef
beforeAll(async () => {
  const aanmelding = await maakAanmelding()
  hub = await maakDossierProef({ aanmelding })
  await hub.wijzig(async (w) => {
    await registreerDeelnemers(
      w,
      DEMO_DEELNEMERS.filter((d) => d.deelnemer === INCASSO).map((d) => {
        return { ...d, deelnemer: ANDER_BUREAU, naam: 'Incassobureau Noordzij', oin: null, kvk: '00000019' }
      }),
    )
    const jwks = aanmelding.clients[0]?.jwks ?? { keys: [] }
    const client = { clientId: `demo-${ANDER_BUREAU}`, deelnemer: ANDER_BUREAU, scopes: LEZEN, issuer: ISSUER, jwks }
    await registreerClients(w, [{ ...client, status: 'actief' }])
    const mandaat = { intermediair: ANDER_BUREAU, van: DEMO_VAN, totEnMet: null }
    await registreerMandaten(
      w,
      [WATER, TELECOM].map((schuldeiser) => ({ ...mandaat, schuldeiser })),
    )
  })
  await hub.leg({
    berichten: zaken.map((z) => aangenomen(z)),
    routeringen: zaken.map((z) => gerouteerd(z)),
    termijnen: zaken.map((z) =>
      termijnbericht(z, AANGENOMEN, { soort: 'contact-verstreken', ontvangers: [naarGemeente(z)] }),
    ),
    bezorgingen: zaken.flatMap((z) => [
      bezorging(z, AANGENOMEN, { aan: naarGemeente(z), bericht: 'doorverwijzing' }),
      bezorging(z, AANGENOMEN, { aan: naarSchuldeiser(z), bericht: 'termijnbericht' }),
    ]),
  })
  await hub.lees()
})
afterAll(() => hub.sluit())

/** Of whom it may see, each by all three routes and in its list. */
async function gezien(wie: Wie): Promise<Zaak[]> {
  const ids: string[] = []
  for (const { dossierId } of zaken) {
    const statussen = new Set<number>()
    for (const achter of ['', '/incassostop', '/tijdlijn'])
      statussen.add((await hub.get(`${PAD}/${dossierId}${achter}`, wie)).status)
    expect([...statussen], 'the three routes agree').toHaveLength(1)
    if (statussen.has(200)) ids.push(dossierId)
    else expect([...statussen]).toEqual([404])
  }
  expect(await lijst(PAD, wie), 'the list agrees').toEqual(ids.toSorted())
  return zaken.filter(({ dossierId }) => ids.includes(dossierId))
}

async function lijst(pad: string, wie: Wie): Promise<unknown[]> {
  const { status, body } = await hub.get(pad, wie)
  expect(status).toBe(200)
  const rijen: unknown = body.doorverwijzingen
  if (!Array.isArray(rijen)) throw new Error('no list')
  return rijen.map((rij) => rij.id)
}

async function soorten(pad: string, wie: Wie): Promise<unknown[]> {
  const { status, body } = await hub.get(pad, wie)
  expect(status).toBe(200)
  const rijen: unknown = body.gebeurtenissen
  if (!Array.isArray(rijen)) throw new Error('no timeline')
  return rijen.map((rij) => rij.soort).toSorted()
}

describe('a dossier is seen by', () => {
  test.each<[string, Wie, readonly Zaak[]]>([
    ['the creditor, also what its intermediary sent', { als: WATER }, [eigen, zonderMandaat, roermond]],
    ['another creditor: only its own', { als: TELECOM }, [viaBureau]],
    ['the intermediary, while its mandate holds', { als: INCASSO }, [viaBureau]],
    ['another intermediary of the same creditors: nothing', { als: ANDER_BUREAU, scopes: LEZEN }, []],
    ['the receiving uitvoerder', { als: WEERT }, [eigen, viaBureau, zonderMandaat]],
    ['another gemeente', { als: ROERMOND }, [roermond]],
    ['a gemeente that has none', { als: 'gemeente-heerlen' }, []],
  ])('%s', async (_wie, wie, verwacht) => {
    expect(await gezien(wie)).toEqual(verwacht)
  })

  test('an intermediary no more from the moment its mandate ends, and again when there is one', async () => {
    const mandaat = { intermediair: INCASSO, schuldeiser: TELECOM, van: DEMO_VAN }
    await hub.wijzig((w) => registreerMandaten(w, [{ ...mandaat, totEnMet: '2026-03-01' }]))
    expect(await gezien({ als: INCASSO })).toEqual([])
    expect(await gezien({ als: TELECOM })).toEqual([viaBureau])
    await hub.wijzig((w) => registreerMandaten(w, [{ ...mandaat, totEnMet: null }]))
    expect(await gezien({ als: INCASSO })).toEqual([viaBureau])
  })

  test('the new uitvoerder and no more the old one when a gemeente changes it; deliveries of the old one stay its own', async () => {
    const regels = DEMO_UITVOERDERREGELS.filter(({ gemeentecode }) => gemeentecode === '0988')
    const zet = (uitvoerder: string) =>
      hub.wijzig((w) => {
        const nieuw = regels.map((regel) => ({ ...regel, uitvoerder, van: DEMO_VAN, totEnMet: null }))
        return registreerGemeenteUitvoerders(w, '0988', nieuw)
      })
    await zet(ROERMOND)
    expect(await gezien({ als: WEERT })).toEqual([])
    expect(await gezien({ als: ROERMOND })).toEqual(zaken)
    const pad = `${PAD}/${eigen.dossierId}`
    expect(await soorten(`${pad}/tijdlijn`, { als: ROERMOND })).toEqual([
      'aangenomen',
      'contact-verstreken',
      'gerouteerd',
    ])
    // What was told first stays: the register changes who reads it, not what it says.
    expect((await hub.get(pad, { als: WATER })).body.uitvoerder).toMatchObject({ code: WEERT })
    await zet(WEERT)
    expect(await gezien({ als: WEERT })).toEqual([eigen, viaBureau, zonderMandaat])
  })
})

describe('a timeline shows', () => {
  const pad = `${PAD}/${eigen.dossierId}/tijdlijn`
  test('a creditor what it was told and its own deliveries', async () => {
    expect(await soorten(pad, { als: WATER })).toEqual(['aangenomen', 'bezorging-beschikbaar', 'gerouteerd'])
    const { body } = await hub.get(pad, { als: WATER })
    expect(body.gebeurtenissen).toContainEqual(
      expect.objectContaining({ gegevens: { bericht: 'termijnbericht', deelnemer: WATER } }),
    )
  })

  test('an intermediary the same, without the deliveries of the creditor', async () => {
    const { dossierId } = viaBureau
    expect(await soorten(`${PAD}/${dossierId}/tijdlijn`, { als: INCASSO })).toEqual(['aangenomen', 'gerouteerd'])
  })

  test('a gemeente what its terms said and its own deliveries', async () => {
    const verwacht = ['aangenomen', 'bezorging-beschikbaar', 'contact-verstreken', 'gerouteerd']
    expect(await soorten(pad, { als: WEERT })).toEqual(verwacht)
  })

  test('an operator all of it', async () => {
    const alles = await soorten(`/v1/beheer/dossiers/${eigen.dossierId}/tijdlijn`, { als: BEHEER })
    expect(alles).toEqual([
      'aangenomen',
      'bezorging-beschikbaar',
      'bezorging-beschikbaar',
      'contact-verstreken',
      'gerouteerd',
    ])
  })
})

describe('an operator', () => {
  test('sees every dossier, under /beheer only', async () => {
    expect(await lijst('/v1/beheer/dossiers', { als: BEHEER })).toEqual(zaken.map((z) => z.dossierId).toSorted())
    const wie = { als: BEHEER, scopes: ['beheer', ...LEZEN] }
    expect(await hub.get(PAD, wie)).toMatchObject({ status: 403, body: { code: 'geen-recht' } })
    for (const achter of ['', '/incassostop', '/tijdlijn'])
      expect((await hub.get(`${PAD}/${eigen.dossierId}${achter}`, wie)).status).toBe(403)
  })

  test('is what the beheer routes are for: a party with that scope gets nothing', async () => {
    for (const als of [WATER, INCASSO, WEERT]) {
      for (const pad of ['', `/${eigen.dossierId}/tijdlijn`]) {
        const antwoord = await hub.get(`/v1/beheer/dossiers${pad}`, { als, scopes: ['beheer', ...LEZEN] })
        expect(antwoord).toMatchObject({ status: 403, body: { code: 'geen-recht' } })
      }
    }
  })
})
