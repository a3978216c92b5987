// Een gemeente bij wie het knooppunt bezorgt: controleert de handtekening (Standard Webhooks), meldt dat er contact was. Loopt tot Ctrl-C.
//   HUB=... ISSUER=... CLIENT=... SLEUTEL=... GEHEIM=whsec_... POORT=8092 node webhook.ts
import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'
import { vraag } from './knooppunt.ts'

const GEHEIM = Buffer.from((process.env.GEHEIM ?? '').replace('whsec_', ''), 'base64')
const MAX_VERSCHIL_SECONDEN = 300
/** In een echt systeem: in uw database, in dezelfde transactie als de zaak. */
const verwerkt = new Set<string>()

/** Over id, tijdstip en de body zoals zij binnenkwam; er kunnen twee handtekeningen staan als een geheim net gewisseld is. */
function isEcht(id: string, tijdstip: string, handtekeningen: string, body: Buffer): boolean {
  if (!(Math.abs(Date.now() / 1000 - Number(tijdstip)) <= MAX_VERSCHIL_SECONDEN)) return false
  const goed = createHmac('sha256', GEHEIM).update(`${id}.${tijdstip}.`).update(body).digest()
  return handtekeningen.split(' ').some((deel) => {
    const [versie, tekst = ''] = deel.split(',')
    const gekregen = Buffer.from(tekst, 'base64')
    return versie === 'v1' && gekregen.length === goed.length && timingSafeEqual(gekregen, goed)
  })
}

async function verwerk(bericht: { id: string; type: string; subject: string }) {
  if (bericht.type !== 'nl.warmknooppunt.doorverwijzing.gerouteerd') return
  console.log(`doorverwijzing: ${bericht.subject}`)
  const contact = { soort: 'contact', kanaal: 'telefoon', plaatsgevondenOp: new Date().toISOString() }
  const pad = `/v1/doorverwijzingen/${bericht.subject}/contactregistraties`
  const { status } = await vraag('POST', pad, contact, `contact-${bericht.id}`)
  console.log(`contact gemeld: ${status}`)
}

createServer(async (verzoek, antwoord) => {
  const delen: Buffer[] = []
  for await (const deel of verzoek) delen.push(deel)
  const body = Buffer.concat(delen)
  const kop = (naam: string) => String(verzoek.headers[naam] ?? '')
  const id = kop('webhook-id')
  if (!isEcht(id, kop('webhook-timestamp'), kop('webhook-signature'), body)) {
    return antwoord.writeHead(401).end()
  }
  const nieuw = !verwerkt.has(id)
  verwerkt.add(id)
  // Eerst bewaren, dan 2xx, dan pas verwerken: het knooppunt wacht hoogstens 15 seconden.
  antwoord.writeHead(204).end()
  if (nieuw) await verwerk(JSON.parse(body.toString('utf8')))
}).listen(Number(process.env.POORT ?? 8092), '127.0.0.1')
