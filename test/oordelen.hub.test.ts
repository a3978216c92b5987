import { amsterdamseDag } from '@warmknooppunt/regels/dag'
import { CloudEvent, HTTP } from 'cloudevents'
import { importJWK } from 'jose'
import {
  allowInsecureRequests,
  clientCredentialsGrantRequest,
  discoveryRequest,
  PrivateKeyJwt,
  processClientCredentialsResponse,
  processDiscoveryResponse,
} from 'oauth4webapi'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { kiesClient } from '../services/knooppunt/src/commando/client.ts'
import { totdat } from '../services/knooppunt/src/start.proef.ts'
import { doorverwijzing, opDag } from './steun/doorverwijzing.ts'
import type { Hub } from './steun/hub.ts'
import { maakHub } from './steun/hub.ts'
import { beoordeel, haalSchemathesis } from './steun/schemathesis.ts'
import { sluitOntvangerAan } from './steun/webhook.ts'

// Programs that nobody here wrote judge a running hub. Spectral's verdict stands in openapi.test.ts; the demo's receiver checks every push
// with the reference implementation of Standard Webhooks.

const gebrek = await haalSchemathesis()
let hub: Hub
beforeAll(async () => {
  hub = await maakHub()
}, 60_000)
afterAll(() => hub.sluit())

/** An access token by oauth4webapi: discovery, then client credentials with private_key_jwt, each answer held against the RFCs. */
async function haalToken(deelnemer: string, scope?: string) {
  const issuer = new URL(`${hub.basis}/oauth`)
  const opHttp = { [allowInsecureRequests]: true }
  const antwoord = await discoveryRequest(issuer, { algorithm: 'oauth2', ...opHttp })
  const server = await processDiscoveryResponse(issuer, antwoord)
  const { clientId, sleutel } = await kiesClient(`demo-${deelnemer}`, { url: hub.basis }, hub.data)
  const key = await importJWK(sleutel, sleutel.kty === 'EC' ? 'ES256' : 'PS256')
  if (key instanceof Uint8Array) throw new Error('a symmetric key')
  const wie = { client_id: clientId }
  const vraag = new URLSearchParams(scope === undefined ? {} : { scope })
  const kid = sleutel.kid === undefined ? {} : { kid: sleutel.kid }
  const kreeg = await clientCredentialsGrantRequest(server, wie, PrivateKeyJwt({ key, ...kid }), vraag, opHttp)
  return processClientCredentialsResponse(server, wie, kreeg)
}

describe('oauth4webapi', () => {
  test('finds the authorisation server by RFC 8414 and takes its token', async () => {
    const token = await haalToken('waterbedrijf-maasdal', 'doorverwijzingen.lezen')
    expect(token).toMatchObject({ token_type: 'bearer', scope: 'doorverwijzingen.lezen', expires_in: 600 })
    const { status } = await fetch(`${hub.basis}/v1/gemeenten`, {
      headers: { authorization: `Bearer ${token.access_token}` },
    })
    expect(status).toBe(200)
  })

  test('reads why a scope was refused', async () => {
    await expect(haalToken('waterbedrijf-maasdal', 'beheer')).rejects.toMatchObject({
      error: 'invalid_scope',
      status: 400,
    })
  })
})

test('cloudevents and standardwebhooks read a push, cloudevents the batch of the postvak', async () => {
  const ontvanger = await sluitOntvangerAan(hub, ['gemeente-heerlen'])
  const gisteren = amsterdamseDag(Temporal.Now.instant().subtract({ hours: 24 }))
  const naarHeerlen = { ...opDag(gisteren), '/hulpvrager/woonadres/postcode': '6411AA' }
  const { status, body } = await hub.vraag('waterbedrijf-maasdal', {
    method: 'POST',
    pad: '/v1/doorverwijzingen',
    body: doorverwijzing('oordeel', naarHeerlen),
  })
  expect({ status, body }).toMatchObject({ status: 201, body: { gemeente: { naam: 'Heerlen' } } })
  await totdat(async () => ontvanger.verzoeken.length > 0, 10_000)
  const [push] = ontvanger.verzoeken
  const koppen = Object.fromEntries(Object.entries(push?.koppen ?? {}).map(([naam, waarde]) => [naam, String(waarde)]))
  const event = leesEvent(koppen, push?.body ?? '')
  expect(event).toMatchObject({ subject: body.id, type: 'nl.warmknooppunt.doorverwijzing.gerouteerd' })
  expect(new Webhook(ontvanger.geheim).verify(push?.body ?? '', koppen)).toMatchObject({ id: event.id })

  const { access_token } = await haalToken('gemeente-heerlen')
  const antwoord = await fetch(`${hub.basis}/v1/postvak/berichten?na=0`, {
    headers: { authorization: `Bearer ${access_token}` },
  })
  const kop = { 'content-type': antwoord.headers.get('content-type') ?? '' }
  expect(leesEvent(kop, await antwoord.text())).toMatchObject({ id: event.id, data: { dossierId: body.id } })
  await ontvanger.sluit()
})

/** The (first) event by the SDK, which throws when it is none. */
function leesEvent(headers: Record<string, string>, body: string) {
  const [event] = [HTTP.toEvent({ headers, body })].flat()
  if (!(event instanceof CloudEvent)) throw new Error('no CloudEvent')
  event.validate()
  return event
}

describe(`Schemathesis${gebrek === null ? '' : ` (SKIPPED: Python or PyPI is missing: ${gebrek})`}`, () => {
  test.skipIf(gebrek !== null).each(['waterbedrijf-maasdal', 'schulddienst-land-van-weert', 'beheer-warmknooppunt'])(
    'gets no server error and nothing but what is documented, as %s',
    async (deelnemer) => {
      const { access_token } = await haalToken(deelnemer)
      const { gevonden, verzoeken, verslag } = await beoordeel(hub.basis, access_token, 1)
      expect(gevonden, verslag).toEqual([])
      expect(verslag).toMatch(/No issues found/)
      expect(verzoeken).toBeGreaterThan(500)
    },
    120_000,
  )
})
