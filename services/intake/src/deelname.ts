import type { Antwoord } from '@warmknooppunt/platform/http'
import type { Bestemming } from '@warmknooppunt/regels/besluit-doorverwijzing'
import { amsterdamseDag } from '@warmknooppunt/regels/dag'
import { controleerDeelnemer } from '@warmknooppunt/regels/overeenkomst'
import { leesPostcode } from '@warmknooppunt/regels/postcode'
import type { Clientnaam } from '@warmknooppunt/register/aanroeper'
import { bepaalBestemming } from '@warmknooppunt/register/bestemming'
import { zoekGemeenten } from '@warmknooppunt/register/postcode-store'
import type { RegisterStand } from '@warmknooppunt/register/stand'
import { gemeenteVan, loketVan } from '@warmknooppunt/register/weergave'
import type { Deelnamecontrole } from '@warmknooppunt/schemas/types/deelnamecontrole.v1'
import type { Stageomgeving } from './omgeving.ts'
import { bepaalAfzender, bepaalBeller } from './voorbereiding.ts'
import { ongeldigeInvoer, publiekLoketVan, zonderPostcodes } from './weigeringen.ts'

export type Deelnamevraag = { readonly body: Deelnamecontrole; readonly client: Clientnaam }

/** Whether the gemeente of an address takes part and on what terms, before the customer is asked anything. Stores nothing. */
export async function controleerDeelname(o: Stageomgeving, { body, client }: Deelnamevraag): Promise<Antwoord> {
  const nu = o.nu()
  const stand = await o.register.stand(o.pool)
  const wie = bepaalAfzender(stand, { client, namens: body.namens }, nu)
  if (wie.kind === 'probleem') return wie
  const postcodeversie = stand.postcodeversieOp(amsterdamseDag(nu))
  if (postcodeversie === null) return zonderPostcodes()
  const [adres] = await zoekGemeenten(o.pool, [body], postcodeversie)
  const postcode = leesPostcode(body.postcode)
  const pc4 = postcode.kind === 'postcode' ? postcode.pc4 : null
  const kenmerken = { pc4, leeftijd: null, ondernemer: false, soorten: [] }
  const uitkomst = bepaalBestemming({ stand, schuldeiser: wie.schuldeiser, kenmerken, nu }, adres ?? null, undefined)
  switch (uitkomst.kind) {
    case 'ongeldig':
      return ongeldigeInvoer(uitkomst.problemen.map((p) => ({ ...p, location: p.location.replace(/^.*\//, '/') })))
    case 'wacht': {
      const gemeenten = uitkomst.kandidaten.map((code) => gemeenteVan(stand, code))
      return { kind: 'antwoord', status: 200, body: { uitkomst: uitkomst.reden, gemeenten } }
    }
    case 'gemeente':
      return { kind: 'antwoord', status: 200, body: deelnameVan(stand, uitkomst.bestemming) }
  }
}

function deelnameVan(
  stand: RegisterStand,
  { gemeentecode, toekenning, overeenkomst }: Bestemming,
): Readonly<Record<string, unknown>> {
  const gemeenten = [gemeenteVan(stand, gemeentecode)]
  if (toekenning.kind === 'geen-uitvoerder' || overeenkomst.kind === 'geweigerd') {
    const uitkomst = overeenkomst.kind === 'geweigerd' ? overeenkomst.code : 'gemeente-doet-niet-mee'
    const loket = publiekLoketVan(gemeentecode, stand)
    return { uitkomst, gemeenten, ...(loket ? { loket } : {}) }
  }
  const { contact, stop, toegestaneWijzen, toestemmingMaxDagen } = overeenkomst.overeenkomst.afspraken
  const afspraken = {
    contact: { aantal: contact.aantal, eenheid: contact.eenheid },
    stopDagen: stop.dagen,
    toegestaneWijzen,
    toestemmingMaxDagen,
  }
  return { uitkomst: 'doet-mee', gemeenten, loket: loketVan(stand, toekenning.loket), afspraken }
}

/** The gemeenten in force, and which of them take part. */
export async function toonGemeenten(o: Stageomgeving, client: Clientnaam): Promise<Antwoord> {
  const nu = o.nu()
  const stand = await o.register.stand(o.pool)
  const beller = bepaalBeller(stand, client, nu)
  if (beller.kind === 'probleem') return beller
  const dag = amsterdamseDag(nu)
  const gemeenten = stand.gemeenten
    .filter(({ gemeentecode }) => stand.bestaatGemeente(gemeentecode, dag))
    .map(({ gemeentecode, naam }) => ({ code: gemeentecode, naam, doetMee: doetMee(stand, gemeentecode, nu) }))
  return { kind: 'antwoord', status: 200, body: { gemeenten } }
}

/** A gemeente takes part when somebody active receives for it. */
function doetMee(stand: RegisterStand, gemeentecode: string, nu: Temporal.Instant): boolean {
  const { uitvoerderRegels, uitvoerders } = stand.toekenningsrijen(gemeentecode, amsterdamseDag(nu))
  return uitvoerderRegels.some((regel) => {
    const ontvanger = uitvoerders.find(({ uitvoerder }) => uitvoerder === regel.uitvoerder)?.ontvanger
    return ontvanger !== undefined && controleerDeelnemer(stand.deelnemer(ontvanger), nu).kind === 'ok'
  })
}
