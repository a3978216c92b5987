import { maakMeters } from '@warmknooppunt/platform/meters'
import { Registry } from 'prom-client'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Proef } from './delivery.proef.ts'
import { BEGIN, maakProef, WEERT } from './delivery.proef.ts'
import { nieuwGeheim, openEindpunt, registreerEindpunt } from './eindpunt.ts'
import { leesEindpunten } from './eindpunt-store.ts'
import { maakPostvakserver, routeKeuze } from './postvak.proef.ts'
import { maakDeliveryStage } from './stage.ts'

const BEHEER = 'beheer-warmknooppunt'
let proef: Proef
let server: Awaited<ReturnType<typeof maakPostvakserver>>
let id = ''
let eerste = ''

beforeAll(async () => {
  proef = await maakProef()
  const metrieken = new Registry()
  const vast = { metrieken, meters: maakMeters(metrieken), wek: () => undefined, http: routeKeuze(proef) }
  server = await maakPostvakserver(proef, maakDeliveryStage({ ...proef, ...vast, vierOgen: false }))
})
afterAll(async () => {
  await server.sluit()
  await proef.sluit()
})
beforeEach(async () => {
  await proef.eigenaar.query('truncate delivery.eindpunt, delivery.geheimwissel')
  const adres = { deelnemer: WEERT, adres: 'https://weert.example.nl/in' }
  const uit = await registreerEindpunt(proef.pool, proef.keks, adres, BEGIN)
  if (uit.kind === 'geweigerd') throw new Error(uit.reden)
  id = uit.id
  eerste = uit.geheim
})

const wissel = (body: object, o: { wie?: string; eindpunt?: string } = {}) =>
  server.vraag(o.wie ?? BEHEER, `/beheer/eindpunten/${o.eindpunt ?? id}/geheimen`, {
    method: 'POST',
    body: JSON.stringify(body),
    scope: 'beheer',
  })

async function geldig(uren = 0): Promise<readonly string[]> {
  const [eindpunt] = await leesEindpunten(proef.pool)
  if (!eindpunt) throw new Error('no endpoint')
  return openEindpunt(proef.keks, eindpunt, BEGIN.add({ hours: uren })).geheimen
}

async function lijst(): Promise<unknown> {
  return (await server.vraag(BEHEER, '/beheer/eindpunten', { scope: 'beheer' })).body
}

it('gives an endpoint a secret beside the old one, shows one it made once, and keeps by whom', async () => {
  const oudGeldigTot = BEGIN.add({ hours: 24 }).toString()
  const { status, body } = await wissel({})
  expect(status).toBe(201)
  expect(body).toEqual({ eindpunt: id, oudGeldigTot, geheim: expect.stringMatching(/^whsec_/) })
  const [tweede] = await geldig()
  expect(body).toHaveProperty('geheim', tweede)
  expect(await geldig()).toEqual([tweede, eerste])
  expect(await geldig(24)).toEqual([tweede])
  const { rows } = await proef.eigenaar.query('select eindpunt, operator, client from delivery.geheimwissel')
  expect(rows).toEqual([{ eindpunt: id, operator: BEHEER, client: `demo-${BEHEER}` }])
  expect(await lijst()).toMatchObject({ eindpunten: [{ id, deelnemer: WEERT, status: 'actief', oudGeldigTot }] })
  expect(JSON.stringify(await lijst())).not.toMatch(/whsec_|example\.nl/)
})

it('is done once for the same secret, refuses a third while two count, and drops one that leaked', async () => {
  const [tweede, derde] = [nieuwGeheim(), nieuwGeheim()]
  const oudGeldigTot = BEGIN.add({ hours: 1 }).toString()
  expect(await wissel({ geheim: tweede, oudGeldigUren: 1 })).toMatchObject({ status: 201 })
  const weer = await wissel({ geheim: tweede, oudGeldigUren: 1 })
  expect(weer).toMatchObject({ status: 200, body: { eindpunt: id, oudGeldigTot } })
  expect(weer.body).not.toHaveProperty('geheim')
  expect(await wissel({ geheim: derde })).toMatchObject({ status: 409, body: { code: 'verkeerde-status' } })
  expect(await geldig()).toEqual([tweede, eerste])
  expect(await wissel({ geheim: derde, oudGeldigUren: 0 })).toMatchObject({ status: 201, body: { oudGeldigTot: null } })
  expect(await geldig()).toEqual([derde])
})

it('is for operators, of an endpoint that there is, with a secret that is one', async () => {
  expect(await wissel({}, { wie: WEERT })).toMatchObject({ status: 403 })
  expect(await wissel({}, { eindpunt: '01950000-0000-7000-8000-000000000001' })).toMatchObject({ status: 404 })
  expect(await wissel({ geheim: 'whsec_kort' })).toMatchObject({
    status: 400,
    body: { errors: [{ location: '/geheim' }] },
  })
  expect(await geldig()).toEqual([eerste])
})
