import { setTimeout as wachtMs } from 'node:timers/promises'
import pg from 'pg'
import type { Rol } from './db.ts'
import type { Log } from './log.ts'
import { metOpties, VERMIST, VERMIST_ANTWOORD } from './pool.ts'

/** At most one NOTIFY a topic in this time: each takes a lock that all notifying commits of the database share. */
const TUSSEN_MS = 2
const PAUZES_MS = [100, 500, 2_000, 5_000] as const
const CONTROLE_MS = 15_000

/** Wake-ups between processes. They are hints: what is missed, a reader finds at its next poll. */
export type Meldkanaal = {
  /** tells other processes that messages of this topic were committed */
  kondigAan(topic: string): void
  /** calls `bij` when another process says so, and after every time the connection was lost */
  luister(topic: string, bij: () => void): void
  sluit(): Promise<void>
}

export type MeldkanaalKeuze = {
  readonly url: string
  readonly rol: Rol
  readonly applicatie: string
  readonly log: Log
}

/** LISTEN and NOTIFY, each on a connection of its own that comes back by itself. */
export function maakMeldkanaal(keuze: MeldkanaalKeuze): Meldkanaal {
  const einde = new AbortController()
  const luisteraars = new Map<string, () => void>()
  const zender = maakZender(keuze, einde.signal)
  let oor: Promise<void> | undefined
  let nieuw = () => {}
  return {
    kondigAan: (topic) => zender.kondigAan(topic),
    luister(topic, bij) {
      luisteraars.set(topic, bij)
      nieuw()
      oor ??= blijfLuisteren({ keuze, luisteraars, signal: einde.signal, bijNieuw: (f) => (nieuw = f) })
    },
    async sluit() {
      einde.abort()
      await Promise.all([zender.sluit(), oor])
    },
  }
}

async function verbind(keuze: MeldkanaalKeuze, doel: string): Promise<pg.Client> {
  const client = new pg.Client({
    // A wake-up that is lost in a crash is no loss; waiting for the disk for it would be.
    ...metOpties(keuze.url, [`-c role=${keuze.rol}`, '-c synchronous_commit=off']),
    application_name: `wk-${keuze.applicatie}-${doel}`,
    connectionTimeoutMillis: 5_000,
    ...VERMIST,
    ...VERMIST_ANTWOORD,
  })
  client.on('error', () => undefined)
  await client.connect()
  return client
}

type Zender = { kondigAan(topic: string): void; sluit(): Promise<void> }

/** Sends what was asked for in rounds: a topic asked for many times in one round is announced once. */
function maakZender(keuze: MeldkanaalKeuze, signal: AbortSignal): Zender {
  const open = new Set<string>()
  let client: pg.Client | undefined
  let bezig: Promise<void> | undefined

  const zend = async () => {
    while (open.size > 0 && !signal.aborted) {
      const onderwerpen = [...open]
      open.clear()
      try {
        client ??= await verbind(keuze, 'zender')
        for (const topic of onderwerpen) await client.query('select pg_notify($1, $2)', [kanaal(topic), ''])
        await wachtMs(TUSSEN_MS)
      } catch (err) {
        keuze.log.warn({ err }, 'bus.notify-mislukt')
        for (const topic of onderwerpen) open.add(topic)
        await client?.end().catch(() => undefined)
        client = undefined
        await wachtMs(PAUZES_MS[0], undefined, { signal }).catch(() => undefined)
      }
    }
    bezig = undefined
  }

  return {
    kondigAan(topic) {
      open.add(topic)
      bezig ??= zend()
    },
    async sluit() {
      await bezig
      await client?.end().catch(() => undefined)
    },
  }
}

type Oor = {
  readonly keuze: MeldkanaalKeuze
  readonly luisteraars: ReadonlyMap<string, () => void>
  readonly signal: AbortSignal
  readonly bijNieuw: (f: () => void) => void
}

/** Listens until the end; after each connection everything may have been missed, so everybody is woken. */
async function blijfLuisteren(oor: Oor): Promise<void> {
  for (let keer = 0; !oor.signal.aborted; keer++) {
    try {
      await luisterEenmaal(oor, () => (keer = 0))
    } catch (err) {
      if (oor.signal.aborted) return
      oor.keuze.log.warn({ err }, 'bus.listen-mislukt')
      const pauzeMs = PAUZES_MS[Math.min(keer, PAUZES_MS.length - 1)] ?? 0
      await wachtMs(pauzeMs, undefined, { signal: oor.signal }).catch(() => undefined)
    }
  }
}

/** One connection, from connecting to its end (by abort) or its loss (thrown). */
async function luisterEenmaal(oor: Oor, gelukt: () => void): Promise<void> {
  const client = await verbind(oor.keuze, 'oor')
  const verloren = Promise.withResolvers<void>()
  // It may be lost before it is waited for below: that is told by what fails there.
  verloren.promise.catch(() => undefined)
  const weg = () => verloren.reject(new Error('the listening connection was lost'))
  client.on('error', weg)
  client.on('end', weg)
  oor.signal.addEventListener('abort', () => verloren.resolve(), { once: true })
  client.on('notification', ({ channel }) => {
    for (const [topic, bij] of oor.luisteraars) if (kanaal(topic) === channel) bij()
  })
  const neemAan = async () => {
    for (const topic of oor.luisteraars.keys()) await client.query(`listen ${pg.escapeIdentifier(kanaal(topic))}`)
    for (const bij of oor.luisteraars.values()) bij()
  }
  try {
    oor.bijNieuw(() => neemAan().catch(weg))
    if (oor.signal.aborted) return
    await neemAan()
    gelukt()
    // A connection that a network dropped without a word is found out by asking.
    const controle = setInterval(() => client.query('select 1').catch(weg), CONTROLE_MS)
    await verloren.promise.finally(() => clearInterval(controle))
  } finally {
    await client.end().catch(() => undefined)
  }
}

function kanaal(topic: string): string {
  return `warmknooppunt_${topic}`
}
