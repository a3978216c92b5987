import { nieuwId } from '@warmknooppunt/platform/bericht'
import { DEMO_POSTCODES } from '@warmknooppunt/register/demo/gebied'
import { DEMO_OVEREENKOMSTEN } from '@warmknooppunt/register/demo/overeenkomsten'
import { DEMO_UITVOERDERREGELS } from '@warmknooppunt/register/demo/uitvoering'
import { dataschemaVan } from '@warmknooppunt/schemas/berichten'
import type { Doorverwijzing } from '@warmknooppunt/schemas/types/doorverwijzing.v1'
import { alsVelden } from '../simulatie/keur-antwoord.ts'

export type Adres = { readonly postcode: string; readonly huisnummer: number }

/** An address whose referrals this deelnemer of the demo receives from this schuldeiser; null when the demo has none. */
export function adresVan(deelnemer: string, schuldeiser: string): Adres | null {
  const codes = DEMO_UITVOERDERREGELS.filter(({ uitvoerder }) => uitvoerder === deelnemer)
    .map(({ gemeentecode }) => gemeentecode)
    .filter((code) => DEMO_OVEREENKOMSTEN.some((o) => o.schuldeiser === schuldeiser && o.gemeentecode === code))
  const rij = DEMO_POSTCODES.find(({ postcode, gemeentecode }) => postcode.length === 4 && codes.includes(gemeentecode))
  return rij ? { postcode: `${rij.postcode}AA`, huisnummer: 1 } : null
}

/** An invented referral for the test, good at `nu`; `kenmerk` makes it differ from every other one. */
export function maakDoorverwijzing(adres: Adres, kenmerk: string, nu: Temporal.Instant): Doorverwijzing {
  const moment = nu.toString({ smallestUnit: 'second' })
  return {
    referentienummer: `AT-${kenmerk}`,
    contactpersoon: { naam: 'Aansluittest', telefoonnummer: '06-1234 0000', emailadres: 'aansluittest@example.nl' },
    hulpvrager: {
      naam: { voorletters: 'A.', achternaam: 'Proefpersoon' },
      woonadres: { straatnaam: 'Voorbeeldstraat', ...adres, woonplaats: 'Proefdorp' },
      telefoonnummer: '06-1234 0000',
    },
    toestemming: {
      ...{
        verkregenOp: moment,
        wijze: 'telefonisch',
        tekstversie: '2026-01',
        gegevenDoor: 'hulpvrager',
        bewijs: 'opname',
      },
      omvang: { doorverwijzen: true, gegevensDelen: true },
    },
    persoonlijkContactOp: moment,
    vorderingen: [
      {
        ...{ vorderingskenmerk: `F-${kenmerk}`, klantnummer: `K-${kenmerk}`, soort: 'drinkwater', bedrag: '212.45' },
        peildatum: moment.slice(0, 10),
      },
    ],
  }
}

/** The event that the hub would push for a referral that it accepted, out of what it answered. */
export function maakEvent(
  doorverwijzing: Doorverwijzing,
  antwoord: unknown,
  schuldeiser: string,
  nu: Temporal.Instant,
): Readonly<Record<string, unknown>> {
  const { id, gemeente, uitvoerder, loket, contactUiterlijkOp, incassostop } = alsVelden(antwoord)
  const partij = { deelnemer: schuldeiser, naam: schuldeiser }
  return {
    specversion: '1.0',
    id: nieuwId(nu),
    source: 'urn:nld:oin:00000099900000012000:systeem:warmknooppunt',
    type: 'nl.warmknooppunt.doorverwijzing.gerouteerd',
    subject: id,
    time: nu.toString({ smallestUnit: 'millisecond' }),
    datacontenttype: 'application/json',
    dataschema: dataschemaVan('doorverwijzing-gerouteerd'),
    sequence: '1',
    sequencetype: 'Integer',
    data: {
      dossierId: id,
      schuldeiser: partij,
      afzender: partij,
      verantwoordelijkeGemeente: gemeente,
      uitvoerder: alsVelden(uitvoerder).code,
      loket: alsVelden(loket).code,
      contactUiterlijkOp,
      incassostop,
      doorverwijzing,
    },
  }
}
