import { ontvangersVan } from '@warmknooppunt/regels/openbaarmaking'
import type { Ontvanger } from '@warmknooppunt/schemas/types/gerouteerd.v1'
import type { Termijnbericht } from '@warmknooppunt/schemas/types/termijnbericht.v1'
import type { Klok, Melding, Toewijzing } from './stand.ts'

/** Whether an intermediair may still speak for a creditor. */
export type HeeftMandaat = (intermediair: string, schuldeiser: string) => boolean

/** One message; `publiek` says for which side it is, `hub` that nobody outside receives it. */
export type Uitgaand = { readonly publiek: Ontvanger['publiek']; readonly data: Termijnbericht }

/**
 * The messages by which the hub tells what a clock says, to whom the disclosure policy allows. Each side gets one of its own, so that a
 * creditor's holds nothing of the gemeente; one that nobody may receive is for the operator and the timeline.
 */
export function maakTermijnberichten(
  { soort, klok }: Melding,
  toewijzingen: readonly Toewijzing[],
  heeftMandaat: HeeftMandaat,
): Uitgaand[] {
  const partijen = partijenVan(klok, toewijzingen, heeftMandaat)
  const ontvangers = ontvangersVan({ bericht: 'termijnbericht', soort }, partijen)
  if (ontvangers.length === 0) return [{ publiek: 'hub', data: dataVan(soort, klok, []) }]
  const perPubliek = Map.groupBy(ontvangers, ({ publiek }) => publiek)
  return [...perPubliek].map(([publiek, groep]) => ({ publiek, data: dataVan(soort, klok, groep) }))
}

function partijenVan(klok: Klok, toewijzingen: readonly Toewijzing[], heeftMandaat: HeeftMandaat): Ontvanger[] {
  switch (klok.soort) {
    case 'contact':
    case 'gesprek':
      return gemeenteVan(toewijzingen.find(({ toewijzingId }) => toewijzingId === klok.toewijzingId))
    case 'operator':
      return []
    case 'incassostop': {
      const { schuldeiser, intermediair } = klok
      const stuurder = intermediair !== null && heeftMandaat(intermediair, schuldeiser) ? intermediair : null
      return [
        { deelnemer: schuldeiser, rol: 'schuldeiser', publiek: 'schuldeiser' },
        ...(stuurder === null
          ? []
          : [{ deelnemer: stuurder, rol: 'intermediair', publiek: 'schuldeiser' } satisfies Ontvanger]),
        ...gemeenteVan(toewijzingen.at(-1)),
      ]
    }
  }
}

function gemeenteVan(toewijzing: Toewijzing | undefined): Ontvanger[] {
  return toewijzing ? [{ deelnemer: toewijzing.ontvanger, rol: 'gemeente', publiek: 'gemeente' }] : []
}

/** Only a term of the gemeente names its toewijzing, and no creditor ever receives those. */
function dataVan(soort: Melding['soort'], klok: Klok, ontvangers: Ontvanger[]): Termijnbericht {
  const basis = {
    versie: 1,
    bericht: 'termijnbericht',
    dossierId: klok.dossierId,
    soort,
    termijn: klok.soort,
    dag: klok.dag,
    tijdstip: klok.tijdstip.toString({ fractionalSecondDigits: 3 }),
    ontvangers,
  } as const
  if (klok.soort === 'incassostop') return { ...basis, hervatbaarVanaf: klok.hervatbaarVanaf }
  return klok.soort === 'operator' ? basis : { ...basis, toewijzingId: klok.toewijzingId }
}
