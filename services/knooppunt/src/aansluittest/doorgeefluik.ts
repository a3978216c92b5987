import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import { luister } from '@warmknooppunt/platform/luister'
import { Agent, request } from 'undici'
import { leesTekst } from '../ontvanger/lees-push.ts'
import { alsVelden } from '../simulatie/keur-antwoord.ts'
import type { Binnengekomen, Ingreep } from './besluit-ingreep.ts'
import { WACHT_SECONDEN } from './besluit-stap.ts'
import { leesBerichten, leesBevestiging, leesDossier, leesJson, zonderInhoud } from './lees-verkeer.ts'
import type { Gedaan, Waarneming } from './verloop.ts'

export type Luikkeuze = {
  readonly hub: string
  readonly adres: string
  readonly poort: number
  readonly kies: (verzoek: Binnengekomen) => Ingreep
  /** the dossier whose message is handed out without its content */
  readonly vernietigd: () => string | null
  /** the dossier whose message is handed out a second time */
  readonly gewoon: () => string | null
  readonly noteer: (waarneming: Waarneming) => void
}

type Antwoord = { readonly status: number; readonly koppen: Readonly<Record<string, string>>; readonly tekst: string }
type Gevraagd = Binnengekomen & { readonly opMs: number; readonly sleutel: string | null; readonly tekst: string }

const ANTWOORD_MS = 60_000
/** Of one connection only: they are not passed on (RFC 9110, section 7.6.1). */
const VERBINDING = new Set([
  'connection',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'content-length',
])
const PROBLEEM = {
  type: 'https://schemas.warmknooppunt.nl/problemen/niet-beschikbaar',
  ...{ status: 503, title: 'Het knooppunt is nu niet beschikbaar', code: 'niet-beschikbaar' },
  detail: 'De aansluittest speelt een storing. Herhaal het verzoek na Retry-After.',
}

/**
 * Stands between the system under test and the hub: passes every request on, notes what it saw, and now and then plays a fault. Bodies and
 * tokens pass through and are not kept, but for the one message that is handed out twice.
 */
export async function startDoorgeefluik(keuze: Luikkeuze): Promise<Server> {
  const agent = new Agent({ headersTimeout: ANTWOORD_MS, bodyTimeout: ANTWOORD_MS })
  const bewaard: { event: unknown } = { event: null }
  const server = createServer((verzoek, antwoord) => {
    handel({ ...keuze, agent, bewaard }, verzoek, antwoord).catch(() => stuur(antwoord, fout502()))
  })
  server.once('close', () => void agent.destroy())
  await luister(server, { adres: keuze.adres, poort: keuze.poort, instelling: '--poort' })
  return server
}

type Luik = Luikkeuze & { readonly agent: Agent; readonly bewaard: { event: unknown } }

async function handel(luik: Luik, verzoek: IncomingMessage, antwoord: ServerResponse): Promise<void> {
  const opMs = performance.now()
  const tekst = await leesTekst(verzoek)
  if (tekst === null) return stuur(antwoord, { status: 413, koppen: {}, tekst: '' })
  const methode = verzoek.method ?? 'GET'
  const [pad = '/'] = (verzoek.url ?? '/').split('?')
  const vingerafdruk = createHash('sha256').update(tekst).digest('base64')
  const sleutel = verzoek.headers['idempotency-key']
  const gevraagd = { opMs, methode, pad, vingerafdruk, tekst, sleutel: typeof sleutel === 'string' ? sleutel : null }
  const ingreep = luik.kies(gevraagd)
  switch (ingreep) {
    case 'storing':
      return meld(luik, gevraagd, storing(), { gedaan: 'storing', antwoord })
    case 'nogmaals':
      return meld(luik, gevraagd, batch([luik.bewaard.event]), { gedaan: 'nogmaals', antwoord })
    default: {
      const gekregen = bewerk(luik, pad, await geefDoor(luik, verzoek, tekst))
      const kwijt = ingreep === 'verlies' && gekregen.status === 201
      return meld(luik, gevraagd, gekregen, { gedaan: kwijt ? 'antwoord-kwijt' : 'doorgegeven', antwoord })
    }
  }
}

function meld(
  luik: Luik,
  { opMs, methode, pad, vingerafdruk, sleutel, tekst }: Gevraagd,
  gekregen: Antwoord,
  { gedaan, antwoord }: { gedaan: Gedaan; antwoord: ServerResponse },
): void {
  const body = leesJson(gekregen.tekst)
  luik.noteer({
    ...{ opMs, methode, pad, vingerafdruk, sleutel, gedaan, status: gekregen.status },
    herhaald: gekregen.koppen['idempotent-replayed'] === 'true',
    dossier: leesDossier(body),
    berichten: leesBerichten(body),
    bevestigt: leesBevestiging(pad, leesJson(tekst)),
  })
  if (gedaan === 'antwoord-kwijt') antwoord.destroy()
  else stuur(antwoord, gekregen)
}

async function geefDoor({ hub, agent }: Luik, verzoek: IncomingMessage, tekst: string): Promise<Antwoord> {
  const gekregen = await request(`${hub}${verzoek.url ?? '/'}`, {
    method: verzoek.method ?? 'GET',
    dispatcher: agent,
    headers: zonderVerbinding(verzoek.headers),
    body: tekst === '' ? null : tekst,
  })
  return {
    status: gekregen.statusCode,
    koppen: zonderVerbinding(gekregen.headers),
    tekst: await gekregen.body.text(),
  }
}

/** Keeps the message that comes twice, and takes the content from the one that has lost it. */
function bewerk(luik: Luik, pad: string, gekregen: Antwoord): Antwoord {
  const body = leesJson(gekregen.tekst)
  if (pad !== '/v1/postvak/berichten' || !Array.isArray(body)) return gekregen
  luik.bewaard.event = body.find((event) => alsVelden(event).subject === luik.gewoon()) ?? luik.bewaard.event
  const tekst = JSON.stringify(body.map((event) => zonderInhoud(event, luik.vernietigd())))
  return { ...gekregen, tekst }
}

function zonderVerbinding(koppen: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(koppen).flatMap(([naam, waarde]) =>
      VERBINDING.has(naam) || waarde === undefined ? [] : [[naam, String(waarde)]],
    ),
  )
}

function storing(): Antwoord {
  const koppen = { 'content-type': 'application/problem+json', 'retry-after': String(WACHT_SECONDEN) }
  return { status: 503, koppen, tekst: JSON.stringify(PROBLEEM) }
}

function batch(events: readonly unknown[]): Antwoord {
  return {
    status: 200,
    koppen: { 'content-type': 'application/cloudevents-batch+json' },
    tekst: JSON.stringify(events),
  }
}

/** The hub itself did not answer. */
function fout502(): Antwoord {
  return { status: 502, koppen: {}, tekst: '' }
}

function stuur(antwoord: ServerResponse, { status, koppen, tekst }: Antwoord): void {
  if (antwoord.destroyed || antwoord.headersSent) return
  antwoord.writeHead(status, { ...koppen, 'content-length': Buffer.byteLength(tekst) })
  antwoord.end(tekst)
}
