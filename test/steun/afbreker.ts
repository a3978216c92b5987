import type { Server, Socket } from 'node:net'
import { connect, createServer } from 'node:net'

/** A road to PostgreSQL that can be cut at the worst moment: when the COMMIT is done but its answer has not arrived. */
export type Afbreker = {
  readonly url: string
  /** how many answers to COMMIT were swallowed with their connection */
  readonly afgebroken: () => number
  /** cuts the connection of the next COMMIT that succeeds */
  breekVolgende(): void
  sluit(): Promise<void>
}

export async function maakAfbreker(url: string): Promise<Afbreker> {
  const { hostname, port } = new URL(url)
  const staat = { scherp: false, afgebroken: 0 }
  const sockets = new Set<Socket>()
  const server = createServer((klant) => {
    const database = connect(Number(port), hostname)
    for (const socket of [klant, database]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
    }
    klant.on('data', (bytes) => database.write(bytes))
    // The answer to a COMMIT that was done; its text is in one packet with what comes before it.
    database.on('data', (bytes) => {
      if (staat.scherp && bytes.includes('COMMIT\0')) {
        staat.scherp = false
        staat.afgebroken++
        klant.destroy()
        database.destroy()
      } else klant.write(bytes)
    })
    klant.on('close', () => database.destroy())
    database.on('close', () => klant.destroy())
  })
  await new Promise<void>((klaar) => server.listen(0, '127.0.0.1', klaar))
  const weg = new URL(url)
  weg.port = String(poortVan(server))
  return {
    url: weg.href,
    afgebroken: () => staat.afgebroken,
    breekVolgende: () => {
      staat.scherp = true
    },
    sluit() {
      for (const socket of sockets) socket.destroy()
      return new Promise((klaar) => server.close(() => klaar()))
    },
  }
}

function poortVan(server: Server): number {
  const adres = server.address()
  if (adres === null || typeof adres === 'string') throw new Error('no TCP port')
  return adres.port
}
