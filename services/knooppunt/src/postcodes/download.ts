import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Dispatcher } from 'undici'
import { errors, request } from 'undici'
import { AFLOOP, commandofout } from '../commando/afloop.ts'
import { omvang } from '../commando/voortgang.ts'

export type Ophaalgrenzen = {
  readonly doorverwijzingen: number
  readonly bytes: number
  /** without a byte */
  readonly stilMs: number
  readonly totaalMs: number
}
/** The yearly file is some 30 MB; a line of 1 Mbit/s takes four minutes. */
const GRENZEN: Ophaalgrenzen = { doorverwijzingen: 5, bytes: 536_870_912, stilMs: 30_000, totaalMs: 3_600_000 }

export type Ophaling = {
  readonly url: string
  readonly meld: (tekst: string) => void
  readonly signal: AbortSignal
  readonly grenzen?: Partial<Ophaalgrenzen>
}

/** Fetches a file whole into a folder of its own before anything of it is read, gives it to `f`, and takes it away again. */
export async function metOpgehaald<T>(ophaling: Ophaling, f: (pad: string) => Promise<T>): Promise<T> {
  const map = await mkdtemp(join(tmpdir(), 'warmknooppunt-postcodes-'))
  try {
    const pad = join(map, 'bestand')
    await haalOp(ophaling, pad)
    return await f(pad)
  } finally {
    await rm(map, { recursive: true, force: true })
  }
}

/** An address as it may be shown and kept: without a user, and without what stands behind a question mark. */
export function toonUrl(url: string): string {
  const { origin, pathname } = new URL(url)
  return `${origin}${pathname}`
}

async function haalOp({ url, meld, signal, grenzen: gegeven }: Ophaling, pad: string): Promise<void> {
  const grenzen = { ...GRENZEN, ...gegeven }
  const tijd = AbortSignal.timeout(grenzen.totaalMs)
  const einde = AbortSignal.any([signal, tijd])
  try {
    const antwoord = await volg(new URL(url), grenzen, einde)
    await bewaar(antwoord, pad, { naam: toonUrl(url), grenzen, meld, signal: einde })
  } catch (fout) {
    signal.throwIfAborted()
    if (tijd.aborted) throw onbereikbaar(url, `took longer than ${grenzen.totaalMs / 1_000} s`, fout)
    if (fout instanceof Error && 'afloop' in fout) throw fout
    throw onbereikbaar(url, redenVan(fout), fout)
  }
}

function onbereikbaar(url: string, waarom: string, cause?: unknown): Error {
  return commandofout(AFLOOP.nietBeschikbaar, `${toonUrl(url)} ${waarom}`, cause)
}

function redenVan(fout: unknown): string {
  if (fout instanceof errors.HeadersTimeoutError) return 'does not answer in time'
  if (fout instanceof errors.BodyTimeoutError) return 'stopped sending halfway'
  if (fout instanceof errors.ResponseContentLengthMismatchError) return 'sent another number of bytes than it said'
  const code = fout instanceof Error && 'code' in fout ? String(fout.code) : 'unreachable'
  return code === 'UND_ERR_SOCKET' ? 'closed the connection halfway: the file is cut off' : `cannot be read (${code})`
}

type Antwoord = Dispatcher.ResponseData

/** The answer behind at most so many redirects, none of them from https to http. */
async function volg(begin: URL, grenzen: Ophaalgrenzen, signal: AbortSignal): Promise<Antwoord> {
  let url = begin
  for (let keer = 0; keer <= grenzen.doorverwijzingen; keer++) {
    const antwoord = await request(url, { signal, headersTimeout: grenzen.stilMs, bodyTimeout: grenzen.stilMs })
    const { statusCode, headers, body } = antwoord
    if (statusCode === 200) return antwoord
    await body.dump()
    const naar = typeof headers.location === 'string' ? URL.parse(headers.location, url) : null
    if (statusCode < 300 || statusCode > 399 || naar === null) {
      throw onbereikbaar(url.href, `answers ${statusCode}${statusCode === 404 ? ': there is no such file' : ''}`)
    }
    if (!/^https?:$/.test(naar.protocol) || (url.protocol === 'https:' && naar.protocol === 'http:')) {
      throw onbereikbaar(url.href, `sends on to ${naar.protocol}//, which is not followed`)
    }
    url = naar
  }
  throw onbereikbaar(begin.href, `sends on more than ${grenzen.doorverwijzingen} times`)
}

type Bewaring = {
  readonly naam: string
  readonly grenzen: Ophaalgrenzen
  readonly meld: (tekst: string) => void
  readonly signal: AbortSignal
}

async function bewaar({ headers, body }: Antwoord, pad: string, o: Bewaring): Promise<void> {
  const gezegd = typeof headers['content-length'] === 'string' ? Number(headers['content-length']) : null
  const teGroot = () =>
    commandofout(AFLOOP.fout, `${o.naam}: is more than ${o.grenzen.bytes} bytes: no file of postcodes is so large`)
  if (gezegd !== null && gezegd > o.grenzen.bytes) throw teGroot()
  let bytes = 0
  async function* tel(stukken: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const stuk of stukken) {
      bytes += stuk.length
      if (bytes > o.grenzen.bytes) throw teGroot()
      o.meld(`${omvang(bytes)}${gezegd === null ? '' : ` of ${omvang(gezegd)}`} of ${o.naam}`)
      yield stuk
    }
  }
  await pipeline(body, tel, createWriteStream(pad), { signal: o.signal })
  if (gezegd !== null && bytes !== gezegd) {
    throw commandofout(AFLOOP.nietBeschikbaar, `${o.naam} sent ${bytes} bytes where it said ${gezegd}`)
  }
}
