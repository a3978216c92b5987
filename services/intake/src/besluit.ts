import { STANDAARD_AFSPRAKEN } from '@warmknooppunt/regels/afspraken'
import type { Gemeentebesluit } from '@warmknooppunt/regels/bepaal-gemeente'
import { besluitDoorverwijzing } from '@warmknooppunt/regels/besluit-doorverwijzing'
import type { AlDoorverwezen, NietMogelijk, Opening } from '@warmknooppunt/regels/dossier'
import type { Probleem as Bevinding } from '@warmknooppunt/regels/probleem'
import { controleerToestemming } from '@warmknooppunt/regels/toestemming'
import type { Bestemmingsbesluit } from '@warmknooppunt/register/bestemming'
import { bepaalBestemming } from '@warmknooppunt/register/bestemming'
import type { RegisterStand } from '@warmknooppunt/register/stand'
import type { Kandidaat } from './aanvraag.ts'
import type { Dossier } from './dossier-store.ts'
import type { EersteAntwoord } from './idempotentie-store.ts'
import type { Sleutels } from './sleutels.ts'

/** What was found for one kandidaat before deciding. */
export type Bevonden = {
  readonly kandidaat: Kandidaat
  readonly sleutels: Sleutels
  /** outcome of its address; null without one */
  readonly adres: Gemeentebesluit | null
  readonly eersteAntwoorden: readonly EersteAntwoord[]
  readonly zelfdeReferentie: Dossier | null
  readonly eerdere: readonly Dossier[]
}

export type Besluit =
  | { readonly kind: 'aannemen'; readonly opening: Opening }
  | { readonly kind: 'herhaald'; readonly eerste: EersteAntwoord; readonly dossierId: string | null }
  | { readonly kind: 'sleutel-hergebruikt' }
  | { readonly kind: 'ongeldig'; readonly bevindingen: readonly Bevinding[] }
  | AlDoorverwezen
  | NietMogelijk

/** Replay first, then the input, then state and overeenkomst: the order in which a caller can do something about it. */
export function besluit(bevonden: Bevonden, stand: RegisterStand, nu: Temporal.Instant): Besluit {
  const herhaling = herhaal(bevonden)
  if (herhaling) return herhaling
  const { kandidaat, adres, eerdere, zelfdeReferentie } = bevonden
  const { schuldeiser, kenmerken, aanvraag } = kandidaat
  const { gemeentecode } = aanvraag.body.hulpvrager
  const bestemming = bepaalBestemming({ stand, schuldeiser, kenmerken, nu }, adres, gemeentecode)
  const overToestemming = controleerToestemming(aanvraag.body, afsprakenVan(bestemming), nu)
  const bevindingen = [...kandidaat.bevindingen, ...overToestemming]
  if (bestemming.kind === 'ongeldig')
    return { kind: 'ongeldig', bevindingen: [...bestemming.problemen, ...bevindingen] }
  if (bevindingen.length > 0) return { kind: 'ongeldig', bevindingen }
  const vraag = { eerdere, zelfdeReferentie, uitkomst: bestemming, kalender: stand.kalender }
  const uitkomst = besluitDoorverwijzing(vraag, nu)
  return uitkomst.kind === 'gebeurtenis' ? { kind: 'aannemen', opening: uitkomst.gebeurtenis } : uitkomst
}

function herhaal({ eersteAntwoorden, sleutels, zelfdeReferentie }: Bevonden): Besluit | null {
  const [eerste] = eersteAntwoorden
  if (!eerste) return null
  const gelijk = eersteAntwoorden.every(({ vingerafdruk }) => vingerafdruk.equals(sleutels.vingerafdruk))
  if (!gelijk) return { kind: 'sleutel-hergebruikt' }
  return { kind: 'herhaald', eerste, dossierId: zelfdeReferentie?.dossierId ?? null }
}

/** The terms by which consent is judged: those of the overeenkomst, or the defaults where none was found. */
function afsprakenVan(bestemming: Bestemmingsbesluit) {
  if (bestemming.kind !== 'gemeente') return STANDAARD_AFSPRAKEN
  const { overeenkomst } = bestemming.bestemming
  return overeenkomst.kind === 'ok' ? overeenkomst.overeenkomst.afspraken : STANDAARD_AFSPRAKEN
}
