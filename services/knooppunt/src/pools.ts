import type { Rol } from '@warmknooppunt/platform/db'
import type { Keuring } from '@warmknooppunt/platform/pool'
import { controleerSessie, maakPool } from '@warmknooppunt/platform/pool'
import type { Pool } from 'pg'

/** The database role of each stage, and its connections: enough for what it does at once, well below the server's limit together. */
const STAGES = {
  intake: { rol: 'wk_intake', max: 8 },
  routing: { rol: 'wk_routing', max: 4 },
  sla: { rol: 'wk_sla', max: 4 },
  delivery: { rol: 'wk_delivery', max: 8 },
  dossier: { rol: 'wk_dossier', max: 8 },
} as const satisfies Readonly<Record<string, { rol: Rol; max: number }>>

export type Stagenaam = keyof typeof STAGES

/** `werk` for what a stage does, `peil` (one connection) for its health and metrics. */
export type Stagepools = { readonly werk: Pool; readonly peil: Pool }

export type Pools = {
  readonly autorisatie: Pool
  van(stage: string): Stagepools
  /** Throws when sessions do not carry the role and time limits of their stage. */
  controleer(): Promise<void>
  sluit(): Promise<unknown>
}

/** A pool with its own rights for everything that runs. No connection is made before it is needed. */
export function maakPools(url: string, keur?: Keuring): Pools {
  const autorisatie = maakPool({ url, rol: 'wk_autorisatie', applicatie: 'autorisatie', max: 4 })
  const stages = new Map<string, Stagepools>(
    Object.entries(STAGES).map(([naam, { rol, max }]) => [
      naam,
      {
        werk: maakPool({ url, rol, max, applicatie: naam, keur }),
        peil: maakPool({ url, rol, max: 1, applicatie: `${naam}-peil`, keur }),
      },
    ]),
  )
  return {
    autorisatie,
    van(stage) {
      const pools = stages.get(stage)
      if (!pools) throw new Error(`no stage ${stage}`)
      return pools
    },
    async controleer() {
      for (const [naam, { rol }] of Object.entries(STAGES)) {
        const pools = stages.get(naam)
        if (pools) await controleerSessie(pools.werk, rol)
      }
    },
    sluit: () => {
      const alle = [autorisatie, ...[...stages.values()].flatMap(({ werk, peil }) => [werk, peil])]
      return Promise.all(alle.map((pool) => pool.end()))
    },
  }
}
