"""Nothing waits unseen: every state of a case, with each of its people gone, and who has the task then."""

import re
import uuid

import pytest
from django.db import transaction
from django.utils import timezone
from lxml import html

from proposals.models import Absence, Case, Membership, Role, Status, Unit, User
from proposals.models.kept_text import ask, write_once
from replies.desk.conditions import stranded_cases, unattended_cases
from replies.desk.listed import first_of_all, waiting_for
from replies.desk.rows import case_rows, for_rows
from replies.desk.turn.gone import find_vacancy
from replies.desk.turn.todo import current_holder, to_do
from replies.models.cases import with_feedback_counts
from tests import factories as f
from tests.replies.review.plans import plan, sent

pytestmark = pytest.mark.django_db

S = Status
PEOPLE = (
    "office", "handler", "second_handler", "leader", "second_leader", "district", "congress", "cppcc", "admin",
    "nobody", "other_office", "other_handler", "other_leader",
)  # fmt: skip
EVERYTHING_AS_USUAL = {
    S.AWAITING_RECEIPT: ["office"],
    S.RETURN_REQUESTED: ["district"],
    S.RETURNED: ["district"],
    S.RECEIVED: ["office"],
    S.IN_PROGRESS: ["handler"],
    S.CHECKING: ["office"],
    S.SIGNING: ["leader", "second_leader"],
    S.SIGNED: ["leader"],
    S.SEEKING_FEEDBACK: ["handler"],
    S.UNDER_STUDY: ["district", "congress"],
    S.TO_REPORT: ["office"],
    S.CLOSED: [],
    S.WITHDRAWN: [],
    S.VOID: [],
    "named": ["second_leader"],
    "led": ["leader", "second_leader"],
    "wide": ["second_leader"],
    "owed": [],
    "asked": ["handler"],
    "answered": ["office"],
    "extended": ["handler", "district"],
}
WITHOUT_HANDLER = EVERYTHING_AS_USUAL | {
    S.IN_PROGRESS: ["office"],
    S.SIGNING: ["office", "leader", "second_leader"],
    S.SIGNED: ["office", "leader"],
    "named": ["office", "second_leader"],
    "led": ["office", "leader", "second_leader"],
    "wide": ["office", "second_leader"],
    S.SEEKING_FEEDBACK: ["office"],
    S.UNDER_STUDY: ["office", "district", "congress"],
    "owed": ["office"],
    "asked": ["office"],
    "extended": ["office", "district"],
}
ABSENT = WITHOUT_HANDLER | {
    S.IN_PROGRESS: ["office", "handler"],
    S.SEEKING_FEEDBACK: ["office", "handler"],
    "asked": ["office", "handler"],
    "extended": ["office", "handler", "district"],
}
STOOD_IN = EVERYTHING_AS_USUAL | {
    S.IN_PROGRESS: ["handler", "second_handler"],
    S.SEEKING_FEEDBACK: ["handler", "second_handler"],
    "asked": ["handler", "second_handler"],
    "extended": ["handler", "second_handler", "district"],
}
WITHOUT_OFFICE = EVERYTHING_AS_USUAL | {
    state: ["district"] for state in (S.AWAITING_RECEIPT, S.RECEIVED, S.CHECKING, S.TO_REPORT, "answered")
}
WITHOUT_BOTH = WITHOUT_OFFICE | {
    S.IN_PROGRESS: ["district"],
    S.SIGNING: ["leader", "second_leader", "district"],
    S.SIGNED: ["leader", "district"],
    "named": ["second_leader", "district"],
    "led": ["leader", "second_leader", "district"],
    "wide": ["second_leader", "district"],
    S.SEEKING_FEEDBACK: ["district"],
    "owed": ["district"],
    "asked": ["district"],
    "extended": ["district"],
}
WITHOUT_UNIT = WITHOUT_BOTH | {state: ["district"] for state in (S.SIGNING, S.SIGNED, "named", "led", "wide")}
# What is signed goes out by itself and waits for nobody; a step of named people falls to the office.
WITHOUT_SIGNERS = EVERYTHING_AS_USUAL | {
    S.SIGNING: ["district"],
    S.SIGNED: [],
    "named": ["office"],
    "led": ["district"],
    "wide": ["district"],
}
ONLY_THE_ABSENT_ONE = WITHOUT_SIGNERS | {
    S.SIGNING: ["second_leader", "district"],
    "named": ["office", "second_leader"],
    "led": ["second_leader", "district"],
    "wide": ["second_leader", "district"],
}


def leave(*names: str) -> None:
    """Their roles in their unit end."""
    users = [getattr(f.world(), name).pk for name in names]
    Membership.objects.filter(user__in=users).update(is_active=False)


def out_of_use(name: str) -> None:
    User.objects.filter(pk=getattr(f.world(), name).pk).update(is_active=False)


def away(name: str, stand_in: str = "", starts: int = 0, until: int | None = 5) -> Absence:
    w = f.world()
    return Absence.objects.create(
        user=getattr(w, name),
        unit=w.bureau,
        starts=f.day(starts),
        until=None if until is None else f.day(until),
        reason="休假",
        stand_in=getattr(w, stand_in) if stand_in else None,
        recorded_by=w.office,
        key=uuid.uuid4(),
    )


def handler_becomes_the_only_leader() -> None:
    leave("leader", "second_leader")
    w = f.world()
    Membership.objects.create(user=w.handler, unit=w.bureau, role=Role.LEADER)


def the_stand_in_signs_alone() -> None:
    """The handler is away, and the only leader there is stands in for the handler."""
    leave("second_leader")
    away("handler", "leader")


def close_the_unit() -> None:
    Unit.objects.filter(pk=f.world().bureau.pk).update(is_active=False)


GONE = {
    "nobody is gone": (lambda: None, EVERYTHING_AS_USUAL),
    "the handler's account is out of use": (lambda: out_of_use("handler"), WITHOUT_HANDLER),
    "the handler has left the unit": (lambda: leave("handler"), WITHOUT_HANDLER),
    "the handler is away": (lambda: away("handler"), ABSENT),
    "the handler is away for good": (lambda: away("handler", until=None), ABSENT),
    "the handler will be away tomorrow": (lambda: away("handler", starts=1), EVERYTHING_AS_USUAL),
    "the handler was away until yesterday": (lambda: away("handler", starts=-9, until=-1), EVERYTHING_AS_USUAL),
    "the handler is away, somebody stands in": (lambda: away("handler", "second_handler"), STOOD_IN),
    "the handler is away, the stand-in has left": (
        lambda: (away("handler", "second_handler"), leave("second_handler")),
        ABSENT,
    ),
    "the handler is away, the stand-in's account is out of use": (
        lambda: (away("handler", "second_handler"), out_of_use("second_handler")),
        ABSENT,
    ),
    "both are away": (
        lambda: (away("handler", "second_handler"), away("second_handler", "office")),
        ABSENT | {"extended": ["office", "handler", "district"]},
    ),
    "the office has left": (lambda: leave("office"), WITHOUT_OFFICE),
    "the office is away": (
        lambda: away("office"),
        {
            state: (["office", *who] if who == ["district"] and EVERYTHING_AS_USUAL[state] == ["office"] else who)
            for state, who in WITHOUT_OFFICE.items()
        },
    ),
    "the office is away, somebody stands in": (
        lambda: away("office", "second_handler"),
        {state: [*who, "second_handler"] if "office" in who else who for state, who in EVERYTHING_AS_USUAL.items()},
    ),
    "office and handler have left": (lambda: leave("office", "handler"), WITHOUT_BOTH),
    "one leader has left": (
        lambda: leave("leader"),
        EVERYTHING_AS_USUAL | {S.SIGNING: ["second_leader"], S.SIGNED: [], "led": ["second_leader"]},
    ),
    "the leaders have left": (
        lambda: leave("leader", "second_leader"),
        WITHOUT_SIGNERS,
    ),
    "one leader has left, the other is away": (
        lambda: (leave("leader"), away("second_leader")),
        ONLY_THE_ABSENT_ONE,
    ),
    "one leader has left, somebody stands in for the other": (
        lambda: (leave("leader"), away("second_leader", "office")),
        EVERYTHING_AS_USUAL
        | {S.SIGNED: []}
        | {state: ["office", "second_leader"] for state in (S.SIGNING, "named", "led", "wide")},
    ),
    "one leader has left, the handler stands in for the other": (
        lambda: (leave("leader"), away("second_leader", "handler")),
        ONLY_THE_ABSENT_ONE,
    ),
    "the only leader stands in for the handler": (
        the_stand_in_signs_alone,
        WITHOUT_SIGNERS
        | {
            S.SIGNED: ["leader"],
            S.IN_PROGRESS: ["handler", "leader"],
            S.SEEKING_FEEDBACK: ["handler", "leader"],
            "asked": ["handler", "leader"],
            "extended": ["handler", "leader", "district"],
        },
    ),
    "the handler is the only leader": (
        handler_becomes_the_only_leader,
        WITHOUT_SIGNERS,
    ),
    "the working body's person has left": (
        lambda: leave("congress"),
        EVERYTHING_AS_USUAL | {S.UNDER_STUDY: ["district"]},
    ),
    "the unit is out of use": (close_the_unit, WITHOUT_UNIT),
}


def all_states() -> dict[str, Case]:
    """A case in every state; closed with a promise; with a deputy's question; answered by all; at a step of somebody
    named, at one of the leaders, before the signature of somebody named."""
    made: dict[str, Case] = {status: f.make_case(status) for status in Status}
    made["owed"] = f.promised(("新增助餐点", 300))
    asked = f.make_case(S.SEEKING_FEEDBACK)
    f.advance(asked, "deliver")
    f.make_wish(f.make_link(asked.current_round, f.world().handler, asked.suggestion.proposers[0]).invitation, "面谈")
    made["asked"] = asked
    made["answered"] = f.advance(f.make_case(S.SEEKING_FEEDBACK), "satisfy")
    made["extended"] = f.extension(f.make_case(S.IN_PROGRESS)).case
    named = f.world().second_leader
    plan(("分管领导审核", "people", [named]))
    made["named"] = sent()
    plan(("法制审核", "leader"))
    made["led"] = sent()
    plan(signers=[named])
    wide = f.make_case(S.IN_PROGRESS)
    Case.objects.filter(pk=wide.pk).update(wide_reason="涉及五个部门。")
    wide.reload()
    made["wide"] = f.advance(wide, "prepare", "submit")
    return made


def tasks() -> dict[int, list[str]]:
    """Of every case, who has it in 我的待办."""
    w = f.world()
    found: dict[int, list[str]] = {pk: [] for pk in Case.objects.values_list("pk", flat=True)}
    for name in PEOPLE:
        user = getattr(w, name)
        if user.is_active:
            for pk in Case.objects.filter(waiting_for(user)).values_list("pk", flat=True):
                found[pk].append(name)
    return found


def test_nothing_waits_unseen():
    """Each state × each way of being gone: who has the task, the whole list of them."""
    cases = all_states()
    found, expected = {}, {}
    for name, (go, sees) in GONE.items():
        with transaction.atomic():
            go()
            told = tasks()
            found[name] = {state: told[case.pk] for state, case in cases.items()}
            expected[name] = {state: sorted(who, key=PEOPLE.index) for state, who in sees.items()}
            transaction.set_rollback(True)
    assert found == expected


def test_the_administrator_is_told_how_many_wait_and_of_no_case(client):
    """The last one there is: nobody of the district office, and then nobody anywhere."""
    cases, w = all_states(), f.world()
    client.force_login(w.admin)
    assert client.get("/office/people/").context["desk_vacancies"] == []
    leave("office")
    told = [client.get("/office/people/").context["desk_vacancies"]]
    leave("district")
    page = client.get("/office/people/")
    told.append(page.context["desk_vacancies"])
    assert told == [[("区民政局", 5)], [("区政府办公室", 8), ("区民政局", 5)]]
    assert "区民政局：5件在等，没有能办的人。" in page.content.decode()
    assert [case for case in cases.values() if case.suggestion.title in page.content.decode()] == []
    client.force_login(w.handler)
    assert client.get("/").context["desk_vacancies"] == []


def _write_missing():
    return with_feedback_counts(Case.objects.all()).filter(unattended_cases() | stranded_cases()).values("pk")


@pytest.mark.once
def test_the_words_of_a_row_agree_with_whose_task_it_is():
    """What a list finds with a query and what its rows say without one is the same, in every state."""
    pks = [case.pk for case in all_states().values()]
    for name, (go, _) in GONE.items():
        with transaction.atomic():
            go()
            found = {pk for (pk,) in ask(*write_once(_write_missing))}
            said = {case.pk for case in for_rows(Case.objects.filter(pk__in=pks)) if find_vacancy(case)}
            assert said == found, name
            for who in (f.world().office, f.world().district, f.world().leader):
                ahead = set(Case.objects.filter(first_of_all(who)).values_list("pk", flat=True))
                rows = case_rows(for_rows(Case.objects.filter(pk__in=pks)), who, timezone.localdate())
                assert {row.case.pk for row in rows if row.section == "first"} == ahead, (name, who)
            transaction.set_rollback(True)


def test_what_is_said_to_be_done():
    case, signing = f.make_case(S.IN_PROGRESS), f.make_case(S.SIGNING)
    away("handler", "second_handler")
    said = [(to_do(case), current_holder(case))]
    leave("second_handler")
    case.reload()
    said.append((to_do(case), current_holder(case)))
    leave("office")
    case.reload()
    said.append((to_do(case), current_holder(case)))
    assert said == [
        ("拟写答复", "许静（代高扬）"),
        ("经办人高扬不在，要改派给别人。接着要办的：拟写答复", "区民政局办公室"),
        ("要督促区民政局安排办公室人员。接着要办的：拟写答复", "区政府办公室"),
    ]
    Membership.objects.filter(user__in=[f.world().handler, f.world().office]).update(is_active=True)
    Absence.objects.update(ended_at=timezone.now(), ended_by=f.world().office)
    leave("leader", "second_leader")
    assert (to_do(signing), current_holder(signing)) == (
        "要督促区民政局安排能签发的局领导。接着要办的：答复签发",
        "区政府办公室",
    )


def all_of_the_bureau_go_on_leave() -> None:
    for name in ("office", "handler", "leader", "second_leader"):
        away(name)


def seen_by(client, who: str, case: Case) -> str:
    """The sentence at the head of the case, as that person reads it."""
    client.force_login(getattr(f.world(), who))
    page = html.fromstring(client.get(f"/cases/{case.pk}/").content.decode())
    return re.sub(r"\s+", "", page.xpath("//p[contains(@class, 'next')]")[0].text_content())


def rows_of(client, who: str) -> dict[int, tuple[str, str, str]]:
    """Of each row of 我的待办 the section, what is to be done and who is missing besides."""
    client.force_login(getattr(f.world(), who))
    return {row.case.pk: (row.section, row.to_do, row.missing) for row in client.get("/").context["rows"]}


URGE = "要督促区民政局安排办公室人员"
NO_OFFICE = "本单位办公室没有在岗的人，请提前结束离岗或者请局领导安排"
NO_SIGNER = "本单位没有能签发的局领导在岗，请提前结束离岗或者另行安排"


def test_an_act_of_the_readers_own_is_said_and_stands_where_it_is_due(client):
    """With nobody of the bureau there the district office still decides what is its own; the absent people who look
    in read what they can do themselves."""
    asked = f.extension(f.make_case(S.IN_PROGRESS)).case
    studied, new, writing = f.make_case(S.UNDER_STUDY), f.make_case(S.AWAITING_RECEIPT), f.make_case(S.IN_PROGRESS)
    signing = f.make_case(S.SIGNING)
    all_of_the_bureau_go_on_leave()
    district = rows_of(client, "district")
    assert [district[one.pk] for one in (asked, studied, new, writing, signing)] == [
        ("later", "批复延期申请", URGE),
        ("later", "研究是否再次办理", URGE),
        ("first", f"{URGE}。接着要办的：签收", ""),
        ("first", f"{URGE}。办理中，答复尚未签发", ""),
        ("first", "要督促区民政局安排能签发的局领导。接着要办的：答复签发", ""),
    ]
    office = rows_of(client, "office")
    assert (office[new.pk], office[writing.pk]) == (
        ("later", "签收", NO_OFFICE),
        ("first", "经办人高扬不在，要改派给别人。接着要办的：拟写答复", ""),
    )
    assert rows_of(client, "handler")[writing.pk] == ("later", "拟写答复", NO_OFFICE)
    assert rows_of(client, "leader")[signing.pk] == ("later", "答复签发", NO_SIGNER)


def test_the_head_of_a_case_names_who_does_what_it_names(client):
    """A case with an extension asked for, by each role, with everybody there and with nobody in the bureau."""
    case = f.extension(f.make_case(S.IN_PROGRESS)).case
    people = ("handler", "office", "leader", "district")
    assert [seen_by(client, who, case) for who in people] == [
        *["现在由高扬办：拟写答复。送审以后交给区民政局办公室。"] * 3,
        "现在由区政府办公室办：批复延期申请。",
    ]
    all_of_the_bureau_go_on_leave()
    assert [seen_by(client, who, case) for who in people] == [
        f"现在由高扬办：拟写答复。另外，{NO_OFFICE}。",
        "现在由区民政局办公室办：经办人高扬不在，要改派给别人。接着要办的：拟写答复。",
        f"现在{NO_OFFICE}。接着要办的：拟写答复。",
        f"现在由区政府办公室办：批复延期申请。另外，{URGE}。",
    ]
    studied = f.make_case(S.UNDER_STUDY)
    study = "现在由代表工作机构办：研究是否再次办理。"
    assert [seen_by(client, who, studied) for who in ("leader", "congress", "district")] == [
        f"{study}另外，{NO_OFFICE}。",
        study,
        f"{study}另外，{URGE}。",
    ]
    client.force_login(f.world().district)
    rows = {row.case: row for row in client.get("/cases/").context["rows"]}
    assert (rows[case].holder, rows[case].to_do) == ("区政府办公室", "批复延期申请")
