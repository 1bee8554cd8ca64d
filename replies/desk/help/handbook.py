"""The handbook (docs/handbook.zh-CN.md): read and rendered once, by chapters, searched; which chapter a page has."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

from proposals.models import Role, User
from replies.search import text_excerpt

DOCS = Path(settings.BASE_DIR, "docs")
# What may be pressed, and what it does.
KEYS = (
    ("?", "按键和这一页的手册"),
    ("/", "到查找框"),
    ("Ctrl+K", "去一件建议、一个页面，或者办眼前这一件"),
    ("j、k", "列表里下一件、上一件，回车打开"),
    ("x", "选中列表里的这一件"),
    ("Ctrl+S", "保存"),
    ("Ctrl+Enter", "这一页最主要的一步"),
    ("F8、Shift+F8", "写答复时，到下一处、上一处检查出的问题"),
    ("Esc", "关掉弹出的窗口"),
)


@dataclass(frozen=True)
class Chapter:
    """One chapter: `html` without its heading, and its paragraphs as plain text."""

    title: str
    html: SafeString
    paragraphs: tuple[str, ...]

    def get_absolute_url(self) -> str:
        return reverse("help_chapter", args=[self.title])


@cache
def read_handbook() -> dict[str, Chapter]:
    """The chapters by their titles, in order. Lines of HTML in the text are shown as text."""
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = reader.parse(Path(DOCS, "handbook.zh-CN.md").read_text(encoding="utf-8"))
    starts = [at for at, token in enumerate(tokens) if token.type == "heading_open" and token.tag == "h2"]
    chapters = {}
    for start, end in zip(starts, [*starts[1:], len(tokens)], strict=True):
        title, body = tokens[start + 1].content, tokens[start + 3 : end]
        for token in body:
            _fit_into_page(token)
        html = mark_safe(reader.renderer.render(body, reader.options, {}))  # noqa: S308 (our own file, escaped)
        chapters[title] = Chapter(title, html, tuple(_paragraphs(body)))
    return chapters


def _fit_into_page(token: Token) -> None:
    """Headings one level up, pictures from their address here, no link to a file that is not served."""
    if token.type in ("heading_open", "heading_close"):
        token.tag = f"h{int(token.tag[1]) - 1}"
    inside, gone = token.children or [], False
    for child in list(inside):
        if child.type == "softbreak":  # between two lines of Chinese stands no space
            child.type, child.tag, child.content = "text", "", ""
        elif child.type == "image":
            name = Path(str(child.attrs["src"])).stem
            child.attrs |= {"src": reverse("help_picture", args=[name]), "loading": "lazy"}
        elif child.type == "link_open":
            gone = not str(child.attrs["href"]).startswith("https://")
            if gone:
                inside.remove(child)
        elif child.type == "link_close" and gone:
            inside.remove(child)


def _paragraphs(tokens: Iterable[Token]) -> Iterator[str]:
    for token in tokens:
        said = "".join(child.content for child in token.children or [] if child.type in ("text", "code_inline"))
        if said:
            yield said


def search_handbook(words: list[str]) -> list[tuple[Chapter, SafeString | str]]:
    """The chapters in which all of these words stand, each with the places; none without words."""
    found = []
    for chapter in read_handbook().values():
        said = "\n".join([chapter.title, *chapter.paragraphs]).lower()
        if words and all(word.lower() in said for word in words):
            telling = [one for one in chapter.paragraphs if any(word.lower() in one.lower() for word in words)]
            found.append((chapter, text_excerpt(telling, words)))
    return found


# ---- the chapter of a page -------------------------------------------------------------------------------

DESK, CASE, OFFICE, HANDLER, LEADER = "我的待办", "一件建议", "办公室", "经办人", "局领导"
DISTRICT, CONGRESS, PRINTING, DEPUTIES = "区政府办公室", "代表工作机构", "打印", "代表"
# By the names of addresses; the longest beginning that fits decides.
PAGES = {
    "worklist": DESK,
    "cases": DESK,
    "notices": DESK,
    "save_view": DESK,
    "change_view": DESK,
    "many_": DESK,
    "case": CASE,
    "correct": CASE,
    "replies:original": CASE,
    "replies:join": CASE,
    "replies:split": CASE,
    "do": OFFICE,
    "approvals": OFFICE,
    "replies:assign": OFFICE,
    "replies:close": OFFICE,
    "replies:draft": HANDLER,
    "replies:contact": HANDLER,
    "replies:consult": HANDLER,
    "replies:deliver": HANDLER,
    "replies:paper": HANDLER,
    "replies:stack": HANDLER,
    "replies:promise": HANDLER,
    "replies:wording": HANDLER,
    "replies:devices": DEPUTIES,
    "replies:told": DEPUTIES,
    "replies:meeting": DEPUTIES,
    "replies:review": LEADER,
    "replies:take_back": LEADER,
    "replies:reopen": CONGRESS,
    "replies:revisit": CONGRESS,
    "replies:print": PRINTING,
    "replies:figures": DISTRICT,
    "replies:lookback": DISTRICT,
    "replies:work_report": DISTRICT,
    "replies:report_ask": DISTRICT,
    "replies:asked_report": OFFICE,
    "replies:finished": DISTRICT,
    "board": DISTRICT,
    "supervise": DISTRICT,
    "lead": CONGRESS,
    "led": CONGRESS,
    "plan": CONGRESS,
    "decider": CONGRESS,
    "objection": CONGRESS,
    "coordination": CONGRESS,
    "inquiry": CONGRESS,
    "committees": CONGRESS,
    "calendar": DISTRICT,
    "intake": DISTRICT,
    "password_change": "登录",
    "factor": "登录",
    "own_sessions": "登录",
    "eras": "给系统管理员",
    "admin:": "给系统管理员",
}
# Of any other page: the chapter of who reads it.
READERS = (
    (Role.DISTRICT, DISTRICT),
    (Role.CONGRESS, CONGRESS),
    (Role.COMMITTEE, CONGRESS),
    (Role.LEADER, LEADER),
    (Role.OFFICE, OFFICE),
    (Role.HANDLER, HANDLER),
)


def chapter_of(view: str, user: User) -> str:
    """The title of the chapter that belongs to the page with this name."""
    fitting = [name for name in PAGES if view.startswith(name)]
    if fitting:
        return PAGES[max(fitting, key=len)]
    return next((title for role, title in READERS if user.has_role(role)), DESK)
