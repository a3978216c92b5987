import type { BusEvent } from '@warmknooppunt/platform/bericht'
import type { Uitbak } from '@warmknooppunt/platform/db'
import type { Antwoord, Route, Verzoek } from '@warmknooppunt/platform/http'
import { voegRouteToe } from '@warmknooppunt/platform/http'
import type { Operator } from '@warmknooppunt/platform/onverwerkbaar-routes'
import { probleem } from '@warmknooppunt/platform/probleem'
import type { Register } from '@warmknooppunt/register/stand'
import { leesSchema } from '@warmknooppunt/schemas/schemabestand'
import { valideer } from '@warmknooppunt/schemas/valideer'
import type { FastifyInstance } from 'fastify'
import type { Handeling } from './besluit-eindpuntbeheer.ts'
import type { Eindpuntroutes } from './eindpunt-routes.ts'
import { alsOperator } from './eindpunt-routes.ts'
import { BEHEER_ANTWOORDEN, EINDPUNTPAD, GOEDKEUR_ANTWOORDEN, TOEVOEG_ANTWOORDEN } from './eindpunt-schema.ts'
import { beheer, keurGoed, voegToe } from './eindpuntbeheer.ts'
import type { Reden } from './eindpuntbeheer-store.ts'
import { keurOntvanger, naarInvoerfout } from './keur-eindpunt.ts'

export type Beheerroutes = Eindpuntroutes & {
  readonly register: Register
  readonly uitbak: Uitbak<BusEvent>
  readonly bron: string
  /** a new endpoint waits until another client of an operator approves it */
  readonly vierOgen: boolean
  readonly naCommit: () => void
  /** something may be sent at these endpoints now */
  readonly hint: (eindpunten: readonly string[]) => void
  /** an endpoint ended: what waits there is to be closed */
  readonly beeindigd: () => void
}

/** What operators may do about which endpoints there are and whether anything goes there. */
export function voegEindpuntbeheerToe(app: FastifyInstance, k: Beheerroutes): void {
  const routes = [toevoegroute(k), ...HANDELINGEN.map((handeling) => handelingroute(k, handeling)), goedkeurroute(k)]
  for (const route of routes) voegRouteToe(app, k.http, route)
}

function toevoegroute(k: Beheerroutes): Route {
  return {
    method: 'POST',
    url: '/v1/beheer/eindpunten',
    scope: 'beheer',
    schema: {
      operationId: 'voegEindpuntToe',
      tags: ['beheer'],
      summary: 'Voeg een eindpunt toe',
      description:
        'Vanaf nu wordt wat voor de deelnemer in het postvak komt ook hierheen gepusht; wat er al lag niet. Met VIER_OGEN is het een voorstel, tot een tweede operator het goedkeurt. Hetzelfde nog eens sturen verandert niets (200); hetzelfde adres met andere instellingen wordt geweigerd.',
      body: leesSchema('eindpunt'),
      response: TOEVOEG_ANTWOORDEN,
    },
    behandel: alsOperator(k, voegEindpuntToe),
  }
}

async function voegEindpuntToe(k: Beheerroutes, operator: Operator, verzoek: Verzoek): Promise<Antwoord> {
  const gelezen = valideer('eindpunt', verzoek.body)
  if (gelezen.kind === 'ongeldig') throw new Error('the body passed its schema before')
  const { toelichting, ...keuze } = gelezen.waarde
  const nu = k.nu()
  const fouten = keurOntvanger(await k.register.stand(k.pool), keuze, nu)
  if (fouten.length > 0) return probleem('ongeldige-invoer', 'Dit eindpunt kan er niet komen.', { errors: fouten })
  const wie = wieVan(operator, verzoek, toelichting)
  const uitkomst = await voegToe(k, { ...keuze, voorgesteld: k.vierOgen }, wie, nu)
  switch (uitkomst.kind) {
    case 'geweigerd': {
      const errors = [naarInvoerfout(uitkomst.reden)]
      return probleem('ongeldige-invoer', 'Dit eindpunt kan er niet komen.', { errors })
    }
    case 'anders': {
      const detail = `Eindpunt ${uitkomst.id} heeft dit adres, met andere instellingen. Wissel zijn geheim, of beëindig het eerst.`
      return probleem('verkeerde-status', detail)
    }
    case 'gedaan':
      return { kind: 'antwoord', status: 200, body: { eindpunt: uitkomst.id, status: uitkomst.status } }
    case 'geregistreerd': {
      const { id: eindpunt, geheim } = uitkomst
      const status = k.vierOgen ? 'voorgesteld' : 'actief'
      k.log.info({ eindpunt, deelnemer: keuze.deelnemer, status, ...wieInLog(wie) }, 'eindpunt.toegevoegd')
      const getoond = keuze.geheim === undefined ? { geheim } : {}
      return { kind: 'antwoord', status: 201, body: { eindpunt, status, ...getoond } }
    }
  }
}

const HANDELINGEN = ['pauzeer', 'hervat', 'beeindig'] as const satisfies readonly Handeling[]

const OVER = {
  pauzeer: {
    pad: 'pauzes',
    operationId: 'pauzeerEindpunt',
    summary: 'Pauzeer een eindpunt',
    description:
      'Er gaat niets meer heen; wat erheen moet wacht tot het hervat wordt, en ligt intussen klaar in het postvak. Wat al onderweg is komt nog aan.',
  },
  hervat: {
    pad: 'hervattingen',
    operationId: 'hervatEindpunt',
    summary: 'Hervat een eindpunt',
    description: 'Wat wacht gaat weer, ook wat om de pauze was weggezet: hoogstens 10.000 per keer.',
  },
  beeindig: {
    pad: 'beeindigingen',
    operationId: 'beeindigEindpunt',
    summary: 'Beëindig een eindpunt, of wijs een voorgesteld eindpunt af',
    description:
      'Voorgoed. Wat er nog heen moest vervalt als push en blijft in het postvak liggen. Wat al onderweg is komt nog aan.',
  },
} as const satisfies Record<Handeling, object>

function handelingroute(k: Beheerroutes, handeling: Handeling): Route {
  const { pad, operationId, summary, description } = OVER[handeling]
  return {
    method: 'POST',
    url: `/v1/beheer/eindpunten/:id/${pad}`,
    scope: 'beheer',
    schema: {
      operationId,
      tags: ['beheer'],
      summary,
      description: `${description} Nog eens sturen verandert niets (200).`,
      params: EINDPUNTPAD,
      body: leesSchema('eindpuntbesluit'),
      response: BEHEER_ANTWOORDEN,
    },
    behandel: alsOperator(k, (_, operator, verzoek) => voerHandelingUit(k, handeling, { operator, verzoek })),
  }
}

async function voerHandelingUit(
  k: Beheerroutes,
  handeling: Handeling,
  { operator, verzoek }: { readonly operator: Operator; readonly verzoek: Verzoek },
): Promise<Antwoord> {
  const eindpunt = verzoek.params.id ?? ''
  const wie = wieVan(operator, verzoek, leesToelichting(verzoek))
  const uitkomst = await beheer(k, { id: eindpunt, handeling, wie }, k.nu())
  switch (uitkomst.kind) {
    case 'niet-gevonden':
      return probleem('niet-gevonden', 'Dit eindpunt is er niet.')
    case 'geweigerd':
      return probleem('verkeerde-status', GEWEIGERD[uitkomst.reden])
    case 'doe':
    case 'gedaan': {
      const { vrijgegeven, meer } = uitkomst
      if (uitkomst.kind === 'doe') k.log.info({ eindpunt, vrijgegeven, ...wieInLog(wie) }, `eindpunt.${handeling}`)
      if (handeling === 'beeindig') k.beeindigd()
      if (handeling === 'hervat') k.hint([eindpunt])
      if (vrijgegeven > 0) k.naCommit()
      const status = uitkomst.kind === 'doe' ? 201 : 200
      return { kind: 'antwoord', status, body: { eindpunt, vrijgegeven, meer } }
    }
  }
}

const GEWEIGERD = {
  voorgesteld: 'Dit eindpunt is nog een voorstel: keur het goed, of beëindig het.',
  beeindigd: 'Dit eindpunt is beëindigd, voorgoed. Voeg het opnieuw toe.',
} as const

function goedkeurroute(k: Beheerroutes): Route {
  return {
    method: 'POST',
    url: '/v1/beheer/eindpunten/:id/goedkeuringen',
    scope: 'beheer',
    schema: {
      operationId: 'keurEindpuntGoed',
      tags: ['beheer'],
      summary: 'Keur een voorgesteld eindpunt goed',
      description:
        'Door een andere client dan die het voorstelde, binnen zeven dagen. Vanaf nu gaan er berichten heen.',
      params: EINDPUNTPAD,
      body: leesSchema('eindpuntbesluit'),
      response: GOEDKEUR_ANTWOORDEN,
    },
    behandel: alsOperator(k, keurEindpuntGoed),
  }
}

async function keurEindpuntGoed(k: Beheerroutes, operator: Operator, verzoek: Verzoek): Promise<Antwoord> {
  const eindpunt = verzoek.params.id ?? ''
  const wie = wieVan(operator, verzoek, leesToelichting(verzoek))
  const uitkomst = await keurGoed(k, { id: eindpunt, wie }, k.nu())
  switch (uitkomst.kind) {
    case 'niet-gevonden':
      return probleem('niet-gevonden', 'Dit eindpunt is er niet.')
    case 'geweigerd':
      return uitkomst.reden === 'eigen-voorstel'
        ? probleem('eigen-voorstel', 'Een andere client van een operator moet dit eindpunt goedkeuren.')
        : probleem('verkeerde-status', NIET_GOED[uitkomst.reden])
    case 'ok':
      k.log.info({ eindpunt, ...wieInLog(wie) }, 'eindpunt.goedgekeurd')
      k.hint([eindpunt])
      return { kind: 'antwoord', status: 201, body: { eindpunt } }
  }
}

const NIET_GOED = {
  'al-besloten': 'Dit eindpunt wacht niet op goedkeuring.',
  verlopen: 'Dit voorstel is ouder dan zeven dagen en geldt niet meer. Voeg het eindpunt opnieuw toe.',
} as const

function leesToelichting({ body }: Verzoek): string {
  const gelezen = valideer('eindpuntbesluit', body)
  if (gelezen.kind === 'ongeldig') throw new Error('the body passed its schema before')
  return gelezen.waarde.toelichting
}

function wieVan(operator: Operator, { beller }: Verzoek, toelichting: string): Reden {
  return { operator: operator.deelnemer, issuer: beller.issuer, clientId: beller.clientId, toelichting }
}

function wieInLog({ operator, clientId }: Reden) {
  return { operator, client: clientId }
}
