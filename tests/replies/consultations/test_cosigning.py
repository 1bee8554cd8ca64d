"""共同主办: several 主办 units, one text that each of them signs (SH 13, 17)."""

import datetime as dt

import pytest

from proposals.cases.access import Refused
from proposals.cases.workflow import perform
from proposals.deadlines.moves import move_dates
from proposals.extensions.actions import decide_extension
from proposals.models import Case, Event, Status
from replies.consultations.hosts import waive_cosigning
from replies.drafts.submission import list_missing
from replies.models import Consultation
from tests import factories as f

pytestmark = pytest.mark.django_db

S = Status


def rows(case: Case) -> list[tuple[str, str, int | None]]:
    found = case.current_round.consultations.filter(cosigns=True).order_by("pk")
    return [(row.outcome, row.stance, row.draft and row.draft.number) for row in found]


def states(*cases: Case) -> list[str]:
    for case in cases:
        case.reload()
    return [case.status for case in cases]


def test_the_text_is_signed_by_each_unit_before_it_goes_out():
    lead, host = f.to_cosign()
    w = f.world()
    assert rows(lead) == [("waiting", "", 1)]
    with pytest.raises(Refused, match=r"^不能同意签发：区房管局还没有会签。$"):
        perform(lead, "sign", w.leader, comment="同意。")
    f.advance(host, "submit", "check", "cosign")
    lead.reload()
    assert (rows(lead), states(lead, host)) == ([("answered", "同意", 1)], [S.SIGNING, S.SIGNED])
    f.advance(lead, "sign")
    assert states(lead, host) == [S.SEEKING_FEEDBACK, S.CLOSED]
    f.advance(lead, "deliver")
    host.reload()
    assert (host.delivered_on, host.answered_on, host.clock_runs) == (f.day(0), f.day(0), False)


def test_any_change_of_the_text_voids_what_was_signed_along():
    lead, host = f.to_cosign()
    f.advance(host, "submit", "check", "cosign")
    lead.reload()
    f.advance(lead, "send_back")
    f.write(lead, f.world().handler, handling="你们提出的建议收悉，另有改动。")
    f.advance(lead, "submit", "check")
    assert rows(lead) == [("answered", "同意", 1), ("waiting", "", 2)]
    assert states(host) == [S.IN_PROGRESS]
    lapse = host.events.get(action="lapse")
    assert lapse.comment == "你单位会签的是第1稿，之后文字有改动，须重新会签第2稿。"
    assert list(host.current_round.reviews.signatures()) == []
    assert host.current_round.reviews.filter(taken_back_at__isnull=False).count() == 1


def test_the_same_text_sent_again_keeps_what_was_signed_along():
    lead, host = f.to_cosign()
    f.advance(host, "submit", "check", "cosign")
    lead.reload()
    f.advance(lead, "send_back", "submit", "check")
    assert (rows(lead), states(host)) == ([("answered", "同意", 1)], [S.SIGNED])
    f.advance(lead, "sign")
    assert states(lead, host) == [S.SEEKING_FEEDBACK, S.CLOSED]


def test_a_unit_that_does_not_agree_sends_the_text_back_with_the_reason():
    lead, host = f.to_cosign()
    f.advance(host, "submit", "check", "refuse_cosign")
    assert (rows(lead), states(lead, host)) == ([("answered", "不同意", 1)], [S.IN_PROGRESS, S.IN_PROGRESS])
    assert lead.events.last().comment == "区房管局：数字不符。"


def test_the_district_decides_that_a_unit_is_not_waited_for():
    lead, host = f.to_cosign()
    w, row = f.world(), Consultation.objects.get(cosigns=True)
    for user in (w.handler, w.leader, w.other_leader):
        with pytest.raises(Refused):
            waive_cosigning(row, user, reason="催过三次。")
    waive_cosigning(row, w.district, reason="催过三次。")
    f.advance(lead, "sign")
    assert states(lead, host) == [S.SEEKING_FEEDBACK, S.CLOSED]
    assert Event.objects.filter(action="cosign_waive").count() == 2


def test_what_was_signed_along_is_taken_back_until_the_leading_unit_signs():
    lead, host = f.to_cosign()
    f.advance(host, "submit", "check", "cosign", "take_back")
    assert (rows(lead), states(lead, host)) == ([("waiting", "", 1)], [S.SIGNING, S.SIGNING])
    f.advance(host, "cosign")
    lead.reload()
    f.advance(lead, "hold")
    with pytest.raises(Refused, match="主办单位已经签发或者收回修改，请与主办单位联系"):
        f.advance(host, "take_back")


def test_a_further_round_and_a_longer_limit_are_every_unit_s():
    lead, host = f.to_cosign()
    f.advance(host, "submit", "check", "cosign")
    lead.reload()
    f.advance(lead, "sign", "deliver", "dissatisfy", "reopen")
    assert states(lead, host) == [S.IN_PROGRESS, S.IN_PROGRESS]
    assert (host.statutory_due, host.delivered_on) == (lead.statutory_due, None)
    assert [reply.round for reply in host.replies.all()] == [1, 2]
    assert [one.said for one in list_missing(host.current_round)] == ["主办单位还没有送来要会签的答复稿"]
    later = lead.statutory_due + dt.timedelta(days=10)
    move_dates(lead, later, internal=None)
    host.reload()
    assert (host.statutory_due, host.current_round.due_on) == (later, later)
    event = host.events.get(action="due_along")
    assert (event.actor, event.data["new_due"]) == (None, later.isoformat())


def test_what_an_extension_drops_of_the_district_s_date_it_drops_for_every_unit():
    lead, host = f.hosting()
    earlier = f.day(20)
    Case.objects.filter(pk__in=(lead.pk, host.pk)).update(internal_due=earlier)
    for case in (lead, host):
        case.reload()
    asked = f.extension(lead)
    decide_extension(asked, f.world().district, agree=True, opinion="同意。", granted_on=asked.wished_on)
    for case in (lead, host):
        case.reload()
        assert (case.statutory_due, case.internal_due, case.due) == (asked.wished_on, None, asked.wished_on)
    assert host.events.get(action="due_along").data["dropped"] == earlier.isoformat()
