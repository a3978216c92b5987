import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { maakServer } from '../packages/platform/src/http.ts'
import { maakLog } from '../packages/platform/src/log.ts'
import { openapiRoute } from '../packages/platform/src/openapi-route.ts'
import { BESTAND, genereerOpenapi } from '../services/knooppunt/src/genereer-openapi.ts'
import { GEEN_TOKEN, maakOpenapi } from '../services/knooppunt/src/openapi.ts'
import { leesRegelset, lint } from './openapi/spectral.ts'

const ADR = new URL('../../shared/conformance/adr-ruleset.yaml', import.meta.url)
const tekst = readFileSync(BESTAND, 'utf8')
const document = JSON.parse(tekst)
type Operatie = { naam: string; operationId?: string; tags?: string[]; security?: { oauth2: string[] }[] }
const operaties: Operatie[] = Object.entries<Record<string, Omit<Operatie, 'naam'>>>(document.paths).flatMap(
  ([pad, methoden]) =>
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
