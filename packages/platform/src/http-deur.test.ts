import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { connect } from 'node:tls'
import type { FastifyInstance } from 'fastify'
import { Registry } from 'prom-client'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Certificaat, Certificaten } from '../../../test/steun/certificaten.ts'
import { maakCertificaten } from '../../../test/steun/certificaten.ts'
import type { Beller } from './auth.ts'
import { beschrijf, leesNetwerken } from './clientcertificaat.ts'
import type { Deurconfig } from './deur-velden.ts'
import { keurDeur } from './deur-velden.ts'
import { maakServer, voegRouteToe } from './http.ts'
import { maakDeur } from './http-deur.ts'
import { maakLog } from './log.ts'
import { poortVan } from './luister.ts'
import type { Tls } from './tls-bestanden.ts'
import { leesTls } from './tls-bestanden.ts'
import { tlswacht } from './tls-wacht.ts'

const OIN = '00000099900000001000'
const log = maakLog({ dienst: 'proef', niveau: 'silent' })
let c: Certificaten
let server: Certificaat
let partij: Certificaat
let ander: Certificaat
let zonder: Certificaat
let vreemd: Certificaat
beforeAll(() => {
  c = maakCertificaten()
  server = c.maak({ naam: 'server' })
  partij = c.maak({ naam: 'partij', oin: OIN })
  ander = c.maak({ naam: 'ander', oin: '00000099900000002000' })
  zonder = c.maak({ naam: 'zonder' })
  vreemd = c.maak({ naam: 'vreemd', oin: OIN, vreemd: true })
})
afterAll(() => c.sluit())
let app: FastifyInstance | undefined
afterEach(() => app?.close())

const paden = () => ({ certificaat: server.cert, sleutel: server.key, clientCa: c.ca })
const vingerafdruk = (certificaat: Certificaat) =>
  beschrijf(new X509Certificate(certificaat.certPem), true).vingerafdruk

async function luister(o: { tls?: Tls; proxies?: string; eis?: string; beller?: Partial<Beller> }): Promise<number> {
  app = maakServer({ log, tls: o.tls })
  const beller = {
    issuer: 'i',
    clientId: 'c',
    oin: OIN,
    scopes: new Set(['proef']),
    verlooptOp: new Date(),
    ...o.beller,
  }
  voegRouteToe(
    app,
    {
      log,
      klok: () => new Date(),
      controleur: { controleer: async () => ({ kind: 'goed', beller }) },
      deur: maakDeur({ CLIENTCERTIFICAAT: o.eis ?? 'mag', PROXY_VERTROUWD: o.proxies }, () => new Date()),
    },
    {
      ...{ method: 'GET', url: '/v1/proef', scope: 'proef', schema: {} },
      behandel: async () => ({ kind: 'antwoord', status: 200, body: {} }),
    },
  )
  await app.listen({ host: '127.0.0.1', port: 0 })
  return poortVan(app.server)
}

async function vraag(poort: number, met?: Certificaat): Promise<[number | undefined, string | undefined]> {
  const klant = met ? { cert: met.certPem, key: met.keyPem } : {}
  const verzoek = request({ host: '127.0.0.1', port: poort, path: '/v1/proef', ca: c.caPem, agent: false, ...klant })
  verzoek.end()
  const [antwoord] = await once(verzoek, 'response')
  let tekst = ''
  for await (const deel of antwoord) tekst += deel
  return [antwoord.statusCode, JSON.parse(tekst).detail]
}

describe('a port that speaks TLS and asks for a certificate', () => {
  test('lets in who shows that of the party or none, and tells all others what is wrong with theirs', async () => {
    const poort = await luister({ tls: await leesTls(paden()) })
    expect(await vraag(poort)).toEqual([200, undefined])
    expect(await vraag(poort, partij)).toEqual([200, undefined])
    expect(await vraag(poort, ander)).toEqual([401, expect.stringContaining('niet dat van de deelnemer')])
    expect(await vraag(poort, zonder)).toEqual([401, expect.stringContaining('geen OIN in subject:serialNumber')])
    expect(await vraag(poort, vreemd)).toEqual([401, expect.stringContaining('niet van een uitgever die hier telt')])
  })

  test('may demand one', async () => {
    const poort = await luister({ tls: await leesTls(paden()), eis: 'moet' })
    expect(await vraag(poort)).toEqual([401, expect.stringContaining('clientcertificaat nodig')])
    expect(await vraag(poort, partij)).toEqual([200, undefined])
  })

  test('takes a token that is bound to a certificate with that one only', async () => {
    const poort = await luister({ tls: await leesTls(paden()), beller: { cnf: vingerafdruk(ander) } })
    expect((await vraag(poort, ander))[0]).toBe(200)
    expect(await vraag(poort, partij)).toEqual([401, expect.stringContaining('hoort bij een clientcertificaat')])
    expect((await vraag(poort))[0]).toBe(401)
  })

  test('takes over a renewed certificate while it listens, and keeps the old one when files do not fit', async () => {
    const eerste = await leesTls(paden())
    const poort = await luister({ tls: eerste })
    const regels: string[] = []
    const wacht = {
      tls: paden(),
      log: maakLog({ dienst: 'p', niveau: 'info', naar: { write: (r) => void regels.push(r) } }),
    }
    const register = new Registry()
    if (!app) throw new Error('no server')
    const [werker] = tlswacht(
      { ...wacht, metrieken: register, nu: () => Temporal.Now.instant(), pauzeMs: 20 },
      app,
      eerste,
    )
    const stop = new AbortController()
    const klaar = werker?.run(stop.signal)
    const naam = async () => {
      const socket = connect({ host: '127.0.0.1', port: poort, ca: c.caPem })
      await once(socket, 'secureConnect')
      const { subject } = socket.getPeerCertificate()
      socket.destroy()
      return subject.CN
    }
    expect(await naam()).toBe('server')
    const nieuw = c.maak({ naam: 'vernieuwd', uren: 40 * 24 })
    writeFileSync(server.cert, nieuw.certPem)
    await vi.waitUntil(() => regels.some((r) => r.includes('alarm.tls-niet-vernieuwd')), 5_000)
    expect(await naam()).toBe('server')
    writeFileSync(server.key, nieuw.keyPem)
    await vi.waitUntil(async () => (await naam()) === 'vernieuwd', { timeout: 5_000, interval: 50 })
    expect(await register.metrics()).toMatch(/warmknooppunt_tls_certificaat_dagen 39\.9/)
    expect(regels.filter((r) => r.includes('alarm.')).length).toBe(1)
    stop.abort()
    await klaar
  })
})

describe('a certificate that a gateway tells of', () => {
  const kop = (certificaat: Certificaat) => `:${new X509Certificate(certificaat.certPem).raw.toString('base64')}:`
  const vraagMet = async (poort: number, waarde: string) =>
    (await fetch(`http://127.0.0.1:${poort}/v1/proef`, { headers: { 'client-cert': waarde } })).status

  test('counts from an address on the list, and from nobody else', async () => {
    const poort = await luister({ proxies: '10.0.0.0/8, 127.0.0.1', eis: 'moet' })
    expect(await vraagMet(poort, kop(partij))).toBe(200)
    expect(await vraagMet(poort, kop(zonder))).toBe(401)
    expect(await vraagMet(poort, '::')).toBe(401)
    expect(await vraagMet(poort, ':bm9jZXJ0:')).toBe(401)
    await app?.close()
    const elders = await luister({ proxies: '10.0.0.0/8', eis: 'moet' })
    expect(await vraagMet(elders, kop(partij))).toBe(401)
  })

  test('a list that holds no addresses is refused', () => {
    expect(leesNetwerken('fd00::/8 10.1.2.3').check('fd12::1', 'ipv6')).toBe(true)
    for (const tekst of ['10.0.0.300', '10.0.0.0/40', 'abc'])
      expect(() => leesNetwerken(tekst)).toThrow('PROXY_VERTROUWD')
  })
})

describe('the files', () => {
  test('must be there and fit; the message names the setting', async () => {
    await expect(leesTls({ ...paden(), certificaat: `${c.map}/nergens` })).rejects.toThrow('TLS_CERTIFICAAT: ')
    await expect(leesTls({ ...paden(), sleutel: partij.key })).rejects.toThrow(
      'holds no private key of the certificate',
    )
    await expect(leesTls({ ...paden(), clientCa: partij.key })).rejects.toThrow('TLS_CLIENT_CA: ')
  })

  test('hold as long as the first that ends of what others must be shown', async () => {
    const nu = Temporal.Now.instant()
    const eigen = c.maak({ naam: 'keten', uren: 900 })
    const tot = async (erbij: string) => {
      writeFileSync(eigen.cert, eigen.certPem + erbij)
      const { geldigTot } = await leesTls({ certificaat: eigen.cert, sleutel: eigen.key, clientCa: null })
      return Math.round((geldigTot.getTime() - nu.epochMilliseconds) / 3_600_000)
    }
    expect(await tot('')).toBe(900)
    expect(await tot(c.maak({ naam: 'tussen', uren: 30 }).certPem)).toBe(30)
  })

  test('go together', () => {
    const config = (over: Partial<Deurconfig>): Deurconfig => ({
      ...{ TLS_CERTIFICAAT: undefined, TLS_SLEUTEL: undefined, TLS_CLIENT_CA: undefined },
      ...{ CLIENTCERTIFICAAT: 'mag', PROXY_VERTROUWD: undefined, ...over },
    })
    expect(keurDeur(config({}))).toEqual([])
    expect(keurDeur(config({ TLS_CERTIFICAAT: 'a' }))).toHaveLength(1)
    expect(keurDeur(config({ TLS_CLIENT_CA: 'a' }))).toHaveLength(1)
    expect(keurDeur(config({ CLIENTCERTIFICAAT: 'moet' }))).toHaveLength(1)
    expect(keurDeur(config({ CLIENTCERTIFICAAT: 'moet', PROXY_VERTROUWD: '127.0.0.1' }))).toEqual([])
  })
})
