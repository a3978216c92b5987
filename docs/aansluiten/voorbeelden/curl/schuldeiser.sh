#!/usr/bin/env bash
# Een schuldeiser: dient in, kijkt hoe het staat, en leest het antwoord uit het postvak.
#   HUB=... TOKEN_COMMANDO='...' bash schuldeiser.sh
set -euo pipefail
source "$(dirname "$0")/knooppunt.sh"

# doorverwijzing POSTCODE HUISNUMMER
doorverwijzing() {
  local nu kenmerk
  nu=$(date -u +%Y-%m-%dT%H:%M:%SZ)
  kenmerk=$(cat /proc/sys/kernel/random/uuid)
  cat <<JSON
{
  "referentienummer": "CU-$kenmerk",
  "contactpersoon": { "naam": "Team Voorbeeld", "telefoonnummer": "06-1234 0000", "emailadres": "team@example.nl" },
  "hulpvrager": {
    "naam": { "voorletters": "A.B.", "achternaam": "Voorbeeld" },
    "woonadres": { "straatnaam": "Voorbeeldstraat", "huisnummer": $2, "postcode": "$1", "woonplaats": "Voorbeeld" },
    "telefoonnummer": "06-1234 0000"
  },
  "toestemming": {
    "verkregenOp": "$nu", "wijze": "telefonisch", "tekstversie": "2026-01", "gegevenDoor": "hulpvrager", "bewijs": "opname",
    "omvang": { "doorverwijzen": true, "gegevensDelen": true }
  },
  "persoonlijkContactOp": "$nu",
  "vorderingen": [
    { "vorderingskenmerk": "F-1", "klantnummer": "K-$kenmerk", "soort": "drinkwater", "bedrag": "212.45", "peildatum": "${nu:0:10}" }
  ]
}
JSON
}

# Bericht en sleutel horen bij elkaar: bewaar ze samen voor het versturen, dan maakt een herhaling nooit een tweede.
dien_in() {
  vraag POST /v1/doorverwijzingen "$1" "$(cat /proc/sys/kernel/random/uuid)"
  # Bij een 400 niet herhalen: dit verzoek wordt nooit goed. In errors staat per veld wat er mis is.
  echo "$STATUS $ANTWOORD"
}

dien_in "$(doorverwijzing 6001AA 1)"
EERSTE=$(jq -r .id <<<"$ANTWOORD")
dien_in "$(doorverwijzing 6001AA 1 | jq 'del(.hulpvrager.telefoonnummer)')"
dien_in "$(doorverwijzing 6041AA 1)"
vraag GET "/v1/doorverwijzingen/$EERSTE" && echo "$ANTWOORD"
vraag GET "/v1/doorverwijzingen/$EERSTE/incassostop" && echo "$ANTWOORD"

# Dit adres ligt in twee gemeenten: een beheerder beslist, en wat daarvan komt staat in het postvak.
dien_in "$(doorverwijzing 6009AA 5)"
WACHTEND=$(jq -r .id <<<"$ANTWOORD")
KLAAR=nee
while [ "$KLAAR" = nee ]; do
  vraag GET '/v1/postvak/berichten?wachttijd=10'
  jq -r '.[] | "ontvangen: \(.type) over \(.subject)"' <<<"$ANTWOORD"
  if jq -e --arg id "$WACHTEND" 'any(.[]; .subject == $id)' >/dev/null <<<"$ANTWOORD"; then KLAAR=ja; fi
  # Pas bevestigen als alles bewaard is.
  LAATSTE=$(jq -r '.[-1].sequence // empty' <<<"$ANTWOORD")
  if [ -n "$LAATSTE" ]; then vraag POST /v1/postvak/bevestigingen "{\"totEnMet\": $LAATSTE}"; fi
done
