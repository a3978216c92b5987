import type { Producent } from '@warmknooppunt/platform/onderwerp'
import { draaiRelais } from '@warmknooppunt/platform/relais-proces'

/** The one service that belongs to no stage, so its process is begun here. */
export function draaiRelay(stages: readonly Producent[]): Promise<never> {
  return draaiRelais({ stages, nu: () => Temporal.Now.instant() })
}
