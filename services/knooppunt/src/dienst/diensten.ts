import { VELDEN as AUTORISATIE_VELDEN } from '@warmknooppunt/autorisatie/instellingen'
import { DELIVERY_VELDEN } from '@warmknooppunt/delivery/instellingen'
import { INTAKE_VELDEN } from '@warmknooppunt/intake/instellingen'
import type { Velden } from '@warmknooppunt/platform/config'
import { RELAY_VELDEN, STAGE_VELDEN } from '@warmknooppunt/platform/dienst-velden'
import type { Producent } from '@warmknooppunt/platform/onderwerp'

/** A service that can run as a process of its own: what it is, its settings, and its program, loaded only when it runs. */
export type Dienstsoort = {
  readonly uitleg: string
  readonly velden: Velden
  /** `stages`: of which outboxes, for the one service that is told so */
  readonly draai: (stages: readonly Producent[]) => Promise<unknown>
}

/** Every service of the hub. Loading its main.ts runs it: signals and exit codes are its own. */
export const DIENSTEN = {
  intake: {
    uitleg: 'takes messages and orders over HTTP, decides, accepts them durably',
    velden: INTAKE_VELDEN,
    draai: () => import('@warmknooppunt/intake/main'),
  },
  routing: {
    uitleg: 'finds the receivers and encrypts for each what it may see',
    velden: STAGE_VELDEN,
    draai: () => import('@warmknooppunt/routing/main'),
  },
  sla: {
    uitleg: 'guards the clocks',
    velden: STAGE_VELDEN,
    draai: () => import('@warmknooppunt/sla/main'),
  },
  delivery: {
    uitleg: 'fills postvakken, pushes to endpoints, serves the postvak',
    velden: DELIVERY_VELDEN,
    draai: () => import('@warmknooppunt/delivery/main'),
  },
  dossier: {
    uitleg: 'what parties may see of their dossiers',
    velden: STAGE_VELDEN,
    draai: () => import('@warmknooppunt/dossier/main'),
  },
  autorisatie: {
    uitleg: 'gives tokens to registered clients',
    velden: AUTORISATIE_VELDEN,
    draai: () => import('@warmknooppunt/autorisatie/main'),
  },
  relay: {
    uitleg:
      'with BUS=kafka and RELAIS=nee at the services: ships their outboxes; named after it, only those of these services',
    velden: RELAY_VELDEN,
    draai: async (stages: readonly Producent[]) => (await import('./relay.ts')).draaiRelay(stages),
  },
} as const satisfies Readonly<Record<string, Dienstsoort>>

export type Dienstnaam = keyof typeof DIENSTEN

export function isDienstnaam(naam: string): naam is Dienstnaam {
  return Object.hasOwn(DIENSTEN, naam)
}
