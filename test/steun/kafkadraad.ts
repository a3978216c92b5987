import type { Server, Socket } from 'node:net'
import { connect, createServer } from 'node:net'

/**
 * Where a request to write is held: half of it is with the broker; the broker has it, and its answer does not arrive. Nothing passes after it in
 * that direction.
 */
export type Houdplek = 'half' | 'onbeantwoord'

export type Gehouden = {
  /** lets through what was held, and all that follows */
  laatDoor(): void
  /** cuts the connection; what was held is lost */
  breek(): void
}

/** A wire to one Kafka broker that reads along. A client gets onto it by a socketFactory that goes to `poort` whatever the address. */
export type Kafkadraad = {
  readonly poort: number
  /** holds the next request to write, and tells when one is held */
  houd(plek: Houdplek): Promise<Gehouden>
  /** lets nothing through any more on the connections there are, in either direction, of those that asked for one of these */
  zwijg(soorten: readonly Soort[]): number
  sluit(): Promise<void>
}

/** Kinds of requests by their number in the protocol. */
const SOORTEN = { produce: 0, fetch: 1, joinGroup: 11, heartbeat: 12 } as const
export type Soort = keyof typeof SOORTEN

type Wens = { readonly plek: Houdplek; readonly gelukt: (gehouden: Gehouden) => void }
type Lijn = {
  readonly klant: Socket
  readonly broker: Socket
  readonly gevraagd: Set<number>
  readonly wensen: Wens[]
  /** the number of the request of which the answer is held */
  houdAntwoord: { readonly nummer: number; readonly gelukt: Wens['gelukt'] } | null
  stil: boolean
}

export async function maakKafkadraad(adres: string): Promise<Kafkadraad> {
  const { hostname, port } = new URL(`kafka://${adres}`)
  const wensen: Wens[] = []
  const lijnen = new Set<Lijn>()
  const server = createServer((klant) => {
    const broker = connect(Number(port), hostname)
    const lijn: Lijn = { klant, broker, wensen, gevraagd: new Set(), houdAntwoord: null, stil: false }
    lijnen.add(lijn)
    for (const socket of [klant, broker]) socket.on('error', () => undefined)
    klant.on('close', () => {
      broker.destroy()
      lijnen.delete(lijn)
    })
    broker.on('close', () => klant.end())
    leid(lijn, klant, broker, opVraag)
    leid(lijn, broker, klant, opAntwoord)
  })
  await new Promise<void>((klaar) => server.listen(0, '127.0.0.1', klaar))
  return {
    poort: poortVan(server),
    houd: (plek) => new Promise((gelukt) => wensen.push({ plek, gelukt })),
    zwijg(soorten) {
      const gekozen = [...lijnen].filter(({ gevraagd }) => soorten.some((soort) => gevraagd.has(SOORTEN[soort])))
      for (const lijn of gekozen) lijn.stil = true
      return gekozen.length
    },
    sluit() {
      for (const { klant, broker } of lijnen) {
        klant.destroy()
        broker.destroy()
      }
      return new Promise((klaar) => server.close(() => klaar()))
    },
  }
}

type Bericht = { readonly bytes: Buffer; readonly naar: Socket }
/** What passes of a message, and how the rest is let go; null when all of it passes. */
type Hap = { readonly door: number; readonly gelukt: Wens['gelukt'] } | null

function opVraag(lijn: Lijn, { bytes }: Bericht): Hap {
  const soort = bytes.readInt16BE(4)
  lijn.gevraagd.add(soort)
  const wens = soort === SOORTEN.produce ? lijn.wensen.shift() : undefined
  if (wens?.plek === 'half') return { door: bytes.length >> 1, gelukt: wens.gelukt }
  if (wens) lijn.houdAntwoord = { nummer: bytes.readInt32BE(8), gelukt: wens.gelukt }
  return null
}

function opAntwoord(lijn: Lijn, { bytes }: Bericht): Hap {
  const { houdAntwoord } = lijn
  if (houdAntwoord?.nummer !== bytes.readInt32BE(4)) return null
  lijn.houdAntwoord = null
  return { door: 0, gelukt: houdAntwoord.gelukt }
}

/** Passes on whole messages (four bytes of length, and so many more) in one direction, up to one that is held. */
function leid(lijn: Lijn, van: Socket, naar: Socket, kies: (lijn: Lijn, bericht: Bericht) => Hap): void {
  let rest = Buffer.alloc(0)
  let vast = false
  const breek = () => [van, naar].forEach((socket) => void socket.destroy())
  const loop = () => {
    while (!vast && !lijn.stil && rest.length >= 4) {
      const lengte = 4 + rest.readInt32BE(0)
      if (rest.length < lengte) return
      const bytes = rest.subarray(0, lengte)
      const hap = kies(lijn, { bytes, naar })
      naar.write(bytes.subarray(0, hap?.door ?? lengte))
      rest = rest.subarray(hap?.door ?? lengte)
      if (!hap) continue
      vast = true
      hap.gelukt({
        laatDoor() {
          // What is left of the one that was held has no length in front.
          const deel = rest.subarray(0, lengte - hap.door)
          naar.write(deel)
          rest = rest.subarray(deel.length)
          vast = false
          loop()
        },
        breek,
      })
    }
  }
  van.on('data', (deel) => {
    rest = Buffer.concat([rest, typeof deel === 'string' ? Buffer.from(deel) : deel])
    loop()
  })
}

function poortVan(server: Server): number {
  const adres = server.address()
  if (adres === null || typeof adres === 'string') throw new Error('no TCP port')
  return adres.port
}
