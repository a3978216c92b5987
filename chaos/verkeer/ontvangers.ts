import { readFile } from 'node:fs/promises'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import { nieuwGeheim, registreerEindpunt } from '@warmknooppunt/delivery/eindpunt'
import { leesKeks } from '@warmknooppunt/platform/keks'
import { luister, poortVan } from '@warmknooppunt/platform/luister'
import { onderteken } from '../../services/delivery/src/adapters/webhook/handtekening.ts'
import type { Datamap } from '../../services/knooppunt/src/datamap.ts'
import type { Kans } from '../../services/knooppunt/src/simulatie/kans.ts'
import { geheel } from '../../services/knooppunt/src/simulatie/kans.ts'
import { alsVelden } from '../../services/knooppunt/src/simulatie/keur-antwoord.ts'
import type { Boek } from '../boek.ts'
import { alsEigenaar } from '../database.ts'

/** Who have their messages pushed: four gemeenten and the two creditors. The demo's own receiver, in the hub, is the seventh. */
export const MET_WEBHOOK = [
  'gemeente-roermond',
  'gemeente-sittard-geleen',
  'gemeente-heerlen',
  'gemeente-maastricht',
  'waterbedrijf-maasdal',
  'telecom-beeklijn',
] as const

/** How a receiver answers. `weg` is no answer at all: nobody listens on its port. */
export const GRILLEN = ['gezond', 'fout', 'druk', 'hangt', 'breekt-af', 'traag', 'weigert', 'weg'] as const
export type Gril = (typeof GRILLEN)[number]

export type Ontvangers = {
  zet(deelnemer: string, gril: Gril): Promise<void>
  /** From now on each of them answers at once and well; what hung is let go. */
  genees(): Promise<void>
  sluit(): Promise<void>
}

/** Even on a good day one in so many requests fails. */
const PECH = 0.01

type Ontvanger = { readonly server: Server; readonly poort: number; gril: Gril; readonly hangend: Set<ServerResponse> }

/** Case systems with a webhook, registered with the hub. Every push is written down, however it is answered. */
export async function maakOntvangers(data: Datamap, o: { boek: Boek; kans: Kans }): Promise<Ontvangers> {
  const keks = leesKeks(await readFile(data.kek, 'utf8'))
  const ontvangers = new Map<string, Ontvanger>()
  const pech = { aan: true }
  await alsEigenaar(data, async (db) => {
    for (const deelnemer of MET_WEBHOOK) {
      const geheim = nieuwGeheim()
      const ontvanger = await begin(deelnemer, { ...o, pech, geheim })
      ontvangers.set(deelnemer, ontvanger)
      const eindpunt = { deelnemer, adres: `http://127.0.0.1:${ontvanger.poort}/in`, toegestaneNetten: ['127.0.0.0/8'] }
      const uitkomst = await registreerEindpunt(
        db,
        keks,
        { ...eindpunt, geheim, httpToegestaan: true },
        Temporal.Now.instant(),
      )
      if (uitkomst.kind === 'geweigerd') throw new Error(`the endpoint was refused: ${uitkomst.reden}`)
    }
  })
  const zet = async (deelnemer: string, gril: Gril): Promise<void> => {
    const ontvanger = ontvangers.get(deelnemer)
    if (!ontvanger) throw new Error(`no receiver ${deelnemer}`)
    ontvanger.gril = gril
    for (const antwoord of ontvanger.hangend) antwoord.destroy()
    ontvanger.hangend.clear()
    if (gril === 'weg') await sluit(ontvanger.server)
    else if (!ontvanger.server.listening) {
      await luister(ontvanger.server, { adres: '127.0.0.1', poort: ontvanger.poort, instelling: 'chaos' })
    }
  }
  return {
    zet,
    async genees() {
      pech.aan = false
      for (const deelnemer of MET_WEBHOOK) await zet(deelnemer, 'gezond')
    },
    async sluit() {
      for (const { server } of ontvangers.values()) await sluit(server)
    },
  }
}

type Omgeving = {
  readonly boek: Boek
  readonly kans: Kans
  readonly pech: { aan: boolean }
  /** with which the hub signs */
  readonly geheim: string
}

/** By Standard Webhooks, but for the age: the clock moves. */
function isOndertekend({ headers }: IncomingMessage, tekst: string, geheim: string): boolean {
  const tijdstip = Temporal.Instant.fromEpochMilliseconds(Number(headers['webhook-timestamp'] ?? 0) * 1_000)
  const hoort = onderteken([geheim], String(headers['webhook-id']), tijdstip, tekst)['webhook-signature']
  return String(headers['webhook-signature']).split(' ').includes(hoort)
}

async function begin(deelnemer: string, o: Omgeving): Promise<Ontvanger> {
  const server = createServer((verzoek, antwoord) => {
    const delen: Buffer[] = []
    verzoek.on('data', (deel: Buffer) => delen.push(deel))
    verzoek.on('error', () => undefined)
    verzoek.on('end', () => {
      const opMs = performance.now()
      const tekst = Buffer.concat(delen).toString('utf8')
      if (!isOndertekend(verzoek, tekst, o.geheim)) o.boek.fouten.push(`${deelnemer}: a push without a good signature`)
      const { id, subject } = alsVelden(JSON.parse(tekst))
      const schrijf = (gedaan: boolean) =>
        void o.boek.pushes.push({
          deelnemer,
          id: String(id),
          dossierId: String(subject),
          opMs,
          gedaanMs: gedaan ? performance.now() : null,
        })
      const gril = ontvanger.gril === 'gezond' && o.pech.aan && o.kans() < PECH ? 'fout' : ontvanger.gril
      antwoordAls(gril, { antwoord, schrijf, kans: o.kans, hangend: ontvanger.hangend })
    })
  })
  await luister(server, { adres: '127.0.0.1', poort: 0, instelling: 'chaos' })
  const ontvanger: Ontvanger = { server, poort: poortVan(server), gril: 'gezond', hangend: new Set() }
  return ontvanger
}

type Antwoordkeuze = {
  readonly antwoord: ServerResponse
  readonly schrijf: (gedaan: boolean) => void
  readonly kans: Kans
  readonly hangend: Set<ServerResponse>
}

function antwoordAls(gril: Gril, { antwoord, schrijf, kans, hangend }: Antwoordkeuze): void {
  const zeg = (status: number, koppen: Readonly<Record<string, string>> = {}) => {
    schrijf(status === 204)
    antwoord.writeHead(status, koppen).end()
  }
  switch (gril) {
    case 'gezond':
      zeg(204)
      break
    case 'fout':
      zeg(500)
      break
    case 'druk':
      zeg(429, { 'Retry-After': '2' })
      break
    case 'weigert':
      zeg(kans() < 0.3 ? 422 : 204)
      break
    case 'traag':
      setTimeout(() => zeg(204), geheel(kans, 200, 2_500))
      break
    case 'hangt':
      schrijf(false)
      hangend.add(antwoord)
      break
    case 'breekt-af':
    case 'weg':
      schrijf(false)
      antwoord.destroy()
      break
  }
}

async function sluit(server: Server): Promise<void> {
  if (!server.listening) return
  await new Promise<void>((klaar) => {
    server.close(() => klaar())
    server.closeAllConnections()
  })
}
