"""The words of any Word file as plain lines, to be read beside something else: no letter is looked for."""

from replies.letter.docx.markup.lines import Line
from replies.letter.docx.markup.package import Package, UnreadableDocument, W
from replies.letter.docx.markup.paragraphs import BlockReader
from replies.letter.docx.tables import open_tables

MOST = 2_000  # lines shown of a file


def read_plain_lines(content: bytes) -> list[str]:
    """Paragraphs in order, automatic numbers written out, rows of tables with bars. Raises UnreadableDocument with
    the sentence that says why not."""
    package = Package(content)
    body = package.document.find(f"{W}body") if package.document is not None else None
    if body is None:
        raise UnreadableDocument("文件里没有正文。")
    try:
        items = open_tables(BlockReader(package, body).items)
    except RecursionError:
        raise UnreadableDocument("文件里的内容一层套一层，太深了，没有读取。") from None
    return [item.text for item in items if isinstance(item, Line) and item.text.strip()][:MOST]
