import type { RouteKeuze } from '@warmknooppunt/platform/http'
import type { Log } from '@warmknooppunt/platform/log'

/** For a stage of which nothing is asked over HTTP: it knows no token. */
export function zonderTokens(log: Log): RouteKeuze {
  return {
    log,
    controleur: { controleer: async () => ({ kind: 'geen', detail: 'geen-token' }) },
    klok: () => new Date(0),
  }
}
