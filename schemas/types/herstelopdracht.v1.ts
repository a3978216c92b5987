// Generated from herstelopdracht/v1.schema.json by npm run genereer; do not edit.

/**
 * Een operator besluit over een bericht dat bij een stap apart staat en vooraan in zijn wachtrij: laat het opnieuw verwerken, of weiger het. Wat erachter wacht volgt in beide gevallen op volgorde, tot de rij leeg is of er weer een bericht faalt. Sturen met POST /v1/beheer/herstelopdrachten. Vul precies één van vrijgeven en weiger.
 */
export type Herstelopdracht =
  | {
      /**
       * Verplicht: de stap waar het bericht apart staat.
       */
      stage: 'routing' | 'sla' | 'delivery' | 'dossier'
      /**
       * Verplicht, UUID: de sleutel van de wachtrij, zoals GET /v1/beheer/{stap}/onverwerkbaar haar noemt. Meestal is dat het dossier; van een opdracht haar eigen id, en van een onleesbaar bericht soms een sleutel naar zijn plaats.
       */
      sleutel: string
      /**
       * Verplicht: het bericht dat vooraan staat, zoals dezelfde lijst het noemt. Staat het er bij uitvoering niet meer vooraan, dan verandert de opdracht niets.
       */
      volgnummer: number
      /**
       * Altijd true: verwerk het bericht opnieuw, onder zijn eigen id.
       */
      vrijgeven: true
    }
  | {
      /**
       * Verplicht: de stap waar het bericht apart staat.
       */
      stage: 'routing' | 'sla' | 'delivery' | 'dossier'
      /**
       * Verplicht, UUID: de sleutel van de wachtrij, zoals GET /v1/beheer/{stap}/onverwerkbaar haar noemt. Meestal is dat het dossier; van een opdracht haar eigen id, en van een onleesbaar bericht soms een sleutel naar zijn plaats.
       */
      sleutel: string
      /**
       * Verplicht: het bericht dat vooraan staat, zoals dezelfde lijst het noemt. Staat het er bij uitvoering niet meer vooraan, dan verandert de opdracht niets.
       */
      volgnummer: number
      /**
       * De reden waarom het bericht nooit verwerkt zal worden. Het gaat voorgoed uit de wachtrij en blijft bewaard als geweigerd; dit is niet terug te draaien.
       */
      weiger: 'onleesbaar' | 'dubbel' | 'achterhaald' | 'elders-afgehandeld'
    }
