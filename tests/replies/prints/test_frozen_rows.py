"""The form that is frozen says what is stored: every key of the snapshot, row by row, against the tables."""

import dataclasses
import datetime as dt

import pytest
from django.utils import timezone

from replies.feedback.actions import record_link_feedback, record_paper_feedback
from replies.feedback.links import make_link
from replies.models import Feedback
from replies.prints.issue import render_copies
from replies.prints.snapshots import read_snapshot, snapshot_of
from replies.review.actions import Behalf, decide_review
from replies.review.verdicts import Verdict
from replies.rounds.actions import close_case
from tests import factories as f
from tests.replies.letter.pages import squeezed, text_of

pytestmark = pytest.mark.django_db
AGO = dt.timedelta(days=1)
COMMENT = "助餐点请开到周末，排队时给老人放几把椅子。"
TEXTS = {
    "handling": "办理情况写在这一格里。",
    "annexes": "助餐点清单\n\n 预约办法 ",
    "copies_to": "区财政局\n区卫健委",
    "classification": "留作参考",
    "disclosure": "依申请公开·全文",
    "disclosure_reason": "涉及尚未公布的选址。",
    "contact": "许静",
    "phone": "021-55550166",
}


@pytest.fixture
def case():
    """Signed on behalf of somebody; of three deputies one answered by link, one on paper, one not at all."""
    made, w = f.make_case("in_progress", deputies=3), f.world()
    type(w.bureau).objects.filter(pk=w.bureau.pk).update(letter_format="信函格式")
    f.contact_all(made, w.handler)
    f.write(made, w.handler, **TEXTS)
    made.reload()
    f.let_stand(made, w.handler)
    f.advance(made, "submit", "check")
    decide_review(made, w.leader, Verdict.SIGN, opinion="同意签发，请抓紧。", behalf=Behalf("鲁正平", "鲁正平出差。"))
    first, second, third = made.suggestion.proposers
    said = dataclasses.replace(
        f.judgement(COMMENT, first.name, result="理解", plan="不满意", attitude="基本满意"), signed_on=f.day(-1)
    )
    link = make_link(made.current_round, w.handler, first)
    record_link_feedback(link.invitation, said, base=0)
    paper = dataclasses.replace(f.judgement(name=second.name, result="基本满意", plan=""), came_by="邮寄")
    record_paper_feedback(made.current_round, w.handler, second, paper, scan=f.scan(made, w.handler))
    made.reload()
    f.advance(made, "deliver")
    f.try_to_hear(made, w.handler, third, on=f.day(0))
    f.try_to_hear(made, w.handler, third, outcome="不愿签", conclusion="拒签")
    return made


def test_the_form_of_a_closed_case_says_what_is_stored_key_by_key(case):
    printed = close_case(case, f.world().office, "close_without", comment="已联系两次。")
    today = timezone.localdate().isoformat()
    body = case.current_round.signed_draft.body
    expected = {
        "kind": "建议",
        "number": case.suggestion.number,
        "session": "宝山区第九届人民代表大会第五次会议",
        "title": "关于优化社区食堂、方便老年人就餐的建议",
        "deputies": ["赵洪蓉", "周建伟", "李倩宇"],
        "unit": "上海市宝山区民政局",
        "document_number": "宝民〔2026〕12号",
        "handler": "高扬",
        "phone": "021-55550166",
        "handling": TEXTS["handling"],
        "letter": {
            "title": f.TEXTS["title"],
            "body": body,
            "signed_on": today,
            "contact": "许静",
            "phone": "021-55550166",
            "annexes": ["助餐点清单", "预约办法"],
            "copies_to": ["区财政局", "区卫健委"],
            "format": "信函格式",
        },
        "classification": "留作参考",
        "disclosure": "依申请公开·全文",
        "review": {"opinion": "同意签发，请抓紧。", "signer": "郑国华（代）", "date": today},
        "feedback": [
            {
                "deputy": "赵洪蓉",
                "result": "理解",
                "plan": "不满意",
                "attitude": "基本满意",
                "comment": COMMENT,
                "signed_on": f.day(-1).isoformat(),
                "channel": "link",
            },
            {
                "deputy": "周建伟",
                "result": "基本满意",
                "plan": None,
                "attitude": "满意",
                "comment": None,
                "signed_on": today,
                "channel": "paper",
            },
        ],
        "silent": [{"deputy": "李倩宇", "conclusion": "拒签", "attempts": 2, "last_on": today}],
        "round": 1,
        "version": 2,
        "verification": printed.verification,
    }
    assert list(differing(printed.snapshot, expected)) == []
    assert (printed.version, printed.occasion, len(printed.verification)) == (2, "closed", 14)
    words = squeezed(text_of(render_copies(read_snapshot(printed.snapshot))))
    assert [squeezed(one) in words for one in (COMMENT, "许静", "区财政局", "助餐点清单")] == [True] * 4


def differing(got, expected):
    """The keys that either side has alone or that differ."""
    for key in sorted({*got, *expected}):
        if key not in got or key not in expected or got[key] != expected[key]:
            yield key, got.get(key), expected.get(key)


def test_the_rows_of_the_form_are_the_answers_that_stand_in_the_order_of_signing(case):
    """A corrected answer is printed, the one before it is not."""
    first = case.suggestion.proposers[0]
    link = make_link(case.current_round, f.world().handler, first)
    again = f.judgement("改了主意。", first.name, plan="理解")
    record_link_feedback(link.invitation, again, base=1)
    case.reload()
    names = ("result", "plan", "attitude", "comment", "signed_on", "channel")
    stored = {row.deputy.name: row for row in Feedback.objects.filter(is_current=True)}
    plain = [
        {"deputy": who.name, **{name: stamp(getattr(stored[who.name], name)) for name in names}}
        for who in case.suggestion.proposers[:2]
    ]
    assert snapshot_of(case.current_round)["feedback"] == plain
    assert [row["comment"] for row in plain] == ["改了主意。", None]


def stamp(value):
    return value.isoformat() if isinstance(value, dt.date) else value or None
