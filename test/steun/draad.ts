import type { Server, Socket } from 'node:net'
import { connect, createServer } from 'node:net'

/** Where a wire is held: before the server gets a COMMIT, or when it was done and before its answer arrives. */
export type Houdplek = 'voor-commit' | 'na-commit'

/** A connection that stands still: nothing passes from what was held on, in that direction. */
export type Gehouden = {
  /** lets through what was held, and all that follows */
  laatDoor(): void
  /** cuts the connection; what was held is lost */
  breek(): void
}

/** A wire to PostgreSQL that reads along, so that the worst moments can be met: a COMMIT under way, and a COMMIT done but not answered. */
export type Draad = {
  readonly url: string
  /** holds the next connection that comes there, and tells when one has */
  houd(plek: Houdplek): Promise<Gehouden>
  sluit(): Promise<void>
}

type Wens = { readonly plek: Houdplek; readonly gelukt: (gehouden: Gehouden) => void }

export async function maakDraad(url: string): Promise<Draad> {
  const { hostname, port } = new URL(url)
  const wensen: Wens[] = []
  const sockets = new Set<Socket>()
  const server = createServer((klant) => {
    const database = connect(Number(port), hostname)
    for (const socket of [klant, database]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => sockets.delete(socket))
    }
    // What the database said before it hung up must still arrive.
    klant.on('close', () => database.destroy())
    database.on('close', () => klant.end())
    const breek = () => [klant, database].forEach((socket) => void socket.destroy())
    leid({ van: klant, naar: database, plek: 'voor-commit', wensen, breek })
    leid({ van: database, naar: klant, plek: 'na-commit', wensen, breek })
  })
  await new Promise<void>((klaar) => server.listen(0, '127.0.0.1', klaar))
  const weg = new URL(url)
  weg.hostname = '127.0.0.1'
  weg.port = String(poortVan(server))
  return {
    url: weg.href,
    houd: (plek) => new Promise((gelukt) => wensen.push({ plek, gelukt })),
    sluit() {
      for (const socket of sockets) socket.destroy()
      return new Promise((klaar) => server.close(() => klaar()))
    },
  }
}

type Richting = {
  readonly van: Socket
  readonly naar: Socket
  readonly plek: Houdplek
  readonly wensen: Wens[]
  readonly breek: () => void
}

/** Passes on whole messages of the protocol in one direction, up to the one that is waited for. */
function leid({ van, naar, plek, wensen, breek }: Richting): void {
  let rest = Buffer.alloc(0)
  let vast = false
  // The first message of a client has no type; none of what a server says lacks it.
  let kop = plek === 'voor-commit' ? 0 : 1
  const loop = () => {
    while (!vast) {
      const lengte = rest.length < kop + 4 ? Number.POSITIVE_INFINITY : kop + rest.readUInt32BE(kop)
      if (rest.length < lengte) return
      const bericht = rest.subarray(0, lengte)
      const wens = isPlek(plek, bericht) ? wensen.findIndex((w) => w.plek === plek) : -1
      if (wens >= 0) {
        vast = true
        const door = () => {
          naar.write(rest)
          rest = Buffer.alloc(0)
          vast = false
        }
        for (const { gelukt } of wensen.splice(wens, 1)) gelukt({ laatDoor: door, breek })
        return
      }
      naar.write(bericht)
      rest = rest.subarray(lengte)
      kop = 1
    }
  }
  van.on('data', (bytes) => {
    rest = Buffer.concat([rest, typeof bytes === 'string' ? Buffer.from(bytes) : bytes])
    loop()
  })
}

/** A COMMIT as a simple query, and the tag of one that was done. */
function isPlek(plek: Houdplek, bericht: Buffer): boolean {
  const [soort, tekst] = plek === 'voor-commit' ? ['Q', 'commit\0'] : ['C', 'COMMIT\0']
  return bericht.toString('latin1', 0, 1) === soort && bericht.toString('latin1', 5) === tekst
}

function poortVan(server: Server): number {
  const adres = server.address()
  if (adres === null || typeof adres === 'string') throw new Error('no TCP port')
  return adres.port
}
