"""The finishing of a record: what PDF/UA-1 (ISO 14289-1) asks for beyond what WeasyPrint writes, and the packing."""

import io
import re
from collections.abc import Iterator
from functools import partial

import pikepdf

# WeasyPrint names one standard in a file's metadata; the record keeps to two. PDF/A wants the second one's words
# explained (ISO 19005-3, 6.6.2.3).
_PDF_UA = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
</rdf:RDF>"""
_MARKED = re.compile(rb"/Span\n<</MCID (\d+)>>\nBDC")
_PAGINATION = b"/Artifact <</Type /Pagination>> BDC"


def finish_pdf(raw: bytes) -> bytes:
    """The bytes that are stored, from WeasyPrint's unpacked ones. Same input, same output."""
    with pikepdf.open(io.BytesIO(raw)) as pdf:
        metadata = pdf.Root.Metadata
        metadata.write(metadata.read_bytes().replace(b"</rdf:RDF>", _PDF_UA))
        _mark_headers_and_footers(pdf)
        _scope_table_headers(pdf.Root.StructTreeRoot)
        return pack_pdf(pdf)


def pack_pdf(pdf: pikepdf.Pdf, *, plain: bool = False) -> bytes:
    """Small and always the same; `plain` with every object by itself, as batch.py reads them."""
    target = io.BytesIO()
    mode = pikepdf.ObjectStreamMode
    pdf.save(
        target,
        object_stream_mode=mode.disable if plain else mode.generate,
        compress_streams=True,
        deterministic_id=True,
    )
    return target.getvalue()


def _mark_headers_and_footers(pdf: pikepdf.Pdf) -> None:
    """What WeasyPrint paints in a page's margin is tagged but hangs on no tree: it becomes an artifact (7.8)."""
    tree = pdf.Root.StructTreeRoot
    document = tree.K[0]
    linked = {element.objgen for element in document.K}
    numbers = tree.ParentTree.Nums
    for page, elements in zip(pdf.pages, (numbers[at] for at in range(1, len(numbers), 2)), strict=False):
        loose = {number for number, element in enumerate(elements) if _top(element, document).objgen not in linked}
        for number in loose:
            elements[number] = None
        content = page.Contents.read_bytes()
        page.Contents.write(_MARKED.sub(partial(_mark, loose=loose), content))


def _top(element: pikepdf.Object, document: pikepdf.Object) -> pikepdf.Object:
    while element.P.objgen != document.objgen:
        element = element.P
    return element


def _mark(mark: re.Match[bytes], *, loose: set[int]) -> bytes:
    return _PAGINATION if int(mark.group(1)) in loose else mark.group()


def _scope_table_headers(tree: pikepdf.Object) -> None:
    """Every TH says whose header it is (7.5): a row with one heads itself, a row of several and the rows of a table's
    head the columns. WeasyPrint's own lists of headers lose their place next to a cell that spans columns."""
    for row in _elements(tree, "/TR"):
        headers = [cell for cell in row.K if cell.S == "/TH"]
        for cell in row.K:
            if "/Headers" in cell.A:
                del cell.A.Headers
        for cell in headers:
            alone = len(headers) == 1 and row.P.S != "/THead"
            cell.A.Scope = pikepdf.Name.Row if alone else pikepdf.Name.Column


def _elements(element: pikepdf.Object, kind: str) -> Iterator[pikepdf.Object]:
    if element.get("/S") == kind:
        yield element
        return
    children = element.get("/K")
    if isinstance(children, pikepdf.Array):
        for child in children:
            if isinstance(child, pikepdf.Dictionary):
                yield from _elements(child, kind)
