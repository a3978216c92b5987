import { createServer } from 'node:https'
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

async function keur(env: Record<string, string>): Promise<string[]> {
  const gelezen = leesConfig(VELDEN, env)
  if (gelezen.kind === 'fout') throw new Error(gelezen.problemen.join())
  return keurTls(await verzamelTls(gelezen.config), NU).map(
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
  expect(await keur({ ...met('lang2', 90), TLS_CLIENT_CA: cert })).toEqual(['moet authority 1 of that list ends on'])
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
