import { setTimeout as wachtMs } from 'node:timers/promises'
import type { Keks } from '@warmknooppunt/platform/kluis'
import type { Log } from '@warmknooppunt/platform/log'
import type { Werker } from '@warmknooppunt/platform/stage'
import type { Pool } from 'pg'
import type { Registry } from 'prom-client'
import { Counter } from 'prom-client'
import { ruimOp } from './assertie-store.ts'
import type { Autorisatie } from './handler.ts'
import { autorisatieHandler } from './handler.ts'
import { SCOPES } from './scopes.ts'
import { maakSleutelkluis } from './sleutelkluis.ts'

const OPRUIMEN_MS = 600_000

export type AutorisatieKeuze = {
  readonly pool: Pool
  readonly keks: Keks
  readonly log: Log
  readonly nu: () => Temporal.Instant
  readonly issuer: string
  readonly audience: string
  readonly tokenSeconden: number
  readonly skewSeconden: number
  readonly metrieken: Registry
}

/** The authorisation server as a listener on the port of its process, that of the hub or its own. */
export function startAutorisatie(keuze: AutorisatieKeuze): Promise<Autorisatie> {
  const tokens = new Counter({
    name: 'warmknooppunt_autorisatie_tokens_total',
    help: 'tokens asked of the built-in authorisation server, by what came of it',
    labelNames: ['uitkomst'],
    registers: [keuze.metrieken],
  })
  return autorisatieHandler({
    pool: keuze.pool,
    kluis: maakSleutelkluis(keuze.keks),
    issuer: keuze.issuer,
    audience: keuze.audience,
    scopes: SCOPES,
    levensduurSeconden: keuze.tokenSeconden,
    skewSeconden: keuze.skewSeconden,
    nu: keuze.nu,
    meld: ({ uitkomst, ...rest }) => {
      tokens.inc({ uitkomst })
      keuze.log[uitkomst === 'storing' ? 'error' : 'info']({ uitkomst, ...rest }, 'autorisatie.token')
    },
  })
}

/** What runs of it besides its addresses: the tidying of assertions that have expired. */
export function maakAutorisatieOpruimer(keuze: Pick<AutorisatieKeuze, 'pool' | 'log' | 'nu'>): Werker {
  return {
    naam: 'autorisatie.opruimer',
    stand: () => ({ gezond: true, reden: null }),
    async run(signal) {
      while (!signal.aborted) {
        await wachtMs(OPRUIMEN_MS, undefined, { signal }).catch(() => undefined)
        if (signal.aborted) return
        await ruimOp(keuze.pool, keuze.nu()).then(
          (aantal) => keuze.log.info({ aantal }, 'autorisatie.opgeruimd'),
          (err: unknown) => keuze.log.warn({ err }, 'autorisatie.opruimen-mislukt'),
        )
      }
    },
  }
}
