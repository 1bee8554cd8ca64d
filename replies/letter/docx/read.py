"""The text of a .docx file as one types it here: plain lines, one a paragraph, automatic numbers written out.

What has a field of its own goes there (文号, 附件, 联系人, 抄送); what the program prints itself is set aside; what a
letter of plain text has no place for (tables, pictures, notes, what was struck out) is left out, and told with its
place.
"""

from dataclasses import asdict
from typing import Any

from proposals.bounded.ask import read_bounded
from proposals.formats.plain_text import MOST_LINES
from replies.letter.docx.letters import read_letter
from replies.letter.docx.markup.lines import Line, number_places, tell_missing
from replies.letter.docx.markup.package import Package, UnreadableDocument, W
from replies.letter.docx.markup.paragraphs import BlockReader
from replies.letter.docx.tables import open_tables
from replies.letter.docx.word_text import WordText
from replies.letter.snapshot import MAX_BODY, MAX_TITLE


def read_document(content: bytes, number: str = "") -> WordText:
    """Take the text out of a .docx file; UnreadableDocument says in a sentence why it cannot be. Of several letters
    the one that names `number`, the case's, is taken."""
    package = Package(content)
    body = package.document.find(f"{W}body") if package.document is not None else None
    if body is None:
        raise UnreadableDocument("文件里没有正文。请打开看看，是不是选错了文件。")
    try:
        items = open_tables(BlockReader(package, body).items)
    except RecursionError:
        raise UnreadableDocument(
            "文件里的内容一层套一层，太深了，没有读取。请把文字复制出来，粘贴到正文里。"
        ) from None
    number_places(items)
    found = read_letter([item for item in items if isinstance(item, Line)], number)
    found.left_out += tell_missing(items)
    _finish(found, package)
    return found


def take_document(content: bytes, number: str = "") -> WordText:
    """The same, read by a bounded child."""
    return WordText(**read_bounded(tell_document, content, number, refusal=UnreadableDocument))


def tell_document(content: bytes, number: str) -> dict[str, Any]:
    """What the child says of it."""
    return asdict(read_document(content, number))


def _finish(found: WordText, package: Package) -> None:
    found.title = found.title[:MAX_TITLE]
    if len(found.body) > MAX_BODY or len(found.lines) > MOST_LINES:
        raise UnreadableDocument(
            f"文件里有{len(found.lines)}段、{len(found.body)}字，一篇答复最多{MOST_LINES}段、{MAX_BODY}字。"
            "请只留答复的正文，再导入一次。"
        )
    parts = [package.named(kind) for kind in ("header", "footer")]
    if any(part is not None and "".join(part.itertext(f"{W}t")).strip(" -—0123456789") for part in parts):
        found.left_out.append("页眉、页脚里的文字没有取入")
    if found.beside:
        found.notes.append(
            f"没有放进正文的（由本系统印出，或者另有步骤登记）：{'；'.join(dict.fromkeys(found.beside))}。"
        )
    if not (found.lines or found.title):
        raise UnreadableDocument("文件里没有文字（可能只有表格或图片）。请把文字复制出来，粘贴到正文里。")
