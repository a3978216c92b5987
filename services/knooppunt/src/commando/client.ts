import { readFile } from 'node:fs/promises'
import { leesConfig } from '@warmknooppunt/platform/config'
import { DEMO_CLIENTS } from '@warmknooppunt/register/demo/clients'
import type { Command } from 'commander'
import { Option } from 'commander'
import type { Datamap } from '../datamap.ts'
import { datamap, demoSleutelPad } from '../datamap.ts'
import { DATABASE_VELDEN } from '../velden.ts'
import type { Aanmelding } from './aanmelden.ts'
import { leesSleutel } from './aanmelden.ts'
import { AFLOOP, commandofout } from './afloop.ts'
import type { Omstandigheden } from './omstandigheden.ts'

/** Where the hub's data is, as the environment says. */
export type Plek = { readonly data: Datamap; readonly databaseUrl: string | null }

export function leesPlek({ env }: Pick<Omstandigheden, 'env'>): Plek {
  const gelezen = leesConfig(DATABASE_VELDEN, env)
  if (gelezen.kind === 'fout') throw commandofout(AFLOOP.config, gelezen.problemen.join('; '))
  const { DATA_MAP, DATABASE_URL } = gelezen.config
  return { data: datamap(DATA_MAP), databaseUrl: DATABASE_URL ?? null }
}

export type Bereik = { readonly url?: string; readonly issuer?: string }
export type Clientopties = Bereik & { readonly sleutel?: string }

const STANDAARD_URL = 'http://127.0.0.1:8080'

/** Options of every command that talks to a running hub. */
export function metBereik(commando: Command): Command {
  return commando
    .addOption(
      new Option('--url <url>', `where the hub listens (default: the hub of the data folder, else ${STANDAARD_URL})`),
    )
    .addOption(new Option('--issuer <url>', 'where tokens are given (default: <url>/oauth)'))
}

/** The hub's address: as given, as the hub of the data folder wrote it down at its last start, or the usual one. Without a slash at the end. */
export async function leesUrl(opties: Bereik, data: Datamap): Promise<string> {
  if (opties.url !== undefined) return httpUrl(opties.url, '--url')
  return (await leesAdres(data, 'basis')) ?? STANDAARD_URL
}

export async function leesIssuer(opties: Bereik, data: Datamap): Promise<string> {
  if (opties.issuer !== undefined) return httpUrl(opties.issuer, '--issuer')
  const opgeschreven = opties.url === undefined ? await leesAdres(data, 'issuer') : null
  return opgeschreven ?? `${await leesUrl(opties, data)}/oauth`
}

/** An address that the hub of the data folder wrote down at its last start; null when there is none. */
export async function leesAdres(data: Datamap, naam: 'basis' | 'issuer' | 'metrieken'): Promise<string | null> {
  try {
    const hub: unknown = JSON.parse(await readFile(data.hub, 'utf8'))
    const adressen: Readonly<Record<string, unknown>> = typeof hub === 'object' && hub !== null ? { ...hub } : {}
    const adres = adressen[naam]
    return typeof adres === 'string' ? adres : null
  } catch {
    return null
  }
}

function httpUrl(tekst: string, optie: string): string {
  if (!/^https?:\/\//.test(tekst) || !URL.canParse(tekst)) {
    throw commandofout(AFLOOP.gebruik, `${optie} must be an address that begins with http:// or https://`)
  }
  return tekst.replace(/\/+$/, '')
}

/** A client by its own name or by the code of the demo party it belongs to, with its private key. */
export async function kiesClient(wie: string, opties: Clientopties, data: Datamap): Promise<Aanmelding> {
  const demo = DEMO_CLIENTS.find(({ clientId, deelnemer }) => clientId === wie || deelnemer === wie)
  if (opties.sleutel === undefined && !demo) {
    const namen = DEMO_CLIENTS.map(({ deelnemer }) => deelnemer).join(', ')
    const tekst = `${wie} is no party of the demo with a system of its own; name its private key with --sleutel. Demo parties: ${namen}`
    throw commandofout(AFLOOP.gebruik, tekst)
  }
  const bestand = opties.sleutel ?? demoSleutelPad(data, demo?.clientId ?? wie)
  return {
    issuer: await leesIssuer(opties, data),
    clientId: demo?.clientId ?? wie,
    sleutel: await leesSleutel(bestand),
  }
}
