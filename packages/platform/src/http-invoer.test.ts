import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Proefserver } from './http-proefserver.suite.ts'
import { AANGEMELD, GOED, keurAntwoord, maakProefserver, post } from './http-proefserver.suite.ts'

let server: Proefserver
beforeEach(() => {
  server = maakProefserver()
})
afterEach(() => server.app.close())

const fouten = (antwoord: { json(): { errors?: { in: string; location: string; code: string; detail: string }[] } }) =>
  (antwoord.json().errors ?? []).map((fout) => `${fout.in} ${fout.location} ${fout.code}`)

test('good input reaches the handler as it was sent', async () => {
  const antwoord = await post(server, JSON.stringify(GOED))
  keurAntwoord(antwoord, 200)
  expect(antwoord.json()).toEqual({ body: GOED, params: {}, query: {} })
})

describe('400 names every fault, where it is and which rule it breaks', () => {
  test('in the body', async () => {
    const antwoord = await post(server, JSON.stringify({ postcode: 6001, namens: 'x', extra: true }))
    keurAntwoord(antwoord, 400, 'ongeldige-invoer')
    expect(fouten(antwoord).sort()).toEqual([
      'body /extra onbekend-veld',
      'body /huisnummer verplicht',
      'body /namens te-kort',
      'body /namens vorm',
      'body /postcode type',
    ])
    expect(antwoord.json().detail).toContain('5 fouten')
  })

  test('in path, query and body together', async () => {
    const url = '/v1/proeven/not-a-uuid/delen?limiet=0&onbekend=1'
    const antwoord = await server.app.inject({ method: 'POST', url, payload: { huisnummer: 1 }, headers: AANGEMELD })
    keurAntwoord(antwoord, 400, 'ongeldige-invoer')
    expect(fouten(antwoord)).toEqual([
      'path id vorm',
      'query onbekend onbekend-veld',
      'query limiet te-laag',
      'body /postcode verplicht',
    ])
  })

  test('in a header, as such, with those of path and query', async () => {
    const vraag = (pad: string, koppen: object) =>
      server.app.inject({ method: 'GET', url: `/v1/proeven/${pad}`, headers: { ...AANGEMELD, ...koppen } })
    const zonder = await vraag('not-a-uuid/redenen?limiet=0', {})
    keurAntwoord(zonder, 400, 'ongeldige-invoer')
    expect(fouten(zonder)).toEqual(['path id vorm', 'query limiet te-laag', 'header reden verplicht'])
    const id = '01950000-0000-7000-8000-000000000001'
    const anders = await vraag(`${id}/redenen`, { reden: '06-12340000' })
    expect(fouten(anders)).toEqual(['header reden keuzelijst'])
    expect(anders.body).not.toContain('06-12340000')
    expect((await vraag(`${id}/redenen`, { Reden: 'goed' })).statusCode).toBe(200)
  })

  test('without ever repeating what was sent, in values or in names', async () => {
    const geplant = '06-12340000'
    const body = {
      postcode: geplant,
      huisnummer: geplant,
      namens: geplant,
      [geplant]: geplant,
      extra: { [geplant]: 1 },
    }
    const url = `/v1/proeven/${geplant}/delen?limiet=${geplant}&${geplant}=1`
    const antwoorden = [
      await server.app.inject({ method: 'POST', url, payload: body, headers: AANGEMELD }),
      await server.app.inject({ method: 'GET', url: `/v1/proeven?${geplant}=1`, headers: AANGEMELD }),
      await post(server, geplant),
      await server.app.inject({ method: 'GET', url: `/v1/${geplant}`, headers: AANGEMELD }),
      await server.app.inject({ method: 'GET', url: `/v1/open/%zz${geplant}`, headers: AANGEMELD }),
      await server.app.inject({
        method: 'POST',
        url: `/v1/proeven/${geplant.repeat(20)}/delen`,
        payload: body,
        headers: AANGEMELD,
      }),
      await post(server, '{}', { 'content-type': geplant }),
      await post(server, '{}', { authorization: `Bearer ${geplant}` }),
    ]
    for (const antwoord of antwoorden) {
      expect(antwoord.statusCode).toBeGreaterThanOrEqual(400)
      expect(JSON.stringify([antwoord.headers, antwoord.body])).not.toContain(geplant)
    }
    expect(server.regels.join()).not.toContain(geplant)
  })

  test('in a query a number is read as one, and what is absent has its default', async () => {
    const lees = async (vraag: string) =>
      (await server.app.inject({ method: 'GET', url: `/v1/proeven${vraag}`, headers: AANGEMELD })).json().query
    expect([await lees('?limiet=7'), await lees('')]).toEqual([{ limiet: 7 }, { limiet: 20 }])
  })

  test('in a body nothing is converted', async () => {
    const antwoord = await post(server, JSON.stringify({ ...GOED, huisnummer: '12' }))
    expect(fouten(antwoord)).toEqual(['body /huisnummer type'])
  })
})

describe('a body that is no JSON in UTF-8 is refused', () => {
  const json = Buffer.from(JSON.stringify({ ...GOED, postcode: 'é' }))
  test.each([
    ['empty', Buffer.alloc(0)],
    ['only white space', Buffer.from('  ')],
    ['cut off', Buffer.from('{"postcode": "60')],
    ['two values', Buffer.from('{}{}')],
    ['NaN', Buffer.from('{"huisnummer": NaN}')],
    ['broken UTF-8', Buffer.from(json.toString('latin1').replace('Ã', ''), 'latin1')],
    [
      'a lone surrogate in bytes',
      Buffer.concat([Buffer.from('{"postcode":"'), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from('"}')]),
    ],
    ['a byte order mark', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(JSON.stringify(GOED))])],
    ['UTF-16', Buffer.from(JSON.stringify(GOED), 'utf16le')],
  ])('%s', async (_naam, body) => {
    keurAntwoord(await post(server, body), 400, 'geen-json')
  })
})

describe('a body that no message can be is refused', () => {
  const diep = (n: number) => `{"postcode":${'['.repeat(n)}${']'.repeat(n)}}`
  test.each([
    ['10,000 levels deep', diep(10_000)],
    ['30,000 levels of objects', `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`],
    ['20,000 values', `[${'1,'.repeat(20_000)}1]`],
    ['a number', '7'],
    ['null', 'null'],
    ['an array', '[]'],
    ['with __proto__', `{"__proto__":{"postcode":"6001AB"},"huisnummer":1,"postcode":"6001AB"}`],
    ['with constructor', `{"constructor":{"prototype":{"x":1}},"huisnummer":1,"postcode":"6001AB"}`],
  ])('%s', async (_naam, body) => {
    keurAntwoord(await post(server, body), 400, 'ongeldige-invoer')
    expect(Reflect.get({}, 'x')).toBeUndefined()
  })

  test('with __proto__ where a required field hides in it', async () => {
    const antwoord = await post(server, '{"__proto__":{"postcode":"6001AB","huisnummer":1}}')
    keurAntwoord(antwoord, 400, 'ongeldige-invoer')
  })

  test('larger than 64 KB: 413, and exactly 64 KB is read', async () => {
    keurAntwoord(await post(server, JSON.stringify({ postcode: 'x'.repeat(1_048_576) })), 413, 'te-groot')
    keurAntwoord(await post(server, `"${'x'.repeat(65_535)}"`), 413, 'te-groot')
    keurAntwoord(await post(server, `"${'x'.repeat(65_534)}"`), 400, 'ongeldige-invoer')
  })

  test('of another type, or of none: 415, and without a body what is missing', async () => {
    for (const soort of [
      'text/plain',
      'application/xml',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'json',
    ]) {
      keurAntwoord(await post(server, JSON.stringify(GOED), { 'content-type': soort }), 415, 'verkeerd-inhoudstype')
    }
    keurAntwoord(await post(server, JSON.stringify(GOED), { 'content-type': 'application/json; charset=utf-8' }), 200)
    const leeg = await server.app.inject({ method: 'POST', url: '/v1/proeven', headers: AANGEMELD })
    keurAntwoord(leeg, 400, 'ongeldige-invoer')
  })
})
