import { maakOpgave } from '../../services/knooppunt/src/simulatie/opgave.ts'
import { opTempo } from '../../services/knooppunt/src/simulatie/tempo.ts'
import type { Poging } from '../../services/knooppunt/src/simulatie/verzoek.ts'
import type { Hub } from './hub.ts'
import { losseLoop } from './spel.ts'

/** A doorverwijzing that was posted once, whatever came of it. `dossierId`: of a 201; `klaarMs` by performance.now(). */
export type Peiling = { readonly poging: Poging; readonly dossierId: string | null; readonly klaarMs: number }

export type Peiler = {
  readonly peilingen: readonly Peiling[]
  /** No new ones; resolves when all are answered or broken. */
  stop(): Promise<readonly Peiling[]>
}

/** Posts doorverwijzingen at a steady rate without ever sending one again, so that each answer is seen as it came. */
export function beginPeiling(hub: Hub, run: string, perSeconde: number): Peiler {
  const peilingen: Peiling[] = []
  const genoeg = new AbortController()
  const loop = losseLoop(run)
  const tempo = { aantal: 10_000, perSeconde, gelijktijdig: 500, signal: genoeg.signal }
  const klaar = opTempo(tempo, async (nummer) => {
    const { afzender, body, sleutel } = await maakOpgave(loop, nummer)
    const poging = await hub.probeer(afzender, { method: 'POST', pad: '/v1/doorverwijzingen', body, sleutel })
    peilingen.push({ poging, dossierId: dossierVan(poging), klaarMs: performance.now() })
  })
  return {
    peilingen,
    async stop() {
      genoeg.abort()
      await klaar
      return peilingen
    },
  }
}

function dossierVan(poging: Poging): string | null {
  if (poging.kind === 'verbroken' || poging.antwoord.status !== 201) return null
  return String(Object(poging.antwoord.body).id)
}

/** How often each answer came: a status, with `+` for one with Retry-After, or `broken`. */
export function telAntwoorden(peilingen: readonly Peiling[]): Readonly<Record<string, number>> {
  const soorten = peilingen.map(({ poging }) =>
    poging.kind === 'verbroken' ? 'broken' : `${poging.antwoord.status}${poging.wachtMs > 0 ? '+' : ''}`,
  )
  return Object.fromEntries([...Map.groupBy(soorten, (soort) => soort)].map(([soort, groep]) => [soort, groep.length]))
}

/** Which answers came that a hub may not give, whatever its database does: 201, 503 with Retry-After, and no answer are all there is. */
export function verboden(peilingen: readonly Peiling[]): string[] {
  return Object.keys(telAntwoorden(peilingen)).filter((soort) => !['201', '503+', 'broken'].includes(soort))
}
