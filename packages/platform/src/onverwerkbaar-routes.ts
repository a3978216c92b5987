import type { FastifyInstance } from 'fastify'
import type { Pool } from 'pg'
import { transactie } from './db.ts'
import type { Antwoord, Route, RouteKeuze, Verzoek } from './http.ts'
import { voegRouteToe } from './http.ts'
import { velden } from './http-verzoek.ts'
import type { Log } from './log.ts'
import type { Ingezien, Opdrachtrij, Plek, Wachtrij } from './onverwerkbaar-lijst-store.ts'
import {
  INZAGEREDENEN,
  leesBericht,
  leesLaatsteOpdrachten,
  leesOpdracht,
  leesOpdrachten,
  leesWachtrijen,
  noteerInzage,
} from './onverwerkbaar-lijst-store.ts'
import {
  BERICHT_ANTWOORDEN,
  LIJST_ANTWOORDEN,
  LIJSTVRAAG,
  NUMMERPAD,
  OPDRACHT_ANTWOORDEN,
  OPDRACHTEN_ANTWOORDEN,
  OPDRACHTENVRAAG,
  OPDRACHTPAD,
  REDENKOP,
} from './onverwerkbaar-schema.ts'
import type { Lezende } from './positie-store.ts'
import type { Probleem } from './probleem.ts'
import { probleem } from './probleem.ts'

export type Operator = { readonly kind: 'operator'; readonly deelnemer: string }

export type Onverwerkbaarkeuze = {
  readonly stage: Lezende
  readonly pool: Pool
  readonly log: Log
  readonly http: RouteKeuze
  /** who calls, when it is an operator by the register as it is now */
  readonly operator: (beller: Verzoek['beller']) => Promise<Operator | Probleem>
}

/** What a stage answers operators about the messages that it put aside: its own tables only. */
export function onverwerkbaarRoutes(app: FastifyInstance, k: Onverwerkbaarkeuze): void {
  for (const route of [lijstroute(k), berichtroute(k), opdrachtenroute(k), opdrachtroute(k)]) {
    voegRouteToe(app, k.http, route)
  }
}

function lijstroute(k: Onverwerkbaarkeuze): Route {
  return {
    method: 'GET',
    url: `/v1/beheer/${k.stage}/onverwerkbaar`,
    scope: 'beheer',
    schema: {
      operationId: `toonOnverwerkbaar${naam(k.stage)}`,
      tags: ['beheer'],
      summary: `Wat ${k.stage} apart zette, per wachtrij`,
      description:
        'Op topic en sleutel; van elke wachtrij het bericht dat vooraan staat, zonder inhoud. Een herstelopdracht noemt zijn sleutel en volgnummer.',
      querystring: LIJSTVRAAG,
      response: LIJST_ANTWOORDEN,
    },
    behandel: alsOperator(k, async (_, { query }) => {
      const limiet = Number(query.limiet)
      const rijen = await leesWachtrijen(k.pool, k.stage, { na: leesPlek(query.na), limiet: limiet + 1 })
      const bladzijde = rijen.slice(0, limiet)
      const opdrachten = await leesLaatsteOpdrachten(k.pool, k.stage, bladzijde)
      const wachtrijen = bladzijde.map((rij) => toonWachtrij(rij, opdrachten))
      return gelukt({ wachtrijen, ...vervolg(rijen, limiet, toonPlek(bladzijde.at(-1))) })
    }),
  }
}

function berichtroute(k: Onverwerkbaarkeuze): Route {
  return {
    method: 'GET',
    url: `/v1/beheer/${k.stage}/onverwerkbaar/:volgnummer`,
    scope: 'beheer',
    schema: {
      operationId: `leesOnverwerkbaar${naam(k.stage)}`,
      tags: ['beheer'],
      summary: `Een bericht dat ${k.stage} apart zette of dat geweigerd is`,
      description: 'Elke lezing wordt vastgelegd, met wie las en waarom. Inhoud blijft versleuteld.',
      params: NUMMERPAD,
      headers: REDENKOP,
      response: BERICHT_ANTWOORDEN,
    },
    behandel: alsOperator(k, async ({ deelnemer }, verzoek) => {
      const reden = INZAGEREDENEN.find((bekend) => bekend === verzoek.header('reden'))
      if (reden === undefined) throw new Error('the header passed its schema before')
      const client = verzoek.beller.clientId
      const bericht = await transactie(k.pool, null, async (tx) => {
        const gelezen = await leesBericht(tx, k.stage, Number(verzoek.params.volgnummer))
        // Nobody reads what it is not kept of.
        if (gelezen) await noteerInzage(tx, k.stage, { bericht: gelezen, operator: deelnemer, client, reden })
        return gelezen
      })
      if (!bericht) return nietGevonden('Dit bericht staat niet (meer) apart.')
      const { volgnummer, topic, sleutel, berichtId } = bericht
      const wat = { stage: k.stage, volgnummer, topic, sleutel, berichtId }
      k.log.info({ ...wat, operator: deelnemer, client, reden }, 'onverwerkbaar.gelezen')
      return gelukt(toonBericht(bericht))
    }),
  }
}

function opdrachtenroute(k: Onverwerkbaarkeuze): Route {
  return {
    method: 'GET',
    url: `/v1/beheer/${k.stage}/herstelopdrachten`,
    scope: 'beheer',
    schema: {
      operationId: `toonHerstelopdrachten${naam(k.stage)}`,
      tags: ['beheer'],
      summary: `Herstelopdrachten die ${k.stage} kreeg en wat ervan kwam, nieuwste eerst`,
      querystring: OPDRACHTENVRAAG,
      response: OPDRACHTEN_ANTWOORDEN,
    },
    behandel: alsOperator(k, async (_, { query }) => {
      const { na = Number.MAX_SAFE_INTEGER } = query
      const limiet = Number(query.limiet)
      const rijen = await leesOpdrachten(k.pool, k.stage, { voor: Number(na), limiet: limiet + 1 })
      const bladzijde = rijen.slice(0, limiet)
      const opdrachten = bladzijde.map(toonOpdracht)
      return gelukt({ opdrachten, ...vervolg(rijen, limiet, bladzijde.at(-1)?.ontvangst) })
    }),
  }
}

function opdrachtroute(k: Onverwerkbaarkeuze): Route {
  return {
    method: 'GET',
    url: `/v1/beheer/${k.stage}/herstelopdrachten/:id`,
    scope: 'beheer',
    schema: {
      operationId: `toonHerstelopdracht${naam(k.stage)}`,
      tags: ['beheer'],
      summary: `Wat er van een herstelopdracht aan ${k.stage} kwam`,
      description: 'Een opdracht die is aangenomen en er hier niet is, is nog onderweg.',
      params: OPDRACHTPAD,
      response: OPDRACHT_ANTWOORDEN,
    },
    behandel: alsOperator(k, async (_, { params }) => {
      const opdracht = await leesOpdracht(k.pool, k.stage, params.id ?? '')
      return opdracht ? gelukt(toonOpdracht(opdracht)) : nietGevonden('Deze opdracht is hier niet, of nog niet.')
    }),
  }
}

type Behandel = (operator: Operator, verzoek: Verzoek) => Promise<Antwoord>

function alsOperator(k: Onverwerkbaarkeuze, behandel: Behandel): Route['behandel'] {
  return async (verzoek) => {
    const operator = await k.operator(verzoek.beller)
    return operator.kind === 'probleem' ? operator : behandel(operator, verzoek)
  }
}

function naam(stage: Lezende): string {
  return `${stage.charAt(0).toUpperCase()}${stage.slice(1)}`
}

function gelukt(body: unknown): Antwoord {
  return { kind: 'antwoord', status: 200, body }
}

function nietGevonden(detail: string): Probleem {
  return probleem('niet-gevonden', detail)
}

/** One row more than asked tells that there is a next page. */
function vervolg<T>(rijen: readonly unknown[], limiet: number, laatste: T): { volgende?: T } {
  return rijen.length > limiet ? { volgende: laatste } : {}
}

const VOORAAN: Plek = { topic: '', sleutel: '00000000-0000-0000-0000-000000000000' }

function leesPlek(na: unknown): Plek {
  const [topic = '', sleutel = ''] = typeof na === 'string' ? na.split('.') : []
  return sleutel === '' ? VOORAAN : { topic, sleutel }
}

function toonPlek(rij: Plek | undefined): string | undefined {
  return rij && `${rij.topic}.${rij.sleutel}`
}

function toonWachtrij({ bericht, ...rij }: Wachtrij, opdrachten: readonly Opdrachtrij[]): object {
  const laatste = opdrachten.find(({ sleutel, topic }) => sleutel === rij.sleutel && topic === rij.topic)
  return { ...rij, soort: soortVan(bericht), ...(laatste ? { opdracht: toonOpdracht(laatste) } : {}) }
}

function toonBericht({
  weigerreden: reden,
  geweigerdDoor: operator,
  geweigerdOp: op,
  volgende,
  ...b
}: Ingezien): object {
  const geweigerd = op === null ? {} : { geweigerd: { reden, operator, op } }
  return { ...b, soort: soortVan(b.bericht), ...(volgende === null ? {} : { volgende }), ...geweigerd }
}

function toonOpdracht({ ontvangst: _, ...opdracht }: Opdrachtrij): object {
  return opdracht
}

const SOORT = /^nl\.warmknooppunt\.[a-z.-]{1,80}$/

/** The type of an event, of which nothing is shown that is not of ours. */
function soortVan(bericht: string): string | null {
  try {
    const { type } = velden(JSON.parse(bericht))
    return typeof type === 'string' && SOORT.test(type) ? type : null
  } catch {
    return null
  }
}
