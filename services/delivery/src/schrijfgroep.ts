import type { BusEvent } from '@warmknooppunt/platform/bericht'
import type { Tx, Uitbak } from '@warmknooppunt/platform/db'
import { transactie } from '@warmknooppunt/platform/db'
import type { Log } from '@warmknooppunt/platform/log'
import type { Pool } from 'pg'
import { statuscodeVan } from './afloop.ts'
import { WACHTTIJDEN_MS } from './besluit.ts'
import type { Eindpuntstanden } from './eindpuntstanden.ts'
import { sindsRegistratie } from './gebeurtenis.ts'
import type { BezorgMeters } from './meters.ts'
import type { Beslist, Resultaat } from './resultaat.ts'
import type { Geschreven } from './schrijf-resultaten.ts'
import { schrijfResultaten } from './schrijf-resultaten.ts'

export type Groepkeuze = {
  readonly pool: Pool
  readonly uitbak: Uitbak<BusEvent>
  readonly nu: () => Temporal.Instant
  readonly bron: string
  readonly log: Log
  readonly meters: BezorgMeters
  /** called after a commit that wrote events */
  readonly naCommit: () => void
  readonly plan?: readonly number[]
}

/** Writes one group of results in a transaction of its own and tells of each. Returns the endpoints of which the state changed. */
export async function schrijfGroep(
  k: Groepkeuze,
  standen: Eindpuntstanden | null,
  groep: readonly Resultaat[],
): Promise<readonly string[]> {
  const keuze = {
    bron: k.bron,
    nu: k.nu(),
    plan: k.plan ?? WACHTTIJDEN_MS,
    standen: standen?.eindpunten ?? new Map(),
  }
  const schrijf = (tx: Tx<BusEvent>): Promise<Geschreven> => schrijfResultaten(tx, groep, keuze)
  // It begins by closing the bezorgingen: on its own that would lose what is told of them.
  const { beslist, verloren, gewijzigd, gepauzeerd } = await transactie(k.pool, k.uitbak, schrijf, { eerstBegin: true })
  k.naCommit()
  for (const b of beslist) meld(k, b)
  // At most once: of a COMMIT that was not answered nobody tells. What is so, the gauge `eindpunten_gepauzeerd` says.
  for (const { id, deelnemer, reden } of gepauzeerd) {
    k.meters.alarm('eindpunt-gepauzeerd')
    k.log.error({ eindpunt: id, deelnemer, reden }, 'alarm.eindpunt-gepauzeerd')
  }
  if (verloren.length > 0) {
    k.meters.leaseVerloren(verloren.length)
    k.log.warn({ aantal: verloren.length }, 'bezorging.lease-verloren')
  }
  return gewijzigd
}

/** The one wide line of an attempt. */
function meld(k: Groepkeuze, { bezorging, uitkomst, besluit, begonnenOp, duurMs }: Beslist): void {
  k.meters.poging(uitkomst.kind, duurMs)
  if (uitkomst.kind === 'afgeleverd') {
    const seconden = sindsRegistratie(bezorging.event, begonnenOp.add({ milliseconds: duurMs }))
    if (seconden !== null) k.meters.totOntvanger(bezorging.bericht, seconden)
  }
  if (besluit.kind === 'parkeer') k.meters.geparkeerd(besluit.reden)
  k.log.info(
    {
      bezorging: bezorging.id,
      bericht: bezorging.berichtId,
      dossierId: bezorging.dossierId,
      deelnemer: bezorging.deelnemer,
      eindpunt: bezorging.eindpunt,
      poging: bezorging.poging,
      afloop: uitkomst.kind,
      reden: 'reden' in uitkomst ? uitkomst.reden : undefined,
      statuscode: statuscodeVan(uitkomst) ?? undefined,
      besluit: besluit.kind,
      volgendeOp: besluit.kind === 'opnieuw' ? besluit.op.toString() : undefined,
      duurMs,
    },
    'bezorging.poging',
  )
}
