// Generated from onrouteerbaar/v1.schema.json by npm run genereer; do not edit.
import type { Afzender } from './ingediend.v1.ts'

/**
 * Op topic routeringen: het adres geeft geen of meer dan één gemeente. De incassostop begint; een operator moet kiezen.
 */
export type Onrouteerbaar = {
  /**
   * Verplicht, altijd 1: de versie van deze gegevens.
   */
  versie: 1
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
  afzender: Afzender
  /**
   * Verplicht.
   */
  reden: 'meerdere' | 'onbekend'
  /**
   * Verplicht: het moment waarop het knooppunt de doorverwijzing aannam.
   */
  aangenomenOp: string
  /**
   * Verplicht: lengte van de stop in kalenderdagen, voor doorschuiven.
   */
  stopDagen: number
  /**
   * Verplicht: de versie van het register waarop is besloten, ook voor de kalender van de termijnen.
   */
  registerversie: number
}
