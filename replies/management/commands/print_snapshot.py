"""`manage.py print_snapshot IN.json OUT.pdf`: print one case from its JSON file (docs/case-format.md)."""

import os
import sys
import tempfile
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandParser

from proposals.bounded.limits import Unbounded
from replies.letter.fonts.faces import FacesNotBuiltError
from replies.letter.pdf import copies
from replies.letter.snapshot import MAX_BYTES, Snapshot, SnapshotError
from replies.prints.issue import address_of

NAMES = {
    "1": (copies.KEPT,),
    "2": (copies.PROPOSER,),
    "3": (copies.OFFICE_1,),
    "4": (copies.OFFICE_2,),
    "存承办单位": (copies.KEPT,),
    "送意见提出人": (copies.PROPOSER,),
    "送区政府办公室": (copies.OFFICE_1, copies.OFFICE_2),
}


class Command(BaseCommand):
    help = "由 JSON 文件打印一件的办理情况表和答复（格式见 docs/case-format.md）"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", metavar="IN.json", help="案件的 JSON 文件；- 为标准输入")
        parser.add_argument("target", metavar="OUT.pdf", help="要写的 PDF 文件")
        parser.add_argument(
            "--copies",
            default="1,2,3,4",
            metavar="1,2,3,4",
            help="打印哪几份：份号（1 存承办单位，2 送意见提出人，3、4 送区政府办公室）或去处的名称，不写则四份；"
            "each 为提出人每人一份；record 为存档件，只一份、不标份号",
        )
        parser.add_argument("--duplex", action="store_true", help="双面打印：表、答复、附页各从新的一张纸开始")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            snapshot = Snapshot.from_bytes(_read(options["source"]))
            chosen = _copies(options["copies"], snapshot)
            marks = copies.Marks(address=address_of(snapshot.verification), duplex=options["duplex"])
            _write(Path(options["target"]), copies.render_copies(snapshot, chosen, marks))
        except (SnapshotError, FacesNotBuiltError, Unbounded) as error:
            self.stop(str(error))
        except OSError as error:
            self.stop(f"{error.filename}：{_reason(error)}。")

    def stop(self, sentence: str) -> NoReturn:
        self.stderr.write(sentence)
        sys.exit(2)


def _read(source: str) -> bytes:
    if source == "-":
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    with Path(source).open("rb") as file:
        return file.read(MAX_BYTES + 1)


def _copies(wanted: str, snapshot: Snapshot) -> tuple[copies.Copy, ...] | None:
    """The copies asked for, in the order asked for."""
    if wanted == "record":
        return None
    if wanted == "each":
        return copies.for_each_deputy(snapshot)
    chosen: list[copies.Copy] = []
    for name in wanted.replace("，", ",").split(","):
        if name.strip() not in NAMES:
            raise SnapshotError(f"--copies：没有“{name.strip()}”这一份，应为 {'、'.join(NAMES)}、each、record 之一。")
        chosen += NAMES[name.strip()]
    return tuple(chosen)


def _write(target: Path, content: bytes) -> None:
    """All of the file or none of it."""
    if target.is_dir():
        raise IsADirectoryError(0, "", str(target))
    if not target.parent.is_dir():
        raise FileNotFoundError(0, "", str(target.parent))
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=".print-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        Path(name).chmod(0o640)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _reason(error: OSError) -> str:
    """The usual reasons in words."""
    reasons = {
        FileNotFoundError: "没有这个文件或文件夹",
        IsADirectoryError: "这是一个文件夹",
        NotADirectoryError: "路径中有一段不是文件夹",
        PermissionError: "没有权限",
    }
    return reasons.get(type(error), error.strerror or "无法读写")
