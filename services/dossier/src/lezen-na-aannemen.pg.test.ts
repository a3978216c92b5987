import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { doorverwijzing } from '../../../test/steun/doorverwijzing.ts'
import type { IntakeProef } from '../../../test/steun/intake.ts'
import { proefIntake } from '../../../test/steun/intake.ts'
import { zoekWaarden } from '../../../test/steun/tabellen.ts'
import type { DossierProef } from './dossier.proef.ts'
import { maakDossierProef } from './dossier.proef.ts'
import { BEHEER, gerouteerd, maakZaak, ROERMOND, TELECOM, WATER, WEERT } from './zaak.proef.ts'

const PAD = '/v1/doorverwijzingen'
const DELEN = ['', '/incassostop', '/tijdlijn']
const OPENAPI = new URL('../../../openapi/warmknooppunt.v1.json', import.meta.url)

let intake: IntakeProef
let hub: DossierProef
beforeAll(async () => {
  intake = await proefIntake()
  hub = await maakDossierProef({ database: intake.database, aanmelding: intake.aanmelding })
  hub.zet(intake.nu())
})
afterAll(async () => {
  await hub.sluit()
  await intake.sluit()
})

/** Accepted a moment ago; no topic was read. */
async function neemAan(nr: string, anders = {}): Promise<Record<string, unknown>> {
  const { status, body } = await intake.post(PAD, doorverwijzing(nr, anders), { als: WATER, sleutel: `"${nr}"` })
  expect(status).toBe(201)
  return body
}

describe('a GET straight after the 201', () => {
  test('gives what the 201 said, and the same bytes once the topic was read', async () => {
    const { id, status, gemeente, uitvoerder, loket, contactUiterlijkOp, incassostop } = await neemAan('een')
    const voor = await hub.get(`${PAD}/${id}`, { als: WATER })
    expect(voor).toMatchObject({ status: 200, body: { id, status, gemeente, uitvoerder, loket, contactUiterlijkOp } })
    expect(voor.body.incassostop).toEqual(incassostop)
    expect((await hub.get(`${PAD}/${id}/incassostop`, { als: WATER })).body).toEqual(incassostop)
    await hub.lees('berichten')
    expect(await hub.get(`${PAD}/${id}`, { als: WATER })).toEqual(voor)
  })

  test('shows a tijdlijn that begins with what was accepted, and keeps that line as it is once the topic was read', async () => {
    intake.zetNu('2026-03-02T11:00:00.123987Z')
    hub.zet(intake.nu())
    const { id } = await neemAan('lijn')
    // Another topic may be read first; its line may be of the same millisecond.
    const routering = gerouteerd(maakZaak({ dossierId: String(id) }), intake.nu())
    await hub.leg({ routeringen: [{ ...routering, id: 'ffffffff-ffff-7fff-bfff-ffffffffffff' }] })
    const lijnen = () => Promise.all([WATER, WEERT].map((als) => hub.get(`${PAD}/${id}/tijdlijn`, { als })))
    const beheer = () => hub.get(`/v1/beheer/dossiers/${id}/tijdlijn`, { als: BEHEER })
    const eerste = { soort: 'aangenomen', tijdstip: '2026-03-02T11:00:00.123Z', gegevens: {} }
    for (const { body } of [...(await lijnen()), await beheer()])
      expect(body.gebeurtenissen).toEqual([{ id: expect.any(String), ...eerste }])
    await hub.lees('routeringen')
    const voor = [...(await lijnen()), await beheer()]
    for (const { body } of voor) expect(body.gebeurtenissen).toMatchObject([eerste, { soort: 'gerouteerd' }])
    await hub.lees('berichten')
    expect([...(await lijnen()), await beheer()]).toEqual(voor)
  })

  test('finds what waits for an operator, without a gemeente', async () => {
    const { id } = await neemAan('twee', { '/hulpvrager/woonadres/postcode': '9999ZZ' })
    const { body } = await hub.get(`${PAD}/${id}`, { als: WATER })
    expect(body).toMatchObject({ id, status: 'wacht-op-routering' })
    expect(body).not.toHaveProperty('gemeente')
  })

  test('is for the same eyes as later', async () => {
    const { id } = await neemAan('drie')
    for (const [als, verwacht] of [
      [WATER, 200],
      [WEERT, 200],
      [TELECOM, 404],
      [ROERMOND, 404],
    ] as const)
      for (const deel of DELEN) expect((await hub.get(`${PAD}/${id}${deel}`, { als })).status, als).toBe(verwacht)
    const beheer = await hub.get(`/v1/beheer/dossiers/${id}/tijdlijn`, { als: BEHEER })
    expect(beheer).toMatchObject({ status: 200, body: { gebeurtenissen: [{ soort: 'aangenomen' }] } })
  })

  test('may miss it in the list, which says so of itself', async () => {
    const { id } = await neemAan('zes')
    for (const [pad, als] of [
      [PAD, WATER],
      [PAD, WEERT],
      ['/v1/beheer/dossiers', BEHEER],
    ] as const)
      expect((await hub.get(`${pad}?limiet=200`, { als })).tekst).not.toContain(id)
    const { paths } = JSON.parse(readFileSync(OPENAPI, 'utf8'))
    for (const pad of ['/doorverwijzingen', '/beheer/dossiers'])
      expect(paths[pad].get.description).toContain('loopt een ogenblik achter')
  })

  test('still finds it when an order about it is read before it', async () => {
    const { id } = await neemAan('vier')
    await hub.eigenaar.query('insert into dossier.dossier (id, gekozen) values ($1, true)', [id])
    expect((await hub.get(`${PAD}/${id}`, { als: WATER })).body.status).toBe('aangenomen')
    expect((await hub.get(PAD, { als: WATER })).tekst).not.toContain(id)
    await hub.lees('berichten')
    expect((await hub.get(PAD, { als: WATER })).tekst).toContain(id)
  })
})

describe('a GET straight after an operator decided', () => {
  /** Its address lies in 0946 and 0988; that it waits was read, the decision was not. */
  async function beslis(nr: string, keuze: Readonly<Record<string, string>>): Promise<unknown> {
    const { id } = await neemAan(nr, {
      '/hulpvrager/woonadres/postcode': '6009AA',
      '/hulpvrager/woonadres/huisnummer': 5,
    })
    await hub.lees('berichten')
    expect((await hub.get(`${PAD}/${id}`, { als: WATER })).body.status).toBe('wacht-op-routering')
    expect((await hub.get(`${PAD}/${id}`, { als: WEERT })).status).toBe(404)
    const opdracht = await intake.post('/v1/beheer/routeeropdrachten', { dossierId: id, ...keuze }, { als: BEHEER })
    expect(opdracht.status).toBe(201)
    return id
  }

  const alles = (id: unknown, als: string) => Promise.all(DELEN.map((deel) => hub.get(`${PAD}/${id}${deel}`, { als })))

  test('finds the dossier for the gemeente that was chosen, and for no other', async () => {
    const id = await beslis('gekozen', { gemeentecode: '0946' })
    const voor = await alles(id, WEERT)
    expect(voor.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(voor[0]?.body).toMatchObject({ id, status: 'aangenomen', gemeente: { code: '0946', naam: 'Nederweert' } })
    expect(voor[2]?.body.gebeurtenissen).toMatchObject([{ soort: 'aangenomen' }])
    for (const als of [ROERMOND, TELECOM])
      expect((await alles(id, als)).map(({ status }) => status)).toEqual([404, 404, 404])
    await hub.lees('berichten')
    expect(await alles(id, WEERT)).toEqual(voor)
  })

  test('tells the creditor what was decided, and nothing more', async () => {
    const id = await beslis('verteld', { gemeentecode: '0946' })
    const voor = await alles(id, WATER)
    expect(voor[0]?.body).toMatchObject({
      status: 'aangenomen',
      gemeente: { code: '0946' },
      uitvoerder: { code: WEERT },
      loket: { code: 'nederweert' },
      contactUiterlijkOp: '2026-03-05',
    })
    for (const { tekst } of voor) expect(tekst).not.toMatch(/0988|kandidaten|meerdere|routeeropdracht/)
    await hub.lees('berichten')
    expect(await alles(id, WATER)).toEqual(voor)
  })

  test('tells the creditor of a refusal, and no gemeente', async () => {
    const id = await beslis('geweigerd', { weiger: 'adres-in-buitenland' })
    const voor = await alles(id, WATER)
    expect(voor[0]?.body.status).toBe('niet-bezorgbaar')
    expect(voor[0]?.body).not.toHaveProperty('gemeente')
    for (const als of [WEERT, ROERMOND])
      expect((await alles(id, als)).map(({ status }) => status)).toEqual([404, 404, 404])
    await hub.lees('berichten')
    expect(await alles(id, WATER)).toEqual(voor)
  })
})

test('nothing personal reaches a table of dossier, nor an answer', async () => {
  const { id } = await neemAan('vijf')
  await hub.lees('berichten')
  const persoonlijk = [
    'Voorbeeldstraat',
    '6001AB',
    '06-1234 0000',
    'a.voorbeeld@example.nl',
    '1984-06-17',
    'K-vijf',
    'WD-vijf',
  ]
  const { rows } = await hub.eigenaar.query('select from dossier.dossier where id = $1', [id])
  expect(rows).toHaveLength(1)
  const gevonden = await zoekWaarden(hub.eigenaar, persoonlijk)
  expect(gevonden.filter((plek) => plek.startsWith('dossier.'))).toEqual([])
  for (const pad of [PAD, `${PAD}/${id}`, `${PAD}/${id}/tijdlijn`])
    for (const waarde of persoonlijk) expect((await hub.get(pad, { als: WATER })).tekst).not.toContain(waarde)
})
