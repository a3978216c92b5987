// Generated from gerouteerd/v1.schema.json by npm run genereer; do not edit.
import type { Afzender, InhoudHub } from './ingediend.v1.ts'
import type { Versleuteld } from './versleuteld.v1.ts'

/**
 * Gegevens van een bericht op topics routeringen en termijnen: wat routing ervan maakte. Opdrachten van een operator gaan ongewijzigd mee als ingediend.
 */
export type Gerouteerd = GerouteerdeDoorverwijzing | GerouteerdeContactregistratie

/**
 * Een doorverwijzing met haar gemeente.
 */
export type GerouteerdeDoorverwijzing = {
  /**
   * Verplicht, altijd 1: de versie van deze gegevens.
   */
  versie: 1
  /**
   * Verplicht, altijd doorverwijzing.
   */
  bericht: 'doorverwijzing'
  afzender: Afzender
  /**
   * Verplicht, UUID: id van het aangenomen bericht (topic berichten).
   */
  berichtId: string
  /**
   * Verplicht, UUID.
   */
  dossierId: string
  /**
   * Verplicht: code van de schuldeiser om wie het gaat, ook als een intermediair stuurde.
   */
  schuldeiser: string
  toewijzing: Toewijzing
  afspraken: Afspraken
  /**
   * Verplicht: wie het bericht krijgen.
   */
  ontvangers: Ontvanger[]
  inhoud: InhoudGerouteerd
  /**
   * Verplicht: de versie van het register waarop is besloten, ook voor de kalender van de termijnen.
   */
  registerversie: number
}
/**
 * Verplicht: bij wie de doorverwijzing nu ligt.
 */
export type Toewijzing = {
  /**
   * Verplicht, UUID.
   */
  toewijzingId: string
  /**
   * Verplicht: de verantwoordelijke gemeente, vier cijfers (CBS).
   */
  gemeentecode: string
  /**
   * Verplicht: code van de organisatie die voor deze gemeente de hulp uitvoert.
   */
  uitvoerder: string
  /**
   * Verplicht: code van het loket bij die uitvoerder.
   */
  loket: string
  /**
   * Verplicht: id van de overeenkomst waaronder is aangenomen.
   */
  overeenkomst: string
  /**
   * Verplicht: code van de deelnemer in wiens postvak het bericht komt.
   */
  ontvanger: string
  /**
   * Verplicht: de dag waarna de termijnen tellen: de Amsterdamse dag van aannemen, of die van het besluit van de operator.
   */
  dagNul: string
  /**
   * Verplicht: het moment waarop het knooppunt de doorverwijzing aannam.
   */
  aangenomenOp: string
}
/**
 * Verplicht: de afspraken van de overeenkomst die bij aannemen golden; een latere wijziging verandert ze niet.
 */
export type Afspraken = {
  contact: ContactAfspraak
  gesprek: GesprekAfspraak
  stop: StopAfspraak
  /**
   * Verplicht: of uitkomsten per persoon mogen worden teruggekoppeld.
   */
  terugkoppelniveau: 'geaggregeerd' | 'persoon'
  /**
   * Verplicht: hoe toestemming mag zijn gegeven.
   */
  toegestaneWijzen: ('telefonisch' | 'schriftelijk' | 'digitaal' | 'persoonlijk')[]
  /**
   * Verplicht: hoeveel dagen oud de toestemming mag zijn.
   */
  toestemmingMaxDagen: number
}
/**
 * Verplicht: binnen hoeveel tijd de gemeente contact opneemt en wat daarvoor telt.
 */
export type ContactAfspraak = {
  /**
   * Verplicht: aantal van de eenheid.
   */
  aantal: number
  /**
   * Verplicht.
   */
  eenheid: 'werkdagen' | 'dagen' | 'uren'
  /**
   * Verplicht: true als een contactpoging de termijn haalt.
   */
  pogingTelt: boolean
  /**
   * Verplicht: via welke kanalen een poging telt.
   */
  kanalenPoging: ('telefoon' | 'sms' | 'whatsapp' | 'e-mail' | 'brief' | 'huisbezoek' | 'balie')[]
}
/**
 * Verplicht: termijnen voor het eerste gesprek, in kalenderdagen na dag nul.
 */
export type GesprekAfspraak = {
  /**
   * Verplicht: de streeftermijn.
   */
  streefDagen: number
  /**
   * Verplicht: de uiterste termijn, daarna doorgeschoven naar een werkdag.
   */
  uiterlijkDagen: number
}
/**
 * Verplicht: de stop van de schuldeiser.
 */
export type StopAfspraak = {
  /**
   * Verplicht: lengte in kalenderdagen, voor doorschuiven.
   */
  dagen: number
  /**
   * Verplicht: of de stop van het Landelijk Convenant Vroegsignalering is afgesproken.
   */
  lcv: boolean
}
/**
 * Een partij die het bericht krijgt.
 */
export type Ontvanger = {
  /**
   * Verplicht: code van de deelnemer.
   */
  deelnemer: string
  /**
   * Verplicht: de rol waarin zij het krijgt.
   */
  rol: 'gemeente' | 'schuldeiser' | 'intermediair'
  /**
   * Verplicht: welke versleutelde inhoud zij mag lezen.
   */
  publiek: 'gemeente' | 'schuldeiser' | 'hub'
}
/**
 * Verplicht: de inhoud per publiek, elk onder een eigen sleutel. Ontbreekt een publiek, dan is de sleutel vernietigd.
 */
export type InhoudGerouteerd = {
  gemeente?: Versleuteld
  hub?: Versleuteld
}
/**
 * Een contactregistratie; gaat naar niemand buiten het knooppunt.
 */
export type GerouteerdeContactregistratie = {
  /**
   * Verplicht, altijd 1: de versie van deze gegevens.
   */
  versie: 1
  /**
   * Verplicht, altijd contactregistratie.
   */
  bericht: 'contactregistratie'
  afzender: Afzender
  /**
   * Verplicht, UUID: id van het aangenomen bericht (topic berichten).
   */
  berichtId: string
  /**
   * Verplicht, UUID.
   */
  dossierId: string
  /**
   * Verplicht: code van de schuldeiser om wie het gaat, ook als een intermediair stuurde.
   */
  schuldeiser: string
  /**
   * Verplicht, altijd leeg.
   */
  ontvangers: Ontvanger[]
  inhoud: InhoudHub
}
