import { setTimeout as wachtMs } from 'node:timers/promises'
import { onderteken } from '@warmknooppunt/delivery/adapters/webhook/handtekening'
import { nieuwGeheim } from '@warmknooppunt/delivery/eindpunt'
import { request } from 'undici'
import type { Pushsoort, Pushwaarneming } from './verloop.ts'

export type Pushkeuze = {
  readonly url: string
  /** the secret that the system under test checks with */
  readonly geheim: string
  readonly event: Readonly<Record<string, unknown>>
  readonly nu: () => Temporal.Instant
  readonly signal: AbortSignal
  readonly noteer: (push: Pushwaarneming) => void
}

const OUD_MINUTEN = 10
const PAUZE_MS = 500
const ANTWOORD_MS = 15_000
const VOLGORDE: readonly Pushsoort[] = ['vals', 'oud', 'goed', 'nogmaals']

/**
 * Pushes one event as the hub does (CloudEvents in JSON, Standard Webhooks signature), and around it what a receiver must refuse: signed with
 * another secret, and signed ten minutes ago; then the same once more. Waits for a receiver that is not there yet, until the signal.
 */
export async function stuurPushes(keuze: Pushkeuze): Promise<void> {
  for (const soort of VOLGORDE) {
    const status = await stuur(keuze, soort)
    if (status === null) return
    keuze.noteer({ soort, status })
  }
}

/** The status of the answer; null when the test ended before there was one. */
async function stuur(keuze: Pushkeuze, soort: Pushsoort): Promise<number | null> {
  const body = JSON.stringify(keuze.event)
  while (!keuze.signal.aborted) {
    const nu = keuze.nu()
    const geheim = soort === 'vals' ? nieuwGeheim() : keuze.geheim
    const tijdstip = soort === 'oud' ? nu.subtract({ minutes: OUD_MINUTEN }) : nu
    try {
      const antwoord = await request(keuze.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/cloudevents+json; charset=utf-8',
          ...onderteken([geheim], String(keuze.event.id), tijdstip, body),
        },
        body,
        headersTimeout: ANTWOORD_MS,
        bodyTimeout: ANTWOORD_MS,
        signal: keuze.signal,
      })
      await antwoord.body.dump()
      return antwoord.statusCode
    } catch {
      await wachtMs(PAUZE_MS, undefined, { signal: keuze.signal }).catch(() => undefined)
    }
  }
  return null
}
