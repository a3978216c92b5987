import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import type { Log } from './log.ts'

/** `deelnemer`: as the issuer says; one that says nothing has its clients counted one by one. */
export type Client = { readonly issuer: string; readonly clientId: string; readonly deelnemer?: string }

/** How many requests a party may make, with all its clients together: seconds until it may go on, 0 = at once. Counted per process. */
export type Quotum = { neem(client: Client): Promise<number> }

const MELD_SECONDEN = 60

/** So many requests a second for each party; 0 = no limit. One that floods is told to wait, named in the log once a minute, and the others are not held up. */
export function maakQuotum(perSeconde: number, log: Pick<Log, 'warn'>): Quotum {
  if (perSeconde === 0) return { neem: async () => 0 }
  const teller = new RateLimiterMemory({ points: perSeconde, duration: 1 })
  const melding = new RateLimiterMemory({ points: 1, duration: MELD_SECONDEN })
  return {
    async neem(client) {
      const wachtMs = await neem(teller, client)
      if (wachtMs === 0) return 0
      if ((await neem(melding, client)) === 0) {
        const { issuer, clientId, deelnemer } = client
        log.warn({ issuer, clientId, deelnemer, perSeconde }, 'http.quotum')
      }
      return Math.max(1, Math.ceil(wachtMs / 1_000))
    },
  }
}

/** Milliseconds until a limiter has room again, 0 when it had. */
async function neem(teller: RateLimiterMemory, { issuer, clientId, deelnemer }: Client): Promise<number> {
  try {
    await teller.consume(deelnemer === undefined ? `${issuer}\0client\0${clientId}` : `${issuer}\0${deelnemer}`)
    return 0
  } catch (uitkomst) {
    if (!(uitkomst instanceof RateLimiterRes)) throw uitkomst
    return Math.max(1, uitkomst.msBeforeNext)
  }
}
