import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { doorverwijzing } from '../../../test/steun/doorverwijzing.ts'
import type { Gekregen, IntakeProef, Vraag } from '../../../test/steun/intake.ts'
import { proefIntake } from '../../../test/steun/intake.ts'
import { telRijen, verschil } from '../../../test/steun/tabellen.ts'

const PAD = '/v1/doorverwijzingen'
const WATER = { als: 'waterbedrijf-maasdal' } as const

let hub: IntakeProef
let voor: ReadonlyMap<string, number>
beforeAll(async () => {
  hub = await proefIntake()
  await hub.post(PAD, doorverwijzing('eerste'), WATER)
})
afterAll(() => hub.sluit())

// Nothing of this file is accepted, so nothing of it may be stored.
beforeEach(async () => {
  voor = await telRijen(hub.eigenaar)
})
afterEach(async () => {
  expect(verschil(voor, await telRijen(hub.eigenaar))).toEqual({})
})

const stuur = (body: unknown, vraag: Partial<Vraag> = {}): Promise<Gekregen> =>
  hub.post(PAD, body, { ...WATER, ...vraag })
const fouten = ({ body }: Gekregen): string[] =>
  Array.isArray(body.errors) ? body.errors.map(({ location, code }) => `${location} ${code}`).sort() : []

describe('a body that is no message', () => {
  test('is answered with all its faults together', async () => {
    const antwoord = await stuur(
      doorverwijzing('fout', {
        '/referentienummer': 5,
        '/bsn': '1',
        '/hulpvrager/naam/achternaam': undefined,
        '/hulpvrager/woonadres/huisnummer': '12',
        '/hulpvrager/partner': {},
        '/toestemming/wijze': 'fax',
        '/toestemming/omvang/doorverwijzen': false,
        '/vorderingen/0/bedrag': '12,50',
        '/vorderingen/0/peildatum': '2026-02-30',
      }),
    )
    expect(antwoord).toMatchObject({ status: 400, body: { code: 'ongeldige-invoer' } })
    expect(antwoord.koppen['content-type']).toMatch(/^application\/problem\+json/)
    expect(fouten(antwoord)).toEqual([
      '/bsn onbekend-veld',
      '/hulpvrager/naam/achternaam verplicht',
      '/hulpvrager/partner onbekend-veld',
      '/hulpvrager/woonadres/huisnummer type',
      '/referentienummer type',
      '/toestemming/omvang/doorverwijzen vaste-waarde',
      '/toestemming/wijze keuzelijst',
      '/vorderingen/0/bedrag vorm',
      '/vorderingen/0/peildatum vorm',
    ])
  })

  test.each([null, [], 5, true, {}, [doorverwijzing(1)]])('is refused when it is %j', async (body) => {
    expect(await stuur(JSON.stringify(body))).toMatchObject({ status: 400, body: { code: 'ongeldige-invoer' } })
  })

  test.each(['', '{', '{"a":1}{"b":2}', 'NaN', `\ufeff${JSON.stringify(doorverwijzing(1))}`])(
    'is refused when it is no JSON: %j',
    async (body) => {
      expect(await stuur(body)).toMatchObject({ status: 400, body: { code: 'geen-json' } })
    },
  )

  test('is refused when it is not UTF-8, also where the broken part is in a string', async () => {
    const heel = Buffer.from(
      JSON.stringify(doorverwijzing('utf8', { '/hulpvrager/naam/achternaam': 'Fr\u00e9 Voorbeeld' })),
    )
    const halverwege = heel.indexOf(Buffer.from('\u00e9'))
    const kapot = Buffer.concat([heel.subarray(0, halverwege + 1), heel.subarray(halverwege + 2)])
    expect(await stuur(kapot)).toMatchObject({ status: 400, body: { code: 'geen-json' } })
    expect(await stuur(Buffer.from(JSON.stringify(doorverwijzing(1)), 'utf16le'))).toMatchObject({ status: 400 })
  })

  test('is refused when it is nested deep, wide or both, and quickly', async () => {
    const begin = performance.now()
    const diep = `${'['.repeat(30_000)}${']'.repeat(30_000)}`
    for (const body of [diep, `{"hulpvrager":${diep}}`]) {
      expect(fouten(await stuur(body))).toEqual([' te-diep'])
    }
    expect(fouten(await stuur(`[${'0,'.repeat(30_000)}0]`))).toEqual([' te-groot'])
    const velden = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`veld${i}`, i]))
    const veel = await stuur({ ...doorverwijzing(1), ...velden })
    expect(veel.body.errors).toHaveLength(50)
    expect(performance.now() - begin).toBeLessThan(5_000)
  })

  test('is refused when it is larger than 64 KB', async () => {
    const groot = doorverwijzing('groot', { '/hulpvrager/naam/achternaam': 'a'.repeat(1_000_000) })
    expect(await stuur(groot)).toMatchObject({ status: 413, body: { code: 'te-groot' } })
  })

  test.each(['text/plain', 'application/xml', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    'is refused when it calls itself %s',
    async (type) => {
      const antwoord = await stuur(JSON.stringify(doorverwijzing(1)), { koppen: { 'content-type': type } })
      expect(antwoord).toMatchObject({ status: 415, body: { code: 'verkeerd-inhoudstype' } })
    },
  )

  test('is refused when it tries to reach a prototype', async () => {
    for (const naam of ['__proto__', 'constructor', 'toString']) {
      const tekst = JSON.stringify(doorverwijzing('proto')).replace('{', `{"${naam}":{"namens":"00000012"},`)
      expect(await stuur(tekst)).toMatchObject({ status: 400, body: { code: 'ongeldige-invoer' } })
    }
  })
})

test('another method is answered with 405 and what is allowed', async () => {
  const antwoord = await hub.get(PAD, WATER)
  expect(antwoord).toMatchObject({ status: 405, koppen: { allow: 'POST' } })
})

test.each(['abc', '"', '', '5', '?1', '"a", "b"', '"a";b=1', '("a")', '""', `"${'a'.repeat(256)}"`, '"caf\u00e9"'])(
  'an Idempotency-Key of %j is refused',
  async (sleutel) => {
    const antwoord = await stuur(doorverwijzing('kop'), { sleutel })
    expect(antwoord).toMatchObject({ status: 400, body: { code: 'ongeldige-invoer' } })
    expect(antwoord.body.errors).toMatchObject([{ in: 'header', location: 'idempotency-key', code: 'vorm' }])
  },
)
