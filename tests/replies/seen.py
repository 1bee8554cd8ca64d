"""What a person sees of a page, in lines that can be compared."""

import re

from lxml import html


def seen(page: bytes, within: str = "main") -> list[str]:
    """What a page shows, a line a block: its words, where links lead, what is filled in and what is marked."""
    root = html.fromstring(page)
    (main,) = root.xpath(f"//{within}")[:1]
    for gone in main.xpath(".//script|.//style|.//template|.//svg|.//input[@type='hidden']"):
        gone.drop_tree()
    lines: list[str] = [""]
    _walk(main, lines)
    plain = (re.sub(r"\s+", " ", _RECEIPT.sub(r"\1…", one)).strip() for one in lines)
    return [line for line in plain if line]


# The end of a receipt is made of keys of the database.
_RECEIPT = re.compile(r"(回执\S+-[0-9]-)[0-9A-F]{8}")


# Classes that say something.
MARKED = ("late", "soon", "hot", "bad", "warn", "now", "done", "current")
BLOCKS = (
    *("p", "div", "li", "tr", "h1", "h2", "h3", "h4", "section", "article", "form", "fieldset", "dl", "dt", "dd"),
    *("table", "ul", "ol", "header", "footer", "details", "summary", "nav", "aside", "legend", "label"),
)


def _walk(element, lines: list[str]) -> None:
    if not isinstance(element.tag, str):
        return
    if element.tag in BLOCKS:
        lines.append("")
    lines[-1] += f" {_marks(element)}{element.text or ''}"
    for child in element:
        _walk(child, lines)
        if child.tag in ("td", "th"):
            lines[-1] += " |"
        lines[-1] += child.tail or ""
    if element.tag in BLOCKS:
        lines.append("")


def _marks(element) -> str:
    """What stands for an element beside its words."""
    states = ("checked", "selected", "disabled", "readonly", "open", "hidden")
    said = [name for name in states if name in element.attrib]
    classes = [name for name in element.get("class", "").split() if name in MARKED]
    at = element.get("href") or element.get("action") or ""
    at = re.sub(r"(?<=/)\d+(?=/|$)", "N", re.sub(r"(?<==)\d+", "N", at))
    value = element.get("value", "") if element.tag == "input" and element.get("type") != "date" else ""
    value = re.sub(r"[0-9]+[.][0-9]+", "N", value)  # a case, and its version
    parts = [*said, *classes, at and f"→{at}", value and f"={value}"]
    return f"[{' '.join(filter(None, parts))}]" if any(parts) else ""
