import { writeFileSync } from 'node:fs'
import { createServer } from 'node:https'
import { join } from 'node:path'
import { leesConfig } from '@warmknooppunt/platform/config'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Certificaten } from '../../../../test/steun/certificaten.ts'
import { maakCertificaten } from '../../../../test/steun/certificaten.ts'
import { VELDEN } from '../velden.ts'
import { keurTls } from './besluit-tls.ts'
import { verzamelTls } from './verzamel-tls.ts'

const NU = Temporal.Now.instant()
let c: Certificaten
beforeAll(() => {
  c = maakCertificaten(NU)
})
afterAll(() => c.sluit())

async function keur(env: Record<string, string>, nu = NU): Promise<string[]> {
  const gelezen = leesConfig(VELDEN, env)
  if (gelezen.kind === 'fout') throw new Error(gelezen.problemen.join())
  return keurTls(await verzamelTls(gelezen.config), nu).map(
    ({ ernst, wat }) => `${ernst} ${wat.replace(/ [\d-]+$/, '')}`,
  )
}
const met = (naam: string, dagen: number) => {
  const { cert, key } = c.maak({ naam, uren: dagen * 24 })
  return { TLS_CERTIFICAAT: cert, TLS_SLEUTEL: key }
}

test('says nothing without TLS, and of a certificate that lasts', async () => {
  expect(await keur({})).toEqual([])
  expect(await keur({ ...met('lang', 90), TLS_CLIENT_CA: c.ca })).toEqual([])
})

test('tells of one that ends, the nearer the heavier, and of an authority', async () => {
  expect(await keur(met('maand', 20))).toEqual(['zou-moeten the certificate of the hub ends on'])
  expect(await keur(met('week', 7))).toEqual(['moet the certificate of the hub ends on'])
  expect(await keur(met('voorbij', 0))).toEqual(['moet the certificate of the hub ended on'])
  const { cert } = c.maak({ naam: 'oude-ca', uren: 48 })
  expect(await keur({ ...met('lang2', 90), TLS_CLIENT_CA: cert })).toEqual([
    'moet authority 1 of that list (CN=oude-ca) ends on',
  ])
})

test('looks at what it was signed by as well, and at certificates that begin later', async () => {
  const { cert, key, certPem } = c.maak({ naam: 'keten', uren: 90 * 24 })
  writeFileSync(cert, `${certPem}${c.maak({ naam: 'tussen', uren: 48 }).certPem}`)
  const tls = { TLS_CERTIFICAAT: cert, TLS_SLEUTEL: key }
  expect(await keur(tls)).toEqual(['moet CN=tussen, by which the certificate of the hub was signed, ends on'])
  const gisteren = NU.subtract({ hours: 24 })
  expect(await keur(met('later', 90), gisteren)).toEqual(['moet the certificate of the hub does not hold before'])
})

test('names the certificate of a file that cannot be read', async () => {
  const tls = met('vijf', 90)
  const stuk = `${c.caPem}-----BEGIN CERTIFICATE-----\nbm9uc2Vuc2U=\n-----END CERTIFICATE-----\n`
  const lijst = join(c.map, 'stuk.pem')
  writeFileSync(lijst, stuk)
  expect(await keur({ ...tls, TLS_CLIENT_CA: lijst })).toEqual([
    `moet TLS_CLIENT_CA: certificate 2 in ${lijst} cannot be read.`,
  ])
})

test('tells what is wrong with files that do not fit', async () => {
  const { TLS_CERTIFICAAT } = met('een', 90)
  const { TLS_SLEUTEL } = met('twee', 90)
  const [regel] = await keur({ TLS_CERTIFICAAT, TLS_SLEUTEL })
  expect(regel).toContain('moet TLS_SLEUTEL')
  expect(regel).not.toContain('PRIVATE KEY')
})

test('sees the certificate that a gateway shows, and is silent when nobody can be reached', async () => {
  const { certPem, keyPem } = c.maak({ naam: 'gateway', uren: 10 * 24 })
  const server = createServer({ cert: certPem, key: keyPem })
  const poort = await new Promise<number>((klaar) =>
    server.listen(0, '127.0.0.1', () => {
      const adres = server.address()
      klaar(typeof adres === 'object' && adres !== null ? adres.port : 0)
    }),
  )
  const basis = { BASIS_URL: `https://127.0.0.1:${poort}` }
  expect(await keur(basis)).toEqual(['moet the certificate that parties are shown ends on'])
  await new Promise((klaar) => server.close(klaar))
  expect(await keur(basis)).toEqual([])
})
