// Generated from routeeropdracht/v1.schema.json by npm run genereer; do not edit.

/**
 * Een operator besluit over een doorverwijzing die op routering wacht: kies een gemeente of weiger. Sturen met POST /v1/beheer/routeeropdrachten. Vul precies één van gemeentecode en weiger.
 */
export type Routeeropdracht =
  | {
      /**
       * Verplicht, UUID: de doorverwijzing met status wacht-op-routering.
       */
      dossierId: string
      /**
       * De gekozen gemeente, vier cijfers (CBS). Heeft de schuldeiser met haar geen overeenkomst, dan wordt de opdracht geweigerd met 409.
       */
      gemeentecode: string
    }
  | {
      /**
       * Verplicht, UUID: de doorverwijzing met status wacht-op-routering.
       */
      dossierId: string
      /**
       * De reden waarom geen gemeente de doorverwijzing kan aannemen. De schuldeiser krijgt niet-bezorgbaar met deze reden, de persoonsgegevens worden vernietigd; dit is niet terug te draaien.
       */
      weiger: 'adres-niet-te-herleiden' | 'adres-in-buitenland' | 'gemeente-doet-niet-mee' | 'geen-overeenkomst'
    }
