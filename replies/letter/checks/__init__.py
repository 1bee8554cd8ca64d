"""The checker: what a careful 核稿 reader would mark in a letter before it is signed.

`check(snapshot)` runs every rule over everything the letter and the form print and returns the findings in
reading order. A rule is a function from a `Letter` to findings; it marks nothing that it is not sure of: a
checker that cries wolf is switched off. Errors stop 送审 until they are corrected or overridden with a reason,
warnings and hints only speak. A rule that breaks is left out and said so (`not_run`); it takes nothing with it.
"""

import logging
import traceback
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice

from replies.letter.checks import facts, kinds, names, presence, printed, privacy, salutation, titles
from replies.letter.checks.findings import ERROR, HINT, WARNING, Finding, Letter
from replies.letter.checks.language import figures, headings, marks, words
from replies.letter.checks.tables import pasted, shape, sums
from replies.letter.fields import CHECKED
from replies.letter.snapshot import Snapshot

__all__ = ["ERROR", "HINT", "NAMES", "NOT_RUN", "RULES", "WARNING", "Finding", "Letter", "check_letter"]

logger = logging.getLogger(__name__)

RULES: tuple[Callable[[Letter], Iterator[Finding]], ...] = (
    salutation.salutation,
    salutation.greeting,
    kinds.kind_words,
    facts.session,
    titles.title_quoted,
    titles.title_marks,
    titles.title_named,
    titles.title_doubled,
    titles.received,
    facts.number,
    presence.missing,
    presence.nothing_said,
    presence.document_number,
    printed.signature_in_body,
    printed.typed_again,
    presence.annexes,
    names.short_name,
    names.former_name,
    headings.numbering,
    headings.heading_mark,
    headings.decimal_heading,
    headings.heading_skipped,
    headings.full_stop,
    headings.point_end,
    headings.inline_numbering,
    marks.pairs,
    marks.nested_quotes,
    marks.spaces,
    marks.half_width,
    marks.full_width,
    marks.percent,
    marks.doubled,
    marks.marks_in_row,
    marks.sentence_end,
    marks.ellipsis,
    salutation.polite_you,
    salutation.unit_addressed,
    figures.number_span,
    figures.twice_approximate,
    figures.thousands,
    figures.ratio,
    pasted.pasted_table,
    sums.table_sum,
    shape.table_size,
    shape.table_caption,
    shape.table_number,
    words.plural_you,
    words.adverb,
    words.word_again,
    words.wrong_word,
    words.sound_alike,
    words.dates,
    words.day_said,
    words.zero_padding,
    words.no_substance,
    privacy.personal_data,
)

# What a person calls each of them.
NAMES = {
    "salutation": "称呼",
    "kind_words": "建议和提案的用语",
    "greeting": "问候语",
    "session": "届次",
    "title_quoted": "建议标题",
    "title_marks": "标题的书名号",
    "title_named": "建议标题有没有写",
    "title_doubled": "标题里的重复",
    "received": "“收悉”",
    "number": "建议编号",
    "missing": "必填各项",
    "nothing_said": "正文内容",
    "document_number": "发文字号",
    "signature_in_body": "正文里的落款",
    "typed_again": "程序自己印的内容",
    "annexes": "附件",
    "short_name": "单位简称",
    "former_name": "单位旧称",
    "numbering": "序号",
    "heading_mark": "序号的标点",
    "decimal_heading": "1.1式的序号",
    "heading_skipped": "标题的层次",
    "full_stop": "标题末尾的句号",
    "point_end": "各项末尾的句号",
    "inline_numbering": "段内序号",
    "pairs": "成对的标点",
    "nested_quotes": "引号里的引号",
    "spaces": "空格",
    "half_width": "半角标点",
    "full_width": "全角数字",
    "percent": "百分号",
    "doubled": "重复的标点",
    "marks_in_row": "多余的顿号",
    "sentence_end": "段末的句号",
    "ellipsis": "省略号",
    "number_span": "数字的起止",
    "twice_approximate": "概数",
    "thousands": "数字里的逗号",
    "ratio": "比号",
    "pasted_table": "贴进来的表格",
    "table_sum": "表格的合计",
    "table_size": "表格的大小",
    "table_caption": "表题",
    "table_number": "表格的编号",
    "polite_you": "“您”和“你们”",
    "unit_addressed": "写给单位的话",
    "plural_you": "“您们”",
    "adverb": "“的”和“地”",
    "word_again": "重复的词",
    "wrong_word": "错别字",
    "sound_alike": "音近形近的字",
    "dates": "日期",
    "day_said": "日期的“号”",
    "zero_padding": "日期补零",
    "no_substance": "空泛的话",
    "personal_data": "个人信息",
}
MOST_OF_A_RULE = 200  # of one kind: a reader corrects these first, and a page holds no more
MORE = f"（同样的还有，这里只列前{MOST_OF_A_RULE}处；改好这些，会接着列出。）"
NOT_RUN = "not_run"  # the rule of the finding that says so
_told: set[tuple[object, ...]] = set()  # what has been logged: the checker runs at every pause in typing


def check_letter(
    snapshot: Snapshot,
    *,
    opinion: bool = False,
    summary: str = "",
    unsigned: bool = False,
    pairs: words.Pairs | None = None,
) -> list[Finding]:
    """Every finding, in reading order.

    `opinion`: the letter is a 会办意见, which answers a unit and no deputy. `summary`: the 公开摘要, which the
    snapshot does not hold. `unsigned`: the date comes with the signature and is not missed yet. `pairs`: words that
    sound alike, where an office has a list of its own.
    """
    letter = Letter(snapshot, opinion, summary, unsigned, pairs)
    found = [finding for rule in RULES for finding in _run(rule, letter)]
    places = {field: place for place, field in enumerate(CHECKED)}
    return sorted(found, key=lambda one: (places[one.field], one.paragraph, one.start, one.end, one.rule))


def _run(rule: Callable[[Letter], Iterator[Finding]], letter: Letter) -> list[Finding]:
    """What one rule finds; a hint that it could not run, where it breaks."""
    try:
        found = list(islice(rule(letter), MOST_OF_A_RULE + 1))
        if len(found) > MOST_OF_A_RULE:
            *found, last, _ = found
            found.append(replace(last, message=last.message + MORE))
        return found
    except Exception as error:  # noqa: BLE001 (a slip in one rule must not close a case's pages)
        _log(rule.__name__, error)
        what = NAMES.get(rule.__name__, rule.__name__)
        message = f"“{what}”这一项检查没有运行成，请自己看一遍；其余各项照常检查。"
        return [Finding(NOT_RUN, HINT, "letter.body", 0, 0, 0, message)]


def _log(name: str, error: Exception) -> None:
    """Once for each place in the code while the process lives. An exception's own words may quote the letter: the log
    holds its class and where it was raised."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    key = (name, type(error), last.filename, last.lineno)
    if key not in _told:
        _told.add(key)
        silent = RuntimeError(type(error).__name__).with_traceback(error.__traceback__)
        logger.error("检查规则 %s 没有运行成", name, exc_info=silent)
