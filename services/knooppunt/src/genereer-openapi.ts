import { writeFileSync } from 'node:fs'
import { BERICHT_WEBHOOK } from '@warmknooppunt/delivery/postvak-schema'
import { maakOpenapi, openapiTekst, verzamelRoutes } from './openapi.ts'
import { metStages } from './routes-zonder-hub.ts'

export const BESTAND = new URL('../../../openapi/warmknooppunt.v1.json', import.meta.url)

/** Built from the routes of all stages as the all-in-one has them. */
export async function genereerOpenapi(): Promise<string> {
  const routes = await metStages((stages, log) =>
    verzamelRoutes(log, (app) => {
      for (const { stage } of stages) stage.routes(app)
    }),
  )
  return openapiTekst(maakOpenapi(routes, { bericht: BERICHT_WEBHOOK }))
}

if (import.meta.main) writeFileSync(BESTAND, await genereerOpenapi())
