// Generated from postvakbevestiging/v1.schema.json by npm run genereer; do not edit.

/**
 * U bevestigt dat u berichten uit uw postvak veilig hebt opgeslagen. Sturen met POST /v1/postvak/bevestigingen. Vul precies één van totEnMet en ids. Zonder parameter na begint het postvak bij het eerste onbevestigde bericht.
 */
export type Postvakbevestiging =
  | {
      /**
       * Een geheel getal vanaf 1: alle berichten tot en met dit volgnummer zijn verwerkt.
       */
      totEnMet: number
    }
  | {
      /**
       * 1 tot 500 ids (UUID) van berichten die zijn verwerkt, elk één keer.
       */
      ids: string[]
    }
