"""交接 through the front door: who is away, who stands in, and to whom each case goes."""

import datetime as dt
import re
import uuid

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from proposals.models import Absence, Case, Membership, Notice, Role, Status, User
from replies.consultations.actions import ask_units
from replies.drafts.autosave import actions as autosave
from tests import factories as f
from tests.factories import make_case, world

pytestmark = pytest.mark.django_db
S = Status


def address(person: User) -> str:
    return reverse("replies:hand_over", args=[person.pk, world().bureau.pk])


def hand_over(client, choices, *, person=None, who=None, key=None, stale=0):
    """The form as the page sends it: a choice for each case (a person, keep, nothing)."""
    client.force_login(who or world().office)
    data = {"kind": "cases", "key": str(key or uuid.uuid4())}
    for case, choice in choices.items():
        now = Case.objects.get(pk=case.pk)
        data[f"to_{case.pk}"] = choice.pk if isinstance(choice, User) else choice
        data[f"seen_{case.pk}"] = now.version - stale
    return client.post(address(person or world().handler), data)


D = dt.date
SPANS = [
    (D(2026, 11, 30), D(2026, 12, 2)),
    (D(2026, 12, 30), D(2027, 1, 4)),
    (D(2027, 1, 4), None),
    (D(2027, 1, 4), D(2027, 1, 8)),
    (D(2025, 12, 30), D(2026, 1, 4)),
]


def leave(client, *, who=None, person=None, **how):
    client.force_login(who or world().office)
    how = {"starts": f.day(0), "until": f.day(9), "reason": "休假", "stand_in": "", "key": uuid.uuid4(), **how}
    data = {name: value.pk if isinstance(value, User) else value or "" for name, value in how.items()}
    return client.post(address(person or world().handler), {"kind": "absence", **data})


def messages(client) -> str:
    html = client.get("/notices/").content.decode()
    return "".join(re.findall(r'<p class="notice[^>]*>(.*?)</p>', html))


def handlers(*cases) -> list[str]:
    return [Case.objects.get(pk=case.pk).handler.name for case in cases]


# ---- what the person has ---------------------------------------------------------------------------------


def test_the_page_tells_everything_the_person_has(client):
    """Each open case once, with what is to be done next and what else hangs on it; what is finished is not there."""
    w = world()
    writing, checking, out = make_case(S.IN_PROGRESS), make_case(S.CHECKING), make_case(S.SEEKING_FEEDBACK)
    kept, asked = f.promised(("新增助餐点", 40)), make_case(S.IN_PROGRESS)
    make_case(S.CLOSED), make_case(S.WITHDRAWN), make_case(S.RECEIVED)
    autosave.keep_autosave(writing.current_round, w.handler, tab="a" * 32, turn=1, base=0, texts=f.TEXTS)
    day = timezone.localdate()
    ask_units(asked.current_round, w.handler, units=[w.other_bureau], question="请看。", due_on=day, key=uuid.uuid4())
    f.make_wish(f.make_link(out.current_round, w.handler, out.suggestion.proposers[0]).invitation, "面谈")
    client.force_login(w.office)
    shown = client.get(address(w.handler)).context["forms"]["cases"].held
    told = {one.case: (one.to_do, one.more) for one in shown}
    assert told[writing] == ("拟写答复", ("有自动保存、还没有存成一稿的文字",))
    assert told[checking] == ("答复核稿", ())
    assert told[out][1] == ("代表的请求1项",)
    assert told[asked][1] == ("会办意见0/1",)
    assert [words.split("，")[0] for words in told[kept][1]] == ["承诺1项"]
    assert set(told) == {writing, checking, out, kept, asked}


@pytest.mark.once
def test_the_page_asks_no_more_for_more_cases(client, django_assert_num_queries):
    client.force_login(world().office)
    for status in (S.IN_PROGRESS, S.SIGNING, S.SEEKING_FEEDBACK):
        make_case(status)
    client.get(address(world().handler))
    with CaptureQueriesContext(connection) as few:
        client.get(address(world().handler))
    for status in (S.IN_PROGRESS, S.SIGNING, S.SEEKING_FEEDBACK) * 2:
        make_case(status)
    with django_assert_num_queries(len(few)):
        client.get(address(world().handler))


@pytest.mark.once
def test_the_stand_ins_list_asks_no_more_for_more_cases(client, django_assert_num_queries):
    w = world()
    f.lend((w.handler, w.bureau, w.second_handler))
    for status in (S.IN_PROGRESS, S.SEEKING_FEEDBACK):
        make_case(status)
    client.force_login(w.second_handler)
    client.get("/")
    with CaptureQueriesContext(connection) as few:
        assert len(client.get("/").context["rows"]) == 2
    for status in (S.IN_PROGRESS, S.SEEKING_FEEDBACK) * 2:
        make_case(status)
    with django_assert_num_queries(len(few)):
        assert len(client.get("/").context["rows"]) == 6


# ---- to whom it goes -------------------------------------------------------------------------------------


def test_each_case_goes_where_it_is_given_and_the_rest_stays(client):
    w = world()
    w.office.memberships.create(unit=w.bureau, role=Role.HANDLER, section="办公室")
    one, two, three, four = (make_case(status) for status in (S.IN_PROGRESS, S.SIGNING, S.TO_REPORT, S.CHECKING))
    answer = hand_over(client, {one: w.second_handler, two: w.second_handler, three: w.office, four: ""})
    assert answer.status_code == 302
    assert handlers(one, two, three, four) == ["许静", "许静", "孙莉", "高扬"]
    said = f"已交接3件：许静2件，孙莉1件。{four.suggestion.short_number}还没有选人。"
    assert said in messages(client)
    event = Case.objects.get(pk=two.pk).events.last()
    assert (event.action, event.from_status, event.to_status) == ("reassign", S.SIGNING, S.SIGNING)
    assert (event.comment, event.actor, event.data["handler"]) == ("交接：高扬交给许静", w.office, "许静")
    assert Case.objects.get(pk=one.pk).section == "养老服务科"


def test_the_new_handlers_are_told_in_one_notice(client):
    w = world()
    cases = [make_case(S.IN_PROGRESS) for _ in range(5)]
    hand_over(client, dict.fromkeys(cases, w.second_handler))
    [notice] = Notice.objects.filter(kind="hand")
    assert (notice.recipient, notice.headline) == (w.second_handler, "高扬交接给您5件。")
    assert len(notice.more) == 5
    assert notice.get_absolute_url() == "/"
    client.force_login(w.second_handler)
    assert "高扬交接给您5件。" in client.get("/notices/").content.decode()
    assert client.get("/").context["page"].paginator.count == 5


def test_sent_twice_it_is_done_once(client):
    case, w, key = make_case(S.IN_PROGRESS), world(), uuid.uuid4()
    seen = case.version
    data = {"kind": "cases", "key": str(key), f"to_{case.pk}": w.second_handler.pk, f"seen_{case.pk}": seen}
    client.force_login(w.office)
    answers = [client.post(address(w.handler), data).status_code for _ in range(2)]
    assert answers == [302, 302]
    assert Case.objects.get(pk=case.pk).events.filter(action="reassign").count() == 1
    assert Notice.objects.filter(kind="hand").count() == 1


def test_a_stale_row_is_left_and_the_others_go(client):
    """Each case has its own outcome; the page keeps what was chosen for the one that did not go."""
    w, one, two = world(), make_case(S.IN_PROGRESS), make_case(S.IN_PROGRESS)
    data = {"kind": "cases", "key": str(uuid.uuid4())}
    for case in (one, two):
        data |= {f"to_{case.pk}": w.second_handler.pk, f"seen_{case.pk}": case.version}
    f.contact_all(one, w.handler)
    f.write(one, w.handler)
    f.advance(one, "submit")
    client.force_login(w.office)
    answer = client.post(address(w.handler), data)
    html = answer.content.decode()
    assert (answer.status_code, handlers(one, two)) == (409, ["高扬", "许静"])
    assert f"已交接1件（许静1件）。{one.suggestion.short_number}没有交：这件建议已经有了新的进展" in html
    assert f'<option value="{w.second_handler.pk}" selected>' in html


def test_nothing_is_chosen_beforehand(client):
    make_case(S.IN_PROGRESS)
    client.force_login(world().office)
    html = client.get(address(world().handler)).content.decode()
    assert " selected" not in html.split('id="cases"')[1].split("</form>")[0]
    answer = hand_over(client, {})
    assert (answer.status_code, "请先给至少一件选好交给谁。" in answer.content.decode()) == (400, True)


@pytest.mark.parametrize("wrong", ["", "other_handler", "handler", "leader", "甲", "9" * 30])
def test_only_the_units_own_handlers_are_offered(client, wrong):
    case, w = make_case(S.IN_PROGRESS), world()
    choice = getattr(w, wrong) if hasattr(w, wrong) else wrong
    answer = hand_over(client, {case: choice})
    assert (answer.status_code, handlers(case)) == (400, ["高扬"])


def test_who_is_away_without_a_stand_in_is_not_offered(client):
    w = world()
    make_case(S.IN_PROGRESS)
    f.lend((w.second_handler, w.bureau, None))
    client.force_login(w.office)
    assert client.get(address(w.handler)).context["offered"] == []


def test_a_person_who_left_gives_what_is_left(client):
    case, w = make_case(S.IN_PROGRESS), world()
    Membership.objects.filter(user=w.handler).update(is_active=False)
    User.objects.filter(pk=w.handler.pk).update(is_active=False)
    client.force_login(w.office)
    people = client.get(reverse("replies:people")).content.decode()
    assert "已停用或离开" in people
    assert hand_over(client, {case: w.second_handler}).status_code == 302
    assert handlers(case) == ["许静"]


def test_the_person_cannot_give_the_cases_away_alone(client):
    case, w = make_case(S.IN_PROGRESS), world()
    answer = hand_over(client, {case: w.second_handler}, who=w.handler)
    assert (answer.status_code, handlers(case)) == (403, ["高扬"])


# ---- away for a time -------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["handler", "office"])
def test_leave_is_recorded_and_the_stand_in_works_in_the_own_name(client, who):
    case, w = make_case(S.IN_PROGRESS), world()
    assert leave(client, who=getattr(w, who), stand_in=w.second_handler).status_code == 302
    until = f.day(9)
    client.force_login(w.second_handler)
    page = client.get("/")
    html = page.content.decode()
    assert f"您正在代高扬（至{until.month}月{until.day}日）" in html
    assert [row.case for row in page.context["rows"]] == [case]
    assert "代高扬</span>" in html
    counted = {item.label: item.count for part in page.context["desk_nav"] for item in part.items}
    assert (counted["我的待办"], counted["我在办"]) == (1, 1)
    client.post(reverse("replies:draft", args=[case.pk]), {**f.TEXTS, "base": 0, "seen": case.version})
    client.force_login(w.office)
    assert client.get("/?group=unattended").context["page"].paginator.count == 0
    told = dict(Notice.objects.filter(kind="hand").values_list("recipient__name", "sentence"))
    assert set(told) == ({"许静"} if who == "handler" else {"许静", "高扬"})
    assert told["许静"].endswith("休假，由您代办，您用自己的名义办，记录里写“代高扬”。")


def test_without_a_stand_in_the_cases_are_the_first_task_of_the_office(client):
    w = world()
    late, case = make_case(S.CHECKING), make_case(S.IN_PROGRESS)
    today = timezone.localdate()
    Case.objects.filter(pk=late.pk).update(
        statutory_due=today, handed_on=f.day(-9), received_on=f.day(-8), handler=w.second_handler
    )
    leave(client)
    client.force_login(w.office)
    page = client.get("/")
    assert [(row.case, row.to_do) for row in page.context["rows"]] == [
        (case, "经办人高扬不在，要改派给别人。接着要办的：拟写答复"),
        (late, "答复核稿"),
    ]
    assert [row.section for row in page.context["rows"]] == ["first", "week"]
    assert [one.count for one in page.context["sections"].values()] == [1, 0, 1, 0, 0]
    nav = [(item.label, item.count, item.hot) for part in page.context["desk_nav"] for item in part.items]
    assert nav[1] == ("经办人不在", 1, True)
    bar = client.get(case.get_absolute_url()).context["buttons"]
    assert [(one.label, one.main) for one in bar] == [("改派", True), ("登记代表沟通", False), ("申请退办", False)]


def test_leave_ends_early_and_stays_in_the_history(client):
    case, w = make_case(S.IN_PROGRESS), world()
    leave(client, stand_in=w.second_handler)
    absence = Absence.objects.get()
    client.force_login(w.office)
    end = reverse("replies:absence_end", args=[absence.pk])
    assert [client.post(end).status_code for _ in range(2)] == [302, 302]
    absence.refresh_from_db()
    assert (absence.ended_by, absence.stand_in) == (w.office, w.second_handler)
    client.force_login(w.second_handler)
    assert client.get("/").context["page"].paginator.count == 0
    assert "您正在代" not in client.get("/").content.decode()
    assert Notice.objects.filter(recipient=w.second_handler, sentence="高扬已经回来，您不再代办。").count() == 1
    assert "提前结束" in [client.force_login(w.office), client.get(address(w.handler)).content.decode()][1]
    assert case.status == S.IN_PROGRESS


def test_the_same_form_sent_twice_makes_one_absence(client):
    key = uuid.uuid4()
    assert [leave(client, key=key).status_code for _ in range(2)] == [302, 302]
    assert Absence.objects.count() == 1


def test_the_same_page_with_other_days_is_stale_and_goes_on_from_what_stands(client):
    key = uuid.uuid4()
    leave(client, key=key)
    answer = leave(client, key=key, until=f.day(12))
    said = f"（{Absence.objects.get().days}）已经保存了。要改的，请先结束那一次，再登记新的。"
    assert (answer.status_code, said in answer.content.decode()) == (409, True)
    absence = Absence.objects.get()
    client.post(reverse("replies:absence_end", args=[absence.pk]))
    again = answer.context["forms"]["absence"]["key"].value()
    assert (str(again) == str(key), leave(client, key=again, until=f.day(12)).status_code) == (False, 302)
    assert [row.until for row in Absence.objects.filter(ended_at=None)] == [f.day(12)]


def test_days_of_another_year_are_said_with_it():
    with time_machine.travel(dt.datetime(2026, 11, 27, 12, tzinfo=dt.UTC)):
        said = [Absence(starts=one, until=two).days for one, two in SPANS]
    assert said == [
        "11月30日至12月2日",
        "12月30日至2027年1月4日",
        "从2027年1月4日起",
        "2027年1月4日至1月8日",
        "2025年12月30日至2026年1月4日",
    ]


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"until": -1}, "结束的日期不能早于开始的日期。"),
        ({"starts": -9, "until": -1}, "也不能早于今天"),
        ({"starts": ""}, "请填写这一项。"),
        ({"starts": dt.date(9999, 1, 1), "until": ""}, "这一天太远了，请核对年份。"),
        ({"until": dt.date(9999, 1, 1)}, "这一天太远了，请核对年份。"),
        ({"reason": "病假"}, "病假"),
        ({"stand_in": "handler"}, "请选"),
        ({"stand_in": "other_handler"}, "请选"),
    ],
    ids=str,
)
def test_what_is_wrong_is_said_and_nothing_is_recorded(client, how, said):
    w = world()
    days = {name: f.day(value) if isinstance(value, int) else value for name, value in how.items()}
    if isinstance(days.get("stand_in"), str):
        days["stand_in"] = getattr(w, days["stand_in"])
    answer = leave(client, **days)
    assert answer.status_code in (400, 409)
    assert Absence.objects.count() == 0


def test_two_absences_at_once_are_refused(client):
    leave(client, until=None)
    answer = leave(client, starts=f.day(20), until=f.day(30))
    assert (answer.status_code, "已经登记离岗，不能重复" in answer.content.decode()) == (409, True)
    assert Absence.objects.count() == 1


def test_who_is_away_meanwhile_stands_in_for_nobody(client):
    w = world()
    leave(client, person=w.second_handler, starts=f.day(3), until=f.day(4))
    answer = leave(client, stand_in=w.second_handler)
    assert (answer.status_code, "自己也离岗，请另选一位" in answer.content.decode()) == (400, True)
    assert Absence.objects.count() == 1


@pytest.mark.parametrize(("stand_in", "status"), [("second_leader", 302), ("second_handler", 400), ("office", 400)])
def test_the_office_lends_a_leaders_signature_to_leaders_only(client, stand_in, status):
    """Nobody gives the power to sign who does not have it; least of all to the own person."""
    w = world()
    answer = leave(client, person=w.leader, stand_in=getattr(w, stand_in))
    assert (answer.status_code, Absence.objects.count()) == (status, int(status == 302))


def test_a_leader_names_who_signs_instead_and_the_review_says_for_whom(client):
    case, w = make_case(S.SIGNING), world()
    assert leave(client, person=w.leader, who=w.leader, stand_in=w.second_handler).status_code == 302
    client.force_login(w.second_handler)
    page = client.get(reverse("replies:review", args=[case.pk]))
    form = page.context["panels"]["agree"]["form"]
    assert form["on_behalf_of"].value() == "郑国华"
    sent = {"step": "sign", "opinion": "同意。", "seen": case.version, "base": 1}
    assert client.post(reverse("replies:review", args=[case.pk]), sent).status_code == 302
    case.reload()
    review = case.current_round.reviews.last()
    assert (review.signer, review.on_behalf_of, review.signature) == (w.second_handler, "郑国华", "许静（代）")
    assert review.behalf_reason.startswith("休假（")
    event = case.events.get(action="sign")
    assert (event.actor, event.data["on_behalf_of"], event.data["stands_in_for"]) == (
        w.second_handler,
        "郑国华",
        "郑国华",
    )
    assert "许静代郑国华" in client.get(case.get_absolute_url()).content.decode()


def test_a_leader_who_stands_in_for_another_may_sign_for_oneself(client):
    case, w = make_case(S.SIGNING), world()
    leave(client, person=w.leader, stand_in=w.second_leader)
    client.force_login(w.second_leader)
    url = reverse("replies:review", args=[case.pk])
    assert client.get(url).context["panels"]["agree"]["form"]["on_behalf_of"].value() == "郑国华"
    sent = {"step": "sign", "opinion": "同意。", "seen": case.version, "base": 1, "on_behalf_of": ""}
    assert client.post(url, sent).status_code == 302
    case.reload()
    assert case.current_round.reviews.last().on_behalf_of == ""


def test_after_the_last_day_everything_is_as_before(client):
    case, w = make_case(S.IN_PROGRESS), world()
    leave(client, stand_in=w.second_handler)
    with time_machine.travel(timezone.now() + dt.timedelta(days=10)):
        client.force_login(w.second_handler)
        assert client.get("/").context["page"].paginator.count == 0
        assert client.get(reverse("replies:draft", args=[case.pk])).status_code == 403


def test_who_is_the_only_one_is_told_what_comes_of_it(client):
    w = world()
    said = {}
    for who in (w.office, w.handler, w.leader):
        client.force_login(who)
        said[who.name] = client.get(address(who)).context["sole_roles"]
    f.lend((w.second_leader, w.bureau, w.leader))
    client.force_login(w.leader)
    said["alone"] = client.get(address(w.leader)).context["sole_roles"]
    assert said == {"孙莉": ["办公室"], "高扬": [], "郑国华": [], "alone": ["局领导"]}


# ---- another section, out of use -------------------------------------------------------------------------


def test_who_moves_to_another_section_takes_along_what_is_left(client):
    case, w = make_case(S.IN_PROGRESS), world()
    client.force_login(w.office)
    seen = client.get(address(w.handler)).context["forms"]["move"]["seen"].value()
    data = {"kind": "move", "section": "养老服务科", "seen": seen}
    assert client.post(address(w.handler), data).status_code == 302
    case.refresh_from_db()
    assert (case.section, w.handler.memberships.get().section) == ("养老服务科", "养老服务科")
    assert (case.events.last().action, case.events.last().comment) == ("reassign", "随高扬到养老服务科")
    assert client.post(address(w.handler), data).status_code == 409  # the page is old now


def test_who_is_taken_out_of_use_with_cases_leaves_them_to_the_office(client):
    """The administrator is told how many and who gives them to others; taken out all the same, they are the
    first task of the unit's office."""
    case, w = make_case(S.IN_PROGRESS), world()
    page = f"/people/{w.handler.pk}/at/{w.bureau.pk}/"
    out = reverse("person_out", args=[w.handler.pk])
    client.force_login(w.admin)
    answer = client.get(out)
    shown, seen = answer.content.decode(), answer.context["form"]["seen"].value()
    assert ("手上还有 1 件。" in shown, "请先让区民政局办公室在“人员和交接”里交给别人" in shown) == (True, True)
    assert (f'href="{page}"' in shown, client.get(page).status_code) == (False, 404)
    assert client.post(out, {"reason": "调离", "seen": seen}).status_code == 302
    assert User.objects.get(pk=w.handler.pk).is_active is False
    client.force_login(w.office)
    assert [row.case for row in client.get("/?group=unattended").context["rows"]] == [case]


def test_an_old_window_says_what_went_meanwhile_and_by_whose_hand(client):
    """Everything went in another window: nothing is left on the page, and the sentence stands there all the same."""
    w = world()
    w.office.memberships.create(unit=w.bureau, role=Role.HANDLER, section="办公室")
    case = make_case(S.IN_PROGRESS)
    version = Case.objects.get(pk=case.pk).version
    assert hand_over(client, {case: w.second_handler}).status_code == 302
    data = {"kind": "cases", "key": str(uuid.uuid4()), f"to_{case.pk}": w.office.pk, f"seen_{case.pk}": version}
    answer = client.post(address(w.handler), data)
    said = f"{case.suggestion.short_number}没有交：孙莉刚才已经交给许静"
    assert (answer.status_code, said in answer.content.decode()) == (409, True)
    assert handlers(case) == ["许静"]


def test_a_stand_in_who_is_away_too_is_said_to_be(client):
    w = world()
    f.lend((w.handler, w.bureau, w.second_handler))
    client.force_login(w.office)
    said = "由许静代办，但许静也不在，现在没有人代办"
    assert said not in client.get(reverse("replies:people")).content.decode()
    f.lend((w.second_handler, w.bureau, None))
    assert said in client.get(reverse("replies:people")).content.decode()
    w.second_handler.absences.all().delete()
    User.objects.filter(pk=w.second_handler.pk).update(is_active=False)
    assert said in client.get(reverse("replies:people")).content.decode()
