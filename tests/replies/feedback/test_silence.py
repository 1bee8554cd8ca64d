"""期满没有反馈: what the place's rule makes of a deputy's silence, written down, printed, counted, and taken back."""

import datetime as dt
import re
import uuid

import pytest
import time_machine
from django.utils import timezone

from proposals.models import Case, Deputy, Event, Limit, Notice, PlaceRule, Status
from proposals.notices.events import tell_units
from replies.feedback.links import make_link
from replies.feedback.reminders import remind_deputies
from replies.feedback.silence import note_silences
from replies.models import Attempt, Delivery, Reply
from tests import factories as f
from tests.factories import world
from tests.replies.feedback.test_delivery import checked
from tests.replies.mine.phones import let_in, text

pytestmark = pytest.mark.django_db
SHANGHAI = timezone.get_default_timezone()


def at(month, day):
    return time_machine.travel(dt.datetime(2026, month, day, 10, tzinfo=SHANGHAI), tick=False)


def set_rule(client, answer, body="congress"):
    """By the page of the calendar, with its preview."""
    client.force_login(world().district)
    url = f"/calendar/deciders/silence/{body}/"
    sent = {"answer": answer, "source": "本区办法第八条", "reason": "区里的办法", "key": str(uuid.uuid4())}
    page = client.post(url, sent)
    found = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.content.decode()))
    assert client.post(url, found).status_code == 302


def asked(*, mails=True):
    """A case of two deputies, delivered on 3 March; the first answered."""
    if mails:
        for name in ("赵洪蓉", "周建伟"):
            Deputy.objects.filter(pk=f.deputy(name).pk).update(email="a@example.com")
    case = f.advance(f.make_case("seeking_feedback"), "deliver")
    f.answer(case, world().handler, case.suggestion.proposers[0], result="满意", plan="满意", attitude="满意")
    return case


def remind(callbacks):
    with callbacks(execute=True):
        return remind_deputies()


def todo(client, who, case):
    """What the row of the case says in 我的待办 of this person, and where it leads; None where it is not there."""
    client.force_login(who)
    rows = [row for row in client.get("/").context["rows"] if row.case == case]
    return (rows[0].to_do, rows[0].page) if rows else None


def press(client, who, case, key=None):
    client.force_login(who)
    return client.post(f"/cases/{case.pk}/silence/", {"key": key or str(uuid.uuid4())})


def test_without_a_rule_one_waits(client, django_capture_on_commit_callbacks):
    with at(3, 3):
        case = asked()
    with at(3, 20):
        remind(django_capture_on_commit_callbacks)
    with at(4, 20):
        assert (note_silences(), todo(client, world().handler, case)) == (0, None)
        assert press(client, world().handler, case).status_code == 409
        why = client.get(case.get_absolute_url()).content.decode()
    assert ("登记未反馈" in why, Attempt.objects.count()) == (False, 0)


def test_after_the_term_and_a_reminder_the_unit_writes_it_down_and_closes(client, django_capture_on_commit_callbacks):
    """Neither before the term nor without a reminder; never as a mark; and what is said later stands."""
    w = world()
    with at(3, 3):
        set_rule(client, "close")
        case = asked()
        silent = case.suggestion.proposers[1]
    with at(3, 18):
        assert note_silences() == 0  # not reminded yet
        remind(django_capture_on_commit_callbacks)
    with at(3, 17):
        assert note_silences() == 0  # the tenth working day
    with at(3, 19):
        assert [note_silences(), note_silences()] == [1, 0]
        page = f"/cases/{case.pk}/silence/"
        assert todo(client, w.handler, case) == (f"等{silent.name}代表反馈"[1:-2] + "期满没有反馈，登记未反馈", page)
        assert Event.objects.get(action="silent").label == f"期满没有反馈：{silent.name}代表，可以登记“未反馈”再办结"
        assert press(client, w.district, case).status_code == 403
        client.force_login(w.handler)
        head = client.get(case.get_absolute_url()).content.decode()
        assert f'<a class="btn main" href="{page}" data-main>登记未反馈</a>' in " ".join(head.split())
        key = str(uuid.uuid4())
        assert [press(client, w.handler, case, key).status_code for _ in range(2)] == [302, 302]
        attempt = Attempt.objects.get()
        assert (attempt.deputy, attempt.conclusion, attempt.note) == (
            silent, "未反馈", "2026年3月3日送达，请在2026年3月17日前提意见，2026年3月18日提醒过，没有回音。",
        )  # fmt: skip
        client.force_login(w.office)
        case.reload()
        done = client.post(f"/cases/{case.pk}/close/", checked(case, "close_without"))
        assert (done.status_code, reload_status(case)) == (302, Status.CLOSED)
        form = case.current_round.printed.order_by("pk").last()
        gone = {"deputy": silent.name, "conclusion": "未反馈", "attempts": 1, "last_on": "2026-03-19"}
        assert form.snapshot["silent"] == [gone]
        mine = text(let_in(silent).get(f"/mine/{case.suggestion_id}/"))
        assert "按“未反馈”办结，不算满意。您现在提，照样收，以您的为准。" in mine
        figures = client.get("/figures/?tab=overview&year=2026").context["book"]
        assert [figures.count(key).number for key in ("deputies.silent", "forms.result", "forms.result.good")] == [
            1,
            1,
            1,
        ]
        f.answer(case, w.handler, silent, result="不满意", plan="满意", attitude="满意", comment="没有办")
        assert reload_status(case) == Status.UNDER_STUDY
        book = client.get("/figures/?tab=overview&year=2026").context["book"]
        assert [book.count(key).number for key in ("deputies.silent", "forms.result")] == [0, 2]


def reload_status(case):
    return Case.objects.get(pk=case.pk).status


def test_where_the_body_decides_it_has_the_case_and_the_unit_waits(client, django_capture_on_commit_callbacks):
    w = world()
    with at(3, 3):
        set_rule(client, "body")
        case = asked()
        silent = case.suggestion.proposers[1]
        said = text(let_in(silent).get(f"/mine/{case.suggestion_id}/"))
        assert "决定要不要按“未反馈”办结，不算满意；以后您提了，以您的为准。" in said
    with at(3, 18):
        remind(django_capture_on_commit_callbacks)
    with at(3, 19):
        note_silences()
        assert [todo(client, who, case) and todo(client, who, case)[1] for who in (w.handler, w.congress)] == [
            None, f"/cases/{case.pk}/silence/",
        ]  # fmt: skip
        assert [press(client, who, case).status_code for who in (w.handler, w.congress)] == [403, 302]
        assert Attempt.objects.get().recorded_by == w.congress
        assert todo(client, w.congress, case) is None


def two_silent(client, answer):
    """Nobody answered; the second has neither mail nor a telephone that gets messages."""
    set_rule(client, answer)
    case = asked(mails=False)
    first, second = case.suggestion.proposers
    type(first).objects.filter(pk=first.pk).update(email="a@example.com")
    case.current_round.feedback.all().delete()
    return case, first, second


@pytest.mark.parametrize("answer", ["body", "close"])
def test_who_was_not_reminded_is_reminded_by_the_unit_first(client, django_capture_on_commit_callbacks, answer):
    """The row names with whom what is to be done; when one is settled it does not stay for the other."""
    w = world()
    done = {"body": "请决定要不要按“未反馈”办", "close": "登记未反馈"}[answer]
    writer = {"body": w.congress, "close": w.handler}[answer]
    with at(3, 3):
        case, first, second = two_silent(client, answer)
    with at(3, 18):
        remind(django_capture_on_commit_callbacks)
    with at(3, 19):
        assert [note_silences(), note_silences()] == [1, 0]
        ask = f"{second.name}代表期满没有反馈，还没有提醒过，请承办单位联系一次"
        both = f"{ask}；{first.name}代表期满没有反馈，{done}"
        page, tab = f"/cases/{case.pk}/silence/", f"/cases/{case.pk}/tab/feedback/"
        assert todo(client, writer, case) == (both, page)
        assert todo(client, w.handler, case) == (both, page if answer == "close" else tab)
        labels = [one.label for one in Event.objects.filter(action__startswith="silent").order_by("pk")]
        assert labels[1] == f"期满没有反馈：{second.name}代表，还没有提醒过，请联系一次并登记"
        tell_units()
        told = Notice.objects.filter(sentence__contains="还没有提醒过").values_list("recipient__username", flat=True)
        assert sorted(told) == ["handler", "office"]
        assert press(client, writer, case).status_code == 302
        assert list(Attempt.objects.values_list("deputy", "conclusion")) == [(first.pk, "未反馈")]
        assert todo(client, w.handler, case) == (ask, tab)
        assert answer == "close" or todo(client, w.congress, case) is None
        f.try_to_hear(case, w.handler, second)
        assert (todo(client, w.handler, case), note_silences()) == (None, 1)
        assert todo(client, writer, case) == (f"{second.name}代表期满没有反馈，{done}", page)
        assert press(client, writer, case).status_code == 302
        assert Attempt.objects.filter(conclusion="未反馈").count() == 2
        [row] = [row for row in listed(client, w.office) if row.case == case]
        assert row.to_do == "说明情况办结"


def listed(client, who):
    client.force_login(who)
    return client.get("/cases/").context["rows"]


def test_the_program_is_given_a_few_days_to_remind_whom_it_reaches(client):
    with at(3, 3):
        set_rule(client, "close")
        case = asked()
        silent = case.suggestion.proposers[1]
        make_link(case.current_round, world().handler, silent)
    for month, day, noted in ((3, 17, 0), (3, 18, 0), (3, 20, 0), (3, 23, 1), (3, 24, 0)):
        with at(month, day):
            assert (day, note_silences()) == (day, noted)


def test_each_deputy_has_an_own_term(client, django_capture_on_commit_callbacks):
    with at(3, 3):
        case, first, second = two_silent(client, "close")
        Delivery.objects.filter(deputy=second).update(until=dt.date(2026, 4, 3))
    with at(3, 18):
        remind(django_capture_on_commit_callbacks)
        f.try_to_hear(case, world().handler, second)
    with at(3, 19):
        assert note_silences() == 1
        assert todo(client, world().handler, case)[0] == f"{first.name}代表期满没有反馈，登记未反馈"
        assert press(client, world().handler, case).status_code == 302
        assert Attempt.objects.get(conclusion="未反馈").deputy == first


def test_what_a_deputy_was_told_holds_when_the_limit_is_changed(client, django_capture_on_commit_callbacks):
    with at(3, 3):
        set_rule(client, "close")
        case = asked()
        silent = case.suggestion.proposers[1]
    with at(3, 9):
        Limit.objects.filter(step="feedback").update(count=2)
        assert "3月17日前请您提意见" in text(let_in(silent).get(f"/mine/{case.suggestion_id}/"))
        f.try_to_hear(case, world().handler, silent)
        assert note_silences() == 0
    with at(3, 18):
        assert note_silences() == 1
    assert Delivery.objects.get(deputy=silent).until == dt.date(2026, 3, 17)


def test_who_answers_meanwhile_is_not_silent(client, django_capture_on_commit_callbacks):
    w = world()
    with at(3, 3):
        set_rule(client, "close")
        case = asked()
    with at(3, 18):
        remind(django_capture_on_commit_callbacks)
    with at(3, 19):
        note_silences()
        f.answer(case, w.handler, case.suggestion.proposers[1], result="理解", plan="满意", attitude="满意")
        assert (press(client, w.handler, case).status_code, Attempt.objects.count()) == (409, 0)


def test_the_rule_is_shown_with_its_source_and_needs_the_body(client):
    w = world()
    with at(3, 3):
        set_rule(client, "close", "cppcc")
        page = client.get("/calendar/").content.decode()
        assert ("期满又提醒过的，承办单位可以登记“未反馈”，再说明情况办结" in page, "没有规定期满怎样办" in page) == (
            True,
            True,
        )
        w.congress.memberships.update(is_active=False)
        type(w.bureau).objects.filter(kind="congress").update(is_active=False)
        sent = {"answer": "body", "source": "第八条", "reason": "办法", "key": str(uuid.uuid4())}
        refused = client.post("/calendar/deciders/silence/congress/", sent)
        assert (refused.status_code, "没有登记代表工作机构" in refused.content.decode()) == (400, True)
    assert (PlaceRule.objects.count(), Reply.objects.count(), Notice.objects.count()) == (1, 0, 0)
