"""What must not be shown to the public (政府信息公开条例 15: 个人隐私)."""

import re
from collections.abc import Iterator
from datetime import date

from replies.checks.finding import ERROR, WARNING, Finding, Letter, Line

_MOBILE = re.compile(r"(?<![\d-])1[3-9]\d(?:[ -]?\d{4}){2}(?!\d)")
_LANDLINE = re.compile(r"(?<![\d-])(?:[（(]?0\d{2,3}[）)]?[ -]?[2-8]\d{6,7}|[2-8]\d{7})(?![\d年元人户平万亿米吨件])")
_IDENTITY = re.compile(r"(?<!\d)[1-8]\d{5}((?:19|20)\d{2})(\d{2})(\d{2})\d{3}[\dXx](?![\dXx])")
_HOME = re.compile(
    r"(?:[\u4e00-\u9fff]{1,8}(?:路|街|道|巷|村|新村|小区|苑|园|里|坊))?(?:\d+弄)?\d+(?:号楼?|幢|栋)(?:\d+单元)?\d{2,4}室"
    r"|(?:家住|住址[为是：:]?|现住)[\u4e00-\u9fff]{1,12}\d+[弄号]\w{0,8}"
)
_CARD = re.compile(r"(?<!\d)(?:62|4|5)\d{14,17}(?!\d)")
PERSONAL = (
    (_IDENTITY, "身份证号码", ERROR),
    (_CARD, "银行卡号", ERROR),
    (_MOBILE, "手机号码", ERROR),
    (_HOME, "住址", ERROR),
    (_LANDLINE, "电话号码", WARNING),
)


def personal_data(letter: Letter) -> Iterator[Finding]:
    """Telephone and identity numbers, home addresses and bank cards in a letter that will be public in full."""
    if letter.facts.disclosure != "主动公开·全文":
        return
    for line in (*letter.title, *letter.body):
        yield from in_public(line, letter)
    phone = letter.facts.letter.phone if letter.facts.letter else ""
    line = Line("letter.phone", 0, phone)
    for match in line.find(_MOBILE):
        message = "这封答复将主动公开，联系电话是手机号码，请改用办公电话。"
        yield line.finding("personal_data", ERROR, *match.span(), message)


def in_public(line: Line, letter: Letter) -> Iterator[Finding]:
    """The personal data in one line of public text."""
    reply = letter.facts.letter
    own = {re.sub(r"\D", "", phone) for phone in (letter.facts.phone, reply.phone if reply else "")}
    taken: list[tuple[int, int]] = []
    for pattern, name, severity in PERSONAL:
        for match in line.find(pattern):
            if pattern is _IDENTITY and not _born(*match.groups()):
                continue
            if pattern is _LANDLINE and re.sub(r"\D", "", match.group()) in own:
                continue
            if any(start < match.end() and match.start() < end for start, end in taken):
                continue
            taken.append(match.span())
            message = f"这封答复将主动公开，文中有{name}“{match.group()}”，请删去或改为不公开。"
            yield line.finding("personal_data", severity, *match.span(), message)


def _born(year: str, month: str, day: str) -> bool:
    try:
        date(int(year), int(month), int(day))
    except ValueError:
        return False
    return True
