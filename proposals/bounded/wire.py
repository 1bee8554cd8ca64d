"""What passes between the one who asks and the child that reads: lengths, JSON, and bytes beside it. Never pickle:
the child has met a foreign file, and what it says is data."""

import json
import struct
from collections.abc import Callable
from typing import Any

LENGTH = struct.Struct("!Q")
BEGUN = b"+"  # the first that a child writes: somebody is at it
_BYTES = "\0bytes"  # stands in the JSON for bytes that follow it


def pack(value: Any) -> bytes:
    """Plain data (None, texts, numbers, lists, dicts, bytes) as one message."""
    blobs: list[bytes] = []

    def beside(one: object) -> dict[str, int]:
        if not isinstance(one, bytes):
            raise TypeError(f"no plain data: {type(one)}")
        blobs.append(one)
        return {_BYTES: len(one)}

    text = json.dumps(value, default=beside, ensure_ascii=False, separators=(",", ":")).encode(
        "utf-8", "surrogatepass"
    )
    return b"".join((LENGTH.pack(len(text)), text, *blobs))


def unpack(message: bytes) -> Any:
    """The same data; a tuple has become a list. Raises ValueError for what `pack` did not write."""
    if len(message) < LENGTH.size:
        raise ValueError("no message")
    at = LENGTH.size + LENGTH.unpack_from(message)[0]
    text = message[LENGTH.size : at].decode("utf-8", "surrogatepass")
    try:
        return json.loads(text, object_hook=_placing(message, at))
    except RecursionError:
        raise ValueError("too deep") from None


def _placing(message: bytes, at: int) -> Callable[[dict[str, Any]], Any]:
    """Puts the bytes where they stood: objects are met in the order in which they were written."""
    places = [at]

    def place(one: dict[str, Any]) -> Any:
        if one.keys() != {_BYTES}:
            return one
        begin, size = places[-1], one[_BYTES]
        if not isinstance(size, int) or not 0 <= size <= len(message) - begin:
            raise ValueError("bytes that are not there")
        places.append(begin + size)
        return message[begin : begin + size]

    return place
