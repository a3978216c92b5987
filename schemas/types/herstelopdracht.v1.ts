// Generated from herstelopdracht/v1.schema.json by npm run genereer; do not edit.

/**
 * Een operator laat een stap de onverwerkbare berichten van één dossier opnieuw verwerken, op volgorde. Sturen met POST /v1/beheer/herstelopdrachten.
 */
export type Herstelopdracht = {
  /**
   * Verplicht: de stap waar de berichten apart staan.
   */
  stage: 'routing' | 'sla' | 'delivery' | 'dossier'
  /**
   * Verplicht, UUID: het dossier waarvan de berichten apart staan.
   */
  dossierId: string
}
