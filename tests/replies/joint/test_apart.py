"""Of what is handled as one: taken apart, ended for one alone, answered and heard each by itself."""

import datetime as dt
import re

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from proposals.cases.access import Refused
from proposals.intake.corrections.actions import correct_registration
from proposals.intake.corrections.fields import CorrectedField
from proposals.models import Case, Event, Notice, Part, Status
from proposals.notices.events import tell_reviewers, tell_units
from proposals.notices.within import tell_handlers
from replies.desk.listed import waiting_for
from replies.feedback.links import make_link
from replies.joint.actions import join_suggestions
from replies.models import PrintedForm, Promise, Reply
from replies.models.reply import current_reply
from replies.review.actions import decide_review
from replies.review.release import send_due_replies
from replies.review.verdicts import Verdict
from tests import factories as f
from tests.factories import world
from tests.replies.joint.pair import SECOND, case_of, join_pair, make_pair, reachable, ready_pair, write_letter

pytestmark = pytest.mark.django_db
S = Status
NOON = "2026-11-26 10:32 +0800"


def split(go, who, case, **more):
    return go(getattr(world(), who), "split", case.pk, data={"comment": "情况不同。", "seen": case.version, **more})


@pytest.mark.parametrize("who", ["handler", "office", "district"])
def test_taken_apart_each_goes_on_with_its_own_text(go, who):
    pair = ready_pair()
    answer = split(go, who, pair.other)
    assert (answer.status_code, answer.url) == (302, reverse("case", args=[pair.other.pk]))
    assert pair.states() == (S.IN_PROGRESS, S.IN_PROGRESS)
    assert [case.joined_to for case in pair.both] == [None, None]
    assert pair.labels(1) == [["112号拆开，单独办理"], ["与070号拆开，单独办理"]]
    assert {case.events.last().comment for case in pair.both} == {"情况不同。"}
    write_letter(pair.other, handling="单独办的。")
    write_letter(pair.lead, handling="各办各的。")
    texts = [[draft.handling for draft in current_reply(case).drafts.all()] for case in pair.both]
    assert texts == [["今年新增助餐点12处。", "各办各的。"], ["今年新增助餐点12处。", "单独办的。"]]
    f.advance(pair.other, "submit")
    assert pair.states() == (S.IN_PROGRESS, S.CHECKING)


def test_taking_apart_needs_a_reason_and_is_done_once(go):
    pair = join_pair("sign_for")
    assert split(go, "office", pair.other, comment=" ").status_code == 400
    assert split(go, "office", pair.other, seen=0).status_code == 409
    assert pair.reload().other.joined_to == pair.lead
    assert split(go, "office", pair.other).status_code == 302
    assert split(go, "office", pair.other).status_code == 409
    assert [case.events.filter(action="split").count() for case in pair.both] == [1, 1]
    assert go(world().office, "split", pair.lead.pk).status_code == 409


@pytest.mark.parametrize(("who", "status"), [("leader", 403), ("second_handler", 403), ("other_office", 404)])
def test_nobody_else_joins_or_takes_apart(go, who, status):
    pair = join_pair("sign_for", "assign")
    assert split(go, who, pair.other).status_code == status
    assert go(getattr(world(), who), "join", pair.lead.pk).status_code == status
    assert pair.reload().other.joined_to == pair.lead


def test_under_review_each_waits_for_the_same_step(go, client):
    pair = ready_pair()
    f.advance(pair.lead, "submit")
    split(go, "district", pair.reload().other)
    assert pair.states() == (S.CHECKING, S.CHECKING)
    f.advance(pair.other, "check", "sign")
    assert pair.states() == (S.CHECKING, S.SEEKING_FEEDBACK)


def test_signed_it_is_not_taken_apart_but_once_it_was_taken_back(go, settings):
    settings.SEND_AFTER_MINUTES = 10
    pair = ready_pair()
    reachable(*pair.both)
    f.advance(pair.lead, "submit", "check", "sign")
    assert pair.states() == (S.SIGNED, S.SIGNED)
    assert split(go, "office", pair.other).status_code == 409
    data = {"comment": "还要改。", "seen": pair.lead.version}
    assert go(world().leader, "take_back", pair.other.pk, data=data).status_code == 409
    assert go(world().leader, "take_back", pair.lead.pk, data=data).status_code == 302
    assert pair.states() == (S.SIGNING, S.SIGNING)
    assert [current_reply(case).is_signed for case in pair.both] == [False, False]
    assert PrintedForm.objects.standing().count() == 0
    codes = [case.events.filter(action="take_back").last().data["form"] for case in pair.both]
    assert codes == [form.verification for form in PrintedForm.objects.order_by("reply__case__suggestion")]
    assert split(go, "office", pair.other).status_code == 302


@pytest.mark.parametrize("by", ["time", "signer"])
def test_what_was_signed_together_goes_out_together(go, settings, by):
    settings.SEND_AFTER_MINUTES = 10
    with time_machine.travel(NOON, tick=False) as clock:
        pair = ready_pair()
        reachable(*pair.both)
        f.advance(pair.lead, "submit", "check", "sign")
        if by == "signer":
            assert go(world().leader, "send_out", pair.other.pk, data={}).status_code == 409
            assert go(world().leader, "send_out", pair.lead.pk, data={}).status_code == 302
        else:
            clock.shift(dt.timedelta(minutes=11))
            assert send_due_replies() == 1
        assert pair.states() == (S.SEEKING_FEEDBACK, S.SEEKING_FEEDBACK)
        assert [current_reply(case).invitations.count() for case in pair.both] == [2, 1]
        assert Reply.objects.filter(sends_at__isnull=False).count() == 0


def answered_pair():
    pair = ready_pair()
    f.advance(pair.lead, "submit", "check", "sign")
    return pair.reload()


def test_each_deputy_is_heard_for_the_own_suggestion(go):
    pair = answered_pair()
    for case in pair.both:
        f.advance(case, "deliver")
    f.answer(pair.other, world().handler, pair.other.suggestion.proposers[0], result="不满意", comment="没有写地点。")
    assert pair.states() == (S.SEEKING_FEEDBACK, S.UNDER_STUDY)
    f.advance(pair.other, "reopen")
    f.advance(pair.lead, "satisfy", "report")
    assert pair.states() == (S.CLOSED, S.IN_PROGRESS)
    assert [case.replies.count() for case in pair.both] == [1, 2]
    page = go(world().handler, "draft", pair.other.pk).content.decode()
    assert ("起草、审核、签发都在那里" in page, "草稿" in page or "拟写" in page) == (False, True)
    write_letter(pair.other, handling="补充了地点。")
    f.contact_all(pair.other, world().handler)
    f.advance(pair.other, "submit", "check", "sign")
    assert pair.states() == (S.CLOSED, S.SEEKING_FEEDBACK)
    assert [case.joined_to for case in pair.both] == [None, pair.lead]
    facts = go(world().district, "print", pair.lead.pk)
    assert facts.status_code == 200


def test_promises_are_each_suggestions_own():
    pair = join_pair("sign_for", "assign")
    for case in pair.both:
        f.contact_all(case, world().handler)
    write_letter(pair.lead, **f.promising(("新增助餐点12处", 30)))
    f.advance(pair.lead, "submit", "check", "sign")
    assert [Promise.objects.filter(reply__case=case).count() for case in pair.both] == [1, 1]


@pytest.mark.parametrize("step", ["withdraw", "void"])
@pytest.mark.parametrize("which", ["lead", "other"])
@pytest.mark.parametrize("further", [(), ("submit",)])
def test_one_of_them_ends_and_the_other_goes_on_alone(client, step, which, further):
    pair = ready_pair()
    f.advance(pair.lead, *further)
    gone, left = pair.reload().both if which == "lead" else pair.reload().both[::-1]
    before = left.status
    client.force_login(world().district)
    typed = {"comment": "全体提出人书面申请。", "all_signed": "on", "seen": gone.version}
    assert client.post(f"/cases/{gone.pk}/do/{step}/", typed).status_code == 302
    gone.reload(), left.reload()
    assert (gone.status, left.status) == (S.WITHDRAWN if step == "withdraw" else S.VOID, before)
    assert (gone.joined_to, left.joined_to, left.is_joined) == (None, None, False)
    said = "代表撤回" if step == "withdraw" else "登记有误，作废"
    assert left.events.last().label == f"{gone.suggestion.short_number}{said}，不再并案"
    assert current_reply(left).latest_draft.body.startswith(f"{left.suggestion.addressed}：")
    f.advance(left, *(() if further else ("submit",)), "check", "sign")
    assert left.status == S.SEEKING_FEEDBACK


def test_three_of_which_the_leading_one_ends_stand_alone(client):
    pair = join_pair("sign_for")
    third = f.advance(case_of("113", SECOND, "莫兰"), "sign_for")
    join_suggestions(third, pair.lead, world().office)
    client.force_login(world().district)
    typed = {"comment": "书面申请。", "all_signed": "on", "seen": pair.reload().lead.version}
    client.post(f"/cases/{pair.lead.pk}/do/withdraw/", typed)
    assert Case.objects.filter(joined_to__isnull=False).count() == 0
    assert [case.events.filter(action="split").count() for case in (pair.other, third)] == [1, 1]


def test_a_corrected_unit_is_asked_to_be_taken_apart_first(client):
    pair = join_pair()
    wanted = {CorrectedField.UNITS: [(world().other_bureau, Part.SOLE)]}
    with pytest.raises(Refused, match="请先拆开"):
        correct_registration(pair.other.suggestion, wanted, world().district, reason="交错了。")


# ---- who is told, and where it stands ----------------------------------------------------------------------


def test_deputies_who_were_spoken_with_are_told(go, texts, django_capture_on_commit_callbacks):
    pair = make_pair("sign_for", "assign")
    reachable(*pair.both)
    assert go(world().handler, "join", pair.lead.pk).context["form"]["tell"].initial is False
    f.contact_all(pair.lead, world().handler)
    assert go(world().handler, "join", pair.lead.pk).context["form"]["tell"].initial is True
    data = {"other": pair.other.pk, "lead": "this", "tell": "on", "seen": pair.lead.version}
    with django_capture_on_commit_callbacks(execute=True):
        go(world().handler, "join", pair.lead.pk, data=data)
    assert pair.labels(1) == [["告知并案：赵洪蓉、周建伟"], ["告知并案：顾晓梅"]]
    sent = {message.to[0]: message.body for message in mail.outbox}
    [own] = [deputy.email for deputy in pair.other.suggestion.proposers]
    assert len(sent) == 3
    assert [word in sent[own] for word in (SECOND, "第112号", "并案办理", "070", "赵洪蓉")] == [
        True,
        True,
        True,
        False,
        False,
    ]
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        split(go, "handler", pair.reload().other, tell="on")
    assert {message.to[0] for message in mail.outbox} == set(sent)
    assert "改为单独办理" in mail.outbox[0].body


def waiting(who):
    return [case.suggestion.number for case in Case.objects.filter(waiting_for(who)).order_by("suggestion")]


def test_the_lists_show_one_task(client):
    pair = join_pair()
    w = world()
    assert waiting(w.office) == ["070"]
    client.force_login(w.office)
    page = client.get(reverse("worklist") + "?group=receive").content.decode()
    assert (f"112号《{SECOND}》" in page, f"/cases/{pair.other.pk}/" in page) == (True, False)
    f.advance(pair.lead, "sign_for", "assign")
    assert (waiting(w.handler), waiting(w.office)) == (["070"], [])
    client.force_login(w.handler)
    mine = client.get(reverse("worklist") + "?group=mine").content.decode()
    assert (f"112号《{SECOND}》" in mine, f"/cases/{pair.other.pk}/" in mine) == (True, False)
    everything = client.get(reverse("cases")).content.decode()
    assert ("与070号并案，在那里一起办" in everything, f"/cases/{pair.other.pk}/" in everything) == (True, True)


def test_people_are_told_once_of_both():
    pair = ready_pair()
    Notice.objects.all().delete()
    f.advance(pair.lead, "submit")
    tell_reviewers()
    told = Notice.objects.filter(recipient=world().office)
    assert [(notice.case, "送审，请您核稿" in notice.sentence) for notice in told] == [(pair.lead, True)]
    decide_review(pair.lead, world().office, Verdict.CHECK_BACK, opinion="请写明地点。")
    tell_handlers()
    assert [notice.case for notice in Notice.objects.filter(recipient=world().handler)] == [pair.lead]


def test_the_unit_is_told_what_the_district_joined(go):
    pair = make_pair("sign_for", "assign")
    go(
        world().district,
        "join",
        pair.lead.pk,
        data={"other": pair.other.pk, "lead": "this", "seen": pair.lead.version},
    )
    tell_units()
    told = {notice.case_id: notice.sentence for notice in Notice.objects.filter(recipient=world().handler)}
    assert "并案：112号并入本件" in told[pair.lead.pk]
    assert "并入070号，并案办理" in told[pair.other.pk]


def test_who_takes_over_the_leading_case_takes_over_both(go):
    pair = join_pair("sign_for", "assign")
    data = {"handler": world().second_handler.pk, "seen": pair.reload().lead.version}
    assert go(world().office, "assign", pair.other.pk, data=data).status_code == 409
    assert go(world().office, "assign", pair.lead.pk, data=data).status_code == 302
    assert [case.handler for case in pair.reload().both] == [world().second_handler] * 2
    page = go(world().office, "hand_over", world().second_handler.pk, world().bureau.pk).content.decode()
    assert (f"/cases/{pair.lead.pk}/" in page, f"/cases/{pair.other.pk}/" in page) == (True, False)


def test_the_record_of_both_stays_whole():
    pair = answered_pair()
    for case in pair.both:
        events = list(Event.objects.filter(case=case))
        assert [event.hash for event in events] == [event.computed_hash() for event in events]
        assert case.event_head == events[-1].hash


def test_a_link_made_later_is_the_own_suggestions():
    pair = answered_pair()
    link = make_link(current_reply(pair.other), world().handler, pair.other.suggestion.proposers[0])
    assert ("112号" in link.message, "070号" in link.message) == (True, False)


def test_each_step_that_is_taken_at_the_leading_case_says_so(client):
    """Each page of a step, opened and sent, on the case that goes along."""
    pair = join_pair("sign_for", "assign")
    client.force_login(world().office)
    answers = [client.get(f"/cases/{pair.other.pk}/assign/"), client.post(f"/cases/{pair.other.pk}/assign/")]
    client.force_login(world().handler)
    answers.append(client.get(f"/cases/{pair.other.pk}/do/submit/"))
    answers.append(client.post(f"/cases/{pair.other.pk}/do/submit/", {"seen": pair.other.version}))
    said = [re.findall(r"112号与070号并案办理，[^<]*", answer.content.decode()) for answer in answers]
    reassign = ["112号与070号并案办理，请在070号那里办“改派”，两件一起办。"]
    submit = ["112号与070号并案办理，请在070号那里办“送审”，两件一起办。"]
    assert ([answer.status_code for answer in answers], said) == ([409] * 4, [reassign, reassign, submit, submit])


def test_without_their_handler_the_joined_case_has_no_row_and_goes_along(client, go):
    """The office gives the leading case to another, and the other one with it."""
    pair, w = join_pair("sign_for", "assign"), world()
    f.lend((w.handler, w.bureau, None))
    client.force_login(w.office)
    for address in ("/", "/?group=unattended"):
        rows = client.get(address).context["rows"]
        assert [row.case for row in rows] == [pair.lead]
    said = {"handler": w.second_handler.pk, "seen": pair.reload().lead.version}
    assert go(w.office, "assign", pair.lead.pk, data=said).status_code == 302
    assert [case.handler for case in pair.reload().both] == [w.second_handler] * 2
