"""Between the signature and the sending: nothing leaves the house, and the signature can be taken back."""

import datetime as dt
import re
import threading

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.db import connection, connections
from django.urls import reverse
from django.utils import timezone
from lxml import html

from proposals.cases.access import Refused
from proposals.cases.workflow import perform
from proposals.models import Case, Deputy, Part, Status
from replies.feedback.delivery import record_delivery
from replies.feedback.links import make_link
from replies.models import Consultation, Invitation, PrintedForm, Promise, Reply
from replies.promises.actions import keep_promise
from replies.review.release import send_reply, take_back_signature
from tests import factories as f
from tests.factories import advance, make_case, world
from tests.replies.prints.orders import work

pytestmark = pytest.mark.django_db
NOON = "2026-11-26 10:32 +0800"


@pytest.fixture
def held(settings):
    """Signatures wait ten minutes, as in production."""
    settings.SEND_AFTER_MINUTES = 10


@pytest.fixture
def signed(held):
    """A case with an address for every deputy, signed at 10:32."""
    with time_machine.travel(NOON, tick=False) as clock:
        case = make_case(Status.SIGNING)
        reachable(case)
        advance(case, "sign")
        yield case, clock


@pytest.fixture
def committing(django_capture_on_commit_callbacks):
    """Within it, mails go out as they do after a commit."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def reachable(case):
    for number, deputy in enumerate(case.suggestion.proposers):
        Deputy.objects.filter(pk=deputy.pk).update(email=f"d{number}@example.cn")
    case.reload()


def sent(case):
    """How far it has gone out: the state, the deputies with a link, the mails, the first day of answering."""
    case.reload()
    links = Invitation.objects.filter(reply__case=case).count()
    return case.status, links, len(mail.outbox), case.answered_on


def said(answer):
    return [re.sub(r"\s+", "", html.fromstring(str(one)).text_content()) for one in answer.context["messages"]]


def test_a_signature_sends_nothing_before_its_time(signed):
    case, clock = signed
    reply = case.current_round
    assert sent(case) == (Status.SIGNED, 0, 0, None)
    assert (reply.is_signed, reply.is_given, reply.sends_at_clock) == (True, False, "10:42")
    assert PrintedForm.objects.standing().filter(reply=reply).count() == 1
    clock.shift(dt.timedelta(minutes=9, seconds=59))
    work()
    assert sent(case) == (Status.SIGNED, 0, 0, None)


def test_when_it_is_due_it_is_sent_once(signed, committing):
    case, clock = signed
    clock.shift(dt.timedelta(minutes=10))
    with committing():
        work()
    out = (Status.SEEKING_FEEDBACK, 2, 2, dt.date(2026, 11, 26))
    assert (sent(case), case.current_round.sends_at) == (out, None)
    clock.shift(dt.timedelta(minutes=5))
    with committing():
        work()
        call_command("housekeeping", verbosity=0)
    assert sent(case) == out
    event = case.events.get(action="send_out")
    assert (event.actor_name, event.label) == ("系统", "发给代表")


def test_a_worker_that_died_loses_nothing(signed, capsys, committing):
    """No task is left in the queue; what the clock brings sends what is due."""
    case, clock = signed
    clock.shift(dt.timedelta(hours=2))
    with committing():
        call_command("housekeeping")
    assert "发出到时的答复：1件" in capsys.readouterr().out
    assert sent(case) == (Status.SEEKING_FEEDBACK, 2, 2, dt.date(2026, 11, 26))
    with committing():
        call_command("housekeeping")
        assert "发出到时的答复：0件" in capsys.readouterr().out
        work()
    assert sent(case)[1:3] == (2, 2)


def test_the_day_of_the_answer_is_the_day_of_the_signature(held):
    with time_machine.travel("2026-11-26 23:55 +0800", tick=False) as clock:
        case = advance(make_case(Status.SIGNING), "sign")
        assert case.current_round.sends_at_clock == "11月27日00:05"
        clock.shift(dt.timedelta(minutes=11))
        work()
        case.reload()
    assert (case.status, case.answered_on) == (Status.SEEKING_FEEDBACK, dt.date(2026, 11, 26))


def test_the_page_says_when_and_what_can_be_done_until_then(client, signed):
    case, clock = signed
    lines = []
    for minutes in (0, 3, 7):
        clock.shift(dt.timedelta(minutes=minutes))
        for who in (world().leader, world().district):
            client.force_login(who)
            page = html.fromstring(client.get(case.get_absolute_url()).content)
            (line,) = page.xpath("//p[contains(@class, 'next')]")
            lines.append(re.sub(r"\s+", "", line.text_content()))
    outside = "答复已签发，还没有发出。"
    until = "10:42自动发给代表，在此之前可以撤回签发"
    assert lines == [
        *(f"{until}（还有10分钟）。", outside),
        *(f"{until}（还有7分钟）。", outside),
        *("已到10:42，正在发给代表。", outside),
    ]


def test_the_next_case_is_offered_with_the_way_back(client, held):
    with time_machine.travel(NOON, tick=False):
        case = make_case(Status.SIGNING)
        client.force_login(world().leader)
        data = {"step": "sign", "opinion": "同意签发。", "seen": case.version}
        answer = client.post(reverse("replies:review", args=[case.pk]), data, follow=True)
    number = case.suggestion.short_number
    assert said(answer) == [
        f"{number}已签发。赵洪蓉、周建伟没有邮箱，这里也没有开通短信，征询链接不能自动发出，由经办人高扬转交链接，或者当面送达。"
        "10:42自动发给代表，在此之前可以撤回签发。撤回签发。没有别的件在等您审核了。"
    ]
    assert f'href="/cases/{case.pk}/signed/take-back/"' in answer.content.decode()


def test_what_can_be_taken_back_is_not_offered_for_printing(client, signed):
    case, clock = signed
    client.force_login(world().handler)
    tab, copies = reverse("case_tab", args=[case.pk, "prints"]), f'href="{reverse("replies:print", args=[case.pk])}"'
    page = client.get(tab).content.decode()
    assert ("10:42发出以后打印四份" in page, copies in page) == (True, False)
    clock.shift(11 * 60)
    page = client.get(tab).content.decode()
    assert ("发出以后打印四份" in page, copies in page) == (False, True)


def test_the_signer_need_not_wait(client, signed, django_capture_on_commit_callbacks):
    case, _ = signed
    client.force_login(world().leader)
    for _ in range(2):  # the second press finds it gone
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post(reverse("replies:send_out", args=[case.pk]), {"seen": case.version})
    assert (answer.status_code, sent(case)) == (
        409,
        (Status.SEEKING_FEEDBACK, 2, 2, dt.date(2026, 11, 26)),
    )
    assert case.events.get(action="send_out").label == "现在就发"


@pytest.mark.parametrize("name", ["send_out", "take_back"])
def test_another_leader_decides_neither(client, signed, name):
    case, _ = signed
    client.force_login(world().second_leader)
    answer = client.post(reverse(f"replies:{name}", args=[case.pk]), {"seen": case.version})
    assert answer.status_code == 403
    assert "由签发人郑国华本人决定" in answer.content.decode()
    assert sent(case)[0] == Status.SIGNED


def frozen(reply):
    """Every column of the round."""
    return Reply.objects.filter(pk=reply.pk).values().get()


def test_taking_back_leaves_the_case_as_it_was_and_says_so(client, held):
    case = make_case(Status.IN_PROGRESS)
    f.contact_all(case, world().handler)
    f.write(case, world().handler, **f.promising(("新增助餐点12处", 10)))
    reachable(case)
    advance(case, "submit", "check")
    before = frozen(case.current_round)
    advance(case, "sign")
    form = case.current_round.printed.get()
    client.force_login(world().leader)
    where = reverse("replies:take_back", args=[case.pk])
    assert "已经定稿的一版留作记录" in client.get(where).content.decode()
    typed = {"seen": case.version, "comment": "第三段的数字再核一下。"}
    answers = [client.post(where, typed) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 409]
    assert answers[0].url == reverse("replies:review", args=[case.pk])
    case.reload()
    assert (case.status, case.answered_on, frozen(case.current_round)) == (Status.SIGNING, None, before)
    assert (Promise.objects.count(), Invitation.objects.count(), len(mail.outbox)) == (0, 0, 0)
    event = case.events.last()
    assert (event.label, event.comment, event.data["form"], event.data["promises_back"]) == (
        "撤回签发",
        "第三段的数字再核一下。",
        form.verification,
        "新增助餐点12处",
    )
    form.refresh_from_db()
    assert form.taken_back_at is not None
    rows = [(row.step, row.outcome, row.taken_back_at is not None) for row in case.current_round.reviews.all()]
    assert rows == [("check", "agreed", False), ("sign", "agreed", True)]


def test_what_was_taken_back_is_signed_again_under_a_code_of_its_own(client, signed):
    case, clock = signed
    old = case.current_round.printed.get()
    take_back_signature(case, world().leader)
    with pytest.raises(Refused):
        send_reply(case, world().leader)
    clock.shift(dt.timedelta(minutes=4))
    advance(case, "sign")
    clock.shift(dt.timedelta(minutes=6))
    work()  # the first signature's time
    assert sent(case)[:2] == (Status.SIGNED, 0)
    clock.shift(dt.timedelta(minutes=4))
    work()
    assert sent(case)[:2] == (Status.SEEKING_FEEDBACK, 2)
    new = PrintedForm.objects.standing().get(reply__case=case)
    assert (new.version, new.verification != old.verification) == (old.version, True)
    pages = {form.pk: client.get(reverse("outside:verify", args=[form.verification])) for form in (old, new)}
    heads = [html.fromstring(page.content).xpath("string(//h1)") for page in pages.values()]
    assert heads == ["签发已经撤回", "是签发的定稿"]
    client.force_login(world().handler)
    page = client.get(reverse("case_tab", args=[case.pk, "prints"])).content.decode()
    assert (page.count("签发已撤回"), page.count("签发定稿")) == (1, 2)
    advance(case, "deliver", "satisfy", "report")  # a deputy signs what was issued, not what was taken back
    assert case.status == Status.CLOSED


def test_a_draft_printed_after_taking_back_bears_no_signature(signed):
    from replies.prints.snapshots import snapshot_of

    case, _ = signed
    assert snapshot_of(case.current_round)["review"]["signer"] == "郑国华"
    take_back_signature(case, world().leader)
    assert snapshot_of(case.current_round)["review"] is None


def test_promises_of_an_earlier_round_are_owed_again(held, settings):
    settings.SEND_AFTER_MINUTES = 0
    case = f.promised(("新增助餐点12处", 10), until=("satisfy", "report", "follow_up"))
    f.contact_all(case, world().handler)
    f.write(case, world().handler, **f.promising(("新增助餐点12处", 20)))
    advance(case, "submit", "check")
    settings.SEND_AFTER_MINUTES = 10
    advance(case, "sign")
    (owed,) = Promise.objects.filter(reply__round=1)
    assert owed.carried_to == case.current_round
    take_back_signature(case, world().leader)
    owed.refresh_from_db()
    case.reload()
    assert (owed.is_open, case.answered_on) == (True, timezone.localdate())


def test_nothing_is_done_with_a_reply_that_is_not_out(client, signed):
    """Neither links nor delivery, neither ledger nor paper: all of it would have to be taken back."""
    case, _ = signed
    reply, w = case.current_round, world()
    for doing in (
        lambda: make_link(reply, w.handler, case.suggestion.proposers[0]),
        lambda: record_delivery(
            reply, w.handler, deputies=case.suggestion.proposers, way="当面", on=timezone.localdate()
        ),
    ):
        with pytest.raises(Refused):
            doing()
    client.force_login(w.office)
    assert "10:42发出以后再打印定稿" in client.get(reverse("replies:print", args=[case.pk])).content.decode()
    room = client.get(reverse("replies:print_room")).content.decode()
    assert case.suggestion.title not in room
    for body in (w.district, w.congress):
        client.force_login(body)
        pages = [reverse("case_tab", args=[case.pk, "reply"]), case.get_absolute_url()]
        assert ["今年新增12处" in client.get(page).content.decode() for page in pages] == [False, False]


def test_a_promise_is_kept_only_once_the_reply_is_out(held):
    case = f.promised(("新增助餐点12处", 10), until=())
    owed = Promise.objects.get()
    with pytest.raises(Refused, match="发出以后再登记承诺"):
        keep_promise(owed, world().handler, on=timezone.localdate(), said="已经做成。", seen=0)
    send_reply(case, world().leader)
    keep_promise(owed, world().handler, on=timezone.localdate(), said="已经做成。", seen=0)


def test_a_withdrawn_suggestion_is_not_answered(signed):
    case, clock = signed
    perform(case, "withdraw", world().district, comment="全体提出人书面申请撤回。")
    clock.shift(dt.timedelta(minutes=30))
    work()
    call_command("housekeeping", verbosity=0)
    assert sent(case) == (Status.WITHDRAWN, 0, 0, None)


def test_an_opinion_reaches_the_other_unit_when_it_is_due(client, held):
    with time_machine.travel(NOON, tick=False) as clock:
        case = make_case(Status.IN_PROGRESS, part=Part.MAIN)
        helper = f.hand_over(case.suggestion, world().other_bureau, Part.HELP)
        asked = Consultation.objects.create(
            reply=case.current_round,
            unit=helper.unit,
            helping=helper,
            asked_by=world().handler,
            asked_on=timezone.localdate(),
            due_on=helper.due,
        )
        advance(helper, "sign_for", "assign", "prepare", "submit", "check", "sign_opinion")
        asked.refresh_from_db()
        assert (helper.status, asked.outcome) == (Status.SIGNED, "waiting")
        take_back_signature(helper, world().other_leader)
        advance(helper, "sign_opinion")
        clock.shift(dt.timedelta(minutes=10))
        work()
        helper.reload()
        asked.refresh_from_db()
    form = PrintedForm.objects.standing().get(reply__case=helper)
    assert (helper.status, helper.closed_on, asked.outcome, asked.opinion) == (
        Status.CLOSED,
        dt.date(2026, 11, 26),
        "answered",
        form,
    )


def test_an_opinion_that_can_be_taken_back_is_not_handed_over_when_the_other_unit_begins(held):
    main = make_case(Status.AWAITING_RECEIPT, part=Part.MAIN)
    helper = f.hand_over(main.suggestion, world().other_bureau, Part.HELP)
    advance(helper, "sign_for", "assign", "prepare", "submit", "check", "sign_opinion")
    advance(main, "sign_for", "assign")
    asked = Consultation.objects.get(helping=helper)
    assert asked.outcome == "waiting"
    send_reply(helper, world().other_leader)
    asked.refresh_from_db()
    assert asked.outcome == "answered"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(4))
def test_sending_and_taking_back_at_once_only_one_happens(held, turn):
    case = make_case(Status.SIGNING)
    reachable(case)
    advance(case, "sign")
    Reply.objects.filter(case=case).update(sends_at=timezone.now() - dt.timedelta(seconds=1))
    leader, barrier, went = world().leader, threading.Barrier(3), []

    def run(doing):
        mine = Case.objects.get(pk=case.pk)
        barrier.wait()
        try:
            went.append(doing(mine))
        except Refused:
            went.append(False)
        finally:
            connections.close_all()

    doings = [lambda one: take_back_signature(one, leader) or "back", send_reply, send_reply]
    threads = [threading.Thread(target=run, args=[doing]) for doing in doings]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    case.reload()
    back = case.status == Status.SIGNING
    assert sorted(map(str, went)) == (["False", "False", "back"] if back else ["False", "False", "True"])
    assert Invitation.objects.count() == (0 if back else 2)
    assert connection.in_atomic_block is False
