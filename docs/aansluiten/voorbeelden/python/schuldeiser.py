"""Een schuldeiser: dient in, kijkt hoe het staat, en leest het antwoord uit het postvak.

HUB=... ISSUER=... CLIENT=... SLEUTEL=... python3 schuldeiser.py
"""

import uuid
from datetime import datetime, timezone

from knooppunt import vraag


def doorverwijzing(postcode: str, huisnummer: int) -> dict:
    nu = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    kenmerk = str(uuid.uuid4())
    return {
        "referentienummer": f"PY-{kenmerk}",
        "contactpersoon": {"naam": "Team Voorbeeld", "telefoonnummer": "06-1234 0000", "emailadres": "team@example.nl"},
        "hulpvrager": {
            "naam": {"voorletters": "A.B.", "achternaam": "Voorbeeld"},
            "woonadres": {
                "straatnaam": "Voorbeeldstraat",
                "huisnummer": huisnummer,
                "postcode": postcode,
                "woonplaats": "Voorbeeld",
            },
            "telefoonnummer": "06-1234 0000",
        },
        "toestemming": {
            "verkregenOp": nu,
            "wijze": "telefonisch",
            "tekstversie": "2026-01",
            "gegevenDoor": "hulpvrager",
            "bewijs": "opname",
            "omvang": {"doorverwijzen": True, "gegevensDelen": True},
        },
        "persoonlijkContactOp": nu,
        "vorderingen": [
            {
                "vorderingskenmerk": "F-1",
                "klantnummer": f"K-{kenmerk}",
                "soort": "drinkwater",
                "bedrag": "212.45",
                "peildatum": nu[:10],
            }
        ],
    }


def dien_in(bericht: dict) -> dict:
    """Bericht en sleutel horen bij elkaar: bewaar ze samen voor het versturen, dan maakt een herhaling nooit een tweede."""
    status, antwoord = vraag("POST", "/v1/doorverwijzingen", bericht, str(uuid.uuid4()))
    if status == 201:
        print(f"aangenomen: {antwoord['id']}, {antwoord['status']}")
        return antwoord
    # Niet herhalen: dit verzoek wordt nooit goed. Laat de medewerker zien wat er mis is.
    print(f"geweigerd ({status} {antwoord['code']}): {antwoord['detail']}")
    for fout in antwoord.get("errors", []):
        print(f"  {fout['location']}: {fout['detail']}")
    return antwoord


eerste = dien_in(doorverwijzing("6001AA", 1))
onbereikbaar = doorverwijzing("6001AA", 1)
del onbereikbaar["hulpvrager"]["telefoonnummer"]
dien_in(onbereikbaar)
dien_in(doorverwijzing("6041AA", 1))
print(vraag("GET", f"/v1/doorverwijzingen/{eerste['id']}")[1])
print(vraag("GET", f"/v1/doorverwijzingen/{eerste['id']}/incassostop")[1])

# Dit adres ligt in twee gemeenten: een beheerder beslist, en wat daarvan komt staat in het postvak.
wachtend = dien_in(doorverwijzing("6009AA", 5))
klaar = False
while not klaar:
    _, berichten = vraag("GET", "/v1/postvak/berichten?wachttijd=10")
    for bericht in berichten:
        print(f"ontvangen: {bericht['type']} over {bericht['subject']}")
        klaar = klaar or bericht["subject"] == wachtend["id"]
    # Pas bevestigen als alles bewaard is.
    if berichten:
        vraag("POST", "/v1/postvak/bevestigingen", {"totEnMet": int(berichten[-1]["sequence"])})
