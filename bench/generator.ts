import { readFileSync } from 'node:fs'
import { setTimeout as wacht } from 'node:timers/promises'
import { Pool } from 'undici'
import { maakBody, nuMs } from './bericht.ts'

/** One run of load, given as JSON in argv: open loop at a rate, or closed loop with a number of callers. */
export type Lading = {
  readonly url: string
  readonly token: string
  readonly reeks: string
  readonly seconden: number
  readonly perSeconde?: number
  readonly tegelijk?: number
  /** over TLS: files of the authority, and of a certificate to show */
  readonly tls?: { readonly ca: string; readonly cert?: string; readonly key?: string }
}

export type Gegenereerd = {
  readonly verzonden: number
  readonly aangenomen: number
  readonly afgewezen503: number
  /** 429s, every other answer, and requests that failed */
  readonly overig: number
  /** of the first POST, since the epoch */
  readonly beginMs: number
  readonly duurMs: number
  readonly tijdenMs: readonly number[]
}

type Telling = { verzonden: number; aangenomen: number; afgewezen503: number; overig: number; tijdenMs: number[] }

/** Callers that may be under way at once in open loop; beyond it the generator itself would be what is measured. */
const MAX_ONDERWEG = 2_000

async function post(pool: Pool, lading: Lading, telling: Telling): Promise<void> {
  const nummer = telling.verzonden++
  const start = nuMs()
  try {
    const { statusCode, body } = await pool.request({
      method: 'POST',
      path: '/v1/doorverwijzingen',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${lading.token}` },
      body: JSON.stringify(maakBody(lading.reeks, nummer)),
    })
    await body.dump()
    if (statusCode === 201) telling.aangenomen++
    else if (statusCode === 503) telling.afgewezen503++
    else telling.overig++
    if (statusCode === 201) telling.tijdenMs.push(nuMs() - start)
  } catch {
    telling.overig++
  }
}

async function openLus(pool: Pool, lading: Lading & { perSeconde: number }, telling: Telling): Promise<void> {
  const begin = nuMs()
  const onderweg = new Set<Promise<void>>()
  const totaal = Math.round(lading.perSeconde * lading.seconden)
  while (telling.verzonden < totaal) {
    const verschuldigd = Math.min(totaal, Math.floor(((nuMs() - begin) / 1000) * lading.perSeconde) + 1)
    while (telling.verzonden < verschuldigd && onderweg.size < MAX_ONDERWEG) {
      const verzoek = post(pool, lading, telling).finally(() => onderweg.delete(verzoek))
      onderweg.add(verzoek)
    }
    await wacht(1)
  }
  await Promise.all(onderweg)
}

async function geslotenLus(pool: Pool, lading: Lading & { tegelijk: number }, telling: Telling): Promise<void> {
  const einde = nuMs() + lading.seconden * 1000
  const beller = async () => {
    while (nuMs() < einde) await post(pool, lading, telling)
  }
  await Promise.all(Array.from({ length: lading.tegelijk }, beller))
}

function leesTls(bestanden: NonNullable<Lading['tls']>): Readonly<Record<string, Buffer>> {
  return Object.fromEntries(Object.entries(bestanden).map(([naam, pad]) => [naam, readFileSync(pad)]))
}

async function genereer(lading: Lading): Promise<Gegenereerd> {
  const vast = { connections: 100, pipelining: 1, keepAliveTimeout: 60_000 }
  const pool = new Pool(lading.url, lading.tls ? { ...vast, connect: leesTls(lading.tls) } : vast)
  const telling: Telling = { verzonden: 0, aangenomen: 0, afgewezen503: 0, overig: 0, tijdenMs: [] }
  const begin = nuMs()
  const { perSeconde, tegelijk } = lading
  if (perSeconde !== undefined) await openLus(pool, { ...lading, perSeconde }, telling)
  else await geslotenLus(pool, { ...lading, tegelijk: tegelijk ?? 50 }, telling)
  const duurMs = nuMs() - begin
  await pool.close()
  return { ...telling, beginMs: begin, duurMs }
}

process.stdout.write(JSON.stringify(await genereer(JSON.parse(process.argv[2] ?? '{}'))))
