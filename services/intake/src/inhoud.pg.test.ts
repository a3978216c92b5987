import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Anders } from '../../../test/steun/doorverwijzing.ts'
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

const stuur = (body: unknown, vraag: Vraag = WATER): Promise<Gekregen> => hub.post(PAD, body, vraag)
const fouten = ({ body }: Gekregen): string[] =>
  Array.isArray(body.errors) ? body.errors.map(({ location, code }) => `${location} ${code}`).sort() : []

describe('a number that may not enter', () => {
  const BSN = '111222333'
  const vanTelecom = { als: 'telecom-beeklijn' }
  const metBsn = async (pointer: string, waarde: string, nr = 'bsn') => {
    const antwoord = await stuur(doorverwijzing(nr, { [pointer]: waarde }))
    expect(antwoord, `${pointer} ${waarde}`).toMatchObject({ status: 400, body: { code: 'ongeldige-invoer' } })
    expect(antwoord.tekst).not.toContain(waarde)
    expect(antwoord.tekst.replace(/[^0-9]/g, '')).not.toContain(waarde.replace(/[^0-9]/g, ''))
    return fouten(antwoord)
  }

  test.each([BSN, '111.222.333', '111-222-333', '111.22.2333', 'BSN111222333', 'K-111222333', 'bsn.11122233'])(
    'is seen as a BSN in the spelling %j',
    async (waarde) => {
      expect(await metBsn('/vorderingen/0/klantnummer', waarde)).toEqual(['/vorderingen/0/klantnummer bsn'])
    },
  )

  test.each([
    ['/referentienummer', BSN],
    ['/hulpvrager/woonadres/straatnaam', `Weg ${BSN}`],
    ['/hulpvrager/woonadres/woonplaats', `Weert 111 222 333`],
    ['/hulpvrager/woonadres/woonplaats', `Weert \uff11\uff11\uff11\uff12\uff12\uff12\uff13\uff13\uff13`],
    ['/hulpvrager/emailadres', `k${BSN}@example.nl`],
    ['/hulpvrager/onderneming', { handelsnaam: `Klus ${BSN}`, rechtsvorm: 'vof' }],
    ['/toestemming/tekstversie', `t-${BSN}`],
    ['/vorderingen/0/vorderingskenmerk', `F 111 222 333`],
    ['/vorderingen/0/reedsOvergedragenAan', `Bureau ${BSN}`],
    ['/contactpersoon/emailadres', `${BSN}@example.nl`],
  ])('is seen as a BSN in %s', async (pointer, waarde) => {
    const antwoord = await stuur(doorverwijzing('bsn', { [pointer]: waarde }))
    expect(antwoord.status).toBe(400)
    const plek = typeof waarde === 'string' ? pointer : `${pointer}/handelsnaam`
    expect(fouten(antwoord)).toEqual([`${plek} bsn`])
    expect(antwoord.tekst).not.toContain(BSN)
  })

  test.each(['NL91ABNA0417164300', 'nl91abna0417164300', 'NL91 ABNA 0417 1643 00', 'NL91.ABNA.0417.1643.00'])(
    'is seen as an IBAN in the spelling %j',
    async (waarde) => {
      expect(await metBsn('/vorderingen/0/vorderingskenmerk', waarde)).toEqual([
        '/vorderingen/0/vorderingskenmerk iban',
      ])
    },
  )

  test('is told together with everything else that is wrong', async () => {
    const anders: Anders = {
      '/vorderingen/0/klantnummer': BSN,
      '/hulpvrager/gemeentecode': '0957',
      '/hulpvrager/geboortedatum': '2010-01-01',
      '/persoonlijkContactOp': '2027-01-01T00:00:00Z',
    }
    expect(fouten(await stuur(doorverwijzing('veel', anders)))).toEqual([
      '/hulpvrager/geboortedatum minderjarig',
      '/hulpvrager/gemeentecode gemeentecode-in-strijd-met-adres',
      '/persoonlijkContactOp in-de-toekomst',
      '/vorderingen/0/klantnummer bsn',
    ])
  })

  test('is a customer number when it has the shape its creditor registered, and only there', async () => {
    // 723456781 passes the elfproef and fits 7[0-9]{8}; Heerlen, where telecom has no overeenkomst, so that nothing is stored but a count.
    const anders = { '/vorderingen/0/soort': 'overig', '/hulpvrager/woonadres/postcode': '6001SS' }
    const fout = async (meer: Anders) =>
      fouten(await stuur(doorverwijzing('patroon', { ...anders, ...meer }), vanTelecom))
    const alleenPostcode = ['/hulpvrager/woonadres/postcode postcode']
    expect(await fout({ '/vorderingen/0/klantnummer': '723456781' })).toEqual(alleenPostcode)
    expect(await fout({ '/vorderingen/0/klantnummer': BSN })).toEqual([
      ...alleenPostcode,
      '/vorderingen/0/klantnummer bsn',
    ])
    expect(await fout({ '/vorderingen/0/vorderingskenmerk': '723456781' })).toEqual([
      ...alleenPostcode,
      '/vorderingen/0/vorderingskenmerk bsn',
    ])
  })
})

describe('consent and age', () => {
  const fout = async (anders: Anders) => fouten(await stuur(doorverwijzing('toestemming', anders)))
  const verkregen = (op: string) => ({ '/toestemming/verkregenOp': op })

  test('consent of the future, or of more than 14 days ago, is refused', async () => {
    expect(await fout(verkregen('2026-03-02T11:00:01Z'))).toEqual(['/toestemming/verkregenOp in-de-toekomst'])
    expect(await fout(verkregen('2026-02-15T22:59:59Z'))).toEqual(['/toestemming/verkregenOp toestemming-te-oud'])
  })

  test('contact or a peildatum of the future is refused', async () => {
    expect(await fout({ '/persoonlijkContactOp': '2026-03-02T11:00:01Z' })).toEqual([
      '/persoonlijkContactOp in-de-toekomst',
    ])
    expect(await fout({ '/vorderingen/0/peildatum': '2026-03-03' })).toEqual([
      '/vorderingen/0/peildatum in-de-toekomst',
    ])
  })

  test('somebody younger than 18 at consent is refused', async () => {
    expect(await fout({ '/hulpvrager/geboortedatum': '2008-03-03' })).toEqual(['/hulpvrager/geboortedatum minderjarig'])
    expect(await fout({ '/hulpvrager/geboortedatum': '2026-03-03' })).toEqual([
      '/hulpvrager/geboortedatum in-de-toekomst',
    ])
  })

  test('without a way to reach the resident, or without any address, nothing is accepted', async () => {
    expect(await fout({ '/hulpvrager/telefoonnummer': undefined, '/hulpvrager/emailadres': undefined })).toEqual([
      '/hulpvrager een-van',
    ])
    expect(await fout({ '/hulpvrager/woonadres': undefined })).toEqual(['/hulpvrager een-van'])
  })
})

test('an address that cannot be, a gemeentecode that contradicts it or does not exist, is refused', async () => {
  const fout = async (anders: Anders) => fouten(await stuur(doorverwijzing('adres', anders)))
  expect(await fout({ '/hulpvrager/woonadres/postcode': '6001SS' })).toEqual([
    '/hulpvrager/woonadres/postcode postcode',
  ])
  expect(await fout({ '/hulpvrager/gemeentecode': '0957' })).toEqual([
    '/hulpvrager/gemeentecode gemeentecode-in-strijd-met-adres',
  ])
  expect(await fout({ '/hulpvrager/gemeentecode': '0001' })).toEqual(['/hulpvrager/gemeentecode gemeentecode-onbekend'])
  expect(await fout({ '/hulpvrager/woonadres': undefined, '/hulpvrager/gemeentecode': '0001' })).toEqual([
    '/hulpvrager/gemeentecode gemeentecode-onbekend',
  ])
  // One of several it may be, but not another.
  const grens = { '/hulpvrager/woonadres/postcode': '6009AA', '/hulpvrager/woonadres/huisnummer': 5 }
  expect(await fout({ ...grens, '/hulpvrager/gemeentecode': '0957' })).toEqual([
    '/hulpvrager/gemeentecode gemeentecode-in-strijd-met-adres',
  ])
})
