import type { Beller } from '@warmknooppunt/platform/auth'
import type { RouteKeuze } from '@warmknooppunt/platform/http'
import { maakServer } from '@warmknooppunt/platform/http'
import type { Stage } from '@warmknooppunt/platform/stage'
import type { Proef } from './delivery.proef.ts'
import { ISSUER } from './delivery.proef.ts'

/** Tokens of the test: `Bearer <deelnemer> <scope>`; who signs real ones is not delivery's matter. */
export function routeKeuze(proef: Proef): RouteKeuze {
  return {
    log: proef.log,
    klok: () => new Date(proef.klok.nu.epochMilliseconds),
    controleur: {
      controleer: async (kop) => {
        const [, deelnemer, ...scopes] = (kop ?? '').split(' ')
        if (!deelnemer) return { kind: 'geen', detail: 'geen-token' }
        const beller: Beller = {
          issuer: ISSUER,
          clientId: `demo-${deelnemer}`,
          scopes: new Set(scopes),
          verlooptOp: new Date(8.64e15),
        }
        return { kind: 'goed', beller }
      },
    },
  }
}

export type Antwoord = { readonly status: number; readonly type: string; readonly body: unknown }

/** A server with the routes of the stage, and a client of it. */
export async function maakPostvakserver(proef: Proef, stage: Stage) {
  const app = maakServer({ log: proef.log })
  stage.routes(app)
  const adres = await app.listen({ host: '127.0.0.1', port: 0 })
  const vraag = async (deelnemer: string, pad: string, o: RequestInit & { scope?: string } = {}): Promise<Antwoord> => {
    const headers = {
      authorization: `Bearer ${deelnemer} ${o.scope ?? 'postvak.lezen'}`,
      'content-type': 'application/json',
    }
    const antwoord = await fetch(`${adres}/v1${pad}`, { ...o, headers })
    const body: unknown = await antwoord.json()
    return { status: antwoord.status, type: antwoord.headers.get('content-type') ?? '', body }
  }
  return {
    app,
    vraag,
    lees: (deelnemer: string, query = '', o: RequestInit = {}) => vraag(deelnemer, `/postvak/berichten${query}`, o),
    bevestig: (deelnemer: string, body: object) =>
      vraag(deelnemer, '/postvak/bevestigingen', { method: 'POST', body: JSON.stringify(body) }),
    sluit: () => app.close(),
  }
}
