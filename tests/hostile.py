"""Files made to break whoever reads them: small here, large inside. Made when they are asked for, never kept."""

import io
import struct
import uuid
import warnings
import zipfile
import zlib
from collections.abc import Callable

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
MAIN = "application/vnd.openxmlformats-officedocument."
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
LAUGHS = "<!DOCTYPE x [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {name} '{f'&{before};' * 10}'>" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


def packed(parts: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as made:
        for name, source in parts.items():
            made.writestr(name, source)
    return out.getvalue()


def word(body: str = "", *, head: str = "", types: str = "", **parts: str | bytes) -> bytes:
    """A .docx with this body; `parts` by their names, / written as __."""
    override = f'<Override PartName="/word/document.xml" ContentType="{MAIN}wordprocessingml.document.main+xml"/>'
    text = body or "<w:p><w:r><w:t>正文</w:t></w:r></w:p>"
    return packed(
        {
            "[Content_Types].xml": f"<Types>{override}{types}</Types>",
            "word/document.xml": f"{head}<w:document {W}><w:body>{text}</w:body></w:document>",
            **{name.replace("__", "/"): source for name, source in parts.items()},
        }
    )


def book(rows: str = "", *, more: str = "", sheets: int = 1, **parts: str | bytes) -> bytes:
    """An .xlsx with these rows in each of its sheets."""
    kinds = "".join(
        f'<Override PartName="/xl/worksheets/sheet{at}.xml" ContentType="{MAIN}spreadsheetml.worksheet+xml"/>'
        for at in range(1, sheets + 1)
    )
    listed = "".join(f'<sheet name="表{at}" sheetId="{at}" r:id="rId{at}"/>' for at in range(1, sheets + 1))
    ties = "".join(
        f'<Relationship Id="rId{at}" Type="{R[9:-1]}/worksheet" Target="worksheets/sheet{at}.xml"/>'
        for at in range(1, sheets + 1)
    )
    office = f'<Relationship Id="rId1" Type="{R[9:-1]}/officeDocument" Target="xl/workbook.xml"/>'
    top = f'<Override PartName="/xl/workbook.xml" ContentType="{MAIN}spreadsheetml.sheet.main+xml"/>'
    return packed(
        {
            "[Content_Types].xml": f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{top}{kinds}</Types>',
            "_rels/.rels": f'<Relationships xmlns="{RELATIONS}">{office}</Relationships>',
            "xl/workbook.xml": f"<workbook {S} {R}><sheets>{listed}</sheets></workbook>",
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{RELATIONS}">{ties}</Relationships>',
            **{
                f"xl/worksheets/sheet{at}.xml": f"<worksheet {S}><sheetData>{rows}</sheetData>{more}</worksheet>"
                for at in range(1, sheets + 1)
            },
            **{name.replace("__", "/"): source for name, source in parts.items()},
        }
    )


def relation(kind: str, target: str) -> str:
    return (
        f'<Relationships xmlns="{RELATIONS}"><Relationship Id="rId9" Type="{R[9:-1]}/{kind}" Target="{target}" '
        'TargetMode="External"/></Relationships>'
    )


def numbered(paragraphs: int, styles: int) -> bytes:
    """A paragraph whose style is based on another, that on another …: asked for each paragraph."""
    chain = "".join(
        f'<w:style w:type="paragraph" w:styleId="s{at}"><w:basedOn w:val="s{at + 1}"/></w:style>'
        for at in range(styles)
    )
    kind = f'<Override PartName="/word/styles.xml" ContentType="{MAIN}wordprocessingml.styles+xml"/>'
    body = '<w:p><w:pPr><w:pStyle w:val="s0"/></w:pPr><w:r><w:t>甲</w:t></w:r></w:p>' * paragraphs
    return word(body, types=kind, **{"word__styles.xml": f"<w:styles {W}>{chain}</w:styles>"})


def levels(count: int) -> bytes:
    """A list of so many levels, each of which is looked at when one above it counts on."""
    rows = "".join(f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:lvlText w:val="%1"/></w:lvl>' for at in range(count))
    numbering = (
        f'<w:numbering {W}><w:abstractNum w:abstractNumId="1">{rows}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
    )
    kind = f'<Override PartName="/word/numbering.xml" ContentType="{MAIN}wordprocessingml.numbering+xml"/>'
    body = "".join(
        f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{at % count}"/><w:numId w:val="1"/></w:numPr></w:pPr></w:p>'
        for at in range(7_000)
    )
    return word(body, types=kind, **{"word__numbering.xml": numbering})


def png(width: int, height: int, *, whole: bool = True, grey: bool = False) -> bytes:
    """A white picture: a dot is an eighth of a bit of the file."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    packer = zlib.compressobj(9)
    rows = b"".join(
        packer.compress(b"\0" + b"\xff" * ((1 if grey else 3) * width)) for _ in range(height if whole else 1)
    )
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0 if grey else 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", rows + packer.flush()) + chunk(b"IEND", b"")


def pdf(change: Callable[[pikepdf.Pdf], None] = lambda made: None) -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        change(made)
        made.save(out, deterministic_id=True)
    return out.getvalue()


def opening(**action: object) -> bytes:
    def act(made: pikepdf.Pdf) -> None:
        made.Root.OpenAction = made.make_indirect(pikepdf.Dictionary(**action))

    return pdf(act)


def carrying() -> bytes:
    def attach(made: pikepdf.Pdf) -> None:
        made.attachments["报价.exe"] = b"MZ"

    return pdf(attach)


def swelling(megabytes: int) -> bytes:
    """A page whose content unpacks to so much."""

    def fill(made: pikepdf.Pdf) -> None:
        stream = made.make_stream(zlib.compress(b" " * (megabytes << 20), 9))
        stream.Filter = pikepdf.Name.FlateDecode
        made.pages[0].Contents = stream

    return pdf(fill)


def many_objects(count: int) -> bytes:
    def fill(made: pikepdf.Pdf) -> None:
        made.Root.Many = pikepdf.Array([made.make_indirect(pikepdf.Dictionary()) for _ in range(count)])

    out = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        fill(made)
        made.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def lying(content: bytes, part: str, size: int) -> bytes:
    """The same archive, whose headers say another size of one part."""
    out, name = bytearray(content), part.encode()
    at = 0
    while (at := out.find(b"PK\x01\x02", at)) >= 0:
        if out[at + 46 : at + 46 + len(name)] == name:
            out[at + 24 : at + 28] = struct.pack("<L", size)
        at += 4
    return bytes(out)


def nested(depth: int) -> bytes:
    inner = b"0" * 1_000_000
    for _ in range(depth):
        inner = packed({"扫描.zip": inner})
    return inner


OUTSIDE = "http://198.51.100.7/x"
CELL = '<c t="inlineStr"><is><t>甲</t></is></c>'

# name → (door, how it is made). The doors: what is kept, a Word file whose text is taken in, a list, a stack.
CHEAP: dict[str, tuple[str, Callable[[], bytes]]] = {
    "docx, two parts of one name": ("kept", lambda: packed_twice()),
    "docx, a part ../": ("kept", lambda: word(**{"..__..__x.xml": "<x/>"})),
    "docx, laughs": ("kept", lambda: word(head=f"{LAUGHS}]>")),
    "docx, an object": ("kept", lambda: word(**{"word__embeddings__a.bin": b"x"})),
    "docx, a template outside": (
        "kept",
        lambda: word(**{"word___rels__settings.xml.rels": relation("attachedTemplate", OUTSIDE)}),
    ),
    "docx, a picture outside": (
        "kept",
        lambda: word(**{"word___rels__document.xml.rels": relation("image", "file://198.51.100.7/a.png")}),
    ),
    "docx, a link that runs": (
        "kept",
        lambda: word(**{"word___rels__document.xml.rels": relation("hyperlink", "javascript:alert(1)")}),
    ),
    "docx, macros": ("kept", lambda: word(**{"word__vbaProject.bin": b"x"})),
    "xlsx, a macro sheet": ("kept", lambda: book(**{"xl__macrosheets__sheet1.xml": "<x/>"})),
    "xlsx, another book": ("kept", lambda: book(**{"xl__externalLinks__externalLink1.xml": "<x/>"})),
    "docx, a size that is untrue": ("kept", lambda: lying(word(), "word/document.xml", 5)),
    "zip in zip": ("kept", lambda: nested(5)),
    "pdf, a script": ("kept", lambda: opening(S=pikepdf.Name.JavaScript, JS="app.alert(1)")),
    "pdf, a program": ("kept", lambda: opening(S=pikepdf.Name.Launch, F="cmd.exe")),
    "pdf, a page of the web by itself": ("kept", lambda: opening(S=pikepdf.Name.URI, URI=OUTSIDE)),
    "pdf, another file": ("kept", lambda: opening(S=pikepdf.Name.GoToR, F="//198.51.100.7/a.pdf")),
    "pdf, a form that is sent": ("kept", lambda: opening(S=pikepdf.Name.SubmitForm, F=OUTSIDE)),
    "pdf, a file within": ("kept", carrying),
    "png of 20,000 × 20,000": ("kept", lambda: png(20_000, 20_000, whole=False)),
    "png of 51 million coloured dots": ("kept", lambda: png(5_100, 10_000, whole=False)),
    "png of 73 million grey dots": ("kept", lambda: png(7_300, 10_000, whole=False, grey=True)),
    "gif and page": ("kept", lambda: b"GIF89a/*<html><script>alert(1)</script>*/=1;"),
    "word: laughs": ("word", lambda: word(head=f"{LAUGHS}]>")),
    "word: an object": ("word", lambda: word(**{"word__embeddings__a.bin": b"x"})),
    "word: a template outside": (
        "word",
        lambda: word(**{"word___rels__settings.xml.rels": relation("attachedTemplate", OUTSIDE)}),
    ),
    "word: macros": ("word", lambda: word(**{"word__vbaProject.bin": b"x"})),
    "list: another book": ("list", lambda: book(**{"xl__externalLinks__externalLink1.xml": "<x/>"})),
    "list: a picture outside": (
        "list",
        lambda: book(**{"xl__worksheets___rels__sheet1.xml.rels": relation("image", OUTSIDE)}),
    ),
    "list: a macro sheet": ("list", lambda: book(**{"xl__macrosheets__sheet1.xml": "<x/>"})),
    "word: deep": ("word", lambda: word("<w:sdt><w:sdtContent>" * 2_000 + "</w:sdtContent></w:sdt>" * 2_000)),
    "word: 9,000 paragraphs": ("word", lambda: word("<w:p/>" * 9_000)),
    "list: merged over the sheet": (
        "list",
        lambda: book(more='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
    ),
    "list: 60 sheets": ("list", lambda: book(sheets=60)),
    "list: laughs": ("list", lambda: book(**{"xl__styles.xml": f"{LAUGHS}]><x>&i;</x>"})),
    "stack: a size that is untrue": ("stack", lambda: lying(packed({"a.pdf": pdf()}), "a.pdf", 5)),
}
DEAR: dict[str, tuple[str, Callable[[], bytes]]] = {
    "docx of 200 MB": ("kept", lambda: word(**{"word__big.xml": "<x>" + " " * (201 << 20) + "</x>"})),
    "docx, a text of 199 MB": ("kept", lambda: word(**{"word__big.xml": "<x>" + " " * (199 << 20) + "</x>"})),
    "pdf that unpacks to 1 GB": ("kept", lambda: swelling(1_000)),
    "pdf of 300,000 objects": ("kept", lambda: many_objects(300_000)),
    "png of 49 million dots": ("kept", lambda: png(7_000, 7_000)),
    "png, A3 in grey, 600 dots an inch": ("kept", lambda: png(7_016, 9_933, grey=True)),
    "word: styles upon styles": ("word", lambda: numbered(7_000, 3_900)),
    "word: levels": ("word", lambda: levels(19_000)),
    "word: 12 MB in one part": ("word", lambda: word("<w:p><w:r><w:t>" + "甲" * 4_100_000 + "</w:t></w:r></w:p>")),
    "word: tables in tables": (
        "word",
        lambda: word("<w:tbl><w:tr><w:tc>" * 80 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 80),
    ),
    "list: shared strings": (
        "list",
        lambda: book(
            "<row>" + '<c t="s"><v>1</v></c>' * 60 + "</row>",
            **{"xl__sharedStrings.xml": f"<sst {S}>" + "<si><t>甲</t></si>" * 400_000 + "</sst>"},
        ),
    ),
    "list: 49 sheets of 1,000 rows": ("list", lambda: book(("<row>" + CELL * 3 + "</row>") * 1_000, sheets=49)),
    "list: 300,000 cells": ("list", lambda: book(("<row>" + CELL * 60 + "</row>") * 5_000)),
    "list: 20,000 merged areas": (
        "list",
        lambda: book(
            "<row>" + CELL * 3 + "</row>",
            more="<mergeCells>"
            + "".join(f'<mergeCell ref="A{at}:BH{at + 1}"/>' for at in range(1, 40_000, 2))
            + "</mergeCells>",
        ),
    ),
    "stack: zip of 100 MB": ("stack", lambda: packed({"a.pdf": b"%PDF-1.7 " + b"0" * (99 << 20)})),
}


def packed_twice() -> bytes:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        out = io.BytesIO(word())
        with zipfile.ZipFile(out, "a") as made:
            made.writestr("word/document.xml", "<other/>")
    return out.getvalue()


def send(client, case, door: str, content: bytes):
    """The answer of the page where such a file is handed in."""
    file = SimpleUploadedFile("文件.bin", content)
    if door == "kept":
        return client.post(f"/cases/{case.pk}/materials/", {"said": "附表", "file": file})
    if door == "word":
        address, script = f"/cases/{case.pk}/draft/word/", {"accept": "application/json"}
        return client.post(address, {"word": file}, headers=script)
    if door == "list":
        return client.post("/intake/lists/", {"file": file})
    return client.post("/stacks/", {"scans": file, "came_by": "当面", "key": str(uuid.uuid4())})


def said(response) -> str:
    """What a refused page says of the file."""
    if response["Content-Type"].startswith("application/json"):
        return str(response.json()["error"])
    return " ".join(str(error) for errors in response.context["form"].errors.values() for error in errors)
