import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import { STANDAARD_AFSPRAKEN } from '@warmknooppunt/regels/afspraken'
import { controleerToestemming } from '@warmknooppunt/regels/toestemming'
import { valideer } from '@warmknooppunt/schemas/valideer'
import { decodeJwt } from 'jose'
import { berekenTermijnen } from '../commando/bereken-termijnen.ts'
import { DEMO_STAND } from './demo-stand.ts'
import type { Verwachting } from './verwachting.ts'
import { bepaalVerwachting } from './verwachting.ts'

export type Nepbericht = {
  readonly postvak: string
  readonly id: string
  readonly subject: string
  readonly data: unknown
}
export type Nepantwoord = {
  readonly status: number
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** What a test lets go wrong: where messages go, and what is answered. Without it the hub behaves. */
export type Streken = {
  /** what lies in postvakken before */
  readonly vooraf?: readonly Nepbericht[]
  readonly plaats?: (bericht: Nepbericht, hoeveelste: number) => readonly Nepbericht[]
  readonly antwoord?: (goed: Nepantwoord, hoeveelste: number) => Nepantwoord | 'verbreek'
  /** the same for requests for a token, and for the long polls of a postvak */
  readonly token?: (goed: Nepantwoord, hoeveelste: number) => Nepantwoord
  readonly peiling?: (goed: Nepantwoord, hoeveelste: number) => Nepantwoord
}

export type Nephub = { readonly url: string; readonly verzoeken: string[]; sluit(): Promise<void> }

/** The far side of a simulation, played by a few lines over HTTP: so that what a simulation must notice can be made to happen. */
export async function startNephub(streken: Streken = {}): Promise<Nephub> {
  const hub = new Map([...Map.groupBy(streken.vooraf ?? [], ({ postvak }) => postvak)])
  const eerste = new Map<string, Nepantwoord>()
  const verzoeken: string[] = []
  let posts = 0
  let tokens = 0
  let peilingen = 0
  let plaatsingen = 0

  function plaats(bericht: Nepbericht): void {
    for (const b of streken.plaats?.(bericht, ++plaatsingen) ?? [bericht]) {
      hub.set(b.postvak, [...(hub.get(b.postvak) ?? []), b])
    }
  }

  async function neemAan(body: unknown, sleutel: string): Promise<Nepantwoord> {
    const bekend = eerste.get(sleutel)
    if (bekend) return { ...bekend, headers: { 'idempotent-replayed': 'true' } }
    const antwoord = await beslis(body, plaats)
    if (antwoord.status === 201) eerste.set(sleutel, antwoord)
    return antwoord
  }

  async function beantwoord(req: IncomingMessage): Promise<Nepantwoord | 'verbreek'> {
    const { pathname, searchParams } = new URL(req.url ?? '', 'http://hub')
    const tekst = await lees(req)
    const wie = (req.headers.authorization ?? '').replace('Bearer demo-', '')
    verzoeken.push(`${req.method} ${pathname}`)
    if (pathname === '/oauth/token') {
      const assertie = new URLSearchParams(tekst).get('client_assertion') ?? ''
      const body = { access_token: decodeJwt(assertie).iss, token_type: 'Bearer', expires_in: 600 }
      return streken.token?.({ status: 200, body }, ++tokens) ?? { status: 200, body }
    }
    if (pathname === '/v1/doorverwijzingen') {
      const goed = await neemAan(JSON.parse(tekst), String(req.headers['idempotency-key']))
      return streken.antwoord?.(goed, ++posts) ?? goed
    }
    if (pathname === '/v1/postvak/berichten') {
      const na = Number(searchParams.get('na'))
      const rest = () => (hub.get(wie) ?? []).slice(na, na + Number(searchParams.get('limiet')))
      for (let i = 0; i < 20 && searchParams.has('wachttijd') && rest().length === 0; i++) {
        await new Promise((klaar) => setTimeout(klaar, 10))
      }
      const goed = { status: 200, body: rest().map((b, i) => ({ ...b, sequence: String(na + i + 1) })) }
      return searchParams.has('wachttijd') ? (streken.peiling?.(goed, ++peilingen) ?? goed) : goed
    }
    if (pathname === '/v1/postvak/bevestigingen') return { status: 200, body: { bevestigdTotEnMet: 0 } }
    const [, dossierId] = /^\/v1\/doorverwijzingen\/(.+)\/contactregistraties$/.exec(pathname) ?? []
    return dossierId ? { status: 201, body: { id: randomUUID(), dossierId } } : { status: 404, body: {} }
  }

  const server = createServer((req, res) => void beantwoord(req).then((antwoord) => geef(res, antwoord)))
  await new Promise<void>((klaar) => server.listen(0, '127.0.0.1', klaar))
  const adres = server.address()
  if (adres === null || typeof adres === 'string') throw new Error('no port')
  return {
    url: `http://127.0.0.1:${adres.port}`,
    verzoeken,
    async sluit() {
      server.closeAllConnections()
      await new Promise((klaar) => server.close(klaar))
    },
  }
}

async function lees(req: IncomingMessage): Promise<string> {
  let tekst = ''
  for await (const stuk of req) tekst += String(stuk)
  return tekst
}

function geef(res: ServerResponse, antwoord: Nepantwoord | 'verbreek'): void {
  if (antwoord === 'verbreek') return void res.socket?.destroy()
  res.writeHead(antwoord.status, { 'content-type': 'application/json', ...antwoord.headers })
  res.end(JSON.stringify(antwoord.body))
}

/** As the hub would, by the demo's register. */
async function beslis(body: unknown, plaats: (bericht: Nepbericht) => void): Promise<Nepantwoord> {
  const nu = Temporal.Now.instant()
  const gelezen = valideer('doorverwijzing', body)
  if (gelezen.kind === 'ongeldig') return geweigerd(400, 'ongeldige-invoer')
  const drinkwater = gelezen.waarde.vorderingen[0]?.soort === 'drinkwater'
  const schuldeiser = DEMO_STAND.deelnemer(drinkwater ? 'waterbedrijf-maasdal' : 'telecom-beeklijn')
  if (!schuldeiser) throw new Error('no such schuldeiser')
  const besluit = await bepaalVerwachting(gelezen.waarde, schuldeiser, nu)
  if (controleerToestemming(gelezen.waarde, STANDAARD_AFSPRAKEN, nu).length > 0)
    return geweigerd(400, 'ongeldige-invoer')
  if (besluit.kind === 'geweigerd') return geweigerd(besluit.status, besluit.code)
  const id = randomUUID()
  if (besluit.kind === 'aangenomen') {
    plaats({ postvak: besluit.ontvanger, id: randomUUID(), subject: id, data: { doorverwijzing: gelezen.waarde } })
  }
  return { status: 201, body: { id, ...aangenomen(besluit, nu) } }
}

function geweigerd(status: number, code: string): Nepantwoord {
  return { status, body: { code } }
}

function aangenomen(besluit: Extract<Verwachting, { kind: 'aangenomen' | 'wacht' }>, nu: Temporal.Instant): object {
  const afspraken = besluit.kind === 'aangenomen' ? besluit.afspraken : STANDAARD_AFSPRAKEN
  const { contactUiterlijkOp, stopTotEnMet, hervatbaarVanaf } = berekenTermijnen(nu, afspraken, DEMO_STAND.kalender)
  const van = nu.toZonedDateTimeISO('Europe/Amsterdam').toPlainDate().toString()
  const incassostop = { van, totEnMet: stopTotEnMet, hervatbaarVanaf }
  if (besluit.kind === 'wacht') return { status: 'wacht-op-routering', incassostop }
  const { gemeentecode, uitvoerder, loket } = besluit
  return {
    status: 'aangenomen',
    incassostop,
    contactUiterlijkOp,
    gemeente: { code: gemeentecode },
    uitvoerder: { code: uitvoerder },
    loket: { code: loket },
  }
}
