import { setTimeout as wachtMs } from 'node:timers/promises'
import type { Aanmelding } from '../commando/aanmelden.ts'
import { vraagToken } from '../commando/aanmelden.ts'
import { AFLOOP, commandofout } from '../commando/afloop.ts'

/** A token is not used in its last seconds, so that it does not run out on the way. */
const MARGE_MS = 30_000
const PAUZE_MS = 250

export type Tokenkeuze = {
  readonly partijen: ReadonlyMap<string, Aanmelding>
  readonly nu: () => Temporal.Instant
  /** aborts when nothing more is asked */
  readonly signal: AbortSignal
}

type Bewaard = { readonly token: string; readonly totMs: number }

/** Tokens by client, kept while they are good; requests that come together share one. Waits while the hub is away; throws when it refuses. */
export function maakTokens({ partijen, nu, signal }: Tokenkeuze): (clientId: string) => Promise<string> {
  const bewaard = new Map<string, Promise<Bewaard>>()

  async function haal(clientId: string): Promise<Bewaard> {
    const wie = partijen.get(clientId)
    if (!wie) throw new Error(`no key for ${clientId}`)
    for (;;) {
      const gevraagdMs = performance.now()
      const uitkomst = await vraagToken(wie, nu())
      if (uitkomst.kind === 'token') {
        const { access_token: token, expires_in: seconden } = uitkomst.token
        return { token, totMs: gevraagdMs + seconden * 1_000 - MARGE_MS }
      }
      if (uitkomst.kind === 'geweigerd') {
        throw commandofout(AFLOOP.geenToegang, `${wie.issuer} gives ${clientId} no token: ${uitkomst.reden}`)
      }
      if (signal.aborted) throw new Error('no token: the run is over')
      await wachtMs(Math.max(PAUZE_MS, uitkomst.wachtMs), undefined, { signal }).catch(() => undefined)
    }
  }

  return async (clientId) => {
    const bekend = bewaard.get(clientId)
    const huidig = bekend && (await bekend)
    if (huidig && huidig.totMs > performance.now()) return huidig.token
    if (bewaard.get(clientId) === bekend) {
      const nieuw = haal(clientId)
      bewaard.set(clientId, nieuw)
      nieuw.catch(() => bewaard.delete(clientId))
    }
    return (await (bewaard.get(clientId) ?? haal(clientId))).token
  }
}
