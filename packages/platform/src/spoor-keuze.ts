import type { Registry } from 'prom-client'
import type { Config } from './config.ts'
import type { Log } from './log.ts'
import type { Spoor } from './spoor.ts'
import type { SPOOR_VELDEN } from './spoor-velden.ts'

export type Spoorstart = {
  readonly config: Config<typeof SPOOR_VELDEN>
  /** name of the service when the settings have none */
  readonly dienst: string
  readonly log: Log
  readonly metrieken: Registry
}

/** `sluit` sends what is left, as far as the collector takes it soon. */
export type Gestart = { readonly spoor: Spoor; readonly sluit: () => Promise<unknown> }
