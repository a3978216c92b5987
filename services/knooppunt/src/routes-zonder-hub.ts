import type { Draaiend } from '@warmknooppunt/platform/dienst'
import type { Log } from '@warmknooppunt/platform/log'
import { maakLog } from '@warmknooppunt/platform/log'
import { maakMetrieken } from '@warmknooppunt/platform/metrieken'
import { maakPostgresBus } from '@warmknooppunt/platform/postgres-bus'
import { maakQuotum } from '@warmknooppunt/platform/quotum'
import { GEEN_TOKEN } from './openapi.ts'
import { maakPools } from './pools.ts'
import { maakStages } from './stages.ts'

/** Gives all stages as the all-in-one has them, to read their routes; nothing connects, so no database need be there. */
export async function metStages<T>(lees: (stages: readonly Draaiend[], log: Log) => Promise<T>): Promise<T> {
  const log = maakLog({ dienst: 'genereer', niveau: 'fatal' })
  const pools = maakPools('postgres://127.0.0.1:1/geen')
  const bus = maakPostgresBus({ poolVan: ({ consument }) => pools.van(consument).werk, log })
  const stages = maakStages({
    pools,
    bus,
    log,
    nu: () => Temporal.Instant.fromEpochMilliseconds(0),
    keks: { huidig: 'geen', sleutels: new Map() },
    metrieken: maakMetrieken(),
    controleur: { controleer: async () => GEEN_TOKEN },
    quotum: maakQuotum(0, log),
    vierOgen: false,
    oin: '00000099900000012000',
  })
  try {
    return await lees(stages, log)
  } finally {
    await bus.sluit()
    await pools.sluit()
  }
}
