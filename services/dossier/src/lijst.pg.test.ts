import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { DossierProef, Wie } from './dossier.proef.ts'
import { maakDossierProef } from './dossier.proef.ts'
import type { Zaak } from './zaak.proef.ts'
import {
  AANGENOMEN,
  aangenomen,
  BEHEER,
  INCASSO,
  maakZaak,
  op,
  ROERMOND,
  routeeropdracht,
  TELECOM,
  WATER,
  WEERT,
} from './zaak.proef.ts'

const PAD = '/v1/doorverwijzingen'
const BEHEERPAD = '/v1/beheer/dossiers'

let hub: DossierProef
beforeAll(async () => {
  hub = await maakDossierProef()
})
afterAll(() => hub.sluit())
beforeEach(async () => {
  await hub.eigenaar.query('truncate dossier.dossier')
  hub.zet(AANGENOMEN)
})

type Bladzijde = { readonly ids: readonly string[]; readonly volgende: string | null }

async function bladzijde(pad: string, wie: Wie): Promise<Bladzijde> {
  const { status, body } = await hub.get(pad, wie)
  expect(status).toBe(200)
  const rijen: unknown = body.doorverwijzingen
  if (!Array.isArray(rijen)) throw new Error('no list')
  return { ids: rijen.map(({ id }) => id), volgende: typeof body.volgende === 'string' ? body.volgende : null }
}

async function neemAan(...zaken: readonly Zaak[]): Promise<void> {
  await hub.leg({ berichten: zaken.map((z) => aangenomen(z)) })
  await hub.lees('berichten')
}

const idsVan = (zaken: readonly Zaak[]) => zaken.map((z) => z.dossierId).toSorted()
const reeks = (aantal: number, o: (nr: number) => Partial<Zaak>) =>
  Array.from({ length: aantal }, (_, nr) => maakZaak(o(nr)))
const opMinuut = (nr: number) => ({ aangenomenOp: AANGENOMEN.add({ minutes: nr }) })

describe('paging', () => {
  test.each<[string, string, Wie]>([
    ['a creditor', PAD, { als: TELECOM }],
    ['an intermediary', PAD, { als: INCASSO }],
    ['a receiver of two gemeenten', PAD, { als: WEERT }],
    ['an operator', BEHEERPAD, { als: BEHEER }],
  ])('gives %s everything once, in order, also what arrives meanwhile', async (_naam, pad, wie) => {
    const doorBureau = { schuldeiser: TELECOM, afzender: { deelnemer: INCASSO, rol: 'intermediair' } } as const
    const maak = (nr: number) => ({ ...doorBureau, ...opMinuut(nr), gemeentecode: nr % 2 === 0 ? '0988' : '0946' })
    const zaken = reeks(11, maak)
    await neemAan(...zaken)
    const gelezen: string[] = []
    let na: string | null = null
    for (let nr = 0; ; nr++) {
      const deel: Bladzijde = await bladzijde(`${pad}?limiet=3${na ? `&na=${na}` : ''}`, wie)
      gelezen.push(...deel.ids)
      na = deel.volgende
      if (na === null) break
      expect(deel.ids).toHaveLength(3)
      expect(na).toBe(deel.ids.at(-1))
      if (nr < 3) {
        const nieuw = reeks(2, (plaats) => maak(20 + 2 * nr + plaats))
        zaken.push(...nieuw)
        await neemAan(...nieuw)
      }
    }
    expect(gelezen).toEqual(idsVan(zaken))
  })

  test('names no next page when this one holds the last', async () => {
    await neemAan(...reeks(3, opMinuut))
    expect((await bladzijde(`${PAD}?limiet=3`, { als: WATER })).volgende).toBeNull()
    expect((await bladzijde(`${PAD}?limiet=2`, { als: WATER })).volgende).not.toBeNull()
  })

  test('is by fifty when nothing is asked', async () => {
    await neemAan(...reeks(51, opMinuut))
    const eerste = await bladzijde(PAD, { als: WATER })
    expect(eerste.ids).toHaveLength(50)
    expect((await bladzijde(`${PAD}?na=${eerste.volgende}`, { als: WATER })).ids).toHaveLength(1)
  })

  test('asked wrongly is answered with 400 and where it stood', async () => {
    const { dossierId } = maakZaak()
    for (const [vraag, location] of [
      ['limiet=0', 'limiet'],
      ['limiet=201', 'limiet'],
      ['limiet=veel', 'limiet'],
      ['na=geen-id', 'na'],
      [`na=urn:uuid:${dossierId}`, 'na'],
      ['status=open', 'status'],
      ['schuldeiser=telecom', 'schuldeiser'],
    ]) {
      for (const [pad, als] of [
        [PAD, WATER],
        [BEHEERPAD, BEHEER],
      ] as const) {
        const { status, body } = await hub.get(`${pad}?${vraag}`, { als })
        expect(status, vraag).toBe(400)
        expect(body.errors).toContainEqual(expect.objectContaining({ in: 'query', location }))
      }
    }
  })
})

describe('the filter by status', () => {
  const oud = maakZaak(opMinuut(0))
  const gekozen = maakZaak({ ...opMinuut(1), gemeentecode: '0957', uitvoerder: ROERMOND, loket: 'roermond' })
  const geweigerd = maakZaak(opMinuut(2))
  const wacht = maakZaak(opMinuut(3))
  const STATUSSEN = ['wacht-op-routering', 'aangenomen', 'niet-bezorgbaar', 'ingetrokken', 'gesloten'] as const

  beforeEach(async () => {
    const laat = AANGENOMEN.add({ minutes: 5 })
    await hub.leg({
      berichten: [
        aangenomen(oud),
        ...[gekozen, geweigerd, wacht].map((z) => aangenomen(z, { wacht: true })),
        routeeropdracht(gekozen, laat, 'gemeente'),
        routeeropdracht(geweigerd, laat, 'weiger'),
      ],
    })
    await hub.lees('berichten')
  })

  /** What each status gives; what is shown under it says so itself. */
  async function perStatus(pad: string, wie: Wie) {
    const gevonden: Record<string, readonly string[]> = {}
    for (const status of STATUSSEN) {
      const { tekst } = await hub.get(`${pad}?status=${status}`, wie)
      const { ids } = await bladzijde(`${pad}?status=${status}`, wie)
      expect(tekst.split(`"status":"${status}"`)).toHaveLength(ids.length + 1)
      if (ids.length > 0) gevonden[status] = ids
    }
    expect(Object.values(gevonden).flat().toSorted()).toEqual((await bladzijde(pad, wie)).ids)
    return gevonden
  }

  test('gives each dossier under the status that is shown, until time closes it', async () => {
    const open = {
      'wacht-op-routering': idsVan([wacht]),
      aangenomen: idsVan([oud, gekozen]),
      'niet-bezorgbaar': idsVan([geweigerd]),
    }
    const dicht = { 'niet-bezorgbaar': idsVan([geweigerd]), gesloten: idsVan([oud, gekozen, wacht]) }
    expect(await perStatus(PAD, { als: WATER })).toEqual(open)
    expect(await perStatus(BEHEERPAD, { als: BEHEER })).toEqual(open)
    hub.zet(op('2026-04-01T22:00:00Z'))
    expect(await perStatus(PAD, { als: WATER })).toEqual(dicht)
    // To those who still have work with it, it closes two weeks later.
    expect(await perStatus(BEHEERPAD, { als: BEHEER })).toEqual(open)
    expect(await perStatus(PAD, { als: WEERT })).toEqual({ aangenomen: idsVan([oud]) })
    expect(await perStatus(PAD, { als: ROERMOND })).toEqual({ aangenomen: idsVan([gekozen]) })
    hub.zet(op('2026-04-15T22:00:00Z'))
    expect(await perStatus(BEHEERPAD, { als: BEHEER })).toEqual(dicht)
    expect(await perStatus(PAD, { als: WEERT })).toEqual({ gesloten: idsVan([oud]) })
  })

  test('shows what an operator chose, and nothing of a gemeente where none was found', async () => {
    const toon = async (z: Zaak) => (await hub.get(`${PAD}/${z.dossierId}`, { als: WATER })).body
    expect(await toon(gekozen)).toMatchObject({
      status: 'aangenomen',
      gemeente: { code: '0957', naam: 'Roermond' },
      uitvoerder: { code: ROERMOND },
      loket: { code: 'roermond', naam: 'Loket Roermond' },
      contactUiterlijkOp: '2026-03-09',
    })
    for (const z of [geweigerd, wacht])
      expect(Object.keys(await toon(z))).toEqual(['id', 'status', 'schuldeiser', 'aangenomenOp', 'incassostop'])
  })
})
