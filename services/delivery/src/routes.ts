import type { Antwoord, Route, RouteKeuze, Verzoek } from '@warmknooppunt/platform/http'
import { ANTWOORD_MS, voegRouteToe } from '@warmknooppunt/platform/http'
import type { Probleem } from '@warmknooppunt/platform/probleem'
import { probleem } from '@warmknooppunt/platform/probleem'
import { bepaalAanroeper } from '@warmknooppunt/register/aanroeper'
import type { Deelnemer } from '@warmknooppunt/register/deelnemer-store'
import type { Register, RegisterStand } from '@warmknooppunt/register/stand'
import { leesSchema } from '@warmknooppunt/schemas/schemabestand'
import { valideer } from '@warmknooppunt/schemas/valideer'
import type { FastifyInstance } from 'fastify'
import { bevestig } from './bevestig.ts'
import { gemandateerden } from './bevoegd.ts'
import type { Leeskeuze, Magnog } from './lees-postvak.ts'
import { leesPostvak } from './lees-postvak.ts'
import { leesGeparkeerde } from './resultaat-store.ts'
import {
  BATCH_TYPE,
  BEVESTIG_ANTWOORDEN,
  GEPARKEERD,
  GEPARKEERD_ANTWOORDEN,
  LEES,
  LEES_ANTWOORDEN,
  MAX_WACHTTIJD_SECONDEN,
} from './route-schemas.ts'

export type Routesdeps = Leeskeuze & {
  readonly register: Register
  readonly http: RouteKeuze
  /** a waiter for one postvak, that remembers a filling between two waits */
  readonly wachter: (deelnemer: string) => (ms: number, signal: AbortSignal) => Promise<void>
  /** aborts when the service stops: who waits is answered at once */
  readonly stopt: AbortSignal
}

const NUL_ID = '00000000-0000-0000-0000-000000000000'

/** `/v1/postvak` for the parties, and what stands parked for operators. */
export function voegDeliveryRoutesToe(app: FastifyInstance, d: Routesdeps): void {
  // A scope of its own, so that the media type of a batch holds for this one answer.
  app.register(async (deel) => {
    deel.addHook('onSend', async (_verzoek, antwoord, lading) => {
      if (antwoord.statusCode === 200) antwoord.header('content-type', `${BATCH_TYPE}; charset=utf-8`)
      return lading
    })
    voegRouteToe(deel, d.http, leesroute(d))
  })
  voegRouteToe(app, d.http, bevestigroute(d))
  voegRouteToe(app, d.http, geparkeerdroute(d))
}

function leesroute(d: Routesdeps): Route {
  return {
    method: 'GET',
    url: '/v1/postvak/berichten',
    scope: 'postvak.lezen',
    geduldMs: MAX_WACHTTIJD_SECONDEN * 1_000 + ANTWOORD_MS,
    schema: {
      operationId: 'leesPostvak',
      tags: ['Postvak'],
      summary: 'Berichten uit uw postvak, op volgnummer',
      description:
        'Zonder na vanaf het eerste onbevestigde bericht. Met wachttijd wacht het antwoord tot er een bericht is; komt er geen, dan is de lijst leeg. Is de inhoud van een bericht vernietigd, dan staat in data alleen dossierId en inhoudVernietigd.',
      querystring: LEES,
      response: LEES_ANTWOORDEN,
    },
    behandel: async (verzoek) => {
      const mag = await magLezen(d, verzoek)
      if (mag.kind === 'probleem') return mag
      const { deelnemer, schuldeisers } = mag
      const { na, limiet, wachttijd } = verzoek.query
      const wacht = d.wachter(deelnemer)
      const gelezen = await leesPostvak(
        d,
        {
          deelnemer,
          schuldeisers,
          na: typeof na === 'number' ? na : null,
          limiet: Number(limiet),
        },
        {
          ms: Number(wachttijd) * 1_000,
          signal: AbortSignal.any([verzoek.signal, d.stopt]),
          wacht,
          magNog: () => magLezen(d, verzoek),
        },
      )
      return gelezen.kind === 'probleem' ? gelezen : { kind: 'antwoord', status: 200, body: gelezen.events }
    },
  }
}

function bevestigroute(d: Routesdeps): Route {
  return {
    method: 'POST',
    url: '/v1/postvak/bevestigingen',
    scope: 'postvak.lezen',
    schema: {
      operationId: 'bevestigBerichten',
      tags: ['Postvak'],
      summary: 'Bevestig dat u berichten veilig hebt opgeslagen',
      description:
        'Een herhaling verandert niets. Ligt een genoemd bericht niet in uw postvak, dan wordt er niets bevestigd.',
      body: leesSchema('postvakbevestiging'),
      response: BEVESTIG_ANTWOORDEN,
    },
    behandel: async (verzoek): Promise<Antwoord> => {
      const partij = await bepaalPartij(d, verzoek)
      if (partij.kind === 'probleem') return partij
      const body = valideer('postvakbevestiging', verzoek.body)
      if (body.kind === 'ongeldig') throw new Error('a body that passed its schema no longer does')
      const uitkomst = await bevestig(d.pool, partij.deelnemer.deelnemer, body.waarde, d.nu())
      if (uitkomst.kind === 'bevestigd') {
        return { kind: 'antwoord', status: 200, body: { bevestigdTotEnMet: uitkomst.bevestigdTotEnMet } }
      }
      const detail = 'Er is niets bevestigd: niet alles wat u noemt ligt in uw postvak; zie errors.'
      return probleem('ongeldige-invoer', detail, { errors: uitkomst.errors })
    },
  }
}

function geparkeerdroute(d: Routesdeps): Route {
  return {
    method: 'GET',
    url: '/v1/beheer/bezorgingen',
    scope: 'beheer',
    schema: {
      operationId: 'leesGeparkeerdeBezorgingen',
      tags: ['Beheer'],
      summary: 'Geparkeerde bezorgingen, oudste eerst',
      description:
        'Geef bij na de bezorgingId van de laatste die u kreeg voor de volgende. Zonder adres en zonder inhoud.',
      querystring: GEPARKEERD,
      response: GEPARKEERD_ANTWOORDEN,
    },
    behandel: async (verzoek) => {
      const partij = await bepaalPartij(d, verzoek)
      if (partij.kind === 'probleem') return partij
      if (partij.deelnemer.soort !== 'operator')
        return probleem('geen-recht', 'Dit is alleen voor beheerders van het knooppunt.')
      const { na, limiet } = verzoek.query
      const bezorgingen = await leesGeparkeerde(d.pool, {
        na: typeof na === 'string' ? na : NUL_ID,
        limiet: Number(limiet),
      })
      return { kind: 'antwoord', status: 200, body: { bezorgingen } }
    },
  }
}

/** Who reads, and for which creditors as their intermediair, at this moment. */
async function magLezen(d: Routesdeps, verzoek: Verzoek): Promise<(Magnog & { deelnemer: string }) | Probleem> {
  const partij = await bepaalPartij(d, verzoek)
  if (partij.kind === 'probleem') return partij
  const { deelnemer } = partij.deelnemer
  return { kind: 'mag', deelnemer, schuldeisers: gemandateerden(partij.stand, deelnemer, d.nu()) }
}

type Partij = { readonly kind: 'partij'; readonly deelnemer: Deelnemer; readonly stand: RegisterStand }

/** Whose client calls, by the register as it is now. */
async function bepaalPartij(d: Routesdeps, { beller }: Verzoek): Promise<Partij | Probleem> {
  const stand = await d.register.stand(d.pool)
  const besluit = bepaalAanroeper(stand, beller, d.nu())
  switch (besluit.kind) {
    case 'goed':
      return { kind: 'partij', deelnemer: besluit.deelnemer, stand }
    case 'onbekend':
      return probleem('geen-recht', 'Deze client hoort bij geen deelnemer van het knooppunt.')
    case 'geweigerd':
      return probleem('deelnemer-geblokkeerd', 'Deze deelnemer is geblokkeerd of neemt niet (meer) deel.')
  }
}
