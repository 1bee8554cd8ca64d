"""The keys of the heads, for those who keep them: each public key with from when to when it signed, by what it was
replaced and why, signed with the present one. A new key is believed where the one before signed it."""

import json
import os
from pathlib import Path
from typing import Any

from django.conf import settings

from proposals.heads.keys import CHANGED, is_signed_by, key_events, load_head_key, public_in, public_of, sign_text

MANIFEST = "manifest.json"
LONGEST = 200_000  # bytes; a key is 400


def manifest_content() -> str:
    """The file; "" where there is no key, or another than the record's. Of the same record the same to the letter."""
    key, events = load_head_key(), key_events()
    if key is None or not events or public_in(events[-1]) != public_of(key):
        return ""
    ends = [*(one.at.isoformat(timespec="seconds") for one in events[1:]), ""]
    keys = [
        {
            "key": public_in(event),
            "from": event.at.isoformat(timespec="seconds"),
            "to": end,
            "how": event.label,
            "why": event.comment,
            "by": event.actor_name,
            "signature": event.source,
        }
        for event, end in zip(events, ends, strict=True)
    ]
    said = {"installation": settings.PUBLIC_URL, "key": public_of(key), "keys": keys}
    text = json.dumps(said, ensure_ascii=False, sort_keys=True)
    return json.dumps({"text": text, "signature": sign_text(key, text)}, ensure_ascii=False, indent=1) + "\n"


def write_manifest(folder: Path) -> bool:
    """Write it beside the heads, whole or not at all, in the place of one with fewer keys alone: one that was changed
    stays to be seen, so does another installation's. Returns whether it was written. Raises OSError, and ValueError
    with a sentence for one that stays."""
    content, path = manifest_content(), folder / MANIFEST
    if not content:
        return False
    if path.exists():
        there = path.read_text(encoding="utf-8", errors="replace")
        if there == content:
            return False
        if (wrong := why_not_followed(there, content)) or path.is_symlink():
            raise ValueError(f"{MANIFEST}{wrong or '是一个链接'}，没有覆盖")
    write_whole(path, content)
    return True


def why_not_followed(there: str, ours: str) -> str:
    """Why the manifest that is there is none of an earlier time; "" where it is."""
    try:
        earlier = [one["key"] for one in read_manifest(there)]
    except ValueError:
        return "读不出来，或者签名不对，被改过"
    keys = [one["key"] for one in read_manifest(ours)]
    if earlier[0] != keys[0]:
        return "是另一个系统的，请各用一个文件夹"
    return "" if earlier == keys[: len(earlier)] else "里面的钥匙与管理记录里的不同"


def write_whole(path: Path, content: str | bytes) -> None:
    """The file has its name only when it is whole. Raises OSError."""
    begun = path.with_suffix(".part")
    with begun.open("wb") as file:
        file.write(content.encode() if isinstance(content, str) else content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(begun, path)


def read_manifest(content: str) -> list[dict[str, str]]:
    """The keys that it names, the oldest first. Raises ValueError where it is none, or was changed."""
    try:
        kept: dict[str, Any] = json.loads(content)
        text, signature = str(kept["text"]), str(kept["signature"])
        said: dict[str, Any] = json.loads(text)
        keys = [{str(name): str(value) for name, value in one.items()} for one in said["keys"]]
        last = keys[-1]["key"]
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
        raise ValueError("manifest") from None
    if last != said.get("key") or not is_signed_by(last, text, signature):
        raise ValueError("manifest")
    return keys


def follow_keys(content: str, known: str) -> str:
    """The present key, where each from the known one on was signed by the one before it; "" where not."""
    try:
        keys = read_manifest(content)
    except ValueError:
        return ""
    names = [one["key"] for one in keys]
    if known not in names:
        return ""
    at = known
    for one in keys[names.index(known) + 1 :]:
        if one.get("how") != CHANGED or not is_signed_by(at, one["key"], one.get("signature", "")):
            return ""
        at = one["key"]
    return at
