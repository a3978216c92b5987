// Generated from herbezorgopdracht/v1.schema.json by npm run genereer; do not edit.

/**
 * Een operator laat een geparkeerde bezorging opnieuw doen. Sturen met POST /v1/beheer/herbezorgopdrachten. De ontvanger krijgt hetzelfde bericht met dezelfde id.
 */
export type Herbezorgopdracht = {
  /**
   * Verplicht, UUID: de geparkeerde bezorging.
   */
  bezorgingId: string
}
