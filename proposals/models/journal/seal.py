"""印记: what says that something was done carries a seal, made with a key that is not in the database. Who can write
into the database alone can neither add an act nor compute a chain again."""

import hashlib
import hmac
import json
import os
import secrets
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

KEY_BYTES, NAME_LONGEST = 32, 8
LONGEST = NAME_LONGEST + 1 + 64  # the key's name, a colon, the digest in hex


class Sealed(models.Model):
    """A row that says what was done, sealed when it is written."""

    seal = models.CharField("印记", max_length=LONGEST, editable=False)

    class Meta:
        abstract = True

    def save(self, **options: Any) -> None:
        """Seal a new row with all that it says."""
        if self._state.adding:
            self.seal = make_seal(self.sealed_text())
        super().save(**options)

    def sealed_text(self) -> str:
        """Every column but the key, as JSON with sorted keys."""
        fields = [one for one in self._meta.concrete_fields if not one.primary_key and one.name != "seal"]
        facts = {one.attname: one.get_prep_value(getattr(self, one.attname)) for one in fields}
        return json.dumps(facts, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True)


def make_seal(text: str) -> str:
    """The seal of a text: the name of the key, and HMAC-SHA-256."""
    return _seal(_keys()[0], text)


def why_not_sealed(text: str, seal: str) -> str:
    """What is wrong with the seal of a text, "" where one of the keys made it."""
    made = {_seal(key, text) for key in _keys()}
    if seal in made:
        return ""
    names = {one.partition(":")[0] for one in made}
    name = seal.partition(":")[0]
    if not name or name in names:
        return "没有印记" if not seal else "印记不对，不是本系统写的"
    return f"印记是用另一把钥匙（{name}）盖的，这台机器上没有"


def mark_secrets() -> tuple[str, ...]:
    """What the program's own connections know, by which the rows that they write are marked as the program's: one for
    each key, the one in use first."""
    return tuple(hmac.new(key, b"journal mark", hashlib.sha256).hexdigest() for key in _keys())


def known_mark_secrets() -> tuple[str, ...]:
    """Those of the keys that there are: who only connects makes none."""
    return mark_secrets() if Path(settings.RECORD_KEY).exists() else ()


def make_token(secret: str, table: str, row: object) -> str:
    """The token of a row's mark, as the triggers of both databases make it (marks.py)."""
    return hashlib.sha256(f"{secret}|{table}|{row}".encode("utf-8", "surrogatepass")).hexdigest()


def _seal(key: bytes, text: str) -> str:
    digest = hmac.new(key, text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()
    return f"{hashlib.sha256(key).hexdigest()[:NAME_LONGEST]}:{digest}"


def _keys() -> tuple[bytes, ...]:
    """The keys of the file, the one in use first; where there is no file, one is made."""
    path = Path(settings.RECORD_KEY)
    try:
        return _read_keys(path, path.stat().st_mtime_ns)
    except FileNotFoundError:
        _make_key(path)
        return _read_keys(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _read_keys(path: Path, changed: int) -> tuple[bytes, ...]:
    try:
        keys = tuple(bytes.fromhex(line) for line in path.read_text(encoding="ascii").split())
    except ValueError:
        keys = ()
    if not keys or any(len(key) != KEY_BYTES for key in keys):
        raise ImproperlyConfigured(f"印记的钥匙{path.name}读不出来：每行应是{KEY_BYTES * 2}个十六进制数字。")
    return keys


def _make_key(path: Path) -> None:
    """Whole at once, and read by the program alone; where two processes begin together the first one's is kept."""
    path.parent.mkdir(parents=True, exist_ok=True)
    begun = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    with os.fdopen(os.open(begun, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(f"{secrets.token_hex(KEY_BYTES)}\n")
    try:
        os.link(begun, path)
    except FileExistsError:
        pass
    finally:
        begun.unlink()
