// Generated from versleuteld/v1.schema.json by npm run genereer; do not edit.

/**
 * Inhoud van een bericht, versleuteld met AES-256-GCM onder de sleutel van het dossier voor één publiek. Is die sleutel vernietigd, dan is de inhoud voorgoed onleesbaar.
 */
export type Versleuteld = {
  /**
   * Verplicht, UUID: kenmerk van deze inhoud; gaat als aanvullende gegevens mee in de versleuteling.
   */
  inhoudId: string
  /**
   * Verplicht: voor wie de sleutel is.
   */
  publiek: 'gemeente' | 'schuldeiser' | 'hub'
  /**
   * Verplicht: 12 bytes in base64.
   */
  iv: string
  /**
   * Verplicht: de versleutelde inhoud in base64, hoogstens 256 KB. Alleen de lengte wordt vooraf bekeken; het ontsleutelen vindt elke andere fout.
   */
  tekst: string
  /**
   * Verplicht: het label van AES-GCM, 16 bytes in base64.
   */
  label: string
}
