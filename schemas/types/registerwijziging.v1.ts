// Generated from registerwijziging/v1.schema.json by npm run genereer; do not edit.

/**
 * Een beheerder verandert het register: alles in één keer, of niets. Sturen met POST /v1/beheer/registerwijzigingen. Met proef: true verandert er niets en hoort u wat de wijziging zou doen.
 */
export type Registerwijziging = {
  /**
   * De registerversie waarop u keek. Is er intussen een andere, dan wordt de wijziging geweigerd. Weglaten: op welke versie ook.
   */
  opVersie?: number
  /**
   * Verplicht: waarom, voor wie later kijkt; geen gegevens van personen. Hoogstens 200 tekens.
   */
  toelichting: string
  /**
   * true: alleen laten zien wat er zou veranderen.
   */
  proef?: boolean
  /**
   * Wat er komt of verandert.
   */
  zet?: {
    /**
     * Nieuw, of in plaats van wat onder dezelfde code staat.
     */
    deelnemers?: RegisterDeelnemer[]
    /**
     * Nieuw, of in plaats van wat onder dezelfde uitgever en naam staat.
     */
    clients?: RegisterClient[]
    /**
     * Nieuw, of in plaats van wat onder dezelfde code staat.
     */
    overeenkomsten?: RegisterOvereenkomst[]
    /**
     * Nieuw, of met een ander einde dan wat onder dezelfde partijen en eerste dag staat.
     */
    mandaten?: RegisterMandaat[]
    /**
     * Nieuw, of in plaats van wat onder dezelfde code staat.
     */
    uitvoerders?: RegisterUitvoerder[]
    /**
     * Per gemeente alle regels.
     */
    gemeenteUitvoerders?: RegisterGemeenteUitvoerders[]
    /**
     * Nieuw, of in plaats van wat onder dezelfde code staat.
     */
    loketten?: RegisterLoket[]
    /**
     * Per uitvoerder alle regels.
     */
    loketRegels?: RegisterLoketRegels[]
    /**
     * Per gemeente een.
     */
    publiekeLoketten?: RegisterPubliekLoket[]
    /**
     * Nieuw, of in plaats van wat onder dezelfde code staat.
     */
    gemeenten?: RegisterGemeente[]
    /**
     * Per opgeheven gemeente een.
     */
    gemeenteWijzigingen?: RegisterGemeenteWijziging[]
    /**
     * Per jaar alle dagen.
     */
    feestdagjaren?: RegisterFeestdagjaar[]
  }
  /**
   * Wat vervalt zonder dat het ooit gold. Wat gold eindigt met een datum.
   */
  weg?: {
    /**
     * Sleutels zoals het verschil ze noemt.
     */
    clients?: string[]
    /**
     * Sleutels zoals het verschil ze noemt.
     */
    mandaten?: string[]
    /**
     * Sleutels zoals het verschil ze noemt.
     */
    uitvoerders?: string[]
    /**
     * Sleutels zoals het verschil ze noemt.
     */
    loketten?: string[]
    /**
     * Sleutels zoals het verschil ze noemt.
     */
    publiekeLoketten?: string[]
    /**
     * Sleutels zoals het verschil ze noemt.
     */
    gemeenteWijzigingen?: string[]
  }
}
/**
 * Een partij. soortSchuldeiser hoort bij een schuldeiser en bij niemand anders; een OIN of een KvK-nummer moet er zijn.
 */
export type RegisterDeelnemer = {
  /**
   * Code van de deelnemer; verandert nooit.
   */
  deelnemer: string
  /**
   * Wat de deelnemer is; verandert nooit. Ook de organisatie die voor gemeenten hulp geeft is gemeente.
   */
  soort: 'schuldeiser' | 'intermediair' | 'gemeente' | 'operator'
  /**
   * Naam zoals anderen die zien.
   */
  naam: string
  /**
   * Organisatie-identificatienummer, 20 cijfers, of null.
   */
  oin: string | null
  /**
   * Acht cijfers, of null.
   */
  kvk: string | null
  /**
   * geblokkeerd: direct buitengesloten; beeindigd: voorgoed.
   */
  status: 'actief' | 'geblokkeerd' | 'beeindigd'
  /**
   * Eerste dag van de deelname.
   */
  van: string
  /**
   * Laatste dag van de deelname, of null.
   */
  totEnMet: string | null
  /**
   * Alleen bij een schuldeiser, anders null.
   */
  soortSchuldeiser: 'huur' | 'drinkwater' | 'energie' | 'zorg' | 'overig' | null
  /**
   * Alleen bij een schuldeiser waarvan klantnummers op een BSN kunnen lijken: reguliere expressie van het hele klantnummer, zonder groepen en zonder herhaling zonder grens. Anders null.
   */
  klantnummerpatroon: string | null
}
/**
 * Een systeem van een deelnemer, bekend bij een uitgever van tokens.
 */
export type RegisterClient = {
  /**
   * Naam van de client bij de uitgever; verandert nooit.
   */
  clientId: string
  /**
   * Wie de tokens geeft: van het ingebouwde uitgifteadres of een van UITGEVERS.
   */
  issuer: string
  /**
   * Van welke deelnemer de client is.
   */
  deelnemer: string
  /**
   * De publieke sleutels van de client (RFC 7517).
   */
  jwks: {
    /**
     * Hoogstens tien; bij een wissel staan er even twee.
     */
    keys: RegisterSleutel[]
  }
  /**
   * Wat de client mag.
   */
  scopes: (
    | 'doorverwijzingen.indienen'
    | 'doorverwijzingen.lezen'
    | 'antwoorden.indienen'
    | 'postvak.lezen'
    | 'abonnementen.beheren'
    | 'rapportages.lezen'
    | 'beheer'
  )[]
  /**
   * Waarmee de client zich aanmeldt in plaats van met een sleutel: het OIN in subject:serialNumber van zijn clientcertificaat, van de deelnemer of van wie voor hem stuurt. null: met een sleutel.
   */
  certificaat?: string | null
  /**
   * geblokkeerd: krijgt geen token en wordt niet meer toegelaten.
   */
  status: 'actief' | 'geblokkeerd'
}
/**
 * Een publieke sleutel als JWK (RFC 7517). Een besloten deel wordt geweigerd.
 */
export type RegisterSleutel = {
  /**
   * RSA of EC.
   */
  kty: 'RSA' | 'EC'
  /**
   * Naam van de sleutel, uniek binnen de client.
   */
  kid: string
  /**
   * Altijd sig.
   */
  use?: 'sig'
  /**
   * Waarmee de client tekent.
   */
  alg?: 'PS256' | 'RS256' | 'ES256'
  /**
   * Alleen bij RSA: minstens 2048 bits.
   */
  n?: string
  /**
   * Alleen bij RSA.
   */
  e?: string
  /**
   * Alleen bij EC: P-256.
   */
  crv?: 'P-256'
  /**
   * Alleen bij EC.
   */
  x?: string
  /**
   * Alleen bij EC.
   */
  y?: string
  /**
   * Moment waarop de sleutel verloopt, in seconden sinds 1970 (UTC); het knooppunt waarschuwt van tevoren.
   */
  exp?: number
}
/**
 * Wat een schuldeiser met een gemeente afsprak.
 */
export type RegisterOvereenkomst = {
  /**
   * Code van de overeenkomst; verandert nooit.
   */
  overeenkomst: string
  /**
   * Code van de schuldeiser.
   */
  schuldeiser: string
  /**
   * CBS-code van de gemeente, vier cijfers.
   */
  gemeentecode: string
  /**
   * Waarop de berichten rusten; bepaalt welke er mogen.
   */
  grondslag:
    | 'toestemming'
    | 'bgs-huur'
    | 'afsluitregeling-drinkwater'
    | 'afsluitregeling-energie'
    | 'zorgverzekering'
    | 'gerechtsdeurwaarderswet-14'
    | 'wgs-10-regeling'
    | 'zvw-cak'
  /**
   * Dag van ondertekening, of null: nog niet; dan geldt zij niet.
   */
  ondertekeningsdatum: string | null
  /**
   * Eerste dag.
   */
  van: string
  /**
   * Laatste dag, of null. Bij wgs-10-regeling verplicht.
   */
  totEnMet: string | null
  /**
   * De termijnen en voorwaarden.
   */
  afspraken: {
    /**
     * Binnen welke termijn de gemeente contact opneemt.
     */
    contact: {
      /**
       * Hoeveel eenheden.
       */
      aantal: number
      /**
       * Werkdagen, kalenderdagen of uren.
       */
      eenheid: 'werkdagen' | 'dagen' | 'uren'
      /**
       * Of een poging de termijn haalt.
       */
      pogingTelt: boolean
      /**
       * Langs welke kanalen een poging telt.
       */
      kanalenPoging: ('telefoon' | 'sms' | 'whatsapp' | 'e-mail' | 'brief' | 'huisbezoek' | 'balie')[]
    }
    /**
     * Wanneer het eerste gesprek plaatsvindt.
     */
    gesprek: {
      /**
       * Na hoeveel dagen partijen het willen.
       */
      streefDagen: number
      /**
       * Na hoeveel dagen het uiterlijk is.
       */
      uiterlijkDagen: number
    }
    /**
     * Hoe lang de incasso stilstaat.
     */
    stop: {
      /**
       * Kalenderdagen vanaf de aanname.
       */
      dagen: number
      /**
       * Of de langere stop van de LCV geldt; alleen met terugkoppelniveau persoon.
       */
      lcv: boolean
    }
    /**
     * Wat de schuldeiser over de afloop hoort.
     */
    terugkoppelniveau: 'geaggregeerd' | 'persoon'
    /**
     * Hoe toestemming mag zijn verkregen.
     */
    toegestaneWijzen: ('telefonisch' | 'schriftelijk' | 'digitaal' | 'persoonlijk')[]
    /**
     * Hoeveel dagen oud de toestemming mag zijn.
     */
    toestemmingMaxDagen: number
  }
}
/**
 * Een schuldeiser laat een intermediair namens zich sturen en lezen.
 */
export type RegisterMandaat = {
  /**
   * Wie mag sturen.
   */
  intermediair: string
  /**
   * Namens wie.
   */
  schuldeiser: string
  /**
   * Eerste dag.
   */
  van: string
  /**
   * Laatste dag, of null.
   */
  totEnMet: string | null
}
/**
 * Wie voor een of meer gemeenten hulp geeft.
 */
export type RegisterUitvoerder = {
  /**
   * Code van de uitvoerder.
   */
  uitvoerder: string
  /**
   * Naam zoals anderen die zien.
   */
  naam: string
  /**
   * De deelnemer in wiens postvak de berichten komen.
   */
  ontvanger: string
  /**
   * Het loket als geen regel een ander kiest.
   */
  standaardLoket: string
}
/**
 * Alle uitvoerders van één gemeente; wat er stond vervalt. De scherpste regel wint.
 */
export type RegisterGemeenteUitvoerders = {
  /**
   * CBS-code van de gemeente, vier cijfers.
   */
  gemeentecode: string
  /**
   * Leeg: de gemeente doet niet mee.
   */
  regels: RegisterUitvoerderRegel[]
}
/**
 * Een uitvoerder, en voor welke dagen en gevallen.
 */
export type RegisterUitvoerderRegel = {
  /**
   * Code van de uitvoerder.
   */
  uitvoerder: string
  /**
   * Eerste dag.
   */
  van: string
  /**
   * Laatste dag, of null.
   */
  totEnMet: string | null
  /**
   * Eerste PC4 waarvoor dit geldt, of null voor alle.
   */
  pc4Van: string | null
  /**
   * Laatste PC4 waarvoor dit geldt, of null.
   */
  pc4TotEnMet: string | null
  /**
   * Alleen voor schuldeisers van deze soort, of null voor alle.
   */
  soortSchuldeiser: 'huur' | 'drinkwater' | 'energie' | 'zorg' | 'overig' | null
  /**
   * Alleen vanaf deze leeftijd in hele jaren, of null.
   */
  leeftijdVan: number | null
  /**
   * Alleen tot en met deze leeftijd in hele jaren, of null.
   */
  leeftijdTotEnMet: number | null
  /**
   * true: alleen ondernemers; false: alleen wie dat niet is; null: allen.
   */
  ondernemer: boolean | null
}
/**
 * Een loket van een uitvoerder, zoals een schuldeiser het hoort om door te verbinden.
 */
export type RegisterLoket = {
  /**
   * Code van het loket.
   */
  loket: string
  /**
   * Van wie het loket is.
   */
  uitvoerder: string
  /**
   * Naam van het loket.
   */
  naam: string
  /**
   * Van het loket, niet van een persoon.
   */
  telefoonnummer: string
  /**
   * Tekst voor mensen.
   */
  openingstijden: string
}
/**
 * Alle regels van één uitvoerder; wat er stond vervalt. De scherpste regel wint.
 */
export type RegisterLoketRegels = {
  /**
   * Code van de uitvoerder.
   */
  uitvoerder: string
  /**
   * Leeg: alles naar het standaardloket.
   */
  regels: RegisterLoketRegel[]
}
/**
 * Wanneer een loket een zaak krijgt.
 */
export type RegisterLoketRegel = {
  /**
   * Code van het loket.
   */
  loket: string
  /**
   * Alleen in deze gemeente, of null voor alle die de uitvoerder bedient.
   */
  gemeentecode: string | null
  /**
   * Eerste PC4 waarvoor dit geldt, of null voor alle.
   */
  pc4Van: string | null
  /**
   * Laatste PC4 waarvoor dit geldt, of null.
   */
  pc4TotEnMet: string | null
  /**
   * Alleen voor schuldeisers van deze soort, of null voor alle.
   */
  soortSchuldeiser: 'huur' | 'drinkwater' | 'energie' | 'zorg' | 'overig' | null
  /**
   * Alleen vanaf deze leeftijd in hele jaren, of null.
   */
  leeftijdVan: number | null
  /**
   * Alleen tot en met deze leeftijd in hele jaren, of null.
   */
  leeftijdTotEnMet: number | null
  /**
   * true: alleen ondernemers; false: alleen wie dat niet is; null: allen.
   */
  ondernemer: boolean | null
}
/**
 * Waar een inwoner zonder doorverwijzing terecht kan; verteld bij een weigering.
 */
export type RegisterPubliekLoket = {
  /**
   * CBS-code van de gemeente, vier cijfers.
   */
  gemeentecode: string
  /**
   * Naam van het loket.
   */
  naam: string
  /**
   * Van het loket, niet van een persoon.
   */
  telefoonnummer: string
  /**
   * Tekst voor mensen.
   */
  openingstijden: string
}
/**
 * Een gemeente van het CBS.
 */
export type RegisterGemeente = {
  /**
   * CBS-code van de gemeente, vier cijfers.
   */
  gemeentecode: string
  /**
   * Officiële naam.
   */
  naam: string
  /**
   * Eerste dag, of null: van oudsher.
   */
  van: string | null
  /**
   * Laatste dag, of null.
   */
  totEnMet: string | null
}
/**
 * Vanaf de ingangsdatum is opgeheven geen gemeente meer en hebben de opvolgers haar gebied.
 */
export type RegisterGemeenteWijziging = {
  /**
   * Eerste dag van de nieuwe indeling.
   */
  ingangsdatum: string
  /**
   * Gemeentecode die vervalt.
   */
  opgeheven: string
  /**
   * Gemeentecodes die het gebied krijgen.
   */
  opvolgers: string[]
}
/**
 * Alle vrije dagen van één jaar, volledig; wat er stond vervalt.
 */
export type RegisterFeestdagjaar = {
  /**
   * Kalenderjaar; sluit aan op de bekende jaren.
   */
  jaar: number
  /**
   * Feestdagen van de Algemene termijnenwet en gelijkgestelde dagen.
   */
  dagen: {
    /**
     * De vrije dag.
     */
    dag: string
    /**
     * Naam van de dag.
     */
    naam: string
    /**
     * Artikel of besluit waaruit zij volgt.
     */
    grond: string
  }[]
}
