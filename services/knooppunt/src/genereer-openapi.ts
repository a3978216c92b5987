import { writeFileSync } from 'node:fs'
import { BERICHT_WEBHOOK } from '@warmknooppunt/delivery/postvak-schema'
import { maakLog } from '@warmknooppunt/platform/log'
import { maakMetrieken } from '@warmknooppunt/platform/metrieken'
import { maakPostgresBus } from '@warmknooppunt/platform/postgres-bus'
import { maakQuotum } from '@warmknooppunt/platform/quotum'
import { GEEN_TOKEN, maakOpenapi, openapiTekst, verzamelRoutes } from './openapi.ts'
import { maakPools } from './pools.ts'
import { maakStages } from './stages.ts'

export const BESTAND = new URL('../../../openapi/warmknooppunt.v1.json', import.meta.url)

/** Built from the routes of all stages as the all-in-one has them; nothing connects, so no database need be there. */
export async function genereerOpenapi(): Promise<string> {
  const log = maakLog({ dienst: 'openapi', niveau: 'fatal' })
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
    quotum: maakQuotum(0),
    oin: '00000099900000012000',
  })
  const routes = await verzamelRoutes(log, (app) => {
    for (const { stage } of stages) stage.routes(app)
  })
  await bus.sluit()
  await pools.sluit()
  return openapiTekst(maakOpenapi(routes, { bericht: BERICHT_WEBHOOK }))
}

if (import.meta.main) writeFileSync(BESTAND, await genereerOpenapi())
