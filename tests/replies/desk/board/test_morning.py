"""A morning of 代表工委: what waits is on one page, each leads to where it is done, and then nothing waits."""

import uuid

import pytest

from proposals.models import Status
from proposals.returns.objections import object_to_assignment
from tests import factories as f
from tests.proposals.administration.offices import browser_of
from tests.replies.mine.phones import let_in, text
from tests.rules.oversight.meeting import ask_for, two_units
from tests.rules.reporting import asked_step

pytestmark = pytest.mark.django_db


SEEN = ("我的待办", "待研究", "对交办有意见", "协调", "办理情况报告")
WHY = "民政局管老年人就餐，由它牵头。"


def counts(desk):
    """What the side says of each list."""
    found = {one.label: one.count or 0 for part in desk.get("/").context["desk_nav"] for one in part.items}
    return [found[label] for label in SEEN]


def test_a_morning():
    w = f.world()
    disputed, studied, objected = two_units(), f.make_case(Status.UNDER_STUDY), f.make_case(Status.RECEIVED)
    deputy = objected.suggestion.proposers[0]
    said = {"reason": "这件事区建交委才管得了。", "proposed": "区建交委", "key": uuid.uuid4()}
    held = object_to_assignment(objected, deputy, **said)
    asked, handed = ask_for(disputed), asked_step().asked
    desk = browser_of(w.congress)
    assert counts(desk) == [3, 1, 1, 1, 1]
    rows = {row.case.pk: (row.to_do, row.page) for row in desk.get("/").context["rows"]}
    assert rows == {
        studied.pk: ("研究是否再次办理", ""),
        objected.pk: ("听取代表对交办的意见", f"/objections/{held.pk}/"),
        disputed.pk: ("答复协调的请求", ""),
    }
    done = [
        desk.post(f"/cases/{studied.pk}/do/decline/", {"comment": "已经办到了能办的。", "seen": studied.version}),
        desk.post(f"/objections/{held.pk}/", {"hearing": "维持交办", "why": WHY}),
        desk.post(f"/coordination/asks/{asked.pk}/", {"why": "两家已经商量好了。"}),
        desk.post(f"/asked-reports/{handed.pk}/settle/", {"act": "receive", "seen": 1}),
    ]
    assert [answer.status_code for answer in done] == [302] * 4
    assert counts(desk) == [0] * 5
    read = text(let_in(deputy).get(f"/mine/{objected.suggestion_id}/"))
    assert WHY in read
