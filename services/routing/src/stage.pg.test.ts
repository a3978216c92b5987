import { maakPostgresBus } from '@warmknooppunt/platform/postgres-bus'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { RoutingProef } from './routing.proef.ts'
import { maakRoutingProef, soort } from './routing.proef.ts'

let proef: RoutingProef
beforeAll(async () => {
  proef = await maakRoutingProef()
})
afterAll(() => proef.sluit())

it('a running stage reads what intake committed and stops when it is told', async () => {
  const stop = new AbortController()
  const bus = maakPostgresBus({ poolVan: () => proef.routing, log: proef.omgeving.log })
  const abonnement = bus.abonneer(proef.consument, stop.signal)
  await proef.leg(await proef.maak())
  await vi.waitUntil(async () => (await proef.uit()).length === 1, 5_000)
  expect((await proef.uit()).map(soort)).toEqual(['doorverwijzing.gerouteerd (gerouteerd)'])
  expect(abonnement.stand()).toEqual({ gezond: true, reden: null })
  stop.abort()
  await abonnement.klaar
  await bus.sluit()
})

it('a message put aside goes on when its dossier is released', async () => {
  const bericht = await proef.maak()
  await proef.eigenaar.query('revoke insert on routing.toewijzing from wk_routing')
  await proef.leg(bericht)
  await proef.lees()
  expect(await proef.rijen('onverwerkbaar')).toMatchObject([{ sleutel: bericht.subject, foutcode: '42501' }])
  await proef.eigenaar.query('grant insert on routing.toewijzing to wk_routing')
  expect(await proef.consument.geefVrij(bericht.subject)).toEqual({ kind: 'vrij', aantal: 1 })
  expect((await proef.uit()).at(-1)?.subject).toBe(bericht.subject)
})

it.each([
  'select from intake.dossier',
  'update routing.toewijzing set loket = loket',
  'delete from routing.wacht',
  'delete from routing.bericht',
  'delete from kluis.sleutel',
  'select from sla.klok',
])('its role may not: %s', async (opdracht) => {
  await expect(proef.routing.query(opdracht)).rejects.toMatchObject({ code: '42501' })
})
