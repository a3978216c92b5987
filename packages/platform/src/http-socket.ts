import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { PROBLEMEN, probleem, probleemBody } from './probleem.ts'

/** Answers what could not be read as HTTP, or did not arrive in time, on the bare socket; no request was made of it. */
export function antwoordOpSocket(
  fout: Error & { code?: string },
  socket: Duplex,
  koppen: Readonly<Record<string, string>>,
): void {
  if (fout.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const p =
    fout.code === 'ERR_HTTP_REQUEST_TIMEOUT'
      ? probleem('te-traag', 'Het verzoek kwam niet binnen de tijd helemaal binnen; stuur het opnieuw.')
      : probleem('ongeldige-invoer', 'Het verzoek kon niet als HTTP worden gelezen.')
  const { status } = PROBLEMEN[p.code]
  const body = JSON.stringify(probleemBody(p))
  const regels = Object.entries({
    ...koppen,
    'Content-Type': 'application/problem+json; charset=utf-8',
    'Content-Length': String(Buffer.byteLength(body)),
    Connection: 'close',
  }).map(([naam, waarde]) => `${naam}: ${waarde}\r\n`)
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${regels.join('')}\r\n${body}`)
}
