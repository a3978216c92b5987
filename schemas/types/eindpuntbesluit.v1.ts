// Generated from eindpuntbesluit/v1.schema.json by npm run genereer; do not edit.

/**
 * Een operator pauzeert, hervat of beëindigt een eindpunt, of keurt een voorgesteld eindpunt goed. Sturen met POST /v1/beheer/eindpunten/{id}/pauzes, /hervattingen, /beeindigingen of /goedkeuringen.
 */
export type Eindpuntbesluit = {
  /**
   * Verplicht: waarom, voor wie later kijkt; geen gegevens van personen. Hoogstens 200 tekens.
   */
  toelichting: string
}
