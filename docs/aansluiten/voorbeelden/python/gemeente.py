"""Een gemeente die haar postvak leest, meldt dat er contact was, en bevestigt. Loopt tot Ctrl-C.

HUB=... ISSUER=... CLIENT=... SLEUTEL=... python3 gemeente.py
"""

from datetime import datetime, timezone

from knooppunt import vraag

# In een echt systeem: in uw database, in dezelfde transactie als de zaak.
verwerkt = set()


def verwerk(bericht: dict) -> None:
    if bericht["id"] in verwerkt:
        return
    verwerkt.add(bericht["id"])
    if bericht["data"].get("inhoudVernietigd"):
        print(f"inhoud vernietigd: {bericht['subject']}")
        return
    # Wat u niet kent slaat u over en bevestigt u wel.
    if bericht["type"] != "nl.warmknooppunt.doorverwijzing.gerouteerd":
        return
    print(f"doorverwijzing: {bericht['subject']}")
    nu = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    contact = {"soort": "contact", "kanaal": "telefoon", "plaatsgevondenOp": nu}
    pad = f"/v1/doorverwijzingen/{bericht['subject']}/contactregistraties"
    status, _ = vraag("POST", pad, contact, f"contact-{bericht['id']}")
    print(f"contact gemeld: {status}")


while True:
    _, berichten = vraag("GET", "/v1/postvak/berichten?wachttijd=10")
    for bericht in berichten:
        verwerk(bericht)
    if berichten:
        vraag("POST", "/v1/postvak/bevestigingen", {"totEnMet": int(berichten[-1]["sequence"])})
