import { DEMO_CLIENTS } from '@warmknooppunt/register/demo/clients'
import { demoRijen } from '@warmknooppunt/register/demo/rijen'
import { maakOpzoekingen } from '@warmknooppunt/register/opzoekingen'
import { Registry } from 'prom-client'
import { expect, it } from 'vitest'
import { meetSleutels } from './sleutel-metriek.ts'

const NU = Temporal.Instant.from('2026-11-27T12:00:00Z')
const over = (dagen: number) => NU.add({ hours: dagen * 24 }).epochMilliseconds / 1_000

async function meet(
  sleutels: readonly (object | readonly object[])[],
  status: 'actief' | 'geblokkeerd' = 'actief',
): Promise<string> {
  const metrieken = new Registry()
  const clients = DEMO_CLIENTS.slice(0, sleutels.length).map((client, i) => ({
    ...client,
    issuer: 'https://a.example.nl',
    jwks: { keys: [sleutels[i] ?? []].flat().map((sleutel) => ({ kty: 'EC', ...sleutel })) },
    status,
  }))
  const stand = { ...maakOpzoekingen({ ...demoRijen(), clients }), versie: 1 }
  const register = { stand: async () => stand, standOp: async () => stand }
  meetSleutels({ register, db: { query: () => Promise.reject(new Error('not asked')) }, nu: () => NU, metrieken })
  return metrieken.metrics()
}

it('tells of the first that expires, also when it has, not of one with a newer key, and nothing when none says when', async () => {
  expect(await meet([{ exp: over(40) }, {}, { exp: over(12) }])).toMatch(/_verloopt_dagen 12$/m)
  expect(await meet([{ exp: over(-2) }])).toMatch(/_verloopt_dagen -2$/m)
  expect(await meet([{}, {}])).not.toMatch(/_verloopt_dagen [\d-]/)
  expect(await meet([[{ exp: over(3) }, { exp: over(50) }], { exp: over(60) }])).toMatch(/_verloopt_dagen 50$/m)
  expect(await meet([[{ exp: over(3) }, {}]])).not.toMatch(/_verloopt_dagen [\d-]/)
  expect(await meet([{ exp: over(3) }], 'geblokkeerd')).not.toMatch(/_verloopt_dagen [\d-]/)
})
