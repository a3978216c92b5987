import { Registry } from 'prom-client'
import { expect, test } from 'vitest'
import { GOED, maakProefserver, post } from './http-proefserver.suite.ts'

test('requests are counted by their declared route and status, refusals by code, and no address becomes a line', async () => {
  const register = new Registry()
  const server = maakProefserver(register)
  const { app, stand } = server
  const vraag = (method: 'GET' | 'DELETE', url: string) => app.inject({ method, url })
  await post(server, JSON.stringify(GOED))
  stand.behandel = async () => ({ kind: 'antwoord', status: 201, headers: { 'Idempotent-Replayed': 'true' } })
  await post(server, JSON.stringify(GOED))
  await post(server, '{')
  await post(server, JSON.stringify(GOED), { authorization: 'Bearer vreemd' })
  stand.belasting = { kind: 'vol', wachtSeconden: 2 }
  await post(server, JSON.stringify(GOED))
  stand.quotumWacht = 3
  await post(server, JSON.stringify(GOED))
  for (const url of ['/v1/jan', '/v1/piet']) await vraag('GET', url)
  await vraag('DELETE', '/v1/open')
  const regels = (await register.metrics()).split('\n')
  const aantal = (regel: string) =>
    regels
      .find((r) => r.startsWith(`warmknooppunt_http_${regel} `))
      ?.split(' ')
      .at(-1)
  const verzoek = (methode: string, route: string, status: number) =>
    aantal(`verzoek_seconds_count{methode="${methode}",route="${route}",status="${status}"}`)
  expect([200, 201, 400, 401, 429, 503].map((status) => verzoek('POST', '/v1/proeven', status))).toEqual([
    '1',
    '1',
    '1',
    '1',
    '1',
    '1',
  ])
  expect([404, 405].map((status) => verzoek('geen', 'geen', status))).toEqual(['2', '1'])
  const codes = ['geen-json', 'token-ongeldig', 'niet-beschikbaar', 'te-veel-verzoeken', 'niet-gevonden']
  expect(codes.map((code) => aantal(`problemen_total{code="${code}"}`))).toEqual(['1', '1', '1', '1', '2'])
  expect(aantal('herhalingen_total{route="/v1/proeven"}')).toBe('1')
  expect(regels.join()).not.toMatch(/jan|piet|DELETE/)
})
