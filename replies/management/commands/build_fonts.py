"""Build the faces of the printed pages, once: `manage.py build_fonts`.

The faces come from packages of this machine (see SOURCES): an official face where one is installed, used as
it is; else a free one, cut to what is needed and turned into TrueType outlines, because WeasyPrint embeds
other outlines in a way that only some viewers can show. Nothing of this enters the repository.
"""

import fcntl
import gzip
import importlib.metadata
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
import unicodedata
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from replies.letter.fonts import faces

APT_SECONDS = 180
INSTALLED, DEBIAN, WHEEL = "installed", "debian", "wheel"
FANDOL, WENKAI, NOTO = "texlive-lang-chinese", "fonts-lxgw-wenkai", "pylopdf-fonts-zh-cn"


@dataclass(frozen=True, slots=True)
class Source:
    kind: str
    place: str  # the face's name (installed) or the package's (debian, wheel)
    file: str
    label: str
    stand_in: bool = False


def _official(*names: str) -> tuple[Source, ...]:
    """A face of that role by the names it goes under."""
    return tuple(Source(INSTALLED, name, "", name) for name in names)


def _noto_serif(role: str) -> Source:
    return Source(WHEEL, NOTO, "NotoSerifSC-Regular.otf", f"{role}由思源宋体代替", stand_in=True)


# The first one that can be had is taken.
SOURCES = {
    faces.FANGSONG: (
        *_official("仿宋_GB2312", "FangSong_GB2312", "仿宋", "FangSong"),
        Source(DEBIAN, FANDOL, "FandolFang-Regular.otf", "仿宋（FandolFang）"),
        _noto_serif("仿宋"),
    ),
    faces.TITLE: (
        *_official("方正小标宋简体", "方正小标宋_GBK", "FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05"),
        Source(DEBIAN, FANDOL, "FandolSong-Bold.otf", "小标宋（FandolSong-Bold）"),
        _noto_serif("小标宋"),
    ),
    faces.KAI: (
        *_official("楷体_GB2312", "KaiTi_GB2312", "楷体", "KaiTi"),
        Source(DEBIAN, WENKAI, "LXGWWenKai-Regular.ttf", "楷体（霞鹜文楷）"),
        Source(DEBIAN, FANDOL, "FandolKai-Regular.otf", "楷体（FandolKai）"),
        _noto_serif("楷体"),
    ),
    faces.HEI: (
        *_official("黑体", "SimHei"),
        Source(WHEEL, NOTO, "NotoSansSC-Regular.otf", "黑体（思源黑体）"),
    ),
    faces.SERIF: (Source(WHEEL, NOTO, "NotoSerifSC-Regular.otf", "宋体（思源宋体）"),),
    faces.RARE: (
        Source(DEBIAN, WENKAI, "LXGWWenKai-Regular.ttf", "生僻字（霞鹜文楷）"),
        _noto_serif("生僻字"),
    ),
    faces.NAMES: (Source(WHEEL, NOTO, "NotoSerifSC-Regular.otf", "姓名（思源宋体）"),),
}
# Where Debian's packages put what they install, and the licences in them.
DEBIAN_FOLDERS = (
    Path("/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol"),
    Path("/usr/share/fonts/truetype/lxgw-wenkai"),
)
DEBIAN_LICENCES = {
    FANDOL: ("doc/texlive-doc/fonts/fandol/COPYING.gz", "doc/texlive-doc/fonts/fandol/README"),
    WENKAI: ("doc/fonts-lxgw-wenkai/copyright",),
}


class Command(BaseCommand):
    help = "准备打印字体（只需一次；已备好时立即返回）"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--force", action="store_true", help="重新制作，例如新装了官方字体以后")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(settings.FONTS_DIR)
        folder.mkdir(parents=True, exist_ok=True)
        with _locked(folder / ".lock"):
            if options["force"] or not faces.built_faces():
                self.stdout.write("正在准备打印字体，约需一分钟……")
                self.stdout.flush()
                build_faces(folder)
        ready = faces.require_faces().values()
        self.stdout.write("打印字体已备好：" + "、".join(face.label for face in ready))
        if any(face.stand_in for face in ready):
            self.stderr.write("注意：有字体用了替代字体。能连上软件源后请运行 manage.py build_fonts --force。")


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Two builds at once would do the same work twice: the second one waits and finds it done."""
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def build_faces(folder: Path) -> None:
    """Build in a folder of its own, move the files into place, and only then write the list of them."""
    for left_over in folder.glob(".build-*"):  # of a build that was killed
        shutil.rmtree(left_over)
    with tempfile.TemporaryDirectory(prefix=".build-", dir=folder) as name:
        shelf = Shelf(Path(name))
        chosen = {role: shelf.choose(role) for role in faces.ROLES}
        files = {role: str(path) for role, (source, path) in chosen.items() if source.kind == INSTALLED}
        files |= _convert(chosen, shelf.folder, folder)
        shelf.keep_licences(folder / "licences")
        rows = {
            role: {"file": files[role], "label": source.label, "stand_in": source.stand_in}
            for role, (source, _) in chosen.items()
        }
        listing = shelf.folder / faces.LIST
        listing.write_text(
            json.dumps({"recipe": faces.RECIPE, "faces": rows}, ensure_ascii=False, indent=1),
            encoding="utf-8",
        )
        listing.replace(folder / faces.LIST)
    for old in folder.glob("*.ttf"):
        if old.name not in files.values():
            old.unlink()


def _convert(chosen: dict[str, tuple[Source, Path]], workshop: Path, folder: Path) -> dict[str, str]:
    """Convert each chosen package face once, on all cores; returns the built file's name by its role."""
    from replies.letter.fonts import truetype  # fontTools takes a moment: only when something is built

    # Headings and titles need the everyday characters; what they lack comes from 仿宋, the rest from 宋体.
    fangsong, serif = chosen[faces.FANGSONG][1], chosen[faces.SERIF][1]
    wanted: dict[str, frozenset[int] | None] = dict.fromkeys(faces.ROLES, _everyday())
    wanted[faces.FANGSONG] = None
    wanted[faces.SERIF] = None
    had, everything = truetype.face_characters(fangsong), truetype.face_characters(serif)
    if serif != fangsong:
        wanted[faces.SERIF] = (everything - had) | _page_number()
    wanted[faces.RARE] = truetype.face_characters(chosen[faces.RARE][1]) - everything - had
    wanted[faces.NAMES] = frozenset(filter(_is_hanzi, everything))
    # A face that serves two roles is built for both, but the one of names apart: pages without a rare name do without
    # it. 宋体 comes first: it is the longest job.
    made_as = {}  # the role that a role's face is built as
    firsts: dict[Path, str] = {}
    for role in (faces.SERIF, faces.FANGSONG, faces.TITLE, faces.KAI, faces.HEI, faces.RARE, faces.NAMES):
        source, path = chosen[role]
        if source.kind == INSTALLED:
            continue
        first = made_as[role] = role if role == faces.NAMES else firsts.setdefault(path, role)
        one, other = wanted[first], wanted[role]
        wanted[first] = None if one is None or other is None else one | other
    sources: dict[Path, list[str]] = {}
    for role in dict.fromkeys(made_as.values()):
        sources.setdefault(chosen[role][1], []).append(role)
    with ProcessPoolExecutor(max_workers=min(len(sources), os.cpu_count() or 1)) as pool:
        jobs = [
            (
                roles,
                pool.submit(
                    truetype.convert_faces, path, [(workshop / f"{one}.ttf", one, wanted[one]) for one in roles]
                ),
            )
            for path, roles in sources.items()
        ]
        names = {
            role: f"{role}-{digest[:12]}.ttf"
            for roles, job in jobs
            for role, digest in zip(roles, job.result(), strict=True)
        }
    for role, name in names.items():
        (workshop / f"{role}.ttf").replace(folder / name)
    return {role: names[first] for role, first in made_as.items()}


def _is_hanzi(code: int) -> bool:
    return unicodedata.name(chr(code), "").startswith("CJK ")


def _everyday() -> frozenset[int]:
    """ASCII and all of GB 2312, its symbols too."""
    rows = (bytes((high, low)) for high in range(0xA1, 0xF8) for low in range(0xA1, 0xFF))
    decoded = (row.decode("gbk", "ignore") for row in rows)
    return frozenset(range(0x20, 0x7F)) | {ord(character) for character in decoded if len(character) == 1}


def _page_number() -> frozenset[int]:
    """`— 1 —` is set in 宋体 whatever the body is set in."""
    return frozenset(map(ord, "0123456789— "))


def _may_embed(path: Path) -> bool:
    """Whether the face's owner lets it into a PDF (OS/2 fsType: 2 alone is restricted licence embedding)."""
    from fontTools.ttLib import TTFont  # as above

    with TTFont(path, lazy=True) as font:
        return "OS/2" not in font or font["OS/2"].fsType & 0x000F != 0x0002


class Shelf:
    """Finds sources, unpacking Debian packages into a folder that goes away with the build."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._unpacked: dict[str, Path | None] = {}

    def choose(self, role: str) -> tuple[Source, Path]:
        finders = {INSTALLED: self._installed, DEBIAN: self._debian, WHEEL: self._wheel}
        for source in SOURCES[role]:
            if path := finders[source.kind](source):
                return source, path
        raise FileNotFoundError(f"找不到字体：{role}")

    def _installed(self, source: Source) -> Path | None:
        """An installed face, if fontconfig has exactly this name and its outlines are TrueType."""
        if not (fc_list := shutil.which("fc-list")):
            return None
        query = [fc_list, f":family={source.place}", "file"]
        answer = subprocess.run(query, capture_output=True, text=True)  # noqa: S603 (names are ours)
        for line in sorted(answer.stdout.splitlines()):
            path = Path(line.strip().removesuffix(":"))
            if path.suffix.lower() == ".ttf" and path.read_bytes()[:4] == b"\0\1\0\0" and _may_embed(path):
                return path
        return None

    def _wheel(self, source: Source) -> Path | None:
        distribution = importlib.metadata.distribution(source.place)
        return next((Path(str(file.locate())) for file in distribution.files or () if file.name == source.file), None)

    def _debian(self, source: Source) -> Path | None:
        for place in DEBIAN_FOLDERS:
            if (place / source.file).is_file():
                return place / source.file
        if source.place not in self._unpacked:
            self._unpacked[source.place] = self._unpack(source.place)
        unpacked = self._unpacked[source.place]
        return next(unpacked.rglob(source.file), None) if unpacked else None

    def _unpack(self, package: str) -> Path | None:
        """Download one package from the system's own sources and unpack its faces; nothing is installed."""
        apt_get, dpkg_deb = shutil.which("apt-get"), shutil.which("dpkg-deb")
        if not (apt_get and dpkg_deb):
            return None
        target = self.folder / package
        target.mkdir()
        try:
            download = [apt_get, "download", package]
            subprocess.run(download, cwd=target, check=True, capture_output=True, timeout=APT_SECONDS)  # noqa: S603
            unpack = [dpkg_deb, "--fsys-tarfile", str(next(target.glob("*.deb")))]
            with (
                subprocess.Popen(unpack, stdout=subprocess.PIPE) as process,  # noqa: S603
                tarfile.open(fileobj=process.stdout, mode="r|") as tar,
            ):
                wanted = {source.file for sources in SOURCES.values() for source in sources if source.file}
                for member in tar:
                    licence = member.name.endswith(DEBIAN_LICENCES[package])
                    if not member.isfile() or not (licence or Path(member.name).name in wanted):
                        continue
                    # by hand: tarfile's extraction filters are newer than Debian 12's Python
                    if content := tar.extractfile(member):
                        path = target / member.name
                        path.parent.mkdir(parents=True, exist_ok=True)
                        path.write_bytes(content.read())
        except (OSError, subprocess.SubprocessError, tarfile.TarError, StopIteration):
            return None
        return target

    def keep_licences(self, folder: Path) -> None:
        """Licences of everything that may have been used, next to the faces."""
        folder.mkdir(exist_ok=True)
        for package, endings in DEBIAN_LICENCES.items():
            for ending in endings:
                roots = (Path("/"), self._unpacked.get(package))
                for path in (root / "usr/share" / ending for root in roots if root):
                    if path.is_file():
                        content = path.read_bytes()
                        if path.suffix == ".gz":
                            content = gzip.decompress(content)
                        (folder / f"{package}-{path.name.removesuffix('.gz')}").write_bytes(content)
        for file in importlib.metadata.distribution(NOTO).files or ():
            if "licenses" in file.parts:
                (folder / f"{NOTO}-{file.name}").write_bytes(Path(str(file.locate())).read_bytes())
