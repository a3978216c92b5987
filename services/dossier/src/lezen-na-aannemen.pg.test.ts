import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { doorverwijzing } from '../../../test/steun/doorverwijzing.ts'
import type { IntakeProef } from '../../../test/steun/intake.ts'
import { proefIntake } from '../../../test/steun/intake.ts'
import { zoekWaarden } from '../../../test/steun/tabellen.ts'
import type { DossierProef } from './dossier.proef.ts'
import { maakDossierProef } from './dossier.proef.ts'
import { BEHEER, ROERMOND, TELECOM, WATER, WEERT } from './zaak.proef.ts'

const PAD = '/v1/doorverwijzingen'

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
    expect((await hub.get(`${PAD}/${id}/tijdlijn`, { als: WATER })).body).toEqual({ gebeurtenissen: [] })
    await hub.lees('berichten')
    expect(await hub.get(`${PAD}/${id}`, { als: WATER })).toEqual(voor)
    expect((await hub.get(`${PAD}/${id}/tijdlijn`, { als: WATER })).tekst).toContain('"aangenomen"')
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
      expect((await hub.get(`${PAD}/${id}`, { als })).status, als).toBe(verwacht)
    const beheer = await hub.get(`/v1/beheer/dossiers/${id}/tijdlijn`, { als: BEHEER })
    expect(beheer).toMatchObject({ status: 200, body: { gebeurtenissen: [] } })
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
