"""Rules on what must stand in a letter, and what the program prints round it: number, signature, annexes."""

import re
from collections.abc import Iterator

from replies.letter.checks.findings import ERROR, WARNING, Finding, Letter, LetterLine
from replies.letter.checks.typed import ANNEXES


def missing(letter: Letter) -> Iterator[Finding]:
    """发文字号, 落款, 成文日期, 联系人, 联系电话. Number and date may come with the signature: warnings."""
    reply = letter.facts.letter
    if reply is None:
        return
    rows = (
        ("letter.title", reply.title, ERROR, "没有写标题。"),
        ("document_number", letter.facts.document_number or letter.opinion, WARNING, "还没有发文字号。"),
        ("unit", letter.facts.unit, ERROR, "没有落款单位。"),
        ("letter.signed_on", reply.signed_on or letter.unsigned, WARNING, "还没有成文日期。"),
        ("letter.contact", reply.contact, ERROR, "没有写联系人。"),
        ("letter.phone", reply.phone, ERROR, "没有写联系电话。"),
    )
    for field, value, severity, message in rows:
        if not value:
            yield Finding(f"missing_{field.rpartition('.')[2]}", severity, field, 0, 0, 0, message)


_LEADS_ON = re.compile("(?:如下|收悉)[：:，,。；;]?$")
_CLOSES = re.compile(
    "(?!.*[已将拟现])(?:再次|衷心)*感谢[^。！]*(?:关心|支持|理解|监督|意见)[^。！]*[。！]?|以上意见供.*|特此.*|专此.*|此复.*"
)


def nothing_said(letter: Letter) -> Iterator[Finding]:
    """A letter of salutation, reference and closing alone, as the program offers them, answers nothing."""
    if (
        letter.prose
        and not letter.every_table
        and all(
            line is letter.salutation
            or (line is letter.reference and _LEADS_ON.search(line.text.strip()))
            or _CLOSES.fullmatch(line.text.strip())
            for line in letter.prose
        )
    ):
        last = letter.prose[-1]
        what = "会办意见" if letter.opinion else "答复"
        message = f"正文只有现成的称呼和套话，还没有写{what}的内容。"
        yield last.finding("nothing_said", ERROR, 0, len(last.text), message)


OTHER_BRACKETS = re.compile(r"(?<=[\u4e00-\u9fff])[\[(（【﹝]((?:19|20)[0-9][0-9])[\])）】﹞](?=第?[0-9]+号)")
_OWN_NUMBER = re.compile(r"\S+〔(?:19|20)[0-9][0-9]〕[1-9][0-9]*号")


def document_number(letter: Letter) -> Iterator[Finding]:
    """宝民〔2024〕12号: hexagonal brackets, no 第, no leading zero (GB/T 9704-2012 7.2.5)."""
    own = LetterLine("document_number", 0, letter.facts.document_number)
    for line in (own, *letter.lines):
        for match in line.find(OTHER_BRACKETS):
            yield line.finding(
                "document_number", WARNING, *match.span(), "发文字号的年份用六角括号。", f"〔{match.group(1)}〕"
            )
    written = re.sub(r"[\[(（【﹝]([0-9]{4})[\])）】﹞]", r"〔\1〕", own.text)
    if own.text and not _OWN_NUMBER.fullmatch(written):
        message = "发文字号应像“宝民〔2024〕12号”：代字、六角括号里的年份、不加“第”也不补零的序号。"
        yield own.finding("document_number", WARNING, 0, len(own.text), message)


_ANNEX = re.compile("(?:详见|见|参见)附件(?![，。]?无)")


def annexes(letter: Letter) -> Iterator[Finding]:
    """见附件 needs an annex listed under the body (附件说明, GB/T 9704-2012 7.3.4)."""
    reply = letter.facts.letter
    if reply is None or reply.annexes or any(one.kind == ANNEXES for one in letter.surround):
        return
    for line in letter.prose:
        for match in line.find(_ANNEX):
            yield line.finding("annexes", WARNING, *match.span(), "文中说“见附件”，但没有填附件说明。")
