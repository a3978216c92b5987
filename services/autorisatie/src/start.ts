import { setTimeout as wachtMs } from 'node:timers/promises'
import type { Certificaatlezer } from '@warmknooppunt/platform/clientcertificaat'
import type { Keks } from '@warmknooppunt/platform/kluis'
import type { Log } from '@warmknooppunt/platform/log'
import type { Werker } from '@warmknooppunt/platform/stage'
import type { Pool } from 'pg'
import type { Registry } from 'prom-client'
import { Counter, Gauge } from 'prom-client'
import { ruimOp } from './assertie-store.ts'
import type { Autorisatie } from './handler.ts'
import { autorisatieHandler } from './handler.ts'
import { maakSleutelherverpakker } from './herverpakker.ts'
import { SCOPES } from './scopes.ts'
import { maakSleutelkluis } from './sleutelkluis.ts'

const OPRUIMEN_MS = 600_000
/** Well within the least time that a new key is published before it signs. */
const SLEUTELS_MS = 3_000

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
  /** finds the client certificate of a request; absent: nobody signs in by one */
  readonly certificaat?: Certificaatlezer
}

/** The authorisation server as a listener on the port of its process, that of the hub or its own. */
export async function startAutorisatie(keuze: AutorisatieKeuze): Promise<Autorisatie> {
  const tokens = new Counter({
    name: 'warmknooppunt_autorisatie_tokens_total',
    help: 'tokens asked of the built-in authorisation server, by what came of it',
    labelNames: ['uitkomst'],
    registers: [keuze.metrieken],
  })
  const autorisatie = await autorisatieHandler({
    pool: keuze.pool,
    kluis: maakSleutelkluis(keuze.keks),
    issuer: keuze.issuer,
    audience: keuze.audience,
    scopes: SCOPES,
    levensduurSeconden: keuze.tokenSeconden,
    skewSeconden: keuze.skewSeconden,
    nu: keuze.nu,
    ...(keuze.certificaat ? { certificaat: keuze.certificaat } : {}),
    meld: ({ uitkomst, ...rest }) => {
      tokens.inc({ uitkomst })
      keuze.log[uitkomst === 'storing' ? 'error' : 'info']({ uitkomst, ...rest }, 'autorisatie.token')
    },
  })
  meetHandtekensleutel(keuze, autorisatie)
  return autorisatie
}

/** How long the key signs that signs now. */
function meetHandtekensleutel({ metrieken, nu }: AutorisatieKeuze, { tekentSinds }: Autorisatie): void {
  new Gauge({
    name: 'warmknooppunt_autorisatie_sleutel_leeftijd_dagen',
    help: 'days since the key by which the built-in authorisation server signs now began to',
    registers: [metrieken],
    collect() {
      const sinds = tekentSinds()
      if (sinds) this.set((nu().epochMilliseconds - sinds.epochMilliseconds) / 86_400_000)
    },
  })
}

export type Autorisatiewerkers = Pick<AutorisatieKeuze, 'pool' | 'keks' | 'log' | 'nu'> & {
  readonly autorisatie: Pick<Autorisatie, 'ververs'>
}

/** What runs of it besides its addresses: tidying, re-wrapping, and taking over what a rotation changed. */
export function maakAutorisatiewerkers(o: Autorisatiewerkers): readonly Werker[] {
  return [maakOpruimer(o), maakSleutelherverpakker(o), maakSleutelwacht(o)]
}

/** Looks whether the signing keys changed. What cannot be read leaves those that there are, and is told once. */
function maakSleutelwacht({ autorisatie, log }: Autorisatiewerkers): Werker {
  let hapert = false
  return {
    naam: 'autorisatie.sleutelwacht',
    stand: () => ({ gezond: true, reden: null }),
    async run(signal) {
      while (!signal.aborted) {
        await wachtMs(SLEUTELS_MS, undefined, { signal }).catch(() => undefined)
        if (signal.aborted) return
        try {
          const kids = await autorisatie.ververs()
          if (kids !== null) log.info({ tekent: kids[0], ookGeldig: kids.slice(1) }, 'autorisatie.sleutels-ververst')
          hapert = false
        } catch (err) {
          if (!hapert) log.error({ err }, 'autorisatie.sleutels-niet-ververst')
          hapert = true
        }
      }
    },
  }
}

/** Takes away assertions that have expired. */
function maakOpruimer(keuze: Pick<AutorisatieKeuze, 'pool' | 'log' | 'nu'>): Werker {
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
