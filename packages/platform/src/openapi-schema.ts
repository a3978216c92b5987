import { API_VERSIE } from './http-koppen.ts'
import type { Probleemcode } from './probleem.ts'
import { PROBLEMEN } from './probleem.ts'

const KOP = {
  'API-Version': { description: 'De volledige versie van de API.', schema: { type: 'string', example: API_VERSIE } },
} as const

/** Refusals that say how long to wait; of the codes that share a status only these do. */
const MET_WACHTTIJD: ReadonlySet<Probleemcode> = new Set(['bezig', 'niet-beschikbaar', 'te-veel-verzoeken'])
const WACHTTIJD = {
  'Retry-After': {
    description:
      'Bij bezig, niet-beschikbaar en te-veel-verzoeken: na zoveel seconden opnieuw, met dezelfde Idempotency-Key.',
    schema: { type: 'integer', minimum: 1 },
  },
} as const

/** How every route that needs a token of a deelnemer may refuse. */
export const TOEGANG = [
  'ongeldige-invoer',
  'niet-aangemeld',
  'token-ongeldig',
  'geen-recht',
  'deelnemer-geblokkeerd',
  'niet-beschikbaar',
] as const satisfies readonly Probleemcode[]

const tekst = (description: string) => ({ type: 'string', description })

/** The body of every refusal (RFC 9457), as OpenAPI describes it. */
export const PROBLEEM_SCHEMA = {
  title: 'Probleem',
  type: 'object',
  required: ['type', 'status', 'title', 'detail', 'code'],
  properties: {
    type: { type: 'string', format: 'uri', description: 'Adres dat de soort van het probleem aanwijst.' },
    status: { type: 'integer', description: 'De HTTP-status.' },
    title: tekst('Korte omschrijving, gelijk voor elk probleem van deze soort.'),
    detail: tekst('Wat er mis was en wat u kunt doen; nooit een ingestuurde waarde.'),
    code: tekst('Vaste code waarop een programma kan beslissen.'),
    errors: {
      type: 'array',
      description: 'Alle fouten in de invoer samen.',
      items: {
        type: 'object',
        required: ['in', 'detail', 'location', 'code'],
        properties: {
          in: { type: 'string', enum: ['body', 'query', 'path', 'header'] },
          detail: tekst('Wat er mis is en wat er moet staan.'),
          location: tekst('JSON Pointer in de inhoud, of de naam van de parameter.'),
          code: tekst('Vaste code van de regel.'),
        },
      },
    },
  },
} as const

/** The `response` part of a route's schema: every 2xx with its API-Version header, every problem by its status. */
export function antwoorden(
  goed: Readonly<Record<number, object>>,
  problemen: readonly Probleemcode[],
): Record<string, object> {
  const geslaagd = Object.entries(goed).map(([status, schema]): [string, object] => [
    status,
    { description: 'Gelukt', headers: KOP, content: { 'application/json': { schema } } },
  ])
  // Every request with a good token is counted.
  const geteld: readonly Probleemcode[] = problemen.includes('niet-aangemeld') ? ['te-veel-verzoeken'] : []
  const perStatus = Map.groupBy([...problemen, ...geteld], (code) => String(PROBLEMEN[code].status))
  const mislukt = [...perStatus].map(([status, codes]): [string, object] => [
    status,
    {
      description: `code: ${codes.join(', ')}`,
      headers: codes.some((code) => MET_WACHTTIJD.has(code)) ? { ...KOP, ...WACHTTIJD } : KOP,
      content: { 'application/problem+json': { schema: PROBLEEM_SCHEMA } },
    },
  ])
  return Object.fromEntries([...geslaagd, ...mislukt])
}
