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
import { EINDPUNT_ANTWOORDEN, EINDPUNTEN_ANTWOORDEN, EINDPUNTPAD, GEHEIM_ANTWOORDEN } from './eindpunt-schema.ts'
import { leesAdres, leesEindpuntwijzigingen } from './eindpuntbeheer-store.ts'
import { open } from './eindpuntkluis.ts'
import { voerGeheimwissel } from './geheimwissel.ts'
import { leesEindpuntregel, leesEindpuntregels } from './geheimwissel-store.ts'

/** A day: whoever looks at it on a working day has the new secret in by then. */
const OUD_GELDIG_UREN = 24
/** How many of what was done about an endpoint are shown, the latest first. */
const WIJZIGINGEN = 200

export type Eindpuntroutes = {
  readonly pool: Pool
  readonly keks: Keks
  readonly log: Log
  readonly nu: () => Temporal.Instant
  readonly http: RouteKeuze
  /** who calls, when it is an operator by the register as it is now */
  readonly operator: (beller: Verzoek['beller']) => Promise<Operator | Probleem>
}

/** What operators may ask of endpoints, and the rotation of their secrets. */
export function voegEindpuntroutesToe(app: FastifyInstance, k: Eindpuntroutes): void {
  for (const route of [lijstroute(k), eenroute(k), geheimroute(k)]) voegRouteToe(app, k.http, route)
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

function eenroute(k: Eindpuntroutes): Route {
  return {
    method: 'GET',
    url: '/v1/beheer/eindpunten/:id',
    scope: 'beheer',
    schema: {
      operationId: 'toonEindpunt',
      tags: ['beheer'],
      summary: 'Een eindpunt, en wie er wat mee deed',
      description:
        'Met het adres tot het pad, zodat wie het goedkeurt ziet waarheen het gaat; het pad en het geheim nooit.',
      params: EINDPUNTPAD,
      response: EINDPUNT_ANTWOORDEN,
    },
    behandel: alsOperator(k, async (_, __, { params }) => {
      const id = params.id ?? ''
      const regel = await leesEindpuntregel(k.pool, id, k.nu())
      const adres = await leesAdres(k.pool, id)
      if (regel === null || adres === null) return probleem('niet-gevonden', 'Dit eindpunt is er niet.')
      const { toegestaneNetten, gelijktijdig } = adres
      const oorsprong = new URL(open(k.keks, `${id}|adres`, adres.adres)).origin
      const wijzigingen = (await leesEindpuntwijzigingen(k.pool, id, WIJZIGINGEN)).map(({ op, ...w }) => ({
        ...w,
        op: op.toISOString(),
      }))
      return {
        kind: 'antwoord',
        status: 200,
        body: { ...regel, oorsprong, toegestaneNetten, gelijktijdig, wijzigingen },
      }
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
      return probleem('niet-gevonden', 'Dit eindpunt is er niet, of is beëindigd.')
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

type Behandel<K> = (k: K, operator: Operator, verzoek: Verzoek) => Promise<Antwoord>

/** A handler for operators only, by the register as it is now. */
export function alsOperator<K extends Pick<Eindpuntroutes, 'operator'>>(
  k: K,
  behandel: Behandel<K>,
): Route['behandel'] {
  return async (verzoek) => {
    const operator = await k.operator(verzoek.beller)
    return operator.kind === 'probleem' ? operator : behandel(k, operator, verzoek)
  }
}
