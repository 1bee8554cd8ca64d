"""共同主办: at every moment exactly those have the case in their list who can do what it waits for, and where nobody
can, the district's office has it."""

import pytest

from proposals.models import Case, Membership, Role
from replies.desk.conditions import stranded_cases
from replies.desk.listed import waiting_for
from replies.desk.turn.gone import find_vacancy
from replies.desk.turn.todo import current_holder, to_do
from replies.models.cases import with_feedback_counts
from replies.review.actions import decide_review
from replies.review.verdicts import Verdict
from tests import factories as f

pytestmark = pytest.mark.django_db

PEOPLE = (
    "office", "handler", "leader", "second_leader", "other_office", "other_handler", "other_leader", "district",
)  # fmt: skip


def who_waits(case: Case) -> list[str]:
    w = f.world()
    return [name for name in PEOPLE if Case.objects.filter(waiting_for(getattr(w, name)), pk=case.pk).exists()]


def seen(lead: Case, host: Case) -> list[tuple[list[str], str, str]]:
    for case in (lead, host):
        case.reload()
    return [(who_waits(case), current_holder(case), to_do(case)) for case in (lead, host)]


LEADERS = ["leader", "second_leader"]
WRITTEN = (["handler"], "高扬", "答复写齐了，检查后送审")
ALONG = ([], "区房管局", "等区房管局会签")
TO_SIGN = (LEADERS, "区民政局领导", "答复签发")
IDLE = ([], "区民政局", "等主办单位送来答复稿会签")


def test_whose_turn_it_is_from_the_material_to_the_signature():
    lead, host = f.hosting()
    assert seen(lead, host) == [WRITTEN, IDLE]
    f.advance(lead, "submit")
    assert seen(lead, host) == [(["office"], "区民政局办公室", "答复核稿"), IDLE]
    f.advance(lead, "check")
    assert seen(lead, host) == [ALONG, (["other_handler"], "贺磊", "看区民政局的答复第1稿，送本单位审核会签")]
    f.advance(host, "submit")
    assert seen(lead, host) == [ALONG, (["other_office"], "区房管局办公室", "会签意见核稿")]
    f.advance(host, "check")
    assert seen(lead, host) == [ALONG, (["other_leader"], "区房管局领导", "会签主办单位的答复")]
    f.advance(host, "refuse_cosign")
    refused = "没有同意会签，等主办单位改好再送来"
    amend = (["handler"], "高扬", "按区房管局的会签意见修改（数字不符）")
    assert seen(lead, host) == [amend, ([], "区民政局", refused)]
    f.write(lead, f.world().handler, handling="你们提出的建议收悉，数字已经核对。")
    assert seen(lead, host) == [WRITTEN, ([], "区民政局", refused)]
    f.advance(lead, "submit", "check")
    f.advance(host, "submit", "check", "cosign")
    lead.reload()
    assert seen(lead, host) == [TO_SIGN, ([], "区民政局", "已会签，等主办单位签发答复")]


def test_a_long_reason_stands_in_the_line_in_short():
    lead, host = f.to_cosign()
    f.advance(host, "submit", "check")
    decide_review(host, f.world().other_leader, Verdict.REFUSE_COSIGN, opinion="第一处\n数字不符，" * 30)
    lead.reload()
    line = to_do(lead)
    assert (line.startswith("按区房管局的会签意见修改（第一处 数字不符，"), len(line), "\n" in line) == (
        True,
        len("按区房管局的会签意见修改（）") + 60,
        False,
    )


def test_where_nobody_can_sign_along_the_district_sees_to_it():
    lead, host = f.to_cosign()
    f.advance(host, "submit", "check")
    Membership.objects.filter(role=Role.LEADER).update(is_active=False)
    for case in (lead, host):
        case.reload()
    stranded = with_feedback_counts(Case.objects.all()).filter(stranded_cases())
    assert [case.pk for case in stranded] == [host.pk]
    assert (find_vacancy(lead), find_vacancy(host)) == ("", "要督促区房管局安排能签发的局领导")
    assert who_waits(host) == ["district"]
