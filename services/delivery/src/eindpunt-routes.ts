import type { Antwoord, Route, RouteKeuze, Verzoek } from '@warmknooppunt/platform/http'
import { voegRouteToe } from '@warmknooppunt/platform/http'
import type { Keks } from '@warmknooppunt/platform/kluis'
import type { Log } from '@warmknooppunt/platform/log'
import type { Operator } from '@warmknooppunt/platform/onverwerkbaar-routes'
import type { Probleem } from '@warmknooppunt/platform/probleem'
import { probleem } from '@warmknooppunt/platform/probleem'
import { leesSchema } from '@warmknooppunt/schemas/schemabestand'
import { valideer } from '@warmknooppunt/schemas/valideer'
import type { FastifyInstance } from 'fastify'
import type { Pool } from 'pg'
import { nieuwGeheim } from './eindpunt.ts'
import { EINDPUNTEN_ANTWOORDEN, EINDPUNTPAD, GEHEIM_ANTWOORDEN } from './eindpunt-schema.ts'
import { voerGeheimwissel } from './geheimwissel.ts'
import { leesEindpuntregels } from './geheimwissel-store.ts'

/** A day: whoever looks at it on a working day has the new secret in by then. */
const OUD_GELDIG_UREN = 24

export type Eindpuntroutes = {
  readonly pool: Pool
  readonly keks: Keks
  readonly log: Log
  readonly nu: () => Temporal.Instant
  readonly http: RouteKeuze
  /** who calls, when it is an operator by the register as it is now */
  readonly operator: (beller: Verzoek['beller']) => Promise<Operator | Probleem>
}

/** What operators may do about endpoints. */
export function voegEindpuntroutesToe(app: FastifyInstance, k: Eindpuntroutes): void {
  for (const route of [lijstroute(k), geheimroute(k)]) voegRouteToe(app, k.http, route)
}

function lijstroute(k: Eindpuntroutes): Route {
  return {
    method: 'GET',
    url: '/v1/beheer/eindpunten',
    scope: 'beheer',
    schema: {
      operationId: 'toonEindpunten',
      tags: ['beheer'],
      summary: 'Alle eindpunten, per deelnemer',
      description: 'Zonder adres en zonder geheim.',
      response: EINDPUNTEN_ANTWOORDEN,
    },
    behandel: alsOperator(k, async () => {
      const eindpunten = await leesEindpuntregels(k.pool, k.nu())
      return { kind: 'antwoord', status: 200, body: { eindpunten } }
    }),
  }
}

function geheimroute(k: Eindpuntroutes): Route {
  return {
    method: 'POST',
    url: '/v1/beheer/eindpunten/:id/geheimen',
    scope: 'beheer',
    schema: {
      operationId: 'wisselGeheim',
      tags: ['beheer'],
      summary: 'Geef een eindpunt een nieuw geheim om pushes mee te ondertekenen',
      description:
        'Het vorige telt nog een tijd mee, zodat de deelnemer het nieuwe kan overnemen. Hetzelfde geheim nog eens sturen verandert niets (200). Zolang het vorige meetelt wordt een derde geweigerd, behalve met oudGeldigUren 0.',
      params: EINDPUNTPAD,
      body: leesSchema('geheimwissel'),
      response: GEHEIM_ANTWOORDEN,
    },
    behandel: alsOperator(k, wissel),
  }
}

async function wissel(k: Eindpuntroutes, operator: Operator, verzoek: Verzoek): Promise<Antwoord> {
  const gelezen = valideer('geheimwissel', verzoek.body)
  if (gelezen.kind === 'ongeldig') throw new Error('the body passed its schema before')
  const { geheim: gegeven, oudGeldigUren = OUD_GELDIG_UREN } = gelezen.waarde
  const geheim = gegeven ?? nieuwGeheim()
  const eindpunt = verzoek.params.id ?? ''
  const wie = { operator: operator.deelnemer, client: verzoek.beller.clientId }
  const uitkomst = await voerGeheimwissel(k, { eindpunt, geheim, oudGeldigUren, ...wie }, k.nu())
  switch (uitkomst.kind) {
    case 'niet-gevonden':
      return probleem('niet-gevonden', 'Dit eindpunt is er niet.')
    case 'loopt': {
      const detail = `Het vorige geheim telt mee tot ${uitkomst.oudTot}. Wacht tot dan, of geef oudGeldigUren 0.`
      return probleem('verkeerde-status', detail)
    }
    case 'gedaan':
    case 'gewisseld': {
      const oudGeldigTot = uitkomst.oudTot?.toString() ?? null
      if (uitkomst.kind === 'gewisseld') k.log.info({ eindpunt, oudGeldigTot, ...wie }, 'eindpunt.geheim-gewisseld')
      const getoond = gegeven === undefined ? { geheim } : {}
      return {
        kind: 'antwoord',
        status: uitkomst.kind === 'gewisseld' ? 201 : 200,
        body: { eindpunt, oudGeldigTot, ...getoond },
      }
    }
  }
}

type Behandel = (k: Eindpuntroutes, operator: Operator, verzoek: Verzoek) => Promise<Antwoord>

function alsOperator(k: Eindpuntroutes, behandel: Behandel): Route['behandel'] {
  return async (verzoek) => {
    const operator = await k.operator(verzoek.beller)
    return operator.kind === 'probleem' ? operator : behandel(k, operator, verzoek)
  }
}
