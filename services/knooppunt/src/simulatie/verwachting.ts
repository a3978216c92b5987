import type { Afspraken } from '@warmknooppunt/regels/afspraken'
import { adresVan, bepaalBestemming, kenmerkenVan } from '@warmknooppunt/register/bestemming'
import type { Deelnemer } from '@warmknooppunt/register/deelnemer-store'
import type { Doorverwijzing } from '@warmknooppunt/schemas/types/doorverwijzing.v1'
import { DEMO_BRON, DEMO_STAND } from './demo-stand.ts'

/** What the hub should answer to a doorverwijzing, and in whose postvak it should come. */
export type Verwachting =
  | {
      readonly kind: 'aangenomen'
      readonly gemeentecode: string
      readonly uitvoerder: string
      readonly loket: string
      readonly ontvanger: string
      readonly afspraken: Afspraken
    }
  | { readonly kind: 'wacht' }
  | { readonly kind: 'geweigerd'; readonly status: 400 | 409; readonly code: string }

export const ONGELDIG: Verwachting = { kind: 'geweigerd', status: 400, code: 'ongeldige-invoer' }

/** By the rules, on the demo's register. */
export async function bepaalVerwachting(
  body: Doorverwijzing,
  schuldeiser: Deelnemer,
  nu: Temporal.Instant,
): Promise<Verwachting> {
  const adres = adresVan(body)
  const [gevonden] = adres ? await DEMO_BRON.zoek([adres], 1) : []
  const vraag = { stand: DEMO_STAND, schuldeiser, kenmerken: kenmerkenVan(body, nu), nu }
  const besluit = bepaalBestemming(vraag, gevonden ?? null, body.hulpvrager.gemeentecode)
  if (besluit.kind === 'wacht') return { kind: 'wacht' }
  if (besluit.kind === 'ongeldig') return ONGELDIG
  const { gemeentecode, toekenning, overeenkomst } = besluit.bestemming
  if (toekenning.kind === 'geen-uitvoerder') return { kind: 'geweigerd', status: 409, code: 'gemeente-doet-niet-mee' }
  if (overeenkomst.kind === 'geweigerd') return { kind: 'geweigerd', status: 409, code: overeenkomst.code }
  const { uitvoerder, loket, ontvanger } = toekenning
  return {
    kind: 'aangenomen',
    gemeentecode,
    uitvoerder,
    loket,
    ontvanger,
    afspraken: overeenkomst.overeenkomst.afspraken,
  }
}
