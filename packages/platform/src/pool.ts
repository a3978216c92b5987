import { readFile } from 'node:fs/promises'
import type { ClientConfig, Pool, PoolClient } from 'pg'
import pg from 'pg'
import { parseIntoClientConfig } from 'pg-connection-string'
import type { Rol } from './db.ts'
import { startfout } from './proces.ts'
import { maakStroom } from './stroom.ts'
import { herhaalBijWissel } from './wachtwoordwissel.ts'

export type PoolKeuze = {
  readonly url: string
  readonly applicatie: string
  readonly rol?: Rol
  readonly max?: number
  /** Migration, import and back-up have no time limit; every stage has (design: no stage transaction lives longer than 30 s). */
  readonly zonderTijdslimiet?: boolean
  /** looks at every new connection before its first use; what it throws is the answer to who wanted it */
  readonly keur?: Keuring | undefined
}

export type Keuring = (client: PoolClient) => Promise<void>

/**
 * A stage looks rows up by key, a few at a time, in tables that grow from nothing: its statements are planned once per connection, and always
 * by index (docs/decisions/010).
 */
export const VASTE_PLANNEN = [
  '-c plan_cache_mode=force_generic_plan',
  '-c enable_seqscan=off',
  '-c enable_bitmapscan=off',
  '-c enable_hashjoin=off',
  '-c enable_mergejoin=off',
]

/** Parameter of an address of the database: the file with its password. */
export const WACHTWOORDBESTAND = 'wachtwoordbestand'

const INT8 = 20
const DATE = 1082

/** Above the 30 s that a transaction of a stage may live: what answers later than this, answers no more. */
const ANTWOORD_MS = 35_000

/** How a connection that a network dropped without a word is found out: nobody else would tell for a quarter of an hour. */
export const VERMIST = { keepAlive: true, keepAliveInitialDelayMillis: 10_000 } as const
export const VERMIST_ANTWOORD = { query_timeout: ANTWOORD_MS } as const

/** int8 as a number (refused beyond 2^53), a date as 'YYYY-MM-DD'; the rest as pg does. */
export const TYPEN: pg.CustomTypesConfig = {
  getTypeParser(oid: number, formaat?: 'text' | 'binary') {
    if (formaat !== 'binary' && oid === INT8) return leesGetal
    if (formaat !== 'binary' && oid === DATE) return (tekst: string) => tekst
    return pg.types.getTypeParser(oid, formaat === 'binary' ? 'binary' : 'text')
  },
}

function leesGetal(tekst: string): number {
  const getal = Number(tekst)
  if (!Number.isSafeInteger(getal)) throw new Error('int8 beyond 2^53')
  return getal
}

export type Verbindopties = ClientConfig & { readonly options: string }

/**
 * An address without its `options`, which would replace ours and with them the role; they go before ours, because of two that set the same the
 * last counts. With `wachtwoordbestand` the password is what that file holds at the moment of connecting, so it may change meanwhile.
 */
export function metOpties(url: string, onze: readonly string[]): Verbindopties {
  const [adres = '', vraag = ''] = url.split('?', 2)
  const velden = new URLSearchParams(vraag)
  const options = [...velden.getAll('options'), ...onze].join(' ')
  const bestand = velden.get(WACHTWOORDBESTAND)
  for (const naam of ['options', WACHTWOORDBESTAND]) velden.delete(naam)
  const connectionString = velden.size === 0 ? adres : `${adres}?${velden}`
  if (bestand === null) return { connectionString, options }
  // Beside a connection string a password of its own would not count.
  const password = async () => (await readFile(bestand, 'utf8')).trim()
  return { ...parseIntoClientConfig(connectionString), options, password }
}

/** Throws when sessions do not carry the role and time limits of a stage: something between here and the database dropped them. */
export async function controleerSessie(pool: Pool, rol: Rol): Promise<void> {
  const { rows } = await pool.query<{ rol: string; grens: string }>(
    `select current_user::text as rol, current_setting('transaction_timeout') as grens`,
  )
  if (rows[0]?.rol === rol && rows[0].grens === '30s') return
  throw startfout(
    `Database sessions do not carry the settings of a stage (role ${rol}). DATABASE_URL must lead to the database itself, not to a pooler that drops the start-up parameter \`options\`.`,
  )
}

/**
 * A pool whose sessions carry the role and time limits of a stage. `idle_in_transaction_session_timeout` 5 s frees the locks of a frozen
 * process, `transaction_timeout` 30 s is what the timers' lag rule leans on.
 */
export function maakPool(keuze: PoolKeuze): Pool {
  const opties = [`-c timezone=UTC`]
  if (keuze.rol) opties.push(`-c role=${keuze.rol}`)
  if (!keuze.zonderTijdslimiet) {
    opties.push('-c idle_in_transaction_session_timeout=5000', '-c transaction_timeout=30000', '-c lock_timeout=5000')
    opties.push(...VASTE_PLANNEN)
  }
  const verbinding = metOpties(keuze.url, opties)
  const pool = new pg.Pool({
    ...verbinding,
    application_name: `wk-${keuze.applicatie}`,
    max: keuze.max ?? 4,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 0,
    ...VERMIST,
    ...(keuze.zonderTijdslimiet ? {} : VERMIST_ANTWOORD),
    pipeline: true,
    stream: maakStroom,
    types: TYPEN,
    ...(keuze.keur ? { verify: keurMet(keuze.keur) } : {}),
  })
  if (verbinding.password) herhaalBijWissel(pool)
  // An idle connection that breaks is replaced at its next use; without a listener it would end the process.
  pool.on('error', () => undefined)
  // Between being connected and being handed out the pool itself does not listen: a session ended in that moment would end the process too.
  pool.on('connect', (client) => void client.on('error', () => undefined))
  return pool
}

function keurMet(keur: Keuring): (client: PoolClient, klaar: (fout?: Error) => void) => void {
  return (client, klaar) => {
    keur(client).then(
      () => klaar(),
      (fout: unknown) => klaar(fout instanceof Error ? fout : new Error('a connection was not fit for use')),
    )
  }
}
