"""Een gemeente bij wie het knooppunt bezorgt: controleert de handtekening (Standard Webhooks), meldt dat er contact was.

HUB=... ISSUER=... CLIENT=... SLEUTEL=... GEHEIM=whsec_... POORT=8092 python3 webhook.py
"""

import base64
import hashlib
import hmac
import json
import os
import time
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from knooppunt import vraag

GEHEIM = base64.b64decode(os.environ["GEHEIM"].removeprefix("whsec_"))
MAX_VERSCHIL_SECONDEN = 300
# In een echt systeem: in uw database, in dezelfde transactie als de zaak.
verwerkt = set()


def is_echt(id_: str, tijdstip: str, handtekeningen: str, body: bytes) -> bool:
    """Over id, tijdstip en de body zoals zij binnenkwam; er kunnen twee handtekeningen staan als een geheim net gewisseld is."""
    if not tijdstip.isdigit() or abs(time.time() - int(tijdstip)) > MAX_VERSCHIL_SECONDEN:
        return False
    goed = hmac.new(GEHEIM, f"{id_}.{tijdstip}.".encode() + body, hashlib.sha256).digest()
    verwacht = "v1," + base64.b64encode(goed).decode()
    return any(hmac.compare_digest(verwacht.encode(), deel.encode()) for deel in handtekeningen.split(" "))


def verwerk(bericht: dict) -> None:
    if bericht["type"] != "nl.warmknooppunt.doorverwijzing.gerouteerd":
        return
    print(f"doorverwijzing: {bericht['subject']}")
    nu = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    contact = {"soort": "contact", "kanaal": "telefoon", "plaatsgevondenOp": nu}
    pad = f"/v1/doorverwijzingen/{bericht['subject']}/contactregistraties"
    status, _ = vraag("POST", pad, contact, f"contact-{bericht['id']}")
    print(f"contact gemeld: {status}")


class Ontvanger(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        id_, tijdstip, handtekeningen = (
            self.headers.get(naam, "") for naam in ("webhook-id", "webhook-timestamp", "webhook-signature")
        )
        echt = is_echt(id_, tijdstip, handtekeningen, body)
        nieuw = echt and id_ not in verwerkt
        if nieuw:
            verwerkt.add(id_)
        # Eerst bewaren, dan 2xx, dan pas verwerken: het knooppunt wacht hoogstens 15 seconden.
        self.send_response(204 if echt else 401)
        self.end_headers()
        if nieuw:
            verwerk(json.loads(body))


ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("POORT", "8092"))), Ontvanger).serve_forever()
