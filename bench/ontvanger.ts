import { createServer } from 'node:http'
import { leesReferentie, nuMs } from './bericht.ts'

/**
 * The receiver of `keten`, a process of its own: answers 204 to every delivery and keeps how long each took since its POST. GET /?reeks=x
 * gives what came of that series; the port is printed on the first line.
 */
type Reeks = { tijdenMs: number[]; gezien: Set<string>; dubbel: number; laatsteMs: number | null }

function nieuweReeks(): Reeks {
  return { tijdenMs: [], gezien: new Set(), dubbel: 0, laatsteMs: null }
}

/** Of a slow receiver, how long it takes to answer. */
const TRAAG_MS = Number(process.argv[2] ?? 0)

const reeksen = new Map<string, Reeks>()

function ontvang(body: string): void {
  const aankomst = nuMs()
  const event: unknown = JSON.parse(body)
  const referentie = referentieVan(event)
  const gelezen = referentie === null ? null : leesReferentie(referentie)
  if (referentie === null || gelezen === null) return
  const reeks = reeksen.get(gelezen.reeks) ?? nieuweReeks()
  reeksen.set(gelezen.reeks, reeks)
  if (reeks.gezien.has(referentie)) reeks.dubbel++
  else reeks.gezien.add(referentie)
  reeks.laatsteMs = aankomst
  reeks.tijdenMs.push(aankomst - gelezen.verzondenMs)
}

function veld(waarde: unknown, naam: string): unknown {
  return typeof waarde === 'object' && waarde !== null
    ? Object.entries(waarde).find(([sleutel]) => sleutel === naam)?.[1]
    : undefined
}

function referentieVan(event: unknown): string | null {
  const referentie = veld(veld(veld(event, 'data'), 'doorverwijzing'), 'referentienummer')
  return typeof referentie === 'string' ? referentie : null
}

const server = createServer((verzoek, antwoord) => {
  if (verzoek.method === 'GET') {
    const reeks = reeksen.get(new URL(verzoek.url ?? '/', 'http://localhost').searchParams.get('reeks') ?? '')
    const { gezien, ...rest } = reeks ?? nieuweReeks()
    antwoord.setHeader('content-type', 'application/json').end(JSON.stringify({ ...rest, uniek: gezien.size }))
    return
  }
  const delen: Buffer[] = []
  verzoek.on('data', (deel: Buffer) => delen.push(deel))
  verzoek.on('end', () => {
    if (TRAAG_MS > 0) setTimeout(() => antwoord.writeHead(204).end(), TRAAG_MS)
    else antwoord.writeHead(204).end()
    ontvang(Buffer.concat(delen).toString('utf8'))
  })
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => {
  const adres = server.address()
  process.stdout.write(`${typeof adres === 'object' && adres !== null ? adres.port : ''}\n`)
})
