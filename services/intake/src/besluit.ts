import type { Probleem } from '@warmknooppunt/platform/probleem'
import { probleem } from '@warmknooppunt/platform/probleem'
import { STANDAARD_AFSPRAKEN } from '@warmknooppunt/regels/afspraken'
import type { Gemeentebesluit } from '@warmknooppunt/regels/bepaal-gemeente'
import type { Adresuitkomst } from '@warmknooppunt/regels/besluit-doorverwijzing'
import { besluitDoorverwijzing } from '@warmknooppunt/regels/besluit-doorverwijzing'
import type { NietMogelijk, Opening } from '@warmknooppunt/regels/dossier'
import { controleerToestemming } from '@warmknooppunt/regels/toestemming'
import type { Bestemmingsbesluit } from '@warmknooppunt/register/bestemming'
import { bepaalBestemming } from '@warmknooppunt/register/bestemming'
import type { RegisterStand } from '@warmknooppunt/register/stand'
import type { Kandidaat } from './aanvraag.ts'
import type { Dossier } from './dossier-store.ts'
import type { EersteAntwoord } from './idempotentie-store.ts'
import type { Sleutels } from './sleutels.ts'
import { ongeldigeInvoer } from './voorbereiding.ts'

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
  | { readonly kind: 'herhaald'; readonly status: number; readonly body: unknown }
  | { readonly kind: 'geweigerd'; readonly probleem: Probleem; readonly geteld: NietMogelijk | null }

/** Replay first, then the input, then state and overeenkomst: the order in which a caller can do something about it. */
export function besluit(bevonden: Bevonden, stand: RegisterStand, nu: Temporal.Instant): Besluit {
  const herhaling = herhaal(bevonden)
  if (herhaling) return herhaling
  const { kandidaat } = bevonden
  const bestemming = bepaalBestemming(
    { stand, schuldeiser: kandidaat.schuldeiser, kenmerken: kandidaat.kenmerken, nu },
    bevonden.adres,
    kandidaat.aanvraag.body.hulpvrager.gemeentecode,
  )
  const bevindingen = [
    ...kandidaat.bevindingen,
    ...(bestemming.kind === 'ongeldig' ? bestemming.problemen : []),
    ...controleerToestemming(kandidaat.aanvraag.body, afsprakenVan(bestemming), nu),
  ]
  if (bevindingen.length > 0) return geweigerd(ongeldigeInvoer(bevindingen))
  if (bestemming.kind === 'ongeldig') return geweigerd(ongeldigeInvoer(bestemming.problemen))
  return open(bevonden, bestemming, stand, nu)
}

function open(bevonden: Bevonden, uitkomst: Adresuitkomst, stand: RegisterStand, nu: Temporal.Instant): Besluit {
  const { eerdere, zelfdeReferentie } = bevonden
  const gevonden = besluitDoorverwijzing({ eerdere, zelfdeReferentie, uitkomst, kalender: stand.kalender }, nu)
  if (gevonden.kind === 'gebeurtenis') return { kind: 'aannemen', opening: gevonden.gebeurtenis }
  if (gevonden.code !== 'al-doorverwezen') return geweigerd(nietMogelijk(gevonden, stand), gevonden)
  const detail =
    'Deze schuldeiser heeft deze klant al doorverwezen; dat dossier loopt nog of heeft dit referentienummer.'
  return geweigerd(probleem('al-doorverwezen', detail, { extra: { dossierId: gevonden.dossierId } }))
}

function geweigerd(p: Probleem, geteld: NietMogelijk | null = null): Besluit {
  return { kind: 'geweigerd', probleem: p, geteld }
}

function herhaal({ eersteAntwoorden, sleutels }: Bevonden): Besluit | null {
  const [eerste] = eersteAntwoorden
  if (!eerste) return null
  const gelijk = eersteAntwoorden.every(({ vingerafdruk }) => vingerafdruk.equals(sleutels.vingerafdruk))
  if (gelijk) return { kind: 'herhaald', status: eerste.status, body: eerste.antwoord }
  const detail =
    'De Idempotency-Key of het referentienummer hoort al bij een verzoek met een andere inhoud. Gebruik voor een nieuwe doorverwijzing nieuwe kenmerken.'
  return geweigerd(probleem('sleutel-hergebruikt', detail))
}

/** The terms by which consent is judged: those of the overeenkomst, or the defaults where none was found. */
function afsprakenVan(bestemming: Bestemmingsbesluit) {
  if (bestemming.kind !== 'gemeente') return STANDAARD_AFSPRAKEN
  const { overeenkomst } = bestemming.bestemming
  return overeenkomst.kind === 'ok' ? overeenkomst.overeenkomst.afspraken : STANDAARD_AFSPRAKEN
}

/** No referral there: with the municipality's public loket, so that the customer can be told where to go. */
export function nietMogelijk({ code, gemeentecode }: NietMogelijk, stand: RegisterStand): Probleem {
  const naam = stand.gemeente(gemeentecode)?.naam ?? gemeentecode
  const loket = stand.publiekLoket(gemeentecode)
  const extra = {
    gemeente: { code: gemeentecode, naam },
    ...(loket
      ? { loket: { naam: loket.naam, telefoonnummer: loket.telefoonnummer, openingstijden: loket.openingstijden } }
      : {}),
  }
  const detail =
    code === 'geen-overeenkomst'
      ? `Er is geen overeenkomst met ${naam} waaronder dit kan. Verwijs de klant naar het openbare loket.`
      : `${naam} doet niet mee. Verwijs de klant naar het openbare loket.`
  return probleem(code, detail, { extra })
}
