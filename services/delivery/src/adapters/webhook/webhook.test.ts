import { randomBytes } from 'node:crypto'
import type { Server } from 'node:net'
import { createServer } from 'node:net'
import { nieuwId } from '@warmknooppunt/platform/bericht'
import { Webhook } from 'standardwebhooks'
import { afterEach, describe, expect, it } from 'vitest'
import { maakOntvanger, zegt } from '../../delivery.proef.ts'
import type { Gedrag, Opstelling } from '../verstuur.suite.ts'
import { verstuurSuite } from '../verstuur.suite.ts'
import type { Adapter, OpenEindpunt, Zending } from '../verstuur.ts'
import { MAX_ANTWOORD_BYTES, maakWebhook } from './webhook.ts'

const geheim = () => `whsec_${randomBytes(24).toString('base64')}`
const opruimen: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const sluit of opruimen.splice(0)) await sluit()
})

function eindpunt(adres: string, anders: Partial<OpenEindpunt> = {}): OpenEindpunt {
  const basis = { id: nieuwId(Temporal.Now.instant()), geheimen: [geheim()], gelijktijdig: 4 }
  return { ...basis, adres, toegestaneNetten: ['127.0.0.0/8'], httpToegestaan: true, alleenNetten: false, ...anders }
}

function zending(naar: OpenEindpunt): Zending {
  const berichtId = nieuwId(Temporal.Now.instant())
  return {
    eindpunt: naar,
    berichtId,
    event: { specversion: '1.0', id: berichtId, data: { a: 'é' } },
    tijdstip: Temporal.Now.instant(),
  }
}

function adapter(keuze: Parameters<typeof maakWebhook>[0] = {}): Adapter {
  const gemaakt = maakWebhook(keuze)
  opruimen.push(() => gemaakt.sluit())
  return gemaakt
}

async function ontvanger() {
  const gemaakt = await maakOntvanger()
  opruimen.push(() => gemaakt.sluit())
  return gemaakt
}

const stuur = (z: Zending, a = adapter(), ms = 5_000) => a.verstuur(z, AbortSignal.timeout(ms))

verstuurSuite('webhook', (): Opstelling => {
  const los: (() => Promise<void>)[] = []
  const webhook = maakWebhook()
  const antwoorden = { 'neemt-aan': zegt(202), weigert: zegt(422), 'is-druk': zegt(503) }
  return {
    adapter: webhook,
    async zending(gedrag: Gedrag) {
      const far = await maakOntvanger()
      los.push(() => far.sluit())
      if (gedrag === 'is-er-niet') await far.sluit()
      else if (gedrag === 'zwijgt') far.antwoord = () => undefined
      else if (gedrag === 'hangt-op') far.antwoord = (antwoord) => antwoord.destroy()
      else far.antwoord = antwoorden[gedrag]
      return zending(eindpunt(far.adres))
    },
    async sluit() {
      await webhook.sluit()
      for (const sluit of los) await sluit()
    },
  }
})

describe('a webhook', () => {
  it('is one CloudEvent in structured JSON, signed by Standard Webhooks', async () => {
    const far = await ontvanger()
    const z = zending(eindpunt(`${far.adres}?kanaal=1`))
    expect(await stuur(z)).toMatchObject({ kind: 'afgeleverd', statuscode: 204 })
    const [gezien] = far.verzoeken
    expect(gezien?.pad).toBe('/in?kanaal=1')
    expect(gezien?.koppen['content-type']).toBe('application/cloudevents+json; charset=utf-8')
    expect(gezien?.koppen['webhook-id']).toBe(z.berichtId)
    expect(JSON.parse(gezien?.body ?? '')).toEqual(z.event)
    const koppen = Object.fromEntries(Object.entries(gezien?.koppen ?? {}).map(([naam, w]) => [naam, String(w)]))
    expect(() => new Webhook(z.eindpunt.geheimen[0] ?? '').verify(gezien?.body ?? '', koppen)).not.toThrow()
    expect(() => new Webhook(geheim()).verify(gezien?.body ?? '', koppen)).toThrow()
    expect(() => new Webhook(z.eindpunt.geheimen[0] ?? '').verify(`${gezien?.body} `, koppen)).toThrow()
  })

  it('carries a signature for each of two secrets', async () => {
    const far = await ontvanger()
    const z = zending(eindpunt(far.adres, { geheimen: [geheim(), geheim()] }))
    await stuur(z)
    const koppen = Object.fromEntries(
      Object.entries(far.verzoeken[0]?.koppen ?? {}).map(([naam, w]) => [naam, String(w)]),
    )
    for (const een of z.eindpunt.geheimen) {
      expect(() => new Webhook(een).verify(far.verzoeken[0]?.body ?? '', koppen)).not.toThrow()
    }
  })

  it.each([
    [200, 'afgeleverd'],
    [299, 'afgeleverd'],
    [301, 'geweigerd'],
    [400, 'geweigerd'],
    [404, 'geweigerd'],
    [408, 'onbereikbaar'],
    [410, 'geweigerd'],
    [425, 'onbereikbaar'],
    [429, 'onbereikbaar'],
    [500, 'onbereikbaar'],
    [599, 'onbereikbaar'],
    [799, 'onbereikbaar'],
  ])('answered %i is %s', async (status, kind) => {
    const far = await ontvanger()
    far.antwoord = zegt(status, { 'retry-after': '7' })
    const afloop = await stuur(zending(eindpunt(far.adres)))
    expect(afloop.kind).toBe(kind)
    expect('herhaalNa' in afloop ? afloop.herhaalNa : null).toBe(status === 799 ? null : '7')
  })

  it('follows no redirect', async () => {
    const far = await ontvanger()
    const elders = await ontvanger()
    far.antwoord = zegt(307, { location: elders.adres })
    expect(await stuur(zending(eindpunt(far.adres)))).toMatchObject({ kind: 'geweigerd', statuscode: 307 })
    expect(elders.verzoeken).toEqual([])
  })

  it('keeps 4 KB of a big answer and goes on with the next', async () => {
    const far = await ontvanger()
    far.antwoord = zegt(400, {}, 'x'.repeat(5_000_000))
    const a = adapter()
    const naar = eindpunt(far.adres)
    const afloop = await stuur(zending(naar), a)
    expect('antwoord' in afloop && afloop.antwoord.length).toBe(MAX_ANTWOORD_BYTES)
    far.antwoord = zegt(200)
    expect(await stuur(zending(naar), a)).toMatchObject({ kind: 'afgeleverd' })
  })

  it('goes by the status when the body drips, and does not wait for it', async () => {
    const far = await ontvanger()
    far.antwoord = (antwoord) => {
      antwoord.writeHead(200)
      const druppel = setInterval(() => antwoord.write('.'), 50)
      antwoord.on('close', () => clearInterval(druppel))
    }
    const begin = performance.now()
    expect(await stuur(zending(eindpunt(far.adres)))).toMatchObject({ kind: 'afgeleverd' })
    expect(performance.now() - begin).toBeLessThan(3_000)
  })

  it('goes by the status when the far side hangs up in the body', async () => {
    const far = await ontvanger()
    far.antwoord = (antwoord) => {
      antwoord.writeHead(200, { 'content-length': '100' })
      antwoord.write('half')
      setTimeout(() => antwoord.destroy(), 20)
    }
    expect(await stuur(zending(eindpunt(far.adres)))).toMatchObject({ kind: 'afgeleverd' })
  })

  it.each([
    ['headers that drip', 'HTTP/1.1 200 OK\r\n', true],
    ['no HTTP', 'SSH-2.0-OpenSSH_9.6\r\n', false],
    ['headers without an end', `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(100_000)}\r\n`, false],
  ])('is onbereikbaar with %s', async (_wat, tekst, druppelt) => {
    const { server, adres } = await ruw(tekst, druppelt)
    opruimen.push(() => new Promise((klaar) => server.close(() => klaar())))
    expect(await stuur(zending(eindpunt(adres)), adapter(), 500)).toMatchObject({ kind: 'onbereikbaar' })
  })
})

/** A server that says this on every connection, and then drips headers or says no more. */
async function ruw(tekst: string, druppelt: boolean): Promise<{ server: Server; adres: string }> {
  const server = createServer((verbinding) => {
    verbinding.on('error', () => undefined)
    verbinding.resume()
    verbinding.write(tekst)
    const druppel = druppelt ? setInterval(() => verbinding.write('x: y\r\n'), 50) : undefined
    verbinding.on('close', () => clearInterval(druppel))
  })
  await new Promise<void>((klaar) => server.listen(0, '127.0.0.1', klaar))
  const adres = server.address()
  return { server, adres: `http://127.0.0.1:${adres !== null && typeof adres === 'object' ? adres.port : 0}/` }
}

describe('the guard of a webhook', () => {
  const NIET = { kind: 'onbereikbaar', reden: 'adres-niet-toegestaan' }

  it('connects to nothing inside without an allow-list', async () => {
    const far = await ontvanger()
    for (const host of ['127.0.0.1', '2130706433', '0x7f000001', '0177.1', 'localhost', '[::ffff:127.0.0.1]']) {
      const adres = `https://${host}:${far.poort}/in`
      expect(await stuur(zending(eindpunt(adres, { toegestaneNetten: [], httpToegestaan: false })))).toEqual(NIET)
    }
    const metadata = eindpunt('https://169.254.169.254/latest', { toegestaneNetten: ['127.0.0.0/8'] })
    expect(await stuur(zending(metadata))).toEqual(NIET)
    expect(far.verzoeken).toEqual([])
  })

  it('takes http only where the endpoint allows it', async () => {
    const far = await ontvanger()
    expect(await stuur(zending(eindpunt(far.adres, { httpToegestaan: false })))).toEqual(NIET)
    expect(await stuur(zending(eindpunt(far.adres, { toegestaneNetten: [] })))).toEqual(NIET)
    expect(far.verzoeken).toEqual([])
  })

  it('refuses a name that resolves to loopback', async () => {
    const far = await ontvanger()
    const a = adapter({ zoekOp: async () => [{ address: '127.0.0.1', family: 4 }] })
    const naar = eindpunt(`https://gemeente.example.nl:${far.poort}/in`, {
      toegestaneNetten: [],
      httpToegestaan: false,
    })
    expect(await stuur(zending(naar), a)).toEqual(NIET)
  })

  it('connects to what was checked, and checks anew for a new connection (rebinding)', async () => {
    const far = await ontvanger()
    const antwoorden = ['127.0.0.1', '127.0.0.2']
    let keer = 0
    const zoekOp = async () => [{ address: antwoorden[keer++] ?? '127.0.0.2', family: 4 }]
    const a = adapter({ zoekOp, bewaarMs: 0 })
    far.antwoord = zegt(204, { connection: 'close' })
    const naar = eindpunt(`http://wisselt.example.nl:${far.poort}/in`, { toegestaneNetten: ['127.0.0.1/32'] })
    expect(await stuur(zending(naar), a)).toMatchObject({ kind: 'afgeleverd' })
    expect(keer).toBe(1)
    expect(await stuur(zending(naar), a)).toEqual(NIET)
    expect(far.verzoeken).toHaveLength(1)
    expect(far.verzoeken[0]?.koppen.host).toBe(`wisselt.example.nl:${far.poort}`)
  })

  it('judges an answer that is used again anew, for each endpoint by its own allow-list', async () => {
    const far = await ontvanger()
    let keer = 0
    const zoekOp = async () => {
      keer++
      return [{ address: '127.0.0.1', family: 4 }]
    }
    const a = adapter({ zoekOp })
    const adres = `http://gedeeld.example.nl:${far.poort}/in`
    expect(await stuur(zending(eindpunt(adres)), a)).toMatchObject({ kind: 'afgeleverd' })
    expect(await stuur(zending(eindpunt(adres, { toegestaneNetten: ['127.0.0.2/32'] })), a)).toEqual(NIET)
    expect(keer).toBe(1)
  })

  it('gives up on a name whose look-up is not answered, and delivers elsewhere meanwhile', async () => {
    const far = await ontvanger()
    const zoekOp = (naam: string) =>
      naam.startsWith('dood')
        ? new Promise<never>(() => undefined)
        : Promise.resolve([{ address: '127.0.0.1', family: 4 }])
    const a = adapter({ zoekOp, opzoekMs: 200, traagMs: 50 })
    const dood = ['dood-1', 'dood-2', 'dood-3'].map((naam) =>
      stuur(zending(eindpunt(`http://${naam}.example.nl/in`)), a),
    )
    const naar = eindpunt(`http://levend.example.nl:${far.poort}/in`)
    expect(await stuur(zending(naar), a)).toMatchObject({ kind: 'afgeleverd' })
    for (const uit of await Promise.all(dood)) expect(uit).toEqual({ kind: 'onbereikbaar', reden: 'tijd' })
  })

  it('does not talk TLS with somebody who cannot prove who it is', async () => {
    const far = await ontvanger()
    const naar = eindpunt(`https://127.0.0.1:${far.poort}/in`)
    expect(await stuur(zending(naar))).toMatchObject({ kind: 'onbereikbaar' })
    expect(far.verzoeken).toEqual([])
  })

  it('is onbereikbaar when the name does not exist', async () => {
    const a = adapter({ zoekOp: () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' })) })
    expect(await stuur(zending(eindpunt('https://weg.example.nl/')), a)).toEqual({
      kind: 'onbereikbaar',
      reden: 'verbinding',
    })
  })

  it('holds for new settings of an endpoint at once', async () => {
    const far = await ontvanger()
    const a = adapter()
    const naar = eindpunt(far.adres)
    expect(await stuur(zending(naar), a)).toMatchObject({ kind: 'afgeleverd' })
    expect(await stuur(zending({ ...naar, toegestaneNetten: [] }), a)).toEqual(NIET)
  })
})
