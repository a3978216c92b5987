import type { Upstreams } from '../gateway/caddyfile.ts'

/** Ports of every service in a container of its own. */
export const POORT = 8080
export const METRIEKEN_POORT = 9464

/** What starts a service anywhere, after `node`: young objects in 2 MB pages leave a process at rest a quarter smaller (decision 027). */
export const OPSTART = ['--max-semi-space-size=2', 'services/knooppunt/src/dienst/main.ts'] as const
/** Settings of the machine rather than of the service: glibc keeps a heap for each thread otherwise. */
export const OPSTART_OMGEVING = { MALLOC_ARENA_MAX: '2' } as const

/** A service with processes of its own: how many, and which settings it has besides those that all share. */
export type Plek = { readonly aantal: number; readonly buiten: readonly string[] }

/**
 * The hub as separate services, as the compose file and `npm run cluster` both run it: two of each, so that one may die or be replaced. `buiten`:
 * the folders outside the database that it writes to, by setting. The relay of an outbox is inside its service.
 */
export const TOPOLOGIE = {
  autorisatie: { aantal: 2, buiten: [] },
  intake: { aantal: 2, buiten: ['JOURNAAL_MAP'] },
  routing: { aantal: 2, buiten: ['GRAFSTENEN_MAP'] },
  sla: { aantal: 2, buiten: [] },
  delivery: { aantal: 2, buiten: ['JOURNAAL_MAP'] },
  dossier: { aantal: 2, buiten: [] },
} as const satisfies Readonly<Record<string, Plek>>

/** One process of a service. */
export type Instantie = { readonly dienst: string; readonly nummer: number; readonly naam: string }

export function instanties(dienst: string, aantal: number): readonly Instantie[] {
  return Array.from({ length: aantal }, (_, i) => ({ dienst, nummer: i + 1, naam: `${dienst}-${i + 1}` }))
}

/** Where the gateway looks for each service when its environment does not say: names and port of the compose file. */
export const GATEWAY_UPSTREAMS: Upstreams = Object.fromEntries(
  Object.entries(TOPOLOGIE).map(([dienst, { aantal }]) => [
    dienst,
    instanties(dienst, aantal).map(({ naam }) => `${naam}:${POORT}`),
  ]),
)
