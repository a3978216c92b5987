import { maakPool } from '@warmknooppunt/platform/pool'
import { DEMO_CLIENTS } from '@warmknooppunt/register/demo/clients'
import type { Pool } from 'pg'
import { Agent } from 'undici'
import { kiesClient } from '../../services/knooppunt/src/commando/client.ts'
import { leesUrl } from '../../services/knooppunt/src/ingebed/postgres.ts'
import { alsVelden } from '../../services/knooppunt/src/simulatie/keur-antwoord.ts'
import { maakTokens } from '../../services/knooppunt/src/simulatie/tokens.ts'
import type { Poging, Verbinding, Verzoek } from '../../services/knooppunt/src/simulatie/verzoek.ts'
import { stuur } from '../../services/knooppunt/src/simulatie/verzoek.ts'
import type { Gestart, Hubproef } from '../../services/knooppunt/src/start.proef.ts'
import { einde, maakHubproef } from '../../services/knooppunt/src/start.proef.ts'
import type { VerzetteKlok } from './verzette-klok.ts'

/** What a party is answered. `wachtMs`: its Retry-After, 0 without. */
export type Gehoord = {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
  readonly wachtMs: number
}
type Vraag = Omit<Verzoek, 'clientId' | 'body'> & { readonly body?: unknown }

/** The real hub as its own process on a folder of its own, and the demo's parties that talk to it over HTTP. */
export type Hub = Pick<Hubproef, 'data' | 'basis' | 'demo' | 'metrieken' | 'postmaster' | 'draai' | 'stopAlles'> & {
  readonly verbinding: Verbinding
  /** every process that was started on the folder, the last one runs */
  readonly gestart: readonly Gestart[]
  start(): Promise<Gestart>
  /** Starts it and waits for nothing: for a start that must fail. */
  begin(): Gestart
  /** kill -9 of the hub; its PostgreSQL runs on */
  dood(): Promise<void>
  /** One request; `verbroken` when the connection was lost before its answer. */
  probeer(deelnemer: string, vraag: Vraag): Promise<Poging>
  /** One request that must be answered. */
  vraag(deelnemer: string, vraag: Vraag): Promise<Gehoord>
  /** a connection with the rights of the owner of the database, for as long as `f` takes */
  alsEigenaar<T>(f: (db: Pool) => Promise<T>): Promise<T>
  sluit(): Promise<void>
}

/** `voorbereid`: what is done with the empty data folder before the first start, and how it is undone after the last. `env`: more settings. `klok`: by which hub and parties go. */
export async function maakHub(
  voorbereid?: (map: string) => Promise<() => Promise<void>>,
  env: Readonly<Record<string, string>> = {},
  klok?: VerzetteKlok,
): Promise<Hub> {
  const proef = await maakHubproef()
  const ongedaan = await voorbereid?.(proef.data.map)
  const gestart: Gestart[] = []
  const klaar = new AbortController()
  const dispatcher = new Agent({ connections: 128 })
  const start = async () => {
    // What a fault held up comes in one burst when it is over.
    const nieuw = await proef.start({ QUOTUM_PER_SECONDE: '0', ...klok?.env, ...env })
    gestart.push(nieuw)
    return nieuw
  }
  const sluit = async () => {
    klaar.abort()
    await dispatcher.destroy()
    await proef.stopAlles()
    await ongedaan?.()
    await proef.ruimOp()
  }
  try {
    await start()
  } catch (fout) {
    await sluit()
    throw fout
  }
  const nu = klok?.nu ?? (() => Temporal.Now.instant())
  const clients = await Promise.all(DEMO_CLIENTS.map((c) => kiesClient(c.clientId, { url: proef.basis }, proef.data)))
  const partijen = new Map(clients.map((client) => [client.clientId, client]))
  const verbinding = { url: proef.basis, dispatcher, token: maakTokens({ partijen, nu, signal: klaar.signal }) }
  const probeer: Hub['probeer'] = (deelnemer, { body, ...rest }) =>
    stuur(verbinding, {
      ...rest,
      clientId: `demo-${deelnemer}`,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  return {
    data: proef.data,
    basis: proef.basis,
    demo: proef.demo,
    metrieken: proef.metrieken,
    postmaster: proef.postmaster,
    draai: proef.draai,
    stopAlles: proef.stopAlles,
    verbinding,
    gestart,
    start,
    begin: () => proef.draai(['start']),
    async dood() {
      const hub = gestart.at(-1)
      hub?.proces.kill('SIGKILL')
      if (hub) await einde(hub)
    },
    probeer,
    async vraag(deelnemer, vraag) {
      const poging = await probeer(deelnemer, vraag)
      if (poging.kind === 'verbroken') throw new Error(`${vraag.method} ${vraag.pad}: ${poging.reden}`)
      const { antwoord, wachtMs } = poging
      return { status: antwoord.status, body: alsVelden(antwoord.body), wachtMs }
    },
    async alsEigenaar(f) {
      const url = (await leesUrl(proef.data)) ?? ''
      const pool = maakPool({ url, applicatie: 'test', max: 2, zonderTijdslimiet: true })
      try {
        return await f(pool)
      } finally {
        await pool.end()
      }
    },
    sluit,
  }
}

/** How many messages each stage has put aside. */
export async function telGeparkeerd(hub: Hub): Promise<Readonly<Record<string, number>>> {
  const aantallen: Record<string, number> = {}
  await hub.alsEigenaar(async (db) => {
    for (const stage of ['routing', 'sla', 'delivery', 'dossier']) {
      const { rows } = await db.query<{ aantal: number }>(`select count(*) as aantal from ${stage}.onverwerkbaar`)
      aantallen[stage] = rows[0]?.aantal ?? -1
    }
  })
  return aantallen
}
