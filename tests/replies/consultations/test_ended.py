"""会办 of a case that has ended: nothing is recorded, corrected, dropped, reminded or kept any more, on the pages or
behind them."""

import uuid

import pytest
from django.contrib.messages import get_messages
from django.utils import timezone

from proposals.cases.access import Refused
from proposals.models import Case, Status
from replies.consultations.actions import (
    ask_units,
    correct_opinion,
    drop_consultation,
    keep_agreement,
    record_opinion,
    remind_unit,
)
from tests import factories as f
from tests.test_bad_inputs import rows

pytestmark = pytest.mark.django_db
OPINION = {"answer": "无不同意见。", "answered_on": timezone.localdate(), "answered_by": "王明"}
TOLD = "会办已经结束，不能再登记。"


@pytest.fixture(params=[Status.CLOSED, Status.WITHDRAWN])
def case(request):
    """Three units were asked about the first version: one waits, one was recorded here, of one the agreement has
    lapsed. Then the case ends."""
    made, w = f.make_case(Status.IN_PROGRESS), f.world()
    f.write(made, w.handler)
    made.reload()
    units = [f.unit(name) for name in ("区人社局", "区城管局", "区卫健委")]
    how = {"question": "请看。", "due_on": f.day(5), "key": uuid.uuid4(), "draft": made.current_round.latest_draft}
    _, recorded, agreed = ask_units(made.current_round, w.handler, units=units, **how)
    record_opinion(recorded, w.handler, **OPINION, stance="有修改意见")
    record_opinion(agreed, w.handler, **OPINION, stance="同意")
    f.write(made, w.handler, body="赵洪蓉、周建伟代表：\n换了一种说法。")
    made.reload()
    Case.objects.filter(pk=made.pk).update(status=request.param, closed_on=timezone.localdate())
    made.reload()
    return made


def asked(case):
    return case.current_round.consultations.order_by("pk")


POSTS = {
    "consult_answer": (0, {**OPINION, "stance": "全文"}),
    "consult_correct": (1, {**OPINION, "reason": "写错了。", "stance": "全文"}),
    "consult_drop": (0, {"reason": "等不到。"}),
    "consult_keep": (2, {"reason": "只改了标点。", "number": 2}),
}


@pytest.mark.parametrize("name", POSTS)
def test_the_page_refuses_and_nothing_is_written(go, case, name):
    place, data = POSTS[name]
    before = rows(), list(asked(case).values())
    got = go(f.world().handler, name, asked(case)[place].pk, data={"key": uuid.uuid4(), **data})
    assert (got.status_code, TOLD in got.content.decode()) == (409, True)
    assert (rows(), list(asked(case).values())) == before


@pytest.mark.parametrize(("name", "place"), [("consult_remind", 0), ("consult_again", 2)])
def test_a_press_is_answered_with_the_reason_and_nothing_is_written(go, case, name, place):
    before = rows(), list(asked(case).values())
    got = go(f.world().handler, name, asked(case)[place].pk, data={})
    why = TOLD if name == "consult_remind" else "不能再请会办。"
    [message] = map(str, get_messages(got.wsgi_request))
    assert (got.status_code, message) == (302, f"这件建议现在是“{case.get_status_display()}”，{why}")
    assert (rows(), list(asked(case).values())) == before


VERBS = {
    "take_in": lambda one, who: record_opinion(one, who, **OPINION),
    "correct": lambda one, who: correct_opinion(one, who, reason="错了。", key=uuid.uuid4(), **OPINION),
    "drop": lambda one, who: drop_consultation(one, who, reason="等不到。"),
    "keep_agreement": lambda one, who: keep_agreement(one, who, reason="没改意思。", number=2),
    "remind": remind_unit,
    "remind by the program": lambda one, who: remind_unit(one, None),
}


@pytest.mark.parametrize("name", VERBS)
def test_so_does_the_verb_behind_it(case, name):
    place = {"correct": 1, "keep_agreement": 2}.get(name, 0)
    before = rows(), list(asked(case).values())
    with pytest.raises(Refused, match=TOLD):
        VERBS[name](asked(case)[place], f.world().handler)
    assert (rows(), list(asked(case).values())) == before


@pytest.mark.parametrize("name", VERBS)
def test_and_until_then_each_of_them_is_done(case, name):
    """The control: it was the end of the case that stood in the way."""
    Case.objects.filter(pk=case.pk).update(status=Status.IN_PROGRESS, closed_on=None)
    place = {"correct": 1, "keep_agreement": 2}.get(name, 0)
    VERBS[name](asked(case)[place], f.world().handler)
    assert case.events.count() == case.event_count + 1
