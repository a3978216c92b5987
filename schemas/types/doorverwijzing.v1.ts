// Generated from doorverwijzing/v1.schema.json by npm run genereer; do not edit.

/**
 * 8 tot 15 cijfers, eventueel met + ervoor en een enkele spatie of streepje ertussen. Van de hulpvrager: verplicht als er geen emailadres is; de gemeente belt dit nummer.
 */
export type Telefoonnummer = string
/**
 * Een geldig e-mailadres, hoogstens 254 tekens. Van de hulpvrager: verplicht als er geen telefoonnummer is.
 */
export type Emailadres = string
/**
 * Een manier van contact.
 */
export type Kanaal = 'telefoon' | 'sms' | 'whatsapp' | 'e-mail' | 'brief' | 'huisbezoek' | 'balie'

/**
 * Warme doorverwijzing: een schuldeiser (of zijn intermediair) meldt een klant aan die hulp wil en toestemming gaf. Sturen met POST /v1/doorverwijzingen. Het knooppunt zoekt de gemeente bij het woonadres, bezorgt dit bericht daar en bewaakt de contacttermijn; uw incassostop van 30 dagen begint op het moment van aannemen. Eén bericht gaat over één persoon: een partner heeft een eigen doorverwijzing nodig. Alle velden zijn gesloten: een onbekend veld wordt geweigerd. Er is geen veld voor vrije tekst en geen veld voor een BSN; een nummer dat een BSN of IBAN kan zijn wordt in elk tekstveld geweigerd.
 */
export type Doorverwijzing = {
  /**
   * Uw eigen nummer van deze doorverwijzing, uniek binnen uw organisatie; geen klantnummer en niets dat naar de persoon verwijst. Verplicht, 1 tot 40 tekens: letters, cijfers, punt, streepje, liggend streepje en schuine streep. Stuurt u hetzelfde nummer nog eens met dezelfde inhoud, dan krijgt u het eerste antwoord terug; met andere inhoud wordt het geweigerd.
   */
  referentienummer: string
  /**
   * Het OIN (20 cijfers) of KvK-nummer (8 cijfers) van de schuldeiser voor wie u stuurt. Alleen vullen als u intermediair bent; dan is het verplicht en moet uw mandaat in het register staan. Stuurt u voor uzelf, laat het veld dan weg.
   */
  namens?: string
  contactpersoon: Contactpersoon
  hulpvrager: Hulpvrager
  toestemming: Toestemming
  /**
   * Wanneer u de klant zelf sprak (telefoon, bezoek, balie of chat) en de hulp ter sprake kwam. Verplicht; datum en tijd met tijdzone (RFC 3339), niet in de toekomst. De gemeente ziet hieraan hoe vers het contact is.
   */
  persoonlijkContactOp: string
  /**
   * De achterstanden waarvoor de incassostop geldt, 1 tot 20. Wat hier niet in staat valt niet onder de stop; een vordering kan later niet worden toegevoegd.
   */
  vorderingen: Vordering[]
  bedreigendeSituatie?: BedreigendeSituatie
}
/**
 * Wie de gemeente bij u kan bellen of mailen over deze doorverwijzing: een medewerker of een team. Verplicht.
 */
export type Contactpersoon = {
  /**
   * Verplicht, hoogstens 100 tekens: letters, spaties, apostrof, koppelteken en punt. De gemeente ziet deze naam.
   */
  naam: string
  telefoonnummer: Telefoonnummer
  emailadres: Emailadres
}
/**
 * De klant die hulp wil. Verplicht. Alleen de schuldenaar zelf, 18 jaar of ouder op de dag van toestemming. Vul ten minste één van telefoonnummer en emailadres, en ten minste één van woonadres en gemeentecode.
 */
export type Hulpvrager = {
  naam: Naam
  /**
   * Optioneel, jjjj-mm-dd. Helpt de gemeente de persoon te herkennen en het juiste loket te kiezen; alleen sturen als de toestemming dit omvat. Jonger dan 18 op de dag van toestemming wordt geweigerd.
   */
  geboortedatum?: string
  woonadres?: Adres
  /**
   * CBS-code van de gemeente, vier cijfers. Vullen als er geen bruikbaar woonadres is (dakloos, alleen een postadres) of om te kiezen als een adres bij meer gemeenten hoort. Spreekt de code het woonadres tegen, dan wordt het bericht geweigerd.
   */
  gemeentecode?: string
  telefoonnummer?: Telefoonnummer
  emailadres?: Emailadres
  voorkeurscontact?: Voorkeurscontact
  /**
   * Optioneel: de taal waarin een tolk nodig is, als code van ISO 639 (twee of drie kleine letters). Weglaten als Nederlands volstaat.
   */
  tolkTaal?: string
  onderneming?: Onderneming
  vertegenwoordiger?: Vertegenwoordiger
}
/**
 * Naam zoals de klant die gebruikt. Voorletters en achternaam zijn verplicht.
 */
export type Naam = {
  /**
   * Verplicht, hoogstens 20 tekens, met of zonder punten.
   */
  voorletters: string
  /**
   * Optioneel, hoogstens 20 tekens: het deel voor de achternaam.
   */
  voorvoegsel?: string
  /**
   * Verplicht, hoogstens 200 tekens: letters (ook met accenten), spaties, apostrof, koppelteken en punt; geen cijfers.
   */
  achternaam: string
}
/**
 * Het adres waar de klant zegt te wonen, niet het leveringsadres. Verplicht, tenzij u een gemeentecode stuurt. Postcode en huisnummer bepalen naar welke gemeente het bericht gaat.
 */
export type Adres = {
  /**
   * Verplicht, hoogstens 80 tekens, zonder huisnummer.
   */
  straatnaam: string
  /**
   * Verplicht, een geheel getal van 1 tot 99999, als getal en niet als tekst.
   */
  huisnummer: number
  /**
   * Optioneel, één letter.
   */
  huisletter?: string
  /**
   * Optioneel, 1 tot 4 tekens: letters, cijfers, spatie of koppelteken.
   */
  huisnummertoevoeging?: string
  /**
   * Verplicht, vier cijfers en twee letters; een spatie ertussen en kleine letters mogen.
   */
  postcode: string
  /**
   * Verplicht, hoogstens 80 tekens. De gemeente wordt niet uit de woonplaats afgeleid.
   */
  woonplaats: string
}
/**
 * Optioneel: hoe en wanneer de klant het liefst benaderd wordt. Vul ten minste één veld.
 */
export type Voorkeurscontact = {
  /**
   * Optioneel: de kanalen die de klant wil, de liefste eerst; elk hoogstens één keer.
   */
  kanalen?: Kanaal[]
  /**
   * Optioneel: ochtend (tot 12 uur), middag (12 tot 18 uur) of avond (vanaf 18 uur); elk hoogstens één keer.
   */
  dagdelen?: ('ochtend' | 'middag' | 'avond')[]
  /**
   * Optioneel: true als huisgenoten niets mogen merken. De gemeente stuurt dan geen brief of kaartje en noemt aan de telefoon geen reden voordat zij de klant zelf spreekt.
   */
  discreet?: boolean
}
/**
 * Optioneel: vullen als de schulden met een onderneming zonder rechtspersoonlijkheid te maken hebben. Een bv of nv kan niet worden doorverwezen.
 */
export type Onderneming = {
  /**
   * Verplicht binnen onderneming, hoogstens 100 tekens.
   */
  handelsnaam: string
  /**
   * Verplicht binnen onderneming.
   */
  rechtsvorm: 'eenmanszaak' | 'vof' | 'maatschap' | 'cv' | 'rederij'
}
/**
 * Optioneel: wie namens de klant optreedt. Meesturen als de toestemming niet door de hulpvrager zelf is gegeven.
 */
export type Vertegenwoordiger = {
  /**
   * Verplicht binnen vertegenwoordiger.
   */
  hoedanigheid: 'bewindvoerder' | 'curator' | 'gemachtigde'
  /**
   * Verplicht binnen vertegenwoordiger, hoogstens 100 tekens: letters, spaties, apostrof, koppelteken, punt en &.
   */
  naam: string
  telefoonnummer?: Telefoonnummer
  emailadres?: Emailadres
}
/**
 * De vastlegging van de toestemming van de klant. Verplicht; de grond waarop u deze gegevens deelt en waarmee u die kunt aantonen.
 */
export type Toestemming = {
  /**
   * Verplicht; datum en tijd met tijdzone (RFC 3339). Niet in de toekomst en niet ouder dan de overeenkomst toestaat (zonder andere afspraak 14 dagen).
   */
  verkregenOp: string
  /**
   * Verplicht: hoe de toestemming is gegeven. De overeenkomst bepaalt welke wijzen mogen.
   */
  wijze: 'telefonisch' | 'schriftelijk' | 'digitaal' | 'persoonlijk'
  /**
   * Verplicht, hoogstens 40 tekens: de code van de tekst die de klant is voorgelezen of getoond, zoals u die zelf bewaart.
   */
  tekstversie: string
  /**
   * Verplicht: wie de toestemming gaf. Niet de hulpvrager zelf? Vul dan ook vertegenwoordiger.
   */
  gegevenDoor: 'hulpvrager' | 'bewindvoerder' | 'curator' | 'gemachtigde'
  /**
   * Verplicht: wat u als bewijs bewaart: een geluidsopname, een bevestiging (e-mail, brief, sms) of een ondertekend stuk. Stuur het bewijs zelf niet mee.
   */
  bewijs: 'opname' | 'bevestiging' | 'ondertekend'
  omvang: Omvang
}
/**
 * Verplicht: waarvoor de toestemming geldt. Beide moeten true zijn; zonder een van beide mag u niet doorverwijzen.
 */
export type Omvang = {
  /**
   * Verplicht, altijd true: de klant wil dat de gemeente contact opneemt.
   */
  doorverwijzen: true
  /**
   * Verplicht, altijd true: de klant stemt in met het delen van deze gegevens voor hulp bij schulden.
   */
  gegevensDelen: true
}
/**
 * Eén achterstand onder de incassostop. U neemt er tijdens de stop geen nieuwe maatregelen voor, rekent geen kosten en draagt haar niet over.
 */
export type Vordering = {
  /**
   * Verplicht, hoogstens 40 tekens: uw kenmerk van deze vordering (factuur- of dossiernummer). Latere berichten over de stop verwijzen hiernaar.
   */
  vorderingskenmerk: string
  /**
   * Verplicht, hoogstens 40 tekens: het nummer van de klant bij de schuldeiser. Negen cijfers die een BSN kunnen zijn worden geweigerd, tenzij uw klantnummerpatroon in het register staat. Dezelfde klant kan niet nog eens worden doorverwezen zolang een eerdere doorverwijzing loopt.
   */
  klantnummer: string
  /**
   * Verplicht. De overeenkomst met de gemeente bepaalt welke soorten u mag sturen.
   */
  soort: 'huur' | 'drinkwater' | 'elektra' | 'gas' | 'warmte' | 'zorgverzekering' | 'overig'
  /**
   * Verplicht: de openstaande schuld in euro op de peildatum, als tekst met punt en twee decimalen, meer dan 0.00 en minder dan 10000000.00; geen duizendtalscheiding, geen euroteken.
   */
  bedrag: string
  /**
   * Verplicht, jjjj-mm-dd: de dag waarop het bedrag gold.
   */
  peildatum: string
  /**
   * Optioneel: hoeveel termijnen of facturen openstaan, een geheel getal van 1 tot 999.
   */
  aantalAchterstalligeBetalingen?: number
  /**
   * Optioneel, hoogstens 100 tekens: naam van het incassobureau of de gerechtsdeurwaarder die de vordering nu behandelt. U zorgt dat ook die partij de stop naleeft.
   */
  reedsOvergedragenAan?: string
}
/**
 * Optioneel: sturen als afsluiting, ontruiming of opzegging dreigt. De gemeente voert dan binnen 3 werkdagen een eerste gesprek, wat er ook bij opgeschort staat.
 */
export type BedreigendeSituatie = {
  /**
   * Verplicht binnen bedreigendeSituatie.
   */
  soort: 'afsluiting-energie' | 'afsluiting-water' | 'ontruiming' | 'opzegging-zorgverzekering'
  /**
   * Verplicht binnen bedreigendeSituatie, jjjj-mm-dd: de dag waarvoor de maatregel is aangekondigd.
   */
  datum: string
  /**
   * Verplicht binnen bedreigendeSituatie: true als de maatregel vanwege deze doorverwijzing is uitgesteld.
   */
  opgeschort: boolean
}
