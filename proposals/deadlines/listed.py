"""The limits and rules of the place as one page shows them: in groups; what, how long, counted from when, whose."""

from collections.abc import Iterable
from typing import NamedTuple

from proposals.deadlines.place_rules import name_answer
from proposals.models import Kind, Limit, PlaceRule

STEP = Limit.Step
MATTER = PlaceRule.Question
HANDED = "交办那天"
TERM_TOLD = "到期前、过期后各提醒"
# Of each limit: from when it counts, whose it is, and what it does where nobody would guess it.
FACTS = {
    STEP.REPLY: (HANDED, "主办、独办单位", ""),
    STEP.WIDE: (HANDED, "主办、独办单位", ""),
    STEP.AGAIN: ("要求再次办理那天", "主办、独办单位", ""),
    STEP.EXTEND: ("原来的答复期限", "主办、独办单位", ""),
    STEP.HELP: ("交办那天；后来请的，从请的那天", "会办单位", ""),
    STEP.RETURN: (HANDED, "承办单位", ""),
    STEP.HAND_OVER: ("收到建议那天", "交办的机关", ""),
    STEP.PUBLISH: ("答复签发那天", "主办、独办单位", ""),
    STEP.FEEDBACK: ("答复送到那天", "代表", ""),
    STEP.ASK_REPORT: ("请单位报送那天", "报送的单位", ""),
    STEP.SIGN_FOR: (HANDED, "单位办公室", TERM_TOLD),
    STEP.CONTACT: (HANDED, "经办人", f"每一位代表都要联系过；{TERM_TOLD}"),
    STEP.HELP_SOON: ("会办期限往前数", "会办单位", "提醒一次，代替平时的几次"),
    STEP.HELP_LATE: ("会办期限过了以后", "会办单位", "每隔这么多天再提醒一次，直到意见送出"),
    STEP.REPORT: ("答复全部送达那天", "单位办公室", TERM_TOLD),
}
GROUPS = (
    ("答复和会办", (STEP.REPLY, STEP.WIDE, STEP.AGAIN, STEP.EXTEND, STEP.HELP)),
    ("交办、退办和公开", (STEP.HAND_OVER, STEP.RETURN, STEP.PUBLISH)),
    ("本区另外定的", (STEP.FEEDBACK, STEP.ASK_REPORT)),
    ("不是各地都有的，填了天数才管用", (STEP.SIGN_FOR, STEP.CONTACT, STEP.REPORT, STEP.HELP_SOON, STEP.HELP_LATE)),
)


class LimitRow(NamedTuple):
    """A limit with the words of its line."""

    limit: Limit
    counted_from: str
    whose: str
    source: str


class RuleCell(NamedTuple):
    """A rule as it holds for its kind, in words, with the word of its kind in addresses."""

    rule: PlaceRule
    answer: str
    word: str


def group_limits(limits: Iterable[Limit]) -> list[tuple[str, list[LimitRow]]]:
    """The limits under the headings of the page, each heading's in its order."""
    rows = list(limits)
    return [
        (heading, [_limit_row(one) for step in steps for one in rows if one.step == step])
        for heading, steps in GROUPS
    ]


def _limit_row(limit: Limit) -> LimitRow:
    counted_from, whose, does = FACTS[STEP(limit.step)]
    source = limit.source if limit.is_set or not limit.says else ""
    return LimitRow(limit, counted_from, whose, "；".join(words for words in (source, does) if words))


def pair_rules(rules: Iterable[PlaceRule], words: dict[str, str]) -> list[tuple[str, list[RuleCell]]]:
    """Rules that are settled for 建议 and 提案 apart, a line each: what is settled, and how for either kind."""
    known = {(one.question, one.kind): one for one in rules}
    asked = dict.fromkeys(question for question, _ in known)
    return [
        (
            str(MATTER(question).label),
            [
                RuleCell(one, name_answer(one, one.answer), words[one.kind])
                for one in (known[question, kind] for kind in Kind.values)
            ],
        )
        for question in asked
    ]
