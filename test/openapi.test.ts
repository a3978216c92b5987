import { createHmac } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { maakServer } from '../packages/platform/src/http.ts'
import { maakLog } from '../packages/platform/src/log.ts'
import { maakOpenapiKeurder } from '../packages/platform/src/openapi-keurder.proef.ts'
import { openapiRoute } from '../packages/platform/src/openapi-route.ts'
import { berichten, dataschemaVan, isBericht } from '../schemas/src/berichten.ts'
import { maakWebhook } from '../services/delivery/src/adapters/webhook/webhook.ts'
import { besluit, WACHTTIJDEN_MS } from '../services/delivery/src/besluit.ts'
import type { Ontvanger } from '../services/delivery/src/delivery.proef.ts'
import { maakOntvanger, zegt } from '../services/delivery/src/delivery.proef.ts'
import { nieuwGeheim } from '../services/delivery/src/eindpunt.ts'
import { BESTAND, genereerOpenapi } from '../services/knooppunt/src/genereer-openapi.ts'
import { GEEN_TOKEN, maakOpenapi } from '../services/knooppunt/src/openapi.ts'
import { leesRegelset, lint } from './openapi/spectral.ts'
import { maakUitreikingen } from './openapi/uitreikingen.ts'

const ADR = new URL('../../shared/conformance/adr-ruleset.yaml', import.meta.url)
const tekst = readFileSync(BESTAND, 'utf8')
const document = JSON.parse(tekst)
type Operatie = { naam: string; operationId?: string; tags?: string[]; security?: { oauth2: string[] }[] }
const operaties: Operatie[] = Object.entries<Record<string, Omit<Operatie, 'naam'>>>({
  ...document.paths,
  ...document.webhooks,
}).flatMap(([pad, methoden]) =>
  Object.entries(methoden).map(([methode, operatie]) => ({ naam: `${methode} ${pad}`, ...operatie })),
)

test('the committed description is what the routes give now', async () => {
  expect(await genereerOpenapi(), 'run npm run genereer').toBe(tekst)
})

test('every operation has its own id, a summary, a tag and a scope that exists', () => {
  const ids = operaties.map(({ operationId }) => operationId)
  expect(new Set(ids).size).toBe(ids.length)
  const { scopes } = document.components.securitySchemes.oauth2.flows.clientCredentials
  const tags = document.tags.map(({ name }: { name: string }) => name)
  for (const operatie of operaties) {
    expect(operatie, operatie.naam).toMatchObject({ summary: expect.any(String), security: expect.any(Array) })
    for (const tag of operatie.tags ?? []) expect(tags, operatie.naam).toContain(tag)
    for (const eis of operatie.security ?? []) expect(Object.keys(scopes)).toEqual(expect.arrayContaining(eis.oauth2))
  }
})

test('every reference points at something, and every component is pointed at', () => {
  const namen = new Set([...tekst.matchAll(/"\$ref": "#\/components\/schemas\/([A-Za-z]+)"/g)].map(([, naam]) => naam))
  expect([...tekst.matchAll(/"\$ref": "(?!#\/components\/schemas\/)[^"]*"/g)]).toEqual([])
  expect(Object.keys(document.components.schemas).sort()).toEqual([...namen].sort())
})

test('one name for two different schemas, and a tag without a text, are errors', () => {
  const antwoord = (properties: object) => ({
    200: { content: { 'application/json': { schema: { title: 'Ding', type: 'object', properties } } } },
  })
  const route = (url: string, response: object, tag = 'deelname') => ({
    method: 'GET',
    url,
    schema: { tags: [tag], response },
  })
  const twee = [route('/v1/een', antwoord({ a: {} })), route('/v1/twee', antwoord({ b: {} }))]
  expect(() => maakOpenapi(twee)).toThrow('two different schemas are called Ding')
  expect(() => maakOpenapi([route('/v1/een', antwoord({}), 'raar')])).toThrow('tags without a description: raar')
  expect(() => maakOpenapi([], { push: { tags: ['vreemd'] } })).toThrow('tags without a description: vreemd')
})

test('every refusal that may ask to wait shows the header that says how long, and no other does', () => {
  const metKop: string[] = []
  for (const { responses } of Object.values<object>(document.paths).flatMap((pad) => Object.values(pad))) {
    for (const [status, { description, headers }] of Object.entries<{ description: string; headers: object }>(
      responses,
    )) {
      const wacht = /\b(bezig|niet-beschikbaar|te-veel-verzoeken)\b/.test(description) && !status.startsWith('2')
      expect('Retry-After' in headers, `${status} ${description}`).toBe(wacht)
      if (wacht) metKop.push(status)
    }
  }
  expect(new Set(metKop)).toEqual(new Set(['409', '429', '503']))
})

test('it is served from the committed file, to everyone, with CORS', async () => {
  const log = maakLog({ dienst: 'proef', niveau: 'fatal' })
  const app = maakServer({ log })
  openapiRoute(app, {
    log,
    controleur: { controleer: async () => GEEN_TOKEN },
    klok: () => new Date(0),
  })
  const antwoord = await app.inject('/v1/openapi.json')
  expect(antwoord.statusCode).toBe(200)
  expect(antwoord.headers['access-control-allow-origin']).toBe('*')
  expect(antwoord.json()).toEqual(document)
  await app.close()
})

const keurderVan = maakOpenapiKeurder(document)
const uitreikingen = maakUitreikingen()

describe('what a party receives', () => {
  const antwoord = document.paths['/postvak/berichten'].get.responses['200']
  const [type = ''] = Object.keys(antwoord.content)
  const keur = keurderVan(['paths', '/postvak/berichten', 'get', 'responses', '200', 'content', type, 'schema'])

  test('is as the document says, whatever the message, also when its content is gone', () => {
    expect(type).toBe('application/cloudevents-batch+json')
    for (const { event } of uitreikingen) expect(keur([event]), JSON.stringify(event)).toEqual([])
    const bezorgd = Object.keys(berichten)
      .filter(isBericht)
      .filter((bericht) => berichten[bericht].ookBezorgd)
    expect(new Set(uitreikingen.map(({ event }) => event.dataschema))).toEqual(new Set(bezorgd.map(dataschemaVan)))
    expect(new Set(uitreikingen.map(({ kind }) => kind))).toEqual(new Set(['vol', 'inhoud-vernietigd']))
  })

  test('is not as the document says when an attribute, a field or the number is missing, or data is of nothing known', () => {
    for (const { event } of uitreikingen) {
      const data = Object(event.data)
      const [veld = ''] = Object.keys(data)
      const { sequence: _nummer, ...zonderNummer } = event
      const { [veld]: _veld, ...zonderVeld } = data
      for (const stuk of [
        zonderNummer,
        { ...event, time: 'gisteren' },
        { ...event, data: zonderVeld },
        { ...event, data: { ...data, extra: 1 } },
        { ...event, data: {} },
      ]) {
        expect(keur([stuk]), JSON.stringify(stuk)).not.toEqual([])
      }
    }
  })
})

describe('a push', () => {
  const { post } = document.webhooks.bericht
  const [type = ''] = Object.keys(post.requestBody.content)
  const webhook = maakWebhook()
  const geheimen = [nieuwGeheim(), nieuwGeheim()]
  let ontvanger: Ontvanger
  beforeAll(async () => {
    ontvanger = await maakOntvanger()
  })
  afterAll(async () => {
    await webhook.sluit()
    await ontvanger.sluit()
  })

  const stuur = (event: Readonly<Record<string, unknown>>) =>
    webhook.verstuur(
      {
        eindpunt: {
          id: String(event.id),
          adres: ontvanger.adres,
          geheimen,
          toegestaneNetten: ['127.0.0.0/8'],
          httpToegestaan: true,
          alleenNetten: false,
          gelijktijdig: 1,
        },
        berichtId: String(event.id),
        event,
        tijdstip: Temporal.Now.instant(),
      },
      AbortSignal.timeout(5_000),
    )

  test('has the headers and the body that the document says, signed as it says', async () => {
    const keur = keurderVan(['webhooks', 'bericht', 'post', 'requestBody', 'content', type, 'schema'])
    for (const { kind, event } of uitreikingen) if (kind === 'vol') await stuur(event)
    expect(ontvanger.verzoeken.length).toBeGreaterThan(3)
    for (const { koppen, body } of ontvanger.verzoeken) {
      expect(koppen['content-type']).toBe(`${type}; charset=utf-8`)
      expect(keur(JSON.parse(body)), body).toEqual([])
      const waarden: string[] = post.parameters.map(({ name }: { name: string }) => koppen[name])
      for (const [i, waarde] of waarden.entries()) {
        const keurKop = keurderVan(['webhooks', 'bericht', 'post', 'parameters', String(i), 'schema'])
        expect(keurKop(waarde), post.parameters[i].name).toEqual([])
      }
      const [id, moment, handtekeningen] = waarden
      expect(id).toBe(JSON.parse(body).id)
      const verwacht = geheimen.map((geheim) => {
        const sleutel = Buffer.from(geheim.replace('whsec_', ''), 'base64')
        return `v1,${createHmac('sha256', sleutel).update(`${id}.${moment}.${body}`).digest('base64')}`
      })
      expect(handtekeningen?.split(' ')).toEqual(verwacht)
    }
  })

  test('has for each answer the consequence that the document tells', async () => {
    const event = uitreikingen.find(({ kind }) => kind === 'vol')?.event ?? {}
    const gevolgen: [string, string][] = []
    for (const status of Object.keys(post.responses)) {
      ontvanger.antwoord = zegt(Number(status.replace('XX', '22')))
      const gevolg = besluit(await stuur(event), 1, WACHTTIJDEN_MS, Temporal.Now.instant())
      gevolgen.push([status, gevolg.kind === 'parkeer' ? gevolg.reden : gevolg.kind])
    }
    const woorden = {
      klaar: /bevestigd/,
      opnieuw: /gaat later opnieuw/,
      gepauzeerd: /gepauzeerd/,
      geweigerd: /geparkeerd/,
    }
    for (const [status, gevolg] of gevolgen) {
      const treft = Object.entries(woorden).filter(([, woord]) => woord.test(post.responses[status].description))
      expect(
        treft.map(([wat]) => wat),
        status,
      ).toEqual([gevolg])
    }
    expect(Object.fromEntries(gevolgen)).toMatchObject({ '2XX': 'klaar', '3XX': 'geweigerd', '5XX': 'opnieuw' })
  })
})

describe('Spectral', () => {
  const fouten = async (doc: unknown, yaml: string) => (await lint(doc, leesRegelset(yaml))).filter(({ fout }) => fout)

  test('finds no error by its own rules for OpenAPI, and finds those of a broken document', async () => {
    expect(await fouten(document, 'extends: [[spectral:oas, recommended]]')).toEqual([])
    const stuk = { ...document, paths: { '/x/{id}': { get: { operationId: 'x', responses: {} } } } }
    expect(await fouten(stuk, 'extends: [[spectral:oas, recommended]]')).not.toEqual([])
  })

  const metAdr = existsSync(ADR)
  test.skipIf(!metAdr)(
    `finds no error by the NLgov API Design Rules${metAdr ? '' : ' (skipped: no ../shared beside the project)'}`,
    async () => {
      const adr = readFileSync(ADR, 'utf8')
      expect(await lint(document, leesRegelset(adr))).toEqual([])
      const stuk = {
        ...document,
        info: { ...document.info, version: '1' },
        servers: [{ url: 'https://api.example.nl' }],
      }
      expect((await fouten(stuk, adr)).map(({ regel }) => regel)).toEqual(
        expect.arrayContaining(['nlgov:semver', 'nlgov:include-major-version-in-uri']),
      )
    },
  )
})
