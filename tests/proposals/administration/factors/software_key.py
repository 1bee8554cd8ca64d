"""A security key made of software: it answers as one does, and as one never does."""

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass, field

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

SITE = "https://banli.example"
PRESENT, VERIFIED, HOLDS_KEY = 0x01, 0x04, 0x40


def letters(said: bytes) -> str:
    return base64.urlsafe_b64encode(said).rstrip(b"=").decode()


@dataclass
class SoftwareKey:
    """`uses` counts up with each answer; a copy (`dataclasses.replace`) counts by itself."""

    secret: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    number: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    uses: int = 0
    flags: int = PRESENT

    def _said(self, kind: str, challenge: str, origin: str) -> bytes:
        return json.dumps({"type": f"webauthn.{kind}", "challenge": challenge, "origin": origin}).encode()

    def _about(self, name: str, more: bytes = b"", flags: int = 0) -> bytes:
        self.uses += 1
        facts = hashlib.sha256(name.encode()).digest() + bytes([self.flags | flags])
        return facts + self.uses.to_bytes(4, "big") + more

    def make(self, options: dict, origin: str = SITE) -> str:
        """The answer to a question for a new key."""
        at = self.secret.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: at.x.to_bytes(32, "big"), -3: at.y.to_bytes(32, "big")}
        held = bytes(16) + len(self.number).to_bytes(2, "big") + self.number + cbor2.dumps(public)
        made = {"fmt": "none", "attStmt": {}, "authData": self._about(options["rp"]["id"], held, HOLDS_KEY)}
        return self._answer(
            clientDataJSON=self._said("create", options["challenge"], origin), attestationObject=cbor2.dumps(made)
        )

    def answer(self, options: dict, origin: str = SITE, name: str = "") -> str:
        """The answer to a question whether it is there."""
        said = self._said("get", options["challenge"], origin)
        about = self._about(name or options["rpId"])
        signed = self.secret.sign(about + hashlib.sha256(said).digest(), ec.ECDSA(SHA256()))
        return self._answer(clientDataJSON=said, authenticatorData=about, signature=signed)

    def _answer(self, **parts: bytes) -> str:
        response = {name: letters(part) for name, part in parts.items()}
        number = letters(self.number)
        return json.dumps({"id": number, "rawId": number, "type": "public-key", "response": response})
