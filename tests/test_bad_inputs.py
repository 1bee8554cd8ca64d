"""Malformed requests by the hundred: every field of every form takes every kind of rubbish, and the answer is a clean
page in plain Chinese, with nothing half done."""

import datetime as dt
import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from proposals.calendar import holidays
from proposals.calendar.workdays import WorkCalendar
from proposals.cases.oversight.coordination import record_coordination
from proposals.deadlines import calendar_changes
from proposals.extensions.actions import decide_extension
from proposals.models import BrowserSession, CalendarDay, Case, Coordination, Limit, Pace, Part, PlaceRule, Status
from proposals.models.calendar import FROM_FIRST
from proposals.models.oversight.deciders import usual_rule
from proposals.web.middleware import typed_texts
from replies.consultations.actions import ask_units
from replies.feedback.links import make_link
from replies.feedback.progress import make_wish
from replies.models import Promise
from replies.promises.actions import change_promise_date
from tests import factories as f
from tests.failing_store.store import kept_texts, only_read
from tests.proposals.cases.test_attachments import pdf
from tests.rules.oversight.asking import ask_about
from tests.rules.oversight.hearing import object_to
from tests.rules.oversight.meeting import call_for

pytestmark = pytest.mark.django_db
S = Status
LONG = "长" * 200_000
HOSTILE = {
    "nothing": "",
    "nul": "a\0b",
    "unseen": "\u200b\u202e\ufeff",
    "rtl": "付\u202e款",
    "rare": "𠮷\ue000\U000f0000",
    "half": b"\xed\xa0\x80\xff",
    "lines": "行\n" * 1_500,
    "tab": "左\t右\v下",
    "markup": "<img src=x onerror=alert(1)>{{ 7|add:1 }}{% now 'Y' %}",
    "huge": str(2**70),
    "digits": "9" * 5_000,
    "minus": "-1",
    "wide": "１２",
    "float": "1e999",
    "day": "99999-99-99",
    "first_day": "0001-01-01",
    "last_day": "9999-12-31",
    "uuid": "{urn:uuid:zz}",
    "list": ["1", "x", str(2**70), "-1"],
}


def soon(case: Case) -> str:
    """A day that may be promised."""
    return f.day(400).isoformat()


def today(case: Any = None) -> str:
    return timezone.localdate().isoformat()


def first(case: Case) -> int:
    return case.suggestion.proposers[0].pk


def key(case: Case) -> uuid.UUID:
    return uuid.uuid4()


def leader(case: Case) -> int:
    return f.world().leader.pk


def bureau(case: Case) -> int:
    return f.world().bureau.pk


def other(case: Case) -> int:
    return f.world().other_bureau.pk


def newest(case: Case) -> int:
    draft = case.current_round.latest_draft
    return draft.number if draft else 0


def here(case: Case) -> tuple[Any, ...]:
    return (case.pk,)


def nowhere(case: Case) -> tuple[Any, ...]:
    return ()


def planned(case: Case) -> tuple[Any, ...]:
    f.plan_supervision(case)
    return (case.pk,)


def objected(case: Case) -> tuple[Any, ...]:
    return (object_to(case).pk,)


def inquired(case: Case) -> tuple[Any, ...]:
    return (ask_about(case).pk,)


def helped(case: Case) -> tuple[Any, ...]:
    f.hand_over(case.suggestion, f.world().other_bureau, "会办")
    return (case.pk,)


def both(case: Case) -> list[int]:
    return [one.unit_id for one in case.suggestion.cases.all()]


def met(case: Case) -> tuple[Any, ...]:
    helped(case)
    return (call_for(case).pk,)


def over(case: Case) -> tuple[Any, ...]:
    """A 协调会 that has taken place."""
    found = met(case)
    Coordination.objects.update(meets_at=timezone.now() - dt.timedelta(hours=3))
    return found


def minuted(case: Case) -> tuple[Any, ...]:
    """One that was held and written down."""
    found = over(case)
    record_coordination(Coordination.objects.get(), f.world().congress, minutes="民政牵头。", tasks="", file=None)
    return found


def for_return(case: Case) -> tuple[Any, ...]:
    return "return", "congress"


def whose(case: Case) -> tuple[Any, ...]:
    return case.pk, first(case)


def written(case: Case) -> tuple[Any, ...]:
    """The first of two versions."""
    f.write(case, f.world().handler)
    f.write(case, f.world().handler, title="改过的标题")
    return case.pk, 1, 1


def linked(case: Case) -> tuple[Any, ...]:
    make_link(case.current_round, f.world().handler, case.suggestion.proposers[0])
    return whose(case)


def satisfied(case: Case) -> tuple[Any, ...]:
    f.advance(case, "satisfy")
    return (case.pk,)


def asked(case: Case) -> tuple[Any, ...]:
    made = ask_units(
        case.current_round,
        f.world().handler,
        units=[f.world().other_bureau],
        question="请提出意见。",
        due_on=timezone.localdate(),
        key=uuid.uuid4(),
    )
    return (made[0].pk,)


def owed(case: Case) -> tuple[Any, ...]:
    reply, day = case.current_round, timezone.localdate()
    return (Promise.objects.create(reply=reply, position=1, item="助餐点", promised_on=day, due_on=day).pk,)


def moved(case: Case) -> tuple[Any, ...]:
    """A promise whose day was changed and nobody told."""
    (pk,) = owed(case)
    one = Promise.objects.get(pk=pk)
    change_promise_date(one, f.world().handler, new_on=f.day(90), said="顺延。", told_on=None, seen=0)
    return (pk,)


def followed(case: Case) -> tuple[Any, ...]:
    owed(case)
    return (case.pk,)


def worded(case: Case) -> tuple[Any, ...]:
    return (f.wording().pk,)


def wished(case: Case) -> tuple[Any, ...]:
    link = make_link(case.current_round, f.world().handler, case.suggestion.proposers[0])
    return (make_wish(link.invitation, "代填").pk,)


def later(case: Case) -> str:
    """A working day in the third month after the case's date."""
    return WorkCalendar.load().next_working_day(case.statutory_due + dt.timedelta(days=70)).isoformat()


def year(case: Case) -> tuple[Any, ...]:
    return (2027,)


def limit(case: Case) -> tuple[Any, ...]:
    return (Limit.objects.get(step="help").pk,)


def foreseen(change: Callable[[], calendar_changes.PlannedChange]) -> Callable[[Case], str]:
    """What the page of a change shows before it is carried out."""
    return lambda case: calendar_changes.foresee_change(change()).seen


def day_off() -> calendar_changes.PlannedChange:
    day = dt.date(2026, 6, 4)
    return calendar_changes.one_day(CalendarDay(date=day, is_working=False, name="停工"), day)


def new_year() -> calendar_changes.PlannedChange:
    return calendar_changes.whole_year(holidays.read_holiday_notice("一、元旦：1月1日放假。", 2027), 2027)


def otherwise() -> calendar_changes.PlannedChange:
    row = PlaceRule(question=FROM_FIRST.question, answer="own", source="规定")
    return calendar_changes.one_rule(row, FROM_FIRST)


def by_both() -> calendar_changes.PlannedChange:
    row = PlaceRule(question="return", kind="建议", answer="both", source="规定")
    return calendar_changes.one_rule(row, usual_rule("return", "建议"))


def longer() -> calendar_changes.PlannedChange:
    now = Limit.objects.get(step="help")
    return calendar_changes.one_limit(Limit(pk=now.pk, step=now.step, count=2, measure="months", source="规定"), now)


class Paper(SimpleUploadedFile):
    """A scan that may be sent again and again."""

    def read(self, *args: Any) -> bytes:
        self.seek(0)
        return super().read(*args)


def scan(case: Case) -> Paper:
    return Paper("签名表.pdf", pdf(), "application/pdf")


def nothing(case: Case) -> dict[str, Any]:
    return {}


def extended(case: Case) -> tuple[Any, ...]:
    return (f.extension(case).pk,)


def agreed(case: Case) -> tuple[Any, ...]:
    made = f.extension(case)
    decide_extension(made, f.world().district, agree=True, opinion="同意")
    return (made.pk,)


@dataclass(frozen=True)
class Form:
    """A form, filled in rightly: a value that is a function is asked for the case; `args` makes the address, `more`
    are fields that are named after the case."""

    name: str
    who: str
    status: str
    values: dict[str, Any]
    args: Callable[[Case], tuple[Any, ...]] = here
    part: str = Part.SOLE
    more: Callable[[Case], dict[str, Any]] = nothing

    def data(self, case: Case) -> dict[str, Any]:
        filled = {name: value(case) if callable(value) else value for name, value in self.values.items()}
        return {"seen": case.version, **filled, **self.more(case)}


def do(name: str) -> Callable[[Case], tuple[Any, ...]]:
    return lambda case: (case.pk, name)


# fmt: off
TEXTS = {**f.TEXTS, "copies_to": "区财政局", "promises_1_item": "新增助餐点", "promises_1_on": soon,
         "disclosure_reason": "", "summary": "", "base": newest}
CONTACT = {"deputies": first, "way": "电话", "on": today, "staff": "高扬", "summary": "说了", "key": key}
CONSULT = {"units": other, "question": "请提出意见", "due_on": today, "key": key}
RETURN = {"comment": "不归我们管", "proposed_unit": "区房管局", "leader": leader, "consent": "on"}
PAPER = {"deputy": first, "result": "满意", "plan": "没填", "attitude": "满意", "comment": "好", "signed_on": today}
PAPER |= {"came_by": "当面", "scan": scan}
ATTEMPT = {"on": today, "way": "电话", "outcome": "不愿签", "note": "不签", "conclusion": "拒签", "key": key}
DICTATED = {**PAPER, "plan": "理解", "came_by": "电话", "confirmed": "on"}
del DICTATED["scan"]
TICKS = dict.fromkeys(("printed", "sealed", "handed", "filed"), "on")
CLOSE = {"step": "report", "signed": "全部收回", "note": ""} | TICKS
WORDING = {"topic": "助餐", "text": "全覆盖。", "owner": lambda case: f.world().handler.pk, "source": "文件",
           "expires_on": "2099-12-31", "key": key}
INTAKE = {"session": lambda case: f.session().pk, "number": "333", "category": "民政", "title": "关于路灯的建议",
          "text": "请装路灯。", "lead": "赵洪蓉", "co_signers": "周建伟", "new_deputies": "on", "way": "独办",
          "unit": bureau, "others": [], "handed_on": today, "due": ""}
WHY = {"reason": "区里的通知", "key": key}
EXTEND = {"wished_on": later, "reason": "等批复", "report": "在办", "leader": leader, "consent": "on", "key": key}
DECIDE = {"kind": "returns", "verdict": "agree", "opinion": "同意", "chosen": lambda case: case.pk}
ASSIGN = {"handler": lambda case: f.world().handler.pk, "internal_due": "", "comment": "请办"}
PASSWORDS = {"old_password": f.PASSWORD, "new_password1": "新的密码-2027x", "new_password2": "新的密码-2027x"}
NEW, WORK, OUT, STUDY = S.AWAITING_RECEIPT, S.IN_PROGRESS, S.SEEKING_FEEDBACK, S.UNDER_STUDY
FORMS = {
    "sign_for": Form("do", "office", NEW, {"comment": "好"}, do("sign_for")),
    "ask_return": Form("do", "office", NEW, RETURN, do("ask_return")),
    "agree_return": Form("do", "district", S.RETURN_REQUESTED, {"comment": "同意"}, do("agree_return")),
    "recall": Form("do", "handler", S.CHECKING, {"comment": ""}, do("recall")),
    "decline": Form("do", "congress", STUDY, {"comment": "不再办理"}, do("decline")),
    "withdraw": Form("do", "district", WORK, {"comment": "撤回", "all_signed": "on"}, do("withdraw")),
    "assign": Form("replies:assign", "office", S.RECEIVED, ASSIGN),
    "draft": Form("replies:draft", "handler", WORK, TEXTS),
    "opinion": Form("replies:draft", "handler", WORK, TEXTS, part=Part.HELP),
    "restore": Form("replies:draft_version", "handler", WORK, {"base": "2"}, written),
    "check": Form("replies:review", "office", S.CHECKING, {"step": "check", "opinion": "同意送签。"}),
    "back": Form("replies:review", "office", S.CHECKING, {"step": "check_back", "opinion": "请改"}),
    "sign": Form("replies:review", "leader", S.SIGNING, {"step": "sign", "opinion": "同意签发。"}),
    "amend": Form("replies:review", "leader", S.SIGNING,
                  {**TEXTS, "step": "amend_sign", "opinion": "改了", "title": "改过的标题"}),
    "contact": Form("replies:contact", "handler", WORK, CONTACT),
    "consult": Form("replies:consult", "handler", WORK, CONSULT),
    "consult_answer": Form("replies:consult_answer", "handler", WORK,
                           {"answer": "同意", "answered_on": today, "answered_by": "王明"}, asked),
    "consult_drop": Form("replies:consult_drop", "handler", WORK, {"reason": "等不到"}, asked),
    "deliver": Form("replies:deliver", "handler", OUT, {"deputies": first, "way": "当面", "on": today}),
    "invite": Form("replies:invite", "handler", OUT, {}, whose),
    "revoke": Form("replies:revoke", "handler", OUT, {}, linked),
    "attempt": Form("replies:attempt", "handler", OUT, ATTEMPT, whose),
    "dictated": Form("replies:dictated", "handler", OUT, DICTATED, wished),
    "paper": Form("replies:paper", "handler", OUT, PAPER),
    "reopen": Form("replies:reopen", "congress", STUDY, {"comment": "请再办"}),
    "close": Form("replies:close", "office", OUT, CLOSE, satisfied),
    "follow_up": Form("replies:follow_up", "handler", S.CLOSED, {"comment": "请跟踪"}, followed),
    "keep": Form("replies:promise_keep", "handler", OUT, {"on": today, "said": "做成了", "steps": 0}, owed),
    "change": Form("replies:promise_change", "handler", OUT,
                   {"new_on": soon, "said": "延期", "told_on": today, "steps": 0}, owed),
    "tell": Form("replies:promise_tell", "handler", OUT, {"on": today, "said": "电话告知", "steps": 1}, moved),
    "wording": Form("replies:wording_add", "handler", WORK, WORDING, nowhere),
    "rewording": Form("replies:wording", "office", WORK, WORDING, worded),
    "extend": Form("replies:wording_extend", "office", WORK, {"expires_on": "2099-12-31", "key": key}, worded),
    "widen": Form("widen", "district", WORK, {"reason": "涉及五个部门", "to": "wide"}),
    "calendar day": Form("calendar_day", "district", NEW,
                         {"day": "2026-06-04", "to": "off", "name": "停工", "seen": foreseen(day_off), **WHY},
                         nowhere),
    "calendar year": Form("calendar_load", "district", NEW,
                          {"notice": "一、元旦：1月1日放假。", "seen": foreseen(new_year), **WHY}, year),
    "limit": Form("limit", "district", NEW,
                  {"count": 2, "measure": "months", "source": "规定", "seen": foreseen(longer), **WHY}, limit),
    "counting": Form("counting", "district", NEW,
                     {"answer": "own", "source": "规定", "seen": foreseen(otherwise), **WHY}, nowhere),
    "plan": Form("plan", "congress", WORK,
                 {"starts": today, "ends": later, "text": "座谈一次。", "seen": 1}, planned),
    "plan report": Form("plan_report", "congress", WORK, {"report": "已经察看。"}, planned),
    "objection": Form("objection_new", "congress", WORK,
                      {"deputy": first, "came_by": "来电", "said_on": today, "reason": "该别家办", "proposed": "",
                       "key": key}),
    "hearing": Form("objection", "congress", WORK, {"hearing": "维持交办", "why": "按规定。", "unit": ""}, objected),
    "inquiry": Form("inquiry_new", "committee", WORK, {"text": "请说明。", "answer_due": later, "key": key}),
    "inquiry answer": Form("inquiry", "handler", WORK, {"text": "已经选好。"}, inquired),
    "coordination": Form("coordination_new", "congress", WORK,
                         {"on": later, "hour": "14:00", "place": "会议室", "units": both, "deputies": first,
                          "matter": "由谁牵头。", "key": key}, helped),
    "coordination ask": Form("coordination_ask", "handler", WORK, {"reason": "看法不同。", "key": key}, helped),
    "coordination record": Form("coordination_record", "congress", WORK,
                                {"minutes": "民政牵头。", "tasks": "民政：定址"}, over),
    "coordination supplement": Form("coordination_supplement", "congress", WORK,
                                    {"words": "漏记一条。", "key": key}, minuted),
    "decider": Form("decider", "district", NEW,
                    {"answer": "both", "source": "规定", "seen": foreseen(by_both), **WHY}, for_return),
    "ask extension": Form("extend", "office", WORK, EXTEND),
    "extension": Form("extension", "district", WORK,
                      {"verdict": "agree", "granted_on": later, "opinion": "好"}, extended),
    "extension told": Form("extension_tell", "handler", WORK,
                           {"deputies": first, "way": "电话", "on": today, "said": "好"}, agreed),
    "hand on": Form("hand_on", "district", S.RETURNED, {"unit": other, "comment": "请办"}),
    "decisions": Form("decisions", "district", S.RETURN_REQUESTED, DECIDE, nowhere,
                      more=lambda case: {f"seen_{case.pk}": case.version}),
    "print": Form("replies:print", "handler", OUT, {"copies": "1"}),
    "intake": Form("intake", "district", NEW, INTAKE, nowhere),
    "intake of a unit": Form("intake", "office", NEW, INTAKE, nowhere),
    "sign in": Form("sign_in", "", NEW, {"username": "handler", "password": f.PASSWORD, "next": "/"}, nowhere),
    "second step": Form("factor_rules", "admin", NEW, {"seen": "0", "daily_leader": "on"}, nowhere),
    "password": Form("password_change", "handler", NEW, PASSWORDS, nowhere),
}
# fmt: on


def plain(response) -> None:
    """A page that a person can read: Chinese, and none of the machine's own words."""
    assert response.status_code < 500
    if response.status_code in (301, 302):
        assert response["Location"].startswith("/")
        return
    if response.get("Content-Type", "").startswith("application/"):
        return
    text = response.content.decode()
    assert re.search("[\u4e00-\u9fff]{4}", text), "nothing to read"
    words = re.sub(r"<textarea.*?</textarea>|<[^>]+>", " ", text, flags=re.S)
    for word in ("Traceback", "Exception", "None", "null", "Error", "required", "invalid", "must", "valid value"):
        assert word not in words, word
    assert "<img src=x" not in text
    assert "onerror=alert(1)>9" not in text


def rows() -> list[tuple[str, int]]:
    """How many rows each of our tables has, asked in one query: this is asked after refusals."""
    models = [*apps.get_app_config("proposals").get_models(), *apps.get_app_config("replies").get_models()]
    # What was tried is counted, also what is refused; who is signed in is no work.
    models = [model for model in models if model not in (Pace, BrowserSession)]
    counts = [f"SELECT '{name}', count(*) FROM {name}" for name in (model._meta.db_table for model in models)]  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(counts))
        return sorted(cursor.fetchall())


READING = ("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK")


@contextmanager
def statements_that_write() -> Iterator[list[str]]:
    """What is asked of the database but to read: where there is nothing, no row need be counted."""
    found = []

    def note(execute, sql, params, many, context):
        if not sql.startswith(READING):
            found.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield found


def enter(client, who) -> None:
    client.force_login(who, "django.contrib.auth.backends.ModelBackend")


# Every field takes these and a quarter of the rest, so that a form as a whole takes them all.
WRITES_NO_ROW = {"password_change", "sign_in"}
ALWAYS = ("nothing", "nul", "huge", "digits", "list")
# What one database may take and another may not: numbers and days at their ends, text that has no bytes.
KEPT_OTHERWISE = ("nul", "huge", "digits", "list", "half", "first_day", "last_day")

# Forms that write the same columns: what a database does with those shows in the first of them.
SAME_COLUMNS = {
    "opinion": "draft", "amend": "draft", "dictated": "paper", "rewording": "wording", "intake of a unit": "intake",
}  # fmt: skip


@pytest.fixture
def rubbish(pytestconfig):
    """The kinds there are; on the second database those that it may keep otherwise."""
    return KEPT_OTHERWISE if pytestconfig.getoption("--other-database") else tuple(HOSTILE)


@pytest.fixture
def tried(pytestconfig, request):
    """On the second database the fields whose columns another form tries."""
    first = SAME_COLUMNS.get(request.node.callspec.id)
    return set(FORMS[first].values) if first and pytestconfig.getoption("--other-database") else set()


def ready(client, form: Form) -> tuple[str, dict[str, Any]]:
    """The case stands, the person is in: the form's address and what is rightly filled in."""
    case = f.make_case(form.status, part=form.part)
    url = reverse(form.name, args=form.args(case))
    case.reload()
    right = form.data(case)
    if form.who:
        enter(client, getattr(f.world(), form.who))
    return url, right


@pytest.mark.database
@pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))
def test_rubbish_in_any_field(client, form, rubbish, tried):
    url, right = ready(client, form)
    client.raise_request_exception = False
    bad, before = [], rows()
    for place, name in enumerate(name for name in (*right, "surprise") if name not in tried):
        for kind in {*ALWAYS, *list(HOSTILE)[place % 4 :: 4]} & {*rubbish}:
            value = HOSTILE[kind]
            with transaction.atomic(), statements_that_write() as writes:
                try:
                    response = client.post(url, {**right, name: value})
                    plain(response)
                    assert response.status_code < 400 or not writes or rows() == before, "half done"
                except AssertionError as error:
                    bad.append((name, kind, response.status_code, str(error)[:120]))
                transaction.set_rollback(True)
    assert bad == []


@pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))
def test_the_form_as_it_is_goes_through(client, form):
    """Otherwise the rubbish would only meet a refusal that was there before it. While the database takes nothing it
    is refused for that, and given back."""
    url, right = ready(client, form)
    client.raise_request_exception = False
    before = rows()
    with only_read():
        refused = client.post(url, right)
    assert (refused.status_code, rows()) == (503, before)
    assert [text for text in typed_texts(refused.wsgi_request) if text not in kept_texts(refused)] == []
    response = client.post(url, right)
    got = response.context and response.context.get("form")
    assert (response.status_code < 400, getattr(got, "errors", {})) == (True, {})
    assert rows() != before or form.name in WRITES_NO_ROW


# What is asked for once more is known: the preview was seen, the names are new. 承诺 are ten rows of two boxes.
ASKED_LATER = {
    "calendar day": {"seen"},
    "calendar year": {"seen"},
    "limit": {"seen"},
    "counting": {"seen"},
    "decider": {"seen"},
    "intake": {"new_deputies"},
    "intake of a unit": {"new_deputies"},
    "draft": {"promises"},
}


@pytest.mark.once
@pytest.mark.parametrize("name", FORMS)
def test_every_field_stands_on_its_page(client, name):
    """What a page does not ask for, nobody can say."""
    url, _ = ready(client, FORMS[name])
    page = client.get(url)
    if page.context is None:  # a button only
        return
    asked = {field.html_name for field in page.context.get("form") or ()}
    shown = set(re.findall(r'<(?:input|select|textarea)[^>]*? name="([^"]+)"', page.content.decode()))
    assert asked - shown == ASKED_LATER.get(name, set())


@pytest.mark.database
@pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))
def test_too_much_in_every_field(client, form):
    case = f.make_case(form.status, part=form.part)
    url = reverse(form.name, args=form.args(case))
    case.reload()
    if form.who:
        enter(client, getattr(f.world(), form.who))
    plain(client.post(url, dict.fromkeys(form.data(case), LONG)))


BIG = 2**70
ODD = [
    "/cases/１２/", f"/cases/{BIG}/", "/cases/-1/", f"/cases/{'9' * 5000}/", "/cases/1/tab/nothing/",
    "/cases/1/do/nothing/", "/cases/1/do/assign/", "/?group=nothing", "/?group=a%00b",
    f"/cases/{BIG}/draft/", f"/cases/1/draft/kept/{BIG}/", f"/cases/1/draft/{BIG}/{BIG}/",
    f"/cases/1/links/{BIG}/", f"/attachments/{BIG}/", f"/printed/{BIG}/", f"/consultations/{BIG}/answer/", "/d/",
    f"/extensions/{BIG}/", f"/extensions/{BIG}/told/", f"/extensions/{BIG}/letter/", "/calendar/?year=1e3",
    "/d/%00%ff", f"/d/{'x' * 9000}", f"/deputy/{BIG}/", "/nothing", "/static/../manage.py",
    f"/promises/letters/{BIG}/letter.pdf",
    "/static/%2e%2e/manage.py",
]  # fmt: skip


@pytest.mark.database
@pytest.mark.parametrize("path", ODD, ids=range(len(ODD)))
def test_odd_addresses_are_not_found(client, path):
    f.make_case(S.IN_PROGRESS)
    enter(client, f.world().handler)
    response = client.get(path)
    plain(response)
    assert response.status_code == 404


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("page=1e9", 200), ("page=-1", 200), (f"page={'9' * 5000}", 200), ("due=zz", 400), ("status=zz", 400),
        (f"unit={BIG}", 400), ("session=-1", 400), ("q=a%00b", 400), (f"q={'长' * 61}", 400),
        ("q=%F0%A0%AE%B7%25_", 200),
    ],
)  # fmt: skip
@pytest.mark.database
def test_odd_searches(client, query, status):
    f.make_case(S.IN_PROGRESS)
    enter(client, f.world().handler)
    response = client.get(f"/cases/?{query}")
    plain(response)
    assert response.status_code == status


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (413, ("x=" + "a" * 6_000_000, "application/x-www-form-urlencoded")),
        (400, ("&".join(f"a{n}=1" for n in range(3000)), "application/x-www-form-urlencoded")),
        (400, ("x=1", "application/x-www-form-urlencoded; charset=utf-7")),
        (400, (b"x", "multipart/form-data")),
        (400, (b"\xff\xfe\x00", "multipart/form-data; boundary=zz")),
        (400, (b"{}", "application/json")),
    ],
    ids=["6 MB", "3000 fields", "charset", "no boundary", "no parts", "json"],
)
@pytest.mark.database
def test_broken_bodies(client, status, body):
    case = f.make_case(S.IN_PROGRESS)
    enter(client, f.world().handler)
    before = rows()
    response = client.post(f"/cases/{case.pk}/draft/", data=body[0], content_type=body[1])
    plain(response)
    assert (response.status_code, rows()) == (status, before)


@pytest.mark.once
@pytest.mark.parametrize("host", ["evil.example", "testserver@evil.example", "a b", "testserver, evil.example"])
def test_other_hosts_are_refused(client, host):
    response = client.get("/", headers={"host": host})
    plain(response)
    assert response.status_code == 400


def test_a_forwarded_host_is_not_believed(client):
    enter(client, f.world().handler)
    shown = client.get("/cases/", headers={"x-forwarded-host": "evil.example", "x-forwarded-proto": "https"})
    assert "evil.example" not in shown.content.decode()


NUL_COOKIE = 'sessionid="abcdefgh\\000ij"'  # breaks on PostgreSQL alone


@pytest.mark.parametrize(
    "cookie", [NUL_COOKIE, f"sessionid={'x' * 8000}", 'csrftoken="\\000"', "messages=zz", "a=;;;==="]
)
@pytest.mark.database
def test_broken_cookies_are_no_cookies(client, cookie):
    assert client.get("/", headers={"cookie": cookie}).status_code == 302
    assert client.post("/sign-in/", {"username": "a", "password": "b"}, headers={"cookie": cookie}).status_code == 200


@pytest.mark.once
@pytest.mark.parametrize("method", ["get", "put", "delete", "options", "trace"])
def test_a_method_that_is_not_served_gets_a_page(client, method):
    response = getattr(client, method)("/sign-out/")
    if method == "options":  # served by every page of a class: what it takes, and nothing else
        assert (response.status_code, response["Allow"], response.content) == (200, "POST, OPTIONS", b"")
        return
    plain(response)
    assert (response.status_code, response["Allow"]) == (405, "POST, OPTIONS")
