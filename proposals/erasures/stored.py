"""What can be read of a stored file: the words of a PDF, of Word, Excel, a plain text. Asked through bounded."""

import io
import re
import zipfile

import pypdfium2

from proposals.bounded.limits import Unreadable

PARTS_MOST, CHARACTERS_MOST = 400, 4_000_000
TAGS = re.compile(r"<[^>]*>")
PARAGRAPHS = re.compile(r"</w:p>|</a:p>|</row>|</si>")


class NoWords(Unreadable):
    """A picture, or a scan: nothing that the program can read."""


def find_in_file(content: bytes, words: list[str]) -> int:
    """How often these words stand in the file; raises NoWords where it says nothing to a program."""
    said = read_words(content)
    if not said.strip():
        raise NoWords("程序读不出里面的字")
    plain = re.sub(r"\s", "", said)
    return sum(plain.count(re.sub(r"\s", "", word)) for word in words)


def read_words(content: bytes) -> str:
    """The words, as they follow each other; "" where there are none."""
    if content.startswith(b"%PDF"):
        with pypdfium2.PdfDocument(content) as pdf:
            pages = (page.get_textpage().get_text_bounded() for page in pdf)
            return "\n".join(pages)[:CHARACTERS_MOST]
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            names = [name for name in packed.namelist() if name.endswith((".xml", ".rels"))][:PARTS_MOST]
            parts = (packed.read(name).decode("utf-8", "replace") for name in names)
            return TAGS.sub("", PARAGRAPHS.sub("\n", "\n".join(parts)))[:CHARACTERS_MOST]
    for encoding in ("utf-8", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return "" if "\0" in text else text[:CHARACTERS_MOST]
    return ""
