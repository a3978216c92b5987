"""Wat beide rollen nodig hebben: een token, en verzoeken die herhaald worden tot er een antwoord is.

Python 3.9 of nieuwer, met het pakket cryptography.
"""

import base64
import json
import os
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils

HUB = os.environ.get("HUB", "http://127.0.0.1:8080")
ISSUER = os.environ.get("ISSUER", f"{HUB}/oauth")
CLIENT = os.environ["CLIENT"]
with open(os.environ["SLEUTEL"], encoding="utf-8") as bestand:
    JWK = json.load(bestand)

_token = {"waarde": "", "tot": 0.0}


def _base64url(bytes_: bytes) -> str:
    return base64.urlsafe_b64encode(bytes_).rstrip(b"=").decode()


def _getal(tekst: str) -> int:
    return int.from_bytes(base64.urlsafe_b64decode(tekst + "=="), "big")


def _token_vragen() -> str:
    """Een token met private_key_jwt (RFC 7523); bewaard tot kort voor het verloopt."""
    if _token["tot"] > time.time():
        return _token["waarde"]
    nu = int(time.time())
    kop = {"alg": "ES256", "typ": "JWT", "kid": JWK["kid"]}
    inhoud = {"iss": CLIENT, "sub": CLIENT, "aud": f"{ISSUER}/token", "jti": str(uuid.uuid4()), "iat": nu, "exp": nu + 60}
    tekst = ".".join(_base64url(json.dumps(deel).encode()) for deel in (kop, inhoud))
    sleutel = ec.derive_private_key(_getal(JWK["d"]), ec.SECP256R1())
    r, s = utils.decode_dss_signature(sleutel.sign(tekst.encode(), ec.ECDSA(hashes.SHA256())))
    handtekening = _base64url(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
    formulier = urllib.parse.urlencode(
        {
            "grant_type": "client_credentials",
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            "client_assertion": f"{tekst}.{handtekening}",
        }
    )
    with urllib.request.urlopen(f"{ISSUER}/token", formulier.encode(), timeout=30) as antwoord:
        gekregen = json.load(antwoord)
    _token.update(waarde=gekregen["access_token"], tot=time.time() + gekregen["expires_in"] - 30)
    return _token["waarde"]


def vraag(methode: str, pad: str, body=None, sleutel: str = ""):
    """Eén verzoek, met dezelfde body en sleutel herhaald bij 429, 503 en een verbroken verbinding. Geeft (status, body)."""
    gegevens = None if body is None else json.dumps(body).encode()
    while True:
        wacht = 1
        try:
            verzoek = urllib.request.Request(f"{HUB}{pad}", gegevens, method=methode)
            verzoek.add_header("Authorization", f"Bearer {_token_vragen()}")
            if gegevens is not None:
                verzoek.add_header("Content-Type", "application/json")
            if sleutel:
                verzoek.add_header("Idempotency-Key", f'"{sleutel}"')
            with urllib.request.urlopen(verzoek, timeout=60) as antwoord:
                return antwoord.status, json.load(antwoord)
        except urllib.error.HTTPError as fout:
            if fout.code not in (429, 503):
                return fout.code, json.load(fout)
            wacht = int(fout.headers.get("Retry-After", "1"))
        except OSError as fout:
            print(f"geen antwoord ({fout}); het verzoek wordt herhaald")
        time.sleep(wacht)
