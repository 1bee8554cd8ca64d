"""What changed, for eyes and for screen readers."""

from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from replies.letter.spans import Span, SpanKind

register = template.Library()

MARKS = {SpanKind.INSERT: ("ins", "新增"), SpanKind.DELETE: ("del", "删去")}


@register.simple_tag
def marked_spans(spans: Iterable[Span]) -> SafeString:
    """What came in as <ins>, what went out as <del>, each said aloud too."""
    return format_html_join("", "{}", ((_marked(span),) for span in spans))


def _marked(span: Span) -> SafeString | str:
    if span.kind not in MARKS:
        return span.text
    tag, said = MARKS[span.kind]
    return format_html(
        '<{0}><span class="visually-hidden">（{1}：</span>{2}<span class="visually-hidden">）</span></{0}>',
        tag,
        said,
        span.text,
    )
