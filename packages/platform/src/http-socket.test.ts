import { once } from 'node:events'
import { METHODS } from 'node:http'
import { connect } from 'node:net'
import { setTimeout as wachtMs } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Proefserver } from './http-proefserver.suite.ts'
import { maakProefserver } from './http-proefserver.suite.ts'

let server: Proefserver
beforeEach(async () => {
  server = maakProefserver()
  await server.app.listen({ host: '127.0.0.1', port: 0 })
})
afterEach(() => server.app.close())

function poort(): number {
  const adres = server.app.server.address()
  if (adres === null || typeof adres === 'string') throw new Error('not listening')
  return adres.port
}

/** Sends bytes as they are; resolves with all that came back when the server has hung up. */
async function stuur(...delen: (string | number)[]): Promise<string> {
  const socket = connect(poort(), '127.0.0.1')
  let gezien = ''
  socket.setEncoding('utf8')
  socket.on('data', (stuk) => {
    gezien += stuk
  })
  await once(socket, 'connect')
  for (const deel of delen) {
    if (typeof deel === 'number') await wachtMs(deel)
    else socket.write(deel)
  }
  await once(socket, 'close')
  return gezien
}

describe('what is no HTTP is refused as every other mistake', () => {
  test.each([
    ['not HTTP at all', 'Planted\r\n\r\n'],
    ['headers too large', `GET /v1/open HTTP/1.1\r\nHost: x\r\nX: ${'Planted'.repeat(5_000)}\r\n\r\n`],
    [
      'two lengths',
      'POST /v1/open HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\nPlanted',
    ],
    ['an unknown method', 'PLANTED /v1/open HTTP/1.1\r\nHost: x\r\n\r\n'],
  ])('%s', async (_naam, bytes) => {
    const antwoord = await stuur(bytes)
    expect(antwoord).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/)
    expect(antwoord).toContain('API-Version: 1.0.0\r\n')
    expect(antwoord).toContain('X-Content-Type-Options: nosniff\r\n')
    expect(antwoord).toContain('Content-Type: application/problem+json')
    expect(antwoord).toContain('Connection: close\r\n')
    expect(JSON.parse(antwoord.slice(antwoord.indexOf('\r\n\r\n')))).toMatchObject({
      status: 400,
      code: 'ongeldige-invoer',
    })
    expect(antwoord).not.toContain('Planted')
  })

  test.each(['TRACE', 'PROPFIND', 'QUERY'])(
    '%s, a method we do not know, is refused with our headers',
    async (methode) => {
      const antwoord = await stuur(`${methode} /v1/open HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
      expect(antwoord).toMatch(/^HTTP\/1\.1 40[045] /)
      expect(antwoord.toLowerCase()).toContain('api-version: 1.0.0\r\n')
    },
  )
})

test('what does not arrive in time may be sent again: 408', async () => {
  const fout = Object.assign(new Error('planned'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' })
  server.app.server.once('connection', (socket) =>
    setTimeout(() => server.app.server.emit('clientError', fout, socket), 50),
  )
  const antwoord = await stuur(
    'POST /v1/proeven HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer goed\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\nhalf',
  )
  expect(antwoord).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/)
  expect(JSON.parse(antwoord.slice(antwoord.indexOf('\r\n\r\n')))).toMatchObject({ status: 408, code: 'te-traag' })
})

test('while draining, what arrives on an open connection is still answered, and the connection closed', async () => {
  const begonnen = Promise.withResolvers<void>()
  let keer = 0
  server.stand.behandel = async () => {
    if (keer++ === 0) {
      begonnen.resolve()
      await wachtMs(150)
    }
    return { kind: 'antwoord', status: 200, body: { keer } }
  }
  const vraag = 'GET /v1/open HTTP/1.1\r\nHost: x\r\n\r\n'
  const gesprek = stuur(vraag, 60, vraag)
  await begonnen.promise
  await server.app.close()
  const antwoord = await gesprek
  expect(antwoord.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2)
  expect(antwoord).not.toContain('503')
})

test('every method that Node can read and a path has not is 405, whatever its body is', async () => {
  const anders = METHODS.filter((methode) => !['GET', 'POST', 'CONNECT'].includes(methode))
  const koppen = 'Host: x\r\nContent-Type: application/json\r\nContent-Length: 1\r\nConnection: close\r\n\r\n{'
  const gezien = await Promise.all(anders.map((methode) => stuur(`${methode} /v1/open HTTP/1.1\r\n${koppen}`)))
  expect(gezien.map((antwoord) => antwoord.slice(0, 12))).toEqual(anders.map(() => 'HTTP/1.1 405'))
  expect(anders).toContain('QUERY')
})
