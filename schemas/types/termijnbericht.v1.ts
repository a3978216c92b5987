// Generated from termijnbericht/v1.schema.json by npm run genereer; do not edit.
import type { Ontvanger } from './gerouteerd.v1.ts'

/**
 * Het knooppunt meldt wat een termijn zegt. Wie het krijgt staat in ontvangers; een bericht bevat alleen wat al zijn ontvangers mogen weten, dus een gemeente krijgt altijd een eigen bericht.
 */
export type Termijnbericht = {
  /**
   * Verplicht, altijd 1: de versie van deze gegevens.
   */
  versie: 1
  /**
   * Verplicht, altijd termijnbericht.
   */
  bericht: 'termijnbericht'
  /**
   * Verplicht, UUID.
   */
  dossierId: string
  /**
   * Optioneel, UUID: de toewijzing waarvan de termijn is; ontbreekt bij de termijn van de operator en altijd richting een schuldeiser.
   */
  toewijzingId?: string
  /**
   * Verplicht. herinnering-*: de laatste dag nadert; *-gehaald: op tijd; *-verstreken: niet op tijd; *-alsnog-gehaald: bleek achteraf op tijd, het eerdere *-verstreken vervalt; incassostop-eindigt: eindigt binnenkort, zie dag; incassostop-geeindigd: voorbij, incasso mag vanaf hervatbaarVanaf, tenzij anders afgesproken.
   */
  soort:
    | 'herinnering-contact'
    | 'contact-gehaald'
    | 'contact-verstreken'
    | 'contact-alsnog-gehaald'
    | 'herinnering-gesprek'
    | 'gesprek-gehaald'
    | 'gesprek-verstreken'
    | 'gesprek-alsnog-gehaald'
    | 'operatortermijn-verstreken'
    | 'incassostop-eindigt'
    | 'incassostop-geeindigd'
  /**
   * Verplicht: welke termijn.
   */
  termijn: 'contact' | 'gesprek' | 'operator' | 'incassostop'
  /**
   * Verplicht: de laatste dag van de termijn, Amsterdamse kalender.
   */
  dag: string
  /**
   * Verplicht: het einde van de termijn in UTC; dit moment hoort er zelf niet meer bij.
   */
  tijdstip: string
  /**
   * Alleen bij incassostop: de eerste dag waarop de incasso verder mag.
   */
  hervatbaarVanaf?: string
  /**
   * Verplicht: één gemeente, of de schuldeiser en zijn intermediair, of niemand (alleen voor de operator en de tijdlijn).
   */
  ontvangers: Ontvanger[]
}
