import type { Command } from 'commander'
import { request } from 'undici'
import type { Token } from './aanmelden.ts'
import { eisToken, foutcode } from './aanmelden.ts'
import { AFLOOP, commandofout } from './afloop.ts'
import type { Clientopties } from './client.ts'
import { kiesClient, leesPlek, leesUrl, metBereik } from './client.ts'
import type { Omstandigheden } from './omstandigheden.ts'

const OPERATOR = 'beheer-warmknooppunt'
const WACHT_MS = 30_000
const JSON_KOP = { 'content-type': 'application/json' }

export type Operatoropties = Clientopties & { readonly client: string; readonly json?: true }

/** Options of every command that asks the hub something as an operator. */
export function metOperator(commando: Command): Command {
  return metBereik(commando)
    .option('--client <client>', 'the operator in whose name it is asked', OPERATOR)
    .option('--sleutel <bestand>', "the operator's private key as a JWK (default: the demo's)")
    .option('--json', 'print what the hub answered')
}

export type Vraag =
  | {
      readonly method: 'GET'
      readonly pad: string
      readonly koppen?: Readonly<Record<string, string>>
      /** what is not there is answered by nothing instead of ending the command */
      readonly ofNiets?: true
    }
  | {
      readonly method: 'POST'
      readonly pad: string
      readonly body: unknown
      readonly koppen?: Readonly<Record<string, string>>
    }

/** What the hub answered, refusals too. */
export type Gehoord = { readonly status: number; readonly body: unknown }

/** Asks the hub with a token of the operator. Gives the body of a 2xx; anything else ends the command with what the hub says about it. */
export async function operatorVraag(
  o: Omstandigheden,
  opties: Operatoropties,
): Promise<(vraag: Vraag) => Promise<unknown>> {
  const hoor = await operatorHoor(o, opties)
  return async (vraag) => {
    const { status, body } = await hoor(vraag)
    if (status >= 200 && status < 300) return body
    if (status === 404 && vraag.method === 'GET' && vraag.ofNiets) return null
    throw weigering(status, body)
  }
}

/** The same for who makes something of a refusal itself. */
export async function operatorHoor(
  o: Omstandigheden,
  opties: Operatoropties,
): Promise<(vraag: Vraag) => Promise<Gehoord>> {
  const { data } = leesPlek(o)
  const wie = await kiesClient(opties.client, opties, data)
  const token = await eisToken(wie, o.nu())
  const url = await leesUrl(opties, data)
  return (vraag) => roep(url, token, vraag)
}

async function roep(url: string, token: Token, vraag: Vraag): Promise<Gehoord> {
  const body = vraag.method === 'POST' ? JSON.stringify(vraag.body) : null
  const koppen = vraag.method === 'POST' ? { ...JSON_KOP, ...vraag.koppen } : vraag.koppen
  try {
    const antwoord = await request(`${url}${vraag.pad}`, {
      method: vraag.method,
      headers: { authorization: `Bearer ${token.access_token}`, ...koppen },
      body,
      headersTimeout: WACHT_MS,
      bodyTimeout: WACHT_MS,
    })
    return { status: antwoord.statusCode, body: leesJson(await antwoord.body.text()) }
  } catch (fout) {
    const tekst = `the hub at ${url} does not answer (${foutcode(fout)}); start it with \`npm start\`, or name another with --url`
    throw commandofout(AFLOOP.nietBeschikbaar, tekst, fout)
  }
}

function leesJson(tekst: string): unknown {
  try {
    return JSON.parse(tekst)
  } catch {
    return null
  }
}

/** What the hub refused, in its own words (problem+json), as an exit code. */
export function weigering(status: number, body: unknown): Error {
  const probleem: Readonly<Record<string, unknown>> = typeof body === 'object' && body !== null ? { ...body } : {}
  const { code, detail, errors } = probleem
  const plekken = Array.isArray(errors) ? errors.map((fout) => `\n  ${JSON.stringify(fout)}`).join('') : ''
  const tekst = `the hub refused: ${status} ${String(code ?? '')} ${String(detail ?? '')}${plekken}`
  if (status === 401 || status === 403) return commandofout(AFLOOP.geenToegang, tekst)
  return commandofout(status === 503 || status === 429 ? AFLOOP.nietBeschikbaar : AFLOOP.fout, tekst)
}
