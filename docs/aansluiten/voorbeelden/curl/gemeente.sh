#!/usr/bin/env bash
# Een gemeente die haar postvak leest, meldt dat er contact was, en bevestigt. Loopt tot Ctrl-C.
#   HUB=... TOKEN_COMMANDO='...' bash gemeente.sh
set -euo pipefail
source "$(dirname "$0")/knooppunt.sh"

# In een echt systeem: in uw database, in dezelfde transactie als de zaak.
declare -A VERWERKT

while true; do
  vraag GET '/v1/postvak/berichten?wachttijd=10'
  BERICHTEN=$ANTWOORD
  while read -r ID TYPE DOSSIER VERNIETIGD; do
    if [ -z "$ID" ] || [ -n "${VERWERKT[$ID]:-}" ]; then continue; fi
    VERWERKT[$ID]=ja
    if [ "$VERNIETIGD" = true ]; then echo "inhoud vernietigd: $DOSSIER"; continue; fi
    # Wat u niet kent slaat u over en bevestigt u wel.
    if [ "$TYPE" != nl.warmknooppunt.doorverwijzing.gerouteerd ]; then continue; fi
    echo "doorverwijzing: $DOSSIER"
    CONTACT="{\"soort\": \"contact\", \"kanaal\": \"telefoon\", \"plaatsgevondenOp\": \"$(date -u +%Y-%m-%dT%H:%M:%SZ)\"}"
    vraag POST "/v1/doorverwijzingen/$DOSSIER/contactregistraties" "$CONTACT" "contact-$ID"
    echo "contact gemeld: $STATUS"
  done < <(jq -r '.[] | "\(.id) \(.type) \(.subject) \(.data.inhoudVernietigd // false)"' <<<"$BERICHTEN")
  LAATSTE=$(jq -r '.[-1].sequence // empty' <<<"$BERICHTEN")
  if [ -n "$LAATSTE" ]; then vraag POST /v1/postvak/bevestigingen "{\"totEnMet\": $LAATSTE}"; fi
done
