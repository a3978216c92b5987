import { randomUUID } from 'node:crypto'
import type { Pool } from 'pg'
import { Registry } from 'prom-client'
import type { Opstelling } from './bus-opstelling.suite.ts'
import { maakOpstelling } from './bus-opstelling.suite.ts'
import type { Consument } from './consument.ts'
import type { Herstelwerk, Stap } from './herstel.ts'
import { zetStap } from './herstel.ts'
import type { Herstelopdracht } from './herstel-store.ts'
import { noteerOpdrachten } from './herstel-store.ts'
import { maakHersteller } from './hersteller.ts'
import { maakLog } from './log.ts'
import { maakMeters } from './meters.ts'
import type { Opdrachtrij } from './onverwerkbaar-lijst-store.ts'
import { leesOpdracht } from './onverwerkbaar-lijst-store.ts'
import { postgresProefbus } from './postgres-bus.proef.ts'

const GEGEVEN = '2026-03-02T09:00:00Z'

/** A running loop that carries out orders, as one process of the stage has. */
export type Lopende = { readonly regels: readonly string[]; readonly metrieken: Registry; stop(): Promise<void> }

export type Herstelproef = Opstelling & {
  /** has routing note an order about the message that stands first in a queue, or another; gives its id */
  beveel(sleutel: string, over?: Partial<Herstelopdracht>): Promise<string>
  opdracht(id: string): Promise<Opdrachtrij>
  /** the number of the first message in a queue; 0 when it is empty */
  eerste(sleutel: string): Promise<number>
  werk(consument: Consument, pool?: Pool): Herstelwerk
  stap(consument: Consument): Promise<Stap>
  /** starts a loop, with pauses after an outage that a test can wait for */
  werker(consument: Consument, o?: { pool?: Pool; pauzesMs?: readonly number[] }): Lopende
}

/** Routing with test messages on the embedded transport, and operators' orders about what it put aside. */
export async function maakHerstelproef(): Promise<Herstelproef> {
  const basis = await maakOpstelling(postgresProefbus)
  const { bus } = basis
  const eigen = bus.pool('wk_routing')
  const lopend: Lopende[] = []
  const werk = (consument: Consument, pool = eigen): Herstelwerk => {
    return { stage: 'routing', pool, uitbak: null, lezers: [consument.herstelbaar] }
  }
  const eerste = async (sleutel: string) => {
    const { rows } = await bus.beheer.query<{ id: number }>(
      'select coalesce(min(id), 0) as id from routing.onverwerkbaar where sleutel = $1',
      [sleutel],
    )
    return rows[0]?.id ?? 0
  }
  return {
    ...basis,
    eerste,
    werk,
    async beveel(sleutel, over = {}) {
      const id = over.id ?? randomUUID()
      const volgnummer = over.volgnummer ?? (await eerste(sleutel))
      const vast = { keuze: 'vrijgeven', weigerreden: null, operator: 'beheer', gegevenOp: GEGEVEN } as const
      await noteerOpdrachten(eigen, 'routing', [{ ...vast, sleutel, ...over, id, volgnummer }])
      return id
    },
    async opdracht(id) {
      const gevonden = await leesOpdracht(eigen, 'routing', id)
      if (!gevonden) throw new Error('no such order')
      return gevonden
    },
    stap: (consument) => zetStap(werk(consument)),
    werker(consument, o = {}) {
      lopend.push(start(werk(consument, o.pool), o.pauzesMs))
      const [laatste] = lopend.slice(-1)
      if (!laatste) throw new Error('not started')
      return laatste
    },
    async sluit() {
      await Promise.all(lopend.map((een) => een.stop()))
      await basis.sluit()
    },
  }
}

function start(werk: Herstelwerk, pauzesMs: readonly number[] = [5, 5, 5]): Lopende {
  const regels: string[] = []
  const metrieken = new Registry()
  const ophouden = new AbortController()
  const log = maakLog({ dienst: 'proef', niveau: 'info', naar: { write: (regel) => void regels.push(regel) } })
  const wacht = (_ms: number, signal: AbortSignal) =>
    new Promise<void>((klaar) => setTimeout(klaar, signal.aborted ? 0 : 20))
  const klaar = maakHersteller({ ...werk, log, meters: maakMeters(metrieken), wacht, pauzesMs }).run(ophouden.signal)
  return {
    regels,
    metrieken,
    async stop() {
      ophouden.abort(new Error('stopped'))
      await klaar
    },
  }
}
