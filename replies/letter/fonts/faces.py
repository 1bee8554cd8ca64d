"""The faces a page is set in: which roles there are, where the built files lie, and whether all is ready.

`manage.py build_fonts` fills settings.FONTS_DIR once; everything else only reads the list it leaves there.
A face is chosen when it is built, never while printing: the same snapshot gives the same page until
somebody builds the faces again.
"""

import ctypes
import json
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import checks

logger = logging.getLogger(__name__)

# Raise it when the way faces are built changes: what older recipes built is then built again.
RECIPE = 4
LIST = "faces.json"

FANGSONG, TITLE, KAI, HEI, SERIF, RARE, NAMES = ROLES = (
    "banli-fangsong",  # 仿宋: body, and the form
    "banli-song-title",  # 小标宋: title of the letter
    "banli-kai",  # 楷体: headings （一）
    "banli-hei",  # 黑体: headings 一、
    "banli-serif",  # 宋体: every character that 仿宋 lacks, with it all of GB 18030 level 2
    "banli-rare",  # what 宋体 lacks too: 𠮷
    "banli-names",  # 宋体 with the everyday characters too: a name that 仿宋 has not whole
)


class FacesNotBuiltError(Exception):
    """Nothing can be printed before `manage.py build_fonts`."""


@dataclass(frozen=True, slots=True)
class Face:
    """One built typeface."""

    role: str
    path: Path
    label: str  # what it is, for people: 仿宋（FandolFang）
    stand_in: bool  # the right face could not be had


def built_faces() -> dict[str, Face]:
    """The built faces by role; empty if any of them is missing or of an older recipe."""
    folder = Path(settings.FONTS_DIR)
    try:
        listing = json.loads((folder / LIST).read_text(encoding="utf-8"))
        faces = {
            role: Face(role, folder / row["file"], row["label"], row["stand_in"])
            for role, row in listing["faces"].items()
        }
    except (OSError, ValueError, LookupError, TypeError):
        return {}
    ready = listing["recipe"] == RECIPE and all(role in faces and faces[role].path.is_file() for role in ROLES)
    return faces if ready else {}


def require_faces() -> dict[str, Face]:
    """The built faces by role. Raises FacesNotBuiltError before `manage.py build_fonts`."""
    faces = built_faces()
    if not faces:
        raise FacesNotBuiltError("打印字体还没有准备好，请先运行 manage.py build_fonts。")
    return faces


def faces_stylesheet(faces: dict[str, Face], roles: Iterable[str] = ROLES) -> str:
    """The @font-face rules, one a role."""
    return "\n".join(
        f'@font-face {{ font-family: {role}; src: url("{faces[role].path.as_uri()}"); }}' for role in roles
    )


def check_printing(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    """A system check: what would make printing slow, ugly or impossible on this machine."""
    found: list[checks.CheckMessage] = []
    if not _has_library("libpango-1.0.so.0") or not _has_library("libpangoft2-1.0.so.0"):
        found.append(
            checks.Warning(
                "没有找到 Pango 排版库，无法生成 PDF。",
                hint="Debian：apt-get install --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0",
                id="replies.W001",
            )
        )
    if not _has_library("libharfbuzz-subset.so.0"):
        found.append(
            checks.Error(
                "没有找到 libharfbuzz-subset，打印一份要慢十倍以上，办理台不能启动。",
                hint="Debian：apt-get install --no-install-recommends libharfbuzz-subset0",
                id="replies.E002",
            )
        )
    faces = built_faces()
    if not faces:
        found.append(checks.Warning("打印字体还没有准备好。", hint="请运行 manage.py build_fonts", id="replies.W003"))
    elif poor := [face.label for face in faces.values() if face.stand_in]:
        found.append(
            checks.Warning(
                "部分打印字体用了替代字体：" + "、".join(poor) + "。",
                hint="能连上软件源后运行 manage.py build_fonts --force",
                id="replies.W004",
            )
        )
    return found


def announce_faces() -> None:
    """Say at a server's start what it prints with, and refuse to start where printing would be too slow."""
    found = check_printing(None)
    for one in found:
        logger.log(one.level, "%s%s", one.msg, f"（{one.hint}）" if one.hint else "")
    if any(one.is_serious() for one in found):
        raise SystemExit("打印所需的程序库不全，没有启动。")
    if ready := built_faces():
        logger.info("打印字体：%s", "、".join(face.label for face in ready.values()))


def register_check() -> None:
    """Called once, from the app's `ready()`."""
    checks.register(check_printing, "pdf")


def _has_library(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True
