import type { Gemeentebesluit } from '@warmknooppunt/regels/bepaal-gemeente'
import type { Adresuitkomst, Bestemming } from '@warmknooppunt/regels/besluit-doorverwijzing'
import { amsterdamseDag } from '@warmknooppunt/regels/dag'
import { controleerGemeentecode } from '@warmknooppunt/regels/gemeentecode-controle'
import { besluitOp } from '@warmknooppunt/regels/herindeling'
import { leeftijdOp } from '@warmknooppunt/regels/leeftijd'
import { besluitOvereenkomst } from '@warmknooppunt/regels/overeenkomst'
import { leesPostcode } from '@warmknooppunt/regels/postcode'
import type { Probleem } from '@warmknooppunt/regels/probleem'
import type { Kenmerken } from '@warmknooppunt/regels/toekenning'
import { kiesToekenning } from '@warmknooppunt/regels/toekenning'
import type { Doorverwijzing } from '@warmknooppunt/schemas/types/doorverwijzing.v1'
import type { Deelnemer } from './deelnemer-store.ts'
import type { Adres } from './postcode-store.ts'
import type { RegisterStand } from './stand.ts'

/** What of a doorverwijzing decides where it goes; personal data, so encrypted wherever it is kept. */
export type Routekenmerken = Omit<Kenmerken, 'gemeentecode' | 'soortSchuldeiser'> & {
  readonly soorten: readonly Doorverwijzing['vorderingen'][number]['soort'][]
}

/** What is known of the address, ready for the decision on the doorverwijzing; or what is wrong with it. */
export type Bestemmingsbesluit = Adresuitkomst | { readonly kind: 'ongeldig'; readonly problemen: readonly Probleem[] }

export type Bestemmingsvraag = {
  readonly stand: RegisterStand
  readonly schuldeiser: Deelnemer
  readonly kenmerken: Routekenmerken
  readonly nu: Temporal.Instant
}

/** The address as the resident states it; null when the message has none (homeless, postal address). */
export function adresVan({ hulpvrager }: Doorverwijzing): Adres | null {
  const { woonadres } = hulpvrager
  return woonadres ? { postcode: woonadres.postcode, huisnummer: woonadres.huisnummer } : null
}

/** Age is that on the Amsterdam day of `nu`; PC4 and age are null where the message does not say. */
export function kenmerkenVan({ hulpvrager, vorderingen }: Doorverwijzing, nu: Temporal.Instant): Routekenmerken {
  const postcode = hulpvrager.woonadres ? leesPostcode(hulpvrager.woonadres.postcode) : null
  return {
    pc4: postcode?.kind === 'postcode' ? postcode.pc4 : null,
    leeftijd: hulpvrager.geboortedatum === undefined ? null : leeftijdOp(hulpvrager.geboortedatum, amsterdamseDag(nu)),
    ondernemer: hulpvrager.onderneming !== undefined,
    soorten: [...new Set(vorderingen.map(({ soort }) => soort))],
  }
}

/**
 * The rule *which gemeente*, run twice on the same pinned data: in intake for the answer, in routing for the work. Address, gemeentecode of the
 * sender and reorganisations first, then uitvoerder, loket and overeenkomst of the gemeente that was found.
 */
export function bepaalBestemming(
  vraag: Bestemmingsvraag,
  adres: Gemeentebesluit | null,
  gemeentecode: string | undefined,
): Bestemmingsbesluit {
  const { stand, nu } = vraag
  const dag = amsterdamseDag(nu)
  const besluit = controleerGemeentecode({
    gemeentecode: gemeentecode ?? null,
    adres: adres && besluitOp(adres, dag, stand.gemeenteWijzigingen),
    gemeenten: { has: (code) => stand.bestaatGemeente(code, dag) },
  })
  switch (besluit.status) {
    case 'gevonden':
      return { kind: 'gemeente', bestemming: bestemmingIn(vraag, besluit.gemeentecode) }
    case 'meerdere':
      return { kind: 'wacht', reden: 'meerdere', kandidaten: besluit.kandidaten }
    case 'onbekend':
      return { kind: 'wacht', reden: 'onbekend', kandidaten: [] }
    case 'tegenstrijdig':
      return ongeldig(
        '/hulpvrager/gemeentecode',
        besluit.code,
        'De gemeentecode hoort niet bij het woonadres. Laat haar weg of verbeter het adres.',
      )
    case 'ongeldig': {
      const [location, code, detail] = PLEKKEN[besluit.reden]
      return ongeldig(location, code, detail)
    }
  }
}

const PLEKKEN = {
  postcode: ['/hulpvrager/woonadres/postcode', 'postcode', 'Dit is geen uitgegeven vorm van een postcode.'],
  huisnummer: ['/hulpvrager/woonadres/huisnummer', 'huisnummer', 'Dit is geen huisnummer.'],
  'geen-adres': ['/hulpvrager', 'geen-adres', 'Geef een woonadres of een gemeentecode.'],
  'gemeentecode-onbekend': ['/hulpvrager/gemeentecode', 'gemeentecode-onbekend', 'Deze gemeente bestaat niet (meer).'],
} as const

function ongeldig(location: string, code: string, detail: string): Bestemmingsbesluit {
  return { kind: 'ongeldig', problemen: [{ location, code, detail }] }
}

/** Uitvoerder, loket, receiver and overeenkomst in a gemeente, as far as the register has them. */
export function bestemmingIn(vraag: Bestemmingsvraag, gemeentecode: string): Bestemming {
  const { stand, schuldeiser, kenmerken, nu } = vraag
  const rijen = stand.toekenningsrijen(gemeentecode, amsterdamseDag(nu))
  const soortSchuldeiser = schuldeiser.soortSchuldeiser ?? 'overig'
  const toekenning = kiesToekenning({ ...kenmerken, gemeentecode, soortSchuldeiser }, rijen)
  const ontvanger = toekenning.kind === 'toegekend' ? stand.deelnemer(toekenning.ontvanger) : null
  const overeenkomsten = stand.overeenkomsten(schuldeiser.deelnemer, gemeentecode)
  const vanWie = { bericht: 'doorverwijzing', schuldeiser: schuldeiser.deelnemer } as const
  const overeenkomst = besluitOvereenkomst(ontvanger, overeenkomsten, {
    ...vanWie,
    gemeentecode,
    soorten: kenmerken.soorten,
    nu,
  })
  return { gemeentecode, toekenning, overeenkomst }
}
