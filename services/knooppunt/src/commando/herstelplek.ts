import { resolve } from 'node:path'
import type { Config } from '@warmknooppunt/platform/config'
import { leesConfig } from '@warmknooppunt/platform/config'
import type { Datamap } from '../datamap.ts'
import { datamap } from '../datamap.ts'
import { HERSTEL_VELDEN } from '../velden.ts'
import { AFLOOP, commandofout } from './afloop.ts'
import type { Omstandigheden } from './omstandigheden.ts'

export type Herstelplek = {
  readonly data: Datamap
  readonly databaseUrl: string | null
  readonly config: Config<typeof HERSTEL_VELDEN>
  /** where journal and tombstones of the hub lie */
  readonly journaal: string
  readonly grafstenen: string
}

/** What the settings say about where things are; `naar` is another data folder than that of the settings. */
export function leesHerstelplek({ env }: Pick<Omstandigheden, 'env'>, naar?: string): Herstelplek {
  const gelezen = leesConfig(HERSTEL_VELDEN, env)
  if (gelezen.kind === 'fout') throw commandofout(AFLOOP.config, gelezen.problemen.join('; '))
  const { config } = gelezen
  const eigen = datamap(config.DATA_MAP)
  return {
    data: naar === undefined ? eigen : datamap(naar),
    databaseUrl: config.DATABASE_URL ?? null,
    config,
    journaal: resolve(config.JOURNAAL_MAP ?? eigen.journaal),
    grafstenen: resolve(config.GRAFSTENEN_MAP ?? eigen.grafstenen),
  }
}
