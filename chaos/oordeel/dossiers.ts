import type { Afspraken } from '@warmknooppunt/regels/afspraken'
import { STANDAARD_AFSPRAKEN } from '@warmknooppunt/regels/afspraken'
import type { Dag } from '@warmknooppunt/regels/dag'
import { amsterdamseDag } from '@warmknooppunt/regels/dag'
import type { Boek, Keuze, Melding, Zending } from '../boek.ts'
import { momentVan } from '../boek.ts'

/** What must have become of a doorverwijzing that was answered 201. */
export type Dossier = {
  readonly dossierId: string
  readonly zending: Zending
  /** in whose postvak it must lie; null when an operator refused it or nobody decided */
  readonly gemeente: string | null
  readonly geweigerd: boolean
  /** the creditor, and the intermediary that sent for it */
  readonly schuldeisers: readonly string[]
  /** the day from which its terms count, or the days, when an answer took so long that it may be one of two */
  readonly dagNul: readonly Dag[]
  readonly afspraken: Afspraken
  readonly meldingen: readonly Melding[]
  /** a dossierId is made at acceptance and holds its moment */
  readonly aangenomenOp: Temporal.Instant
}

export function leesDossiers({ zendingen, keuzes, meldingen }: Boek): ReadonlyMap<string, Dossier> {
  const perKeuze = new Map(keuzes.map((keuze) => [keuze.dossierId, keuze]))
  const perMelding = Map.groupBy(meldingen, ({ dossierId }) => dossierId)
  const dossiers = new Map<string, Dossier>()
  for (const zending of zendingen) {
    const { uitkomst, verwacht, afzender, schuldeiser } = zending
    if (uitkomst.kind !== 'aangenomen' && uitkomst.kind !== 'wacht') continue
    const { dossierId } = uitkomst
    const keuze = perKeuze.get(dossierId)
    dossiers.set(dossierId, {
      dossierId,
      zending,
      gemeente: verwacht.kind === 'aangenomen' ? verwacht.ontvanger : (keuze?.ontvanger ?? null),
      geweigerd: keuze?.gemeentecode === null,
      schuldeisers: [...new Set([schuldeiser, afzender])],
      dagNul: keuze ? dagenVan(keuze) : [zending.stopVan ?? ''],
      afspraken: verwacht.kind === 'aangenomen' ? verwacht.afspraken : STANDAARD_AFSPRAKEN,
      meldingen: perMelding.get(dossierId) ?? [],
      aangenomenOp: momentVan(dossierId),
    })
  }
  return dossiers
}

function dagenVan({ tussen }: Keuze): Dag[] {
  return [...new Set(tussen.flatMap(({ van, tot }) => [amsterdamseDag(van), amsterdamseDag(tot)]))]
}
