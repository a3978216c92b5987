import type { Probleem } from '@warmknooppunt/platform/probleem'
import { probleem } from '@warmknooppunt/platform/probleem'
import type { AlDoorverwezen, NietMogelijk } from '@warmknooppunt/regels/dossier'
import type { Probleem as Bevinding } from '@warmknooppunt/regels/probleem'
import type { RegisterStand } from '@warmknooppunt/register/stand'

export function onbekendeClient(): Probleem {
  return probleem('geen-recht', 'Deze client hoort niet bij een deelnemer van het knooppunt.')
}

export function geblokkeerd(): Probleem {
  const detail = 'De deelname is geblokkeerd of beëindigd. Neem contact op met de beheerder van het knooppunt.'
  return probleem('deelnemer-geblokkeerd', detail)
}

export function geenOperator(): Probleem {
  return probleem('geen-recht', 'Alleen een operator kan een opdracht geven.')
}

/** Also for what is somebody else's: whoever may not see a dossier cannot tell whether it exists. */
export function onbekendDossier(): Probleem {
  return probleem('niet-gevonden', 'Dit dossier bestaat niet, of is niet van u.')
}

/** Why a client may not send for this creditor. */
export function magNietSturen(code: 'namens-verplicht' | 'geen-mandaat' | 'geen-schuldeiser'): Probleem {
  switch (code) {
    case 'namens-verplicht': {
      const detail = 'Een intermediair noemt in namens het OIN of KvK-nummer van de schuldeiser.'
      return ongeldigeInvoer([{ location: '/namens', code, detail }])
    }
    case 'geen-mandaat':
      return probleem('geen-mandaat', 'Er is geen geldig mandaat om namens deze schuldeiser te sturen.')
    case 'geen-schuldeiser':
      return probleem('geen-recht', 'Alleen een schuldeiser of zijn intermediair kan doorverwijzen.')
  }
}

export function ongeldigeInvoer(bevindingen: readonly Bevinding[]): Probleem {
  const errors = bevindingen.map((bevinding) => ({ in: 'body' as const, ...bevinding }))
  const aantal = errors.length === 1 ? 'is 1 fout' : `zijn ${errors.length} fouten`
  return probleem('ongeldige-invoer', `Er ${aantal} in de invoer; zie errors.`, { errors })
}

export function sleutelHergebruikt(): Probleem {
  const detail =
    'De Idempotency-Key of het referentienummer hoort al bij een verzoek met een andere inhoud. Gebruik voor een nieuw verzoek nieuwe kenmerken.'
  return probleem('sleutel-hergebruikt', detail)
}

export function alDoorverwezen({ dossierId }: AlDoorverwezen): Probleem {
  const detail =
    'Deze schuldeiser heeft deze klant al doorverwezen; dat dossier loopt nog of heeft dit referentienummer.'
  return probleem('al-doorverwezen', detail, { extra: { dossierId } })
}

/** No referral there: with the municipality's public loket, so that the customer can be told where to go. */
export function nietMogelijk({ code, gemeentecode }: NietMogelijk, stand: RegisterStand): Probleem {
  const naam = stand.gemeente(gemeentecode)?.naam ?? gemeentecode
  const loket = publiekLoketVan(gemeentecode, stand)
  const extra = { gemeente: { code: gemeentecode, naam }, ...(loket ? { loket } : {}) }
  const detail =
    code === 'geen-overeenkomst'
      ? `Er is geen overeenkomst met ${naam} waaronder dit kan. Verwijs de klant naar het openbare loket.`
      : `${naam} doet niet mee. Verwijs de klant naar het openbare loket.`
  return probleem(code, detail, { extra })
}

/** Where a customer may go without a referral; null when the register does not say. */
export function publiekLoketVan(gemeentecode: string, stand: RegisterStand) {
  const loket = stand.publiekLoket(gemeentecode)
  if (!loket) return null
  const { naam, telefoonnummer, openingstijden } = loket
  return { naam, telefoonnummer, openingstijden }
}

/** Somebody else holds what this request needs, such as a first request with the same key that is not answered yet. */
export function bezig(): Probleem {
  const detail = 'Een verzoek met dezelfde kenmerken wordt op dit moment verwerkt. Herhaal dit verzoek na de wachttijd.'
  return probleem('bezig', detail, { headers: { 'Retry-After': '1' } })
}

export function zonderPostcodes(): Probleem {
  const detail = 'Er is nog geen postcodetabel in gebruik. Probeer het later opnieuw.'
  return probleem('niet-beschikbaar', detail, { headers: { 'Retry-After': '60' } })
}
