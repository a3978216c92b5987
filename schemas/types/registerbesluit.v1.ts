// Generated from registerbesluit/v1.schema.json by npm run genereer; do not edit.

/**
 * Een beheerder keurt een voorgestelde registerwijziging goed of af. Sturen met POST /v1/beheer/registerwijzigingen/{id}/goedkeuringen of /afwijzingen.
 */
export type Registerbesluit = {
  /**
   * Waarom, voor wie later kijkt; geen gegevens van personen. Hoogstens 200 tekens.
   */
  toelichting?: string
}
