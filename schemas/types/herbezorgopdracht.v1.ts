// Generated from herbezorgopdracht/v1.schema.json by npm run genereer; do not edit.

/**
 * Een operator laat een geparkeerde bezorging opnieuw doen. Sturen met POST /v1/beheer/herbezorgopdrachten. De ontvanger krijgt hetzelfde bericht met dezelfde id. Wat intussen niet meer geparkeerd is, blijft zoals het is.
 */
export type Herbezorgopdracht = {
  /**
   * Verplicht, UUID: het dossier van de bezorging. Een bezorging van een ander dossier blijft zoals zij is.
   */
  dossierId: string
  /**
   * Verplicht, UUID: de geparkeerde bezorging, zoals GET /v1/beheer/bezorgingen haar noemt.
   */
  bezorgingId: string
}
