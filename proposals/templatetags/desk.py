"""What every page says the same way: dates, days left, masked telephones, state tags.

A builtin of the template engine (config.settings): no template loads it. Pure functions: no query, no clock.
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from itertools import zip_longest
from typing import cast

from django import template
from django.conf import settings
from django.forms import (
    BaseForm,
    BoundField,
    CheckboxInput,
    CheckboxSelectMultiple,
    Field,
    FileInput,
    RadioSelect,
    Select,
)
from django.template.base import Parser, TextNode, Token
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from proposals.formats.chinese import cn_date, days_left, half

register = template.Library()

# From this many working days left a case is shown in amber.
SOON = 5


register.filter("cn_date", cn_date, expects_localtime=True)
register.filter(days_left)


@register.filter
def urgency(days: int | None) -> str:
    """The css class of that number: late, soon, ok; none when there is no date."""
    if days is None:
        return ""
    return "late" if days < 0 else "soon" if days <= SOON else "ok"


@register.filter
def days_tag(days: int | None) -> SafeString | str:
    """The days left as a tag in their colour."""
    return "" if days is None else format_html('<span class="tag {}">{}</span>', urgency(days), days_left(days))


@register.filter
def days_words(days: int | None) -> SafeString | str:
    """The days left as plain words in their colour, where they stand large or in a column."""
    return "" if days is None else format_html('<b class="left {}">{}</b>', urgency(days), days_left(days))


@register.simple_tag
def days_meter(days: int | None, total: int | None = None) -> SafeString | str:
    """The tag with a bar of the time used: `total` working days were given, `days` are left.

    The bar is for the eye only: the words next to it say the same.
    """
    if days is None or total is None or total <= 0:
        return days_tag(days)
    used = min(max(100 * (total - days) // total, 0), 100)
    bar = '<meter class="meter-days {}" min="0" max="100" value="{}" aria-hidden="true"></meter>'
    return format_html("{}" + bar, days_tag(days), urgency(days), used)


@register.filter(expects_localtime=True)
def near_day(moment: dt.datetime, today: dt.date) -> str:
    """今天 08:12, 昨天 16:40, 11月20日; with its year where that is another."""
    if (ago := (today - moment.date()).days) in (0, 1):
        return f"{'昨天' if ago else '今天'} {moment:%H:%M}"
    year = f"{moment.year}年" if moment.year != today.year else ""
    return f"{year}{moment.month}月{moment.day}日"


@register.filter(expects_localtime=True)
def near_date(moment: dt.datetime, today: dt.date) -> str:
    """今天 11月26日, 11月20日; with its year where that is another. The heading of a day in what happened."""
    year = f"{moment.year}年" if moment.year != today.year else ""
    return f"{'今天 ' if moment.date() == today else ''}{year}{moment.month}月{moment.day}日"


@register.filter
def span_to(starts: dt.date, ends: dt.date) -> str:
    """2026年1月5日至3月20日, 2026年11月5日至2027年3月20日."""
    return f"{cn_date(starts)}至{f'{ends.month}月{ends.day}日' if starts.year == ends.year else cn_date(ends)}"


@register.filter
def masked(phone: str | None) -> str:
    """131****5505 of a mobile number; of any other number the last four digits are hidden."""
    digits = re.sub("[^0-9]", "", half(phone or ""))
    if len(digits) == 11 and digits.startswith("1"):
        return f"{digits[:3]}****{digits[-4:]}"
    return digits[:-4] + "****" if len(digits) > 4 else "****" if digits else ""


@register.filter
def joined(things: Iterable[object] | None) -> str:
    """Names as they are printed: 赵洪蓉、周建伟、李倩宇."""
    return "、".join(str(thing) for thing in things or ())


@register.filter
def field_label(form_or_model: object, name: str) -> str:
    """The Chinese name of a field, of a form or of a model (class or object); the name itself if unknown."""
    if isinstance(form_or_model, BaseForm) and name in form_or_model.fields:
        return str(form_or_model[name].label)
    meta = getattr(form_or_model, "_meta", None)
    known = {field.name: getattr(field, "verbose_name", "") for field in meta.get_fields()} if meta else {}
    return str(known.get(name) or name)


@register.filter
def at(things: Mapping[str, object], key: str) -> object:
    """What stands under that key."""
    return things[key]


@register.filter
def marked(text: str, words: Iterable[str] | None) -> SafeString | str:
    """The text with every one of these words marked, as they are looked for: large and small letters alike."""
    found = sorted({re.escape(word) for word in words or ()}, key=len, reverse=True)
    if not found:
        return text
    pieces = re.split(f"({'|'.join(found)})", text, flags=re.IGNORECASE)
    pairs = zip_longest(pieces[::2], pieces[1::2])
    return format_html_join("", "{}{}", ((plain, _mark(word)) for plain, word in pairs))


def _mark(word: str | None) -> SafeString | str:
    return format_html("<mark>{}</mark>", word) if word else ""


# Only what time or an end says has a colour; every other state stays ink on paper.
STATE_CLASS = {
    "待签收": "info",
    "退办待批": "info",
    "待研究": "soon",
    "不满意": "late",
    "退回修改": "soon",
    "办结": "done",
    "满意": "done",
    "已公开": "done",
}


MAY_PRESS = re.compile(r"<button(?![^>]*\bdisabled\b)")


@register.simple_block_tag(takes_context=True)
def page_acts(context: template.Context, content: str) -> str:
    """The buttons of a page. After it {{ way_out }} is the word of the link that leads away: 取消 where one of them
    can be pressed, 返回 where there is nothing to give up."""
    context["way_out"] = "取消" if MAY_PRESS.search(content) else "返回"
    return content


LINE_BREAK_OR_BRACKET = re.compile(r"([ \t]*\n[ \t\n]*|[<>])")


class OneLine(template.Node):
    def __init__(self, nodelist: template.NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: template.Context) -> str:
        return self.nodelist.render(context)


@register.tag
def oneline(parser: Parser, token: Token) -> OneLine:
    """What stands between {% oneline %} and {% endoneline %} is one line, over however many it is written.

    Chinese has no blanks between words, so a line break in a text would be shown. Every line break of the
    template's own text is left out with the white space around it; inside a tag it becomes one blank. What
    a variable says or an included template writes stays as it is.
    """
    nodelist = parser.parse(("endoneline",))
    parser.delete_first_token()
    in_tag = False
    for node in cast(list[TextNode], nodelist.get_nodes_by_type(TextNode)):
        pieces = LINE_BREAK_OR_BRACKET.split(node.s)
        for place, piece in enumerate(pieces):
            if piece in ("<", ">"):
                in_tag = piece == "<"
            elif place % 2:
                pieces[place] = " " if in_tag else ""
        node.s = "".join(pieces)
    return OneLine(nodelist)


@register.simple_tag
def status_tag(label: str, kind: str | None = None) -> SafeString | str:
    """A state as a tag, coloured by its Chinese word; `kind` (late, soon, done, info, open) overrules."""
    colour = STATE_CLASS.get(str(label), "") if kind is None else kind
    return format_html('<span class="{}">{}</span>', f"tag {colour}".strip(), label) if label else ""


@register.simple_tag
def desk_address() -> str:
    """Where the staff sign in, for papers that are handed to them."""
    return str(settings.DESK_URL)


@register.filter
def message_class(tags: str) -> str:
    """The notice class of a Django message: success done, error late, warning warn, the rest info."""
    named = {"success": "done", "error": "late", "warning": "warn"}
    return next((css for tag, css in named.items() if tag in tags.split()), "info")


@register.filter
def undo_steps_of(tags: str) -> list[str]:
    """The steps that a message offers to undo (proposals.web.done.say_done)."""
    return [tag.removeprefix("undo:") for tag in (tags or "").split() if tag.startswith("undo:")]


@register.filter
def needed_when(field: BoundField) -> str:
    """When a field that may be empty has to be filled after all: the form says so in `NEEDED_WHEN`."""
    said: dict[str, str] = getattr(field.form, "NEEDED_WHEN", {})
    return said.get(field.name, "")


@register.filter
def many(field: BoundField) -> bool:
    """Whether the field is a group of boxes or circles, so a fieldset with a legend and not a label."""
    return isinstance(field.field.widget, RadioSelect | CheckboxSelectMultiple)


@register.filter
def focus_id(field: BoundField) -> str:
    """The id that an error's link leads to: the input itself, or the first box of a group."""
    if not many(field):
        return str(field.id_for_label)
    boxes = (box.data for box in field.subwidgets)
    return next((str(box["attrs"]["id"]) for box in boxes if box["value"] not in ("", None)), field.auto_id)


@register.filter
def described_by(field: BoundField) -> str:
    """The ids of a fieldset's help and error texts, for its aria-describedby."""
    ids = [f"{field.auto_id}_helptext"] if field.help_text else []
    return " ".join(ids + ([f"{field.auto_id}_error"] if field.errors else []))


@register.filter
def said(field: BoundField) -> list[str]:
    """A field's errors as a colleague would say them: Django's own 这个字段是必填项 becomes what to do."""
    bare = str(Field.default_error_messages["required"])
    todo = {CheckboxSelectMultiple: "请至少选一项。", Select: "请选择一项。", FileInput: "请选择文件。"}
    todo |= {RadioSelect: "请选择一项。", CheckboxInput: "请打勾确认。"}
    ask = next((words for kind, words in todo.items() if isinstance(field.field.widget, kind)), "请填写这一项。")
    return [ask if str(error) == bare else str(error) for error in field.errors]


@register.filter
def said_unseen(form: BaseForm) -> list[str]:
    """The errors of a form's hidden fields, each once: several that are missing are one page that is not whole."""
    return list(dict.fromkeys(error for field in form.hidden_fields() for error in said(field)))


@register.filter
def button_class(classes: str) -> str:
    """The desk's classes for crispy's buttons: a Submit is the main one unless it is quiet or danger."""
    own = [name for name in classes.split() if name not in ("btn-primary", "btn-inverse")]
    plain = "btn-primary" not in classes or {"quiet", "danger", "main"} & set(own)
    return " ".join(dict.fromkeys(own if plain else ["btn", "main", *own]))
