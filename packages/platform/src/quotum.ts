import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'

/** How many requests a client may make: seconds until it may go on, 0 = at once. Counted per process. */
export type Quotum = { neem(client: { readonly issuer: string; readonly clientId: string }): Promise<number> }

/** So many requests a second for each client; 0 = no limit. One that floods is told to wait, and the others are not. */
export function maakQuotum(perSeconde: number): Quotum {
  if (perSeconde === 0) return { neem: async () => 0 }
  const teller = new RateLimiterMemory({ points: perSeconde, duration: 1 })
  return {
    async neem({ issuer, clientId }) {
      try {
        await teller.consume(`${issuer}\0${clientId}`)
        return 0
      } catch (uitkomst) {
        if (!(uitkomst instanceof RateLimiterRes)) throw uitkomst
        return Math.max(1, Math.ceil(uitkomst.msBeforeNext / 1_000))
      }
    },
  }
}
