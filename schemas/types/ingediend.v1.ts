// Generated from ingediend/v1.schema.json by npm run genereer; do not edit.
import type { Versleuteld } from './versleuteld.v1.ts'

/**
 * Gegevens van een bericht op topic berichten: wat intake aannam. Per bericht één gesloten vorm, gekozen door bericht.
 */
export type Ingediend =
  | IngediendeDoorverwijzing
  | IngediendeContactregistratie
  | IngediendeRouteeropdracht
  | IngediendeHerbezorgopdracht
  | IngediendeHerstelopdracht
/**
 * Verplicht: wat intake over de gemeente besloot. Routing komt op dezelfde versies tot hetzelfde besluit.
 */
export type Besluit = Gevonden | NietGevonden
/**
 * Verplicht: wat de operator koos.
 */
export type Keuze = KeuzeGemeente | KeuzeWeiger
/**
 * Verplicht: wat er met het bericht moet.
 */
export type Herstelkeuze = KeuzeVrijgeven | KeuzeWeigeren

/**
 * Een aangenomen doorverwijzing.
 */
export type IngediendeDoorverwijzing = {
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
   * Verplicht: code van de schuldeiser om wie het gaat, ook als een intermediair stuurde.
   */
  schuldeiser: string
  /**
   * Verplicht: de versie van het register waarop is besloten.
   */
  registerversie: number
  /**
   * Verplicht: de versie van de postcodetabel waarop is besloten.
   */
  postcodeversie: number
  besluit: Besluit
  incassostop: Incassostop
  /**
   * Optioneel: een eerder dossier van deze schuldeiser met hetzelfde klantnummer bij dezelfde gemeente.
   */
  eerderDossier?: string
  inhoud: InhoudHub
}
/**
 * Verplicht: wie het bericht stuurde en in welke rol.
 */
export type Afzender = {
  /**
   * Verplicht: code van de deelnemer.
   */
  deelnemer: string
  /**
   * Verplicht: de rol waarin is gestuurd.
   */
  rol: 'schuldeiser' | 'intermediair' | 'gemeente' | 'operator'
}
/**
 * Precies één gemeente.
 */
export type Gevonden = {
  /**
   * Verplicht, altijd gevonden.
   */
  status: 'gevonden'
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
   * Verplicht: de laatste dag waarop de gemeente contact zoekt, zoals de afzender die te horen kreeg.
   */
  contactUiterlijkOp: string
}
/**
 * Geen of meer dan één gemeente: wacht op een operator.
 */
export type NietGevonden = {
  /**
   * Verplicht: meerdere gemeenten mogelijk, of adres onbekend.
   */
  status: 'meerdere' | 'onbekend'
  /**
   * Verplicht: de mogelijke gemeenten; leeg bij onbekend.
   */
  kandidaten: string[]
}
/**
 * Verplicht: de dagen van de stop, Amsterdamse kalender.
 */
export type Incassostop = {
  /**
   * Verplicht: de dag van aannemen.
   */
  van: string
  /**
   * Verplicht: de laatste dag van de stop, al doorgeschoven naar een werkdag.
   */
  totEnMet: string
  /**
   * Verplicht: de eerste werkdag na de laatste dag; eerder mag de incasso niet verder.
   */
  hervatbaarVanaf: string
}
/**
 * Verplicht: de inhoud, alleen voor het knooppunt leesbaar.
 */
export type InhoudHub = {
  hub: Versleuteld
}
/**
 * Een aangenomen contactregistratie.
 */
export type IngediendeContactregistratie = {
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
   * Verplicht: code van de schuldeiser om wie het gaat, ook als een intermediair stuurde.
   */
  schuldeiser: string
  /**
   * Verplicht: de gemeente die het contact meldt.
   */
  gemeentecode: string
  inhoud: InhoudHub
}
/**
 * Een operator kiest de gemeente of weigert.
 */
export type IngediendeRouteeropdracht = {
  /**
   * Verplicht, altijd 1: de versie van deze gegevens.
   */
  versie: 1
  /**
   * Verplicht, altijd routeeropdracht.
   */
  bericht: 'routeeropdracht'
  afzender: Afzender
  /**
   * Verplicht, UUID: het dossier waarover de opdracht gaat.
   */
  dossierId: string
  /**
   * Verplicht, UUID: id van het aangenomen bericht dat nu gerouteerd wordt.
   */
  berichtId: string
  keuze: Keuze
}
/**
 * De doorverwijzing gaat naar deze gemeente.
 */
export type KeuzeGemeente = {
  /**
   * Verplicht, altijd gemeente.
   */
  kind: 'gemeente'
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
   * Verplicht: de versie van het register waarop is besloten.
   */
  registerversie: number
  /**
   * Verplicht: de versie van de postcodetabel waarop is besloten.
   */
  postcodeversie: number
  /**
   * Verplicht: de laatste dag waarop de gemeente contact zoekt, zoals de afzender die te horen kreeg.
   */
  contactUiterlijkOp: string
}
/**
 * Geen gemeente kan de doorverwijzing aannemen: zij wordt niet-bezorgbaar.
 */
export type KeuzeWeiger = {
  /**
   * Verplicht, altijd weiger.
   */
  kind: 'weiger'
  /**
   * Verplicht: waarom geen gemeente haar kan aannemen.
   */
  reden: 'adres-niet-te-herleiden' | 'adres-in-buitenland' | 'gemeente-doet-niet-mee' | 'geen-overeenkomst'
}
/**
 * Een operator laat een geparkeerde bezorging opnieuw doen.
 */
export type IngediendeHerbezorgopdracht = {
  /**
   * Verplicht, altijd 1: de versie van deze gegevens.
   */
  versie: 1
  /**
   * Verplicht, altijd herbezorgopdracht.
   */
  bericht: 'herbezorgopdracht'
  afzender: Afzender
  /**
   * Verplicht, UUID: het dossier waarover de opdracht gaat.
   */
  dossierId: string
  /**
   * Verplicht, UUID: de bezorging die opnieuw moet.
   */
  bezorgingId: string
}
/**
 * Een operator besluit over een bericht dat bij een stap apart staat.
 */
export type IngediendeHerstelopdracht = {
  /**
   * Verplicht, altijd 1: de versie van deze gegevens.
   */
  versie: 1
  /**
   * Verplicht, altijd herstelopdracht.
   */
  bericht: 'herstelopdracht'
  afzender: Afzender
  /**
   * Verplicht: de stap waar het bericht apart staat.
   */
  stage: 'routing' | 'sla' | 'delivery' | 'dossier'
  /**
   * Verplicht, UUID: de sleutel van de wachtrij.
   */
  sleutel: string
  /**
   * Verplicht: het bericht dat vooraan staat.
   */
  volgnummer: number
  /**
   * UUID: het dossier, als de sleutel er een is.
   */
  dossierId?: string
  keuze: Herstelkeuze
}
/**
 * Het bericht wordt opnieuw verwerkt.
 */
export type KeuzeVrijgeven = {
  /**
   * Verplicht, altijd vrijgeven.
   */
  kind: 'vrijgeven'
}
/**
 * Het bericht wordt nooit verwerkt en blijft bewaard als geweigerd.
 */
export type KeuzeWeigeren = {
  /**
   * Verplicht, altijd weigeren.
   */
  kind: 'weigeren'
  /**
   * Verplicht: waarom het nooit verwerkt wordt.
   */
  reden: 'onleesbaar' | 'dubbel' | 'achterhaald' | 'elders-afgehandeld'
}
