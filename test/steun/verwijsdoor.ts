import { amsterdamseDag } from '@warmknooppunt/regels/dag'
import { expect } from 'vitest'
import type { Verzoek } from '../../services/knooppunt/src/simulatie/verzoek.ts'
import { stuur } from '../../services/knooppunt/src/simulatie/verzoek.ts'
import { totdat } from '../../services/knooppunt/src/start.proef.ts'
import type { Clusterproef } from './clusterproef.ts'
import { doorverwijzing, opDag } from './doorverwijzing.ts'

const WATER = 'demo-waterbedrijf-maasdal'

/** The POST of a referral of the demo's water company, by a number of its own. */
export function verwijzing(nr: string): Verzoek {
  const gisteren = amsterdamseDag(Temporal.Now.instant().subtract({ hours: 24 }))
  const body = JSON.stringify(doorverwijzing(nr, opDag(gisteren)))
  return { method: 'POST', pad: '/v1/doorverwijzingen', clientId: WATER, body, sleutel: nr }
}

/** Posts a referral until it is taken, and waits until the receiver's own server has it. */
export async function verwijsDoor(cluster: Clusterproef, nr: string): Promise<void> {
  const vraag = verwijzing(nr)
  let dossierId = ''
  await totdat(async () => {
    const poging = await stuur(cluster.verbinding, vraag)
    if (poging.kind === 'verbroken' || poging.antwoord.status === 503) return false
    expect(poging.antwoord.status, JSON.stringify(poging.antwoord.body)).toBe(201)
    dossierId = String(Object(poging.antwoord.body).id)
    return true
  }, 30_000)
  await totdat(async () => {
    return (await (await fetch(cluster.demoOntvanger)).text()).includes(dossierId)
  }, 60_000)
}
