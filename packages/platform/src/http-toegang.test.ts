import { afterEach, expect, test } from 'vitest'
import type { Proefserver } from './http-proefserver.suite.ts'
import { AANGEMELD, GOED, maakProefserver, post } from './http-proefserver.suite.ts'

let server: Proefserver
afterEach(() => server.app.close())

const regels = () =>
  server.regels.map((regel) => JSON.parse(regel)).filter(({ gebeurtenis }) => gebeurtenis === 'http.verzoek')
const ID = '01977d5e-6f4b-7c3a-8b61-2f0f5a3c9e11'

test('every request is a line: its route as declared, how it ended, and which client asked', async () => {
  server = maakProefserver(undefined, true)
  await post(server, JSON.stringify(GOED))
  await server.app.inject({
    method: 'GET',
    url: `/v1/proeven/${ID}/redenen?limiet=999`,
    headers: { ...AANGEMELD, reden: 'geheim' },
  })
  await server.app.inject({ method: 'GET', url: '/v1/nergens/06-12340000', headers: {} })
  await server.app.inject({ method: 'GET', url: '/v1/proeven', headers: { authorization: 'Bearer vals' } })
  const wie = { client: 'waterbedrijf-maasdal', issuer: 'https://hub.example.nl' }
  expect(regels()).toMatchObject([
    {
      methode: 'POST',
      route: '/v1/proeven',
      status: 200,
      ms: expect.any(Number),
      bytesIn: JSON.stringify(GOED).length,
      bytesUit: expect.any(Number),
      ...wie,
    },
    { route: '/v1/proeven/:id/redenen', status: 400, probleem: 'ongeldige-invoer', ...wie },
    { methode: 'geen', route: null, status: 404, probleem: 'niet-gevonden' },
    { route: '/v1/proeven', status: 401, probleem: 'token-ongeldig' },
  ])
  expect(regels()[3]).not.toHaveProperty('client')
})

test('nothing of what was sent is in it: no address, no query, no header, no body', async () => {
  server = maakProefserver(undefined, true)
  await post(server, JSON.stringify(GOED), { 'user-agent': 'bijzonder', 'x-forwarded-for': '192.0.2.7' })
  await server.app.inject({
    method: 'GET',
    url: `/v1/proeven/${ID}/redenen?limiet=7`,
    headers: { ...AANGEMELD, reden: 'goed' },
  })
  const alles = server.regels.join('')
  expect(regels()).toHaveLength(2)
  for (const gestuurd of ['6001AB', ID, 'limiet', 'bijzonder', '192.0.2.7', 'Bearer'])
    expect(alles).not.toContain(gestuurd)
})

test('without the setting there are no such lines', async () => {
  server = maakProefserver()
  await post(server, JSON.stringify(GOED))
  expect(regels()).toEqual([])
})
