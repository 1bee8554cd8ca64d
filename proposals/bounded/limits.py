"""How much one foreign file may take, what a reader says of a file it does not read, and what is said of one that
broke its bounds."""

from dataclasses import dataclass

MEGABYTE = 1024 * 1024
TOO_MUCH = (
    "这个文件展开以后太大，或者太复杂，读取时超过了限度，没有收下。请去掉多余的内容，或者另存、打印成新的文件再交。"
)
BROKEN = "文件打不开，可能没有传完整，或者不是标准的文件。请重新选择，或者另存一份再交。"
NOBODY = "服务器现在忙，没有读这个文件。请过一会儿再交一次。"


@dataclass(frozen=True)
class Limits:
    """Of one child: processor seconds, seconds by the clock, memory beyond its first, bytes of its answer."""

    seconds: int = 8
    wait: int = 10
    memory: int = 300 * MEGABYTE
    output: int = 64 * MEGABYTE


USUAL = Limits()


class Unreadable(ValueError):
    """A foreign file that is not read, with the sentence that says why and what to do; a kind of it has its own
    sentences for a file that breaks its bounds or its reader."""

    too_much = TOO_MUCH
    broken = BROKEN


class Unbounded(ValueError):
    """Words that are larger than any that are stored or set, with the sentence that says how and what to do. A page
    that catches it nowhere else answers with that sentence and with what was typed (proposals/web/middleware.py)."""

    http_status = 400
