# Wat beide rollen nodig hebben: verzoeken die herhaald worden tot er een antwoord is. bash, curl 7.84 of nieuwer en jq.
# Het token komt van het commando in TOKEN_COMMANDO; hoe, staat in docs/aansluiten.md.
HUB=${HUB:-http://127.0.0.1:8080}
TOKEN_TOT=0

# vraag METHODE PAD [BODY] [SLEUTEL]: zet STATUS en ANTWOORD. Herhaalt met dezelfde body en sleutel bij 429, 503 en een verbroken verbinding.
vraag() {
  # Een token is tien minuten geldig.
  if ((SECONDS >= TOKEN_TOT)); then TOKEN=$(eval "$TOKEN_COMMANDO"); TOKEN_TOT=$((SECONDS + 300)); fi
  local koppen=(-H "Authorization: Bearer $TOKEN")
  if [ -n "${3:-}" ]; then koppen+=(-H 'Content-Type: application/json' -d "$3"); fi
  if [ -n "${4:-}" ]; then koppen+=(-H "Idempotency-Key: \"$4\""); fi
  local uit wacht
  while true; do
    wacht=1
    if uit=$(curl -sS -X "$1" "$HUB$2" "${koppen[@]}" -w '\n%{http_code} %header{retry-after}'); then
      read -r STATUS wacht <<<"${uit##*$'\n'}"
      ANTWOORD=${uit%$'\n'*}
      if [ "$STATUS" != 429 ] && [ "$STATUS" != 503 ]; then return; fi
    fi
    sleep "${wacht:-1}"
  done
}
