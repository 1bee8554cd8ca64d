"""Snapshot → PDF. With preview.py, which reads what is laid out here, the only importer of WeasyPrint.

One FontConfiguration and one parsed stylesheet serve the whole process. They are not made for threads, so
that one page is set at a time; run several processes to print several at once. Whatever is set has its time: who
waits for the press waits no longer than that (`Clock`).
"""

import logging
import re
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from weasyprint import CSS, HTML, Attachment, Document
from weasyprint.formatting_structure import boxes
from weasyprint.logger import PROGRESS_LOGGER
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from proposals.bounded.limits import Unbounded
from proposals.formats.plain_text import break_long_words
from replies.letter.fonts import faces, truetype
from replies.letter.pdf import archive, form, letter_page, people
from replies.letter.snapshot import Snapshot
from replies.letter.text import NO_WIDTH

_lock = threading.Lock()
_BETWEEN_TAGS = re.compile(r"(?<=>)[^<]{200,}(?=<)")  # a text that may hold a long word, or many marks
# Processor seconds that pages may take to be set; to write them takes as long again. Everything within the bounds of
# its door takes less than half of it (`python -m bench.bounds`).
SECONDS, WORKER_SECONDS = 6.0, 60.0
TOO_LONG = "这份文件要排的内容太多，排版超过了限度，没有排成。请减少表格和文字，或者把大的表作为附件。"
# A line that lacks more characters than this, before a long foreign word, stays ragged.
WIDEST_GAP = 4
# A record says no more about time than its snapshot does: the same snapshot gives the same bytes.
NO_CLOCK = datetime(2000, 1, 1, tzinfo=UTC)


class FaceFetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint says no types
    """Fetches the built faces only."""

    def __init__(self, paths: list[Path]) -> None:
        super().__init__(allowed_protocols=["file"], allow_redirects=False)
        self.paths = {path.as_uri(): path for path in paths}

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        """The bytes of a face. Raises ValueError for every other address."""
        if url not in self.paths:
            raise ValueError(f"refused: {url}")
        return URLFetcherResponse(url, self.paths[url].read_bytes(), {"Content-Type": "font/ttf"})


class Clock(logging.Handler):
    """Ends the setting of pages past their time. WeasyPrint tells of every page that it begins; what lies between two
    is bounded by what a page holds, and by the longest word (plain_text.WORD_MOST, tables/mark.py)."""

    until = 0.0

    @contextmanager
    def running(self, seconds: float) -> Iterator[None]:
        """While pages are set, in the thread that holds the lock."""
        self.until = time.thread_time() + seconds
        PROGRESS_LOGGER.setLevel(logging.INFO)
        PROGRESS_LOGGER.propagate = False
        PROGRESS_LOGGER.addHandler(self)
        try:
            yield
        finally:
            PROGRESS_LOGGER.removeHandler(self)
            PROGRESS_LOGGER.setLevel(logging.ERROR)

    def emit(self, record: logging.LogRecord) -> None:
        if time.thread_time() > self.until:
            raise Unbounded(TOO_LONG)


_CLOCK = Clock()


class Press:
    """What is made once: faces, stylesheet, fetcher."""

    def __init__(self) -> None:
        built = faces.require_faces()
        self.fetcher = FaceFetcher([face.path for face in built.values()])
        self.coverage = cache(lambda role: truetype.face_characters(built[role].path))
        self.covered = frozenset().union(*(self.coverage(role) for role in (faces.FANGSONG, faces.SERIF, faces.RARE)))
        self.fonts = FontConfiguration()
        static = Path(settings.BASE_DIR) / "static" / "pdf"
        names = (static / "names.css").read_text(encoding="utf-8")
        rules = [(static / name).read_text(encoding="utf-8") for name in ("page.css", "form.css", "letter.css")]
        usual = faces.faces_stylesheet(built, [role for role in faces.ROLES if role != faces.NAMES])
        self.css = self._parse("\n".join([usual, names, *rules]))
        self.label_css = self._parse((static / "label.css").read_text(encoding="utf-8"))
        slip = (static / "slip.css").read_text(encoding="utf-8")
        self.slip_css = self._parse(f"{usual}\n{names}\n{slip}")
        report = (static / "report.css").read_text(encoding="utf-8")
        self.report_css = self._parse(f"{usual}\n{names}\n{report}")
        work = (static / "work_report.css").read_text(encoding="utf-8")
        self.work_css = self._parse("\n".join([usual, names, rules[-1], work]))
        self.picture_css = self._parse(usual)
        self.paper_css = self._parse(f"{names}\n{(static / 'papers.css').read_text(encoding='utf-8')}")

    @cached_property
    def names_css(self) -> CSS:
        """The face of names with a rare character: the largest, and read by the first page that needs it."""
        return self._parse(faces.faces_stylesheet(faces.require_faces(), [faces.NAMES]))

    def _parse(self, css: str) -> CSS:
        return CSS(string=css, font_config=self.fonts, url_fetcher=self.fetcher)

    def missing(self, text: str) -> list[str]:
        """The characters of a text that no face has."""
        return sorted(one for one in set(text) - {"\n", NO_WIDTH} if ord(one) not in self.covered)

    def set(self, html: str, css: CSS, *, seconds: float | None = None) -> Document:
        """Lay out a page of HTML. Characters that no face has are replaced. Every page goes through here while the
        lock is held: whatever door a text came by, no word of it takes longer than others, and Unbounded ends what
        takes longer than its `seconds`."""
        html = _BETWEEN_TAGS.sub(lambda found: break_long_words(found[0], NO_WIDTH), html)
        # a character no face has becomes 〓; one without a look of its own is left out
        table = {ord(one): form.MISSING if form.leaves_gap(one) else None for one in self.missing(html)}
        sheets = [css, self.names_css] if people.IN_SERIF in html else [css]
        with _CLOCK.running(SECONDS if seconds is None else seconds):
            document = HTML(string=html.translate(table), url_fetcher=self.fetcher).render(
                font_config=self.fonts, stylesheets=sheets
            )
        if people.JOINED in html:
            for page in document.pages:
                _drop_joiners(page)
        return document

    def set_spread(self, html: str, css: CSS, *, seconds: float | None = None) -> Document:
        """The same with its lines flush (spread_lines)."""
        document = self.set(html, css, seconds=seconds)
        for page in document.pages:
            spread_lines(page._page_box)
        return document


@cache
def _press() -> Press:
    return Press()


def render_record(snapshot: Snapshot, *, letter_only: bool = False, part: str = "会办意见") -> bytes:
    """The record: form, letter and annexes, once; tagged, PDF/A-3u, with the snapshot inside. A 会办意见, or another
    paper that `part` names, is a letter without a form."""
    with _lock:
        press = _press()
        source = snapshot.to_bytes()
        whom = people.people_of(snapshot, press.coverage)
        context = form.form_context(snapshot, press.missing(source.decode())) | letter_page.letter_context(
            snapshot, whom
        )
        context["part"] = part if letter_only else ""
        html = render_to_string(f"replies/letter/pdf/{'opinion_letter' if letter_only else 'case'}.html", context)
        document = press.set_spread(html, press.css)
        attachment = Attachment(
            string=source,
            url_fetcher=press.fetcher,
            name="snapshot.json",
            description="本件打印内容",
            created=NO_CLOCK,
            modified=NO_CLOCK,
            relationship="Source",
        )
        raw = document.write_pdf(
            pdf_variant="pdf/a-3u", pdf_tags=True, attachments=[attachment], uncompressed_pdf=True
        )
    return archive.finish_pdf(raw)


def lay_out_letter(snapshot: Snapshot) -> list[Any]:
    """The letter alone, set as in the record and never written: its pages as boxes (weasyprint.formatting_structure).
    It begins on a right-hand page there too, after the two pages of the form."""
    with _lock:
        press = _press()
        context = letter_page.letter_context(snapshot, people.people_of(snapshot, press.coverage))
        return _lay_out(snapshot, "letter_alone", context)


def lay_out_form(snapshot: Snapshot) -> list[Any]:
    """The two pages of the 办理情况表 in the same way, without the letter and what goes with it."""
    with _lock:
        press = _press()
        missing = press.missing(snapshot.to_bytes().decode())
        context = form.form_context(snapshot, missing) | letter_page.letter_context(
            snapshot, people.people_of(snapshot, press.coverage)
        )
        return _lay_out(snapshot, "form_alone", context)


def _lay_out(snapshot: Snapshot, template: str, context: dict[str, Any]) -> list[Any]:
    press = _press()
    html = render_to_string(f"replies/letter/pdf/{template}.html", context | {"snapshot": snapshot})
    return [page._page_box for page in press.set_spread(html, press.css).pages]


def render_work_report(context: dict[str, Any], names: Iterable[str]) -> bytes:
    """An 办理情况报告 (report_pages.py), tagged; a worker makes it, nobody waits for the page."""
    with _lock:
        press = _press()
        whom = people.people_named(people.rare_names(names), press.coverage)
        html = render_to_string("replies/letter/pdf/work_report.html", context | {"people": whom})
        document = press.set_spread(html, press.work_css, seconds=WORKER_SECONDS)
        return bytes(document.write_pdf(pdf_tags=True))


def render_picture(svg: str, width: float, height: float) -> bytes:
    """One SVG as a page of its own size in pixels of CSS."""
    sized = f"@page {{ size: {width}px {height}px; margin: 0 }} body {{ margin: 0 }} svg {{ display: block }}"
    with _lock:
        return bytes(_press().set(f"<style>{sized}</style>{svg}", _press().picture_css).write_pdf())


def render_report(template: str, context: dict[str, Any], names: Iterable[str]) -> bytes:
    """A report with its tables and charts, tagged; no record, so that it carries no snapshot. Its tables keep names
    on one line: only those with a rare character are told apart."""
    with _lock:
        whom = people.people_named(people.rare_names(names), _press().coverage)
    return _report(render_to_string(template, context | {"people": whom}))


@lru_cache(maxsize=4)
def _report(html: str) -> bytes:
    with _lock:
        document = _press().set(html, _press().report_css)
        for page in document.pages:
            spread_lines(page._page_box)
        return bytes(document.write_pdf(pdf_tags=True))


@lru_cache(maxsize=64)
def render_labels(labels: tuple[str, ...]) -> bytes:
    """One empty page a label, which stands where every page has its copy's name."""
    html = render_to_string("replies/letter/pdf/labels.html", {"labels": labels})
    with _lock:
        return bytes(_press().set(html, _press().label_css).write_pdf())


@lru_cache(maxsize=16)
def render_watermark(word: str, text: str) -> bytes:
    """One page with a large pale word (草稿) across it, and `text` below."""
    html = render_to_string("replies/letter/pdf/watermark.html", {"word": word, "text": text})
    with _lock:
        return bytes(_press().set(html, _press().label_css).write_pdf())


def render_slip(context: dict[str, Any], names: Iterable[str]) -> bytes:
    """The page before a deputy's copy that asks for the opinion (slip.py). Never kept: it holds the deputy's link."""
    with _lock:
        press = _press()
        whom = people.people_named(names, press.coverage)
        more = {"people": whom, "foot_face": people.face_for(context["foot"], whom.hei)}  # a margin has but one
        html = render_to_string("replies/letter/pdf/slip.html", context | more)
        return bytes(press.set(html, press.slip_css).write_pdf())


def render_paper(name: str, context: dict[str, Any], names: Iterable[str]) -> bytes:
    """What goes with the forms and is no record of anything: lists and labels (papers.py)."""
    with _lock:
        press = _press()
        context = context | {"people": people.people_named(names, press.coverage)}
        html = render_to_string(f"replies/letter/pdf/{name}.html", context)
        return bytes(press.set(html, press.paper_css).write_pdf())


def _drop_joiners(page: Any) -> None:
    """What held names together has done its work once the lines are broken: it is neither painted nor copied."""
    for box in page._page_box.descendants():
        if isinstance(box, boxes.TextBox) and people.JOINER in box.text:
            box.text = box.text.replace(people.JOINER, "")
            box.pango_layout.text = box.pango_layout.text.replace(people.JOINER, "")
    page.bookmarks = [(level, label.replace(people.JOINER, ""), *rest) for level, label, *rest in page.bookmarks]


def spread_lines(box: Any) -> None:
    """Justify Chinese lines, as every word processor does: WeasyPrint only widens blanks between words."""
    for line, width in _full_lines(box):
        texts = [text for text in line.descendants() if isinstance(text, boxes.TextBox)]
        count = sum(len(text.text) for text in texts) - 1
        gap = width - line.width
        if count < 1 or not 0 < gap <= WIDEST_GAP * line.style["font_size"]:
            continue
        advance = 0.0
        for text in texts:
            spacing = text.style["letter_spacing"]
            text.style = text.style.copy()
            text.style["letter_spacing"] = (0 if spacing == "normal" else spacing) + gap / count
            text.position_x += advance
            text.width += gap / count * len(text.text)
            advance += gap / count * len(text.text)


def _full_lines(box: Any) -> Iterator[tuple[Any, float]]:
    """The lines that fill their paragraph's width, all but the last, with the width they should have."""
    for child in getattr(box, "children", ()):
        if isinstance(child, boxes.LineBox):
            if child.style["text_align_all"] == "justify" and child.resume_at is not None:
                yield child, box.width
        else:
            yield from _full_lines(child)
