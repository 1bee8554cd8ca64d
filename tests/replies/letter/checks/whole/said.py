# ruff: noqa: E501 (letters are written a paragraph a line)
"""What a rule says of a text: `said(rule, body)` for near misses and places."""

from replies.letter.checks import Finding, check_letter
from replies.letter.snapshot import Snapshot
from tests.replies.letter.checks.whole.letters import case

TITLE = "关于优化社区食堂的建议"
HEAD = "赵洪蓉代表：\n您在宝山区第九届人民代表大会第五次会议上提出的第070号建议《关于优化社区食堂的建议》收悉，现答复如下：\n"


def letter(text: str, *, head: str = HEAD, **facts) -> Snapshot:
    return Snapshot.from_json(case(f"{head}{text}", **{"title": TITLE, **facts}))


def said(rule: str, text: str, *, summary: str = "", **facts) -> list[Finding]:
    return [one for one in check_letter(letter(text, **facts), summary=summary) if one.rule == rule]


def marked(rule: str, text: str, **facts) -> list[tuple[str, str | None]]:
    """The marked words and what belongs there."""
    return [(one.words, one.suggestion) for one in said(rule, text, **facts)]
