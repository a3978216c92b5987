import type { Antwoord, Route, Verzoek } from '@warmknooppunt/platform/http'
import { antwoorden, TOEGANG } from '@warmknooppunt/platform/openapi-schema'
import type { Lezer, Stageomgeving } from './inzage.ts'
import { bepaalLezer, geenRecht, nietGevonden, zoekInzage } from './inzage.ts'
import { lijst } from './lijst.ts'
import { BEHEERLIJST_SCHEMA, LIJST_UITLEG, PARAMS, QUERY, TIJDLIJN_SCHEMA } from './route-schemas.ts'
import { tijdlijn } from './tijdlijn.ts'

const SCOPE = 'beheer'

/** What an operator sees: every dossier and its whole timeline, never content. */
export function beheerRoutes(o: Stageomgeving): Route[] {
  return [
    {
      method: 'GET',
      url: '/v1/beheer/dossiers',
      scope: SCOPE,
      schema: {
        operationId: 'toonDossiers',
        tags: ['beheer'],
        summary: 'Dossiers van alle deelnemers, zonder inhoud',
        description: LIJST_UITLEG,
        querystring: QUERY,
        response: antwoorden({ 200: BEHEERLIJST_SCHEMA }, TOEGANG),
      },
      behandel: alsOperator(o, (lezer, { query }) => lijst(o, lezer, query)),
    },
    {
      method: 'GET',
      url: '/v1/beheer/dossiers/:id/tijdlijn',
      scope: SCOPE,
      schema: {
        operationId: 'toonDossiertijdlijn',
        tags: ['beheer'],
        summary: 'De hele tijdlijn van een dossier: codes en datums',
        params: PARAMS,
        response: antwoorden({ 200: TIJDLIJN_SCHEMA }, [...TOEGANG, 'niet-gevonden']),
      },
      behandel: alsOperator(o, async (lezer, { params }) => {
        const inzage = await zoekInzage(o, lezer, params.id ?? '')
        return inzage ? tijdlijn(o, lezer, inzage) : nietGevonden()
      }),
    },
  ]
}

type Behandel = (lezer: Lezer, verzoek: Verzoek) => Promise<Antwoord>

function alsOperator(o: Stageomgeving, behandel: Behandel): Route['behandel'] {
  return async (verzoek) => {
    const lezer = await bepaalLezer(o, verzoek.beller)
    if (lezer.kind === 'probleem') return lezer
    if (lezer.aanroeper.rol !== 'operator') return geenRecht('Alleen een operator kan dit zien.')
    return behandel(lezer, verzoek)
  }
}
