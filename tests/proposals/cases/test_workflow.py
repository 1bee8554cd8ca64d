"""Every state × step × role: what the table gives, and that everything else is refused and changes nothing."""

import datetime as dt
import uuid

import pytest
import time_machine

from proposals.cases import ends
from proposals.cases.access import NotYours, Refused, Stale
from proposals.cases.workflow import BY_NAME, TABLE, available, perform
from proposals.models import Case, Event, Part, PlaceRule, Status
from proposals.returns.objections import object_to_assignment
from replies.consultations.hosts import waive_cosigning
from replies.models import Consultation
from tests import factories as f

pytestmark = pytest.mark.django_db

S = Status
# Written by hand from the office's rules, not read from the table: state → role → the steps a person of that
# role is offered. A role that is not named is offered nothing.
OFFERED = {
    S.AWAITING_RECEIPT: {
        "office": {"sign_for", "ask_return", "join", "void", "take_off"},
        "district": {"join", "withdraw", "void", "take_off"},
        "congress": {"withdraw", "take_off"},
    },
    S.RETURN_REQUESTED: {
        "office": {"void"},
        "district": {"agree_return", "refuse_return", "withdraw", "void"},
        "congress": {"withdraw"},
    },
    S.RETURNED: {"office": {"void"}, "district": {"hand_on", "void"}},
    S.RECEIVED: {
        "office": {"ask_return", "assign", "undo_sign_for", "join", "void"},
        "district": {"join", "withdraw", "void"},
        "congress": {"withdraw"},
    },
    S.IN_PROGRESS: {
        "office": {"ask_return", "reassign", "undo_assign", "join", "void"},
        "handler": {"submit", "join"},
        "district": {"join", "withdraw", "void"},
        "congress": {"withdraw"},
    },
    S.CHECKING: {
        "office": {"check", "amend_check", "check_back", "void", "reassign"},
        "handler": {"recall"},
        "district": {"withdraw", "void"},
        "congress": {"withdraw"},
    },
    S.SIGNING: {
        "office": {"void", "reassign"},
        "leader": {"sign", "amend_sign", "send_back"},
        "district": {"withdraw", "void"},
        "congress": {"withdraw"},
    },
    S.SIGNED: {
        "office": {"void", "reassign"},
        "leader": {"send_out", "take_back"},
        "district": {"withdraw", "void"},
        "congress": {"withdraw"},
    },
    S.SEEKING_FEEDBACK: {
        "office": {"report", "close_without", "void", "reassign"},
        "district": {"withdraw", "void"},
        "congress": {"withdraw"},
    },
    S.UNDER_STUDY: {"congress": {"reopen", "decline"}, "district": {"reopen", "decline"}, "office": {"reassign"}},
    S.TO_REPORT: {"office": {"report", "reassign"}},
    S.CLOSED: {"office": {"follow_up", "void", "reassign"}, "handler": {"follow_up"}, "district": {"void"}},
    S.WITHDRAWN: {},
    S.VOID: {},
}
BEFORE_SIGNING = (S.AWAITING_RECEIPT, S.RETURN_REQUESTED, S.RECEIVED, S.IN_PROGRESS, S.CHECKING)
HELPER_OFFERED = {
    **{status: {who: names - {"join"} for who, names in by.items()} for status, by in OFFERED.items()},
    **{
        status: {who: names - {"join"} | ({"give_way"} if who == "district" else set()) for who, names in by.items()}
        for status, by in OFFERED.items()
        if status in BEFORE_SIGNING
    },
    S.SIGNING: {
        "office": {"void", "reassign"},
        "leader": {"sign_opinion", "amend_opinion", "send_back"},
        "district": {"withdraw", "void", "give_way"},
        "congress": {"withdraw"},
    },
    S.SIGNED: {
        "office": {"void", "reassign"},
        "leader": {"send_opinion", "take_back"},
        "district": {"withdraw", "void"},
        "congress": {"withdraw"},
    },
}
HELPER_STATES = [S.AWAITING_RECEIPT, S.RETURN_REQUESTED, S.RECEIVED, S.IN_PROGRESS, S.CHECKING, S.SIGNING, S.SIGNED]
PEOPLE = (
    "office", "handler", "second_handler", "leader", "second_leader", "district", "congress", "cppcc", "admin",
    "grants", "auditor",
    "nobody", "other_office", "other_handler", "other_leader",
)  # fmt: skip
# Two leaders hold the same role, two handlers do not share a case.
ROLE_OF = {name: name.removeprefix("second_") if name != "second_handler" else "" for name in PEOPLE}


@pytest.mark.once
@pytest.mark.parametrize("status", Status.values)
def test_every_person_is_offered_what_the_rules_say(status):
    case, world = f.make_case(status), f.world()
    offered = {who: {choice.name for choice in available(case, getattr(world, who))} for who in PEOPLE}
    assert offered == {who: OFFERED[status].get(ROLE_OF[who], set()) for who in PEOPLE}


@pytest.mark.parametrize("status", HELPER_STATES)
def test_a_helping_unit_has_the_shorter_route(status):
    case, world = f.make_case(status, part=Part.HELP), f.world()
    offered = {who: {choice.name for choice in available(case, getattr(world, who))} for who in PEOPLE}
    assert offered == {who: HELPER_OFFERED[status].get(ROLE_OF[who], set()) for who in PEOPLE}


@pytest.mark.once
@pytest.mark.parametrize("status", Status.values)
def test_what_is_not_offered_is_refused_and_changes_nothing(status):
    case, world = f.make_case(status), f.world()
    before = Case.objects.values().get(pk=case.pk)
    refused = []
    for who in PEOPLE:
        for row in TABLE:
            if row.name in OFFERED[status].get(ROLE_OF[who], set()):
                continue
            with pytest.raises((NotYours, Stale)) as refusal:
                perform(case, row.name, getattr(world, who), comment="理由")
            refused.append((who, row.name, str(refusal.value)))
    assert len(refused) == len(PEOPLE) * len(TABLE) - sum(
        len(OFFERED[status].get(ROLE_OF[who], set())) for who in PEOPLE
    )
    assert [said for *_, said in refused if not said.endswith("。")] == []
    assert Case.objects.values().get(pk=case.pk) == before


# ---- 共同主办 ----------------------------------------------------------------------------------------------------

ALL_PEOPLE = (*PEOPLE, "committee")
BODY = {"withdraw", "void"}
TAKEN = {*BODY, "give_way"}  # it may become the one that leads
# Of the unit that leads: as of any that answers, whoever is beside it.
LEADING_OFFERED = {**OFFERED, S.VOID: {}}
# Of a unit that signs along: its own people, by the names that the world gives them.
HOST_OFFERED = {
    S.AWAITING_RECEIPT: {
        "other_office": {"sign_for", "ask_return", "void", "take_off"},
        "district": {*TAKEN, "take_off"},
        "congress": {"withdraw", "take_off"},
    },
    S.RETURN_REQUESTED: {
        "other_office": {"void"},
        "district": {"agree_return", "refuse_return", *TAKEN},
        "congress": {"withdraw"},
    },
    S.RETURNED: {"other_office": {"void"}, "district": {"hand_on", "void"}},
    S.RECEIVED: {
        "other_office": {"ask_return", "assign", "undo_sign_for", "void"},
        "district": TAKEN,
        "congress": {"withdraw"},
    },
    S.IN_PROGRESS: {
        "other_office": {"ask_return", "reassign", "undo_assign", "void"},
        "other_handler": {"submit"},
        "district": TAKEN,
        "congress": {"withdraw"},
    },
    S.CHECKING: {
        "other_office": {"check", "amend_check", "check_back", "void", "reassign"},
        "other_handler": {"recall"},
        "district": TAKEN,
        "congress": {"withdraw"},
    },
    S.SIGNING: {
        "other_office": {"void", "reassign"},
        "other_leader": {"cosign", "refuse_cosign", "send_back"},
        "district": TAKEN,
        "congress": {"withdraw"},
    },
    S.SIGNED: {
        "other_office": {"void", "reassign"},
        "other_leader": {"take_back"},
        "district": BODY,
        "congress": {"withdraw"},
    },
    S.CLOSED: {"other_office": {"void", "reassign"}, "district": {"void"}},
    S.WITHDRAWN: {},
    S.VOID: {},
}
NEVER = {S.SEEKING_FEEDBACK, S.UNDER_STUDY, S.TO_REPORT}  # the deputies answer the unit that leads
TO_SIGNED = ("submit", "check", "cosign")
HOST_STEPS = {
    S.AWAITING_RECEIPT: (),
    S.RETURN_REQUESTED: ("ask_return",),
    S.RETURNED: ("ask_return", "agree_return"),
    S.RECEIVED: ("sign_for",),
    S.IN_PROGRESS: ("sign_for", "assign"),
    S.WITHDRAWN: ("withdraw",),
    S.VOID: ("void",),
}
COSIGN_STEPS = {S.CHECKING: ("submit",), S.SIGNING: ("submit", "check"), S.SIGNED: TO_SIGNED, S.CLOSED: TO_SIGNED}
LEADING_STEPS = {
    S.SIGNING: (),
    S.SIGNED: ("hold",),
    S.SEEKING_FEEDBACK: ("sign",),
    S.UNDER_STUDY: ("sign", "dissatisfy"),
    S.TO_REPORT: ("sign", "dissatisfy", "decline"),
    S.CLOSED: ("sign", "satisfy", "report"),
}


def two_in_charge() -> tuple[Case, Case]:
    """The leading unit's case and the other's, as they are handed over."""
    lead = f.hand_over(f.suggestion(), f.world().bureau, Part.MAIN)
    return lead, f.hand_over(lead.suggestion, f.world().other_bureau, Part.JOINT)


def host_in(status: Status) -> Case:
    """The case of the unit that signs along, in that state."""
    if status in HOST_STEPS:
        return f.advance(two_in_charge()[1], *HOST_STEPS[status])
    lead, host = f.to_cosign()
    f.advance(host, *COSIGN_STEPS[status])
    if status == S.CLOSED:
        lead.reload()
        f.advance(lead, "sign")
        host.reload()
    return host


def lead_in(status: Status) -> Case:
    """The case of the unit that leads, in that state; the other has signed along where that comes before."""
    if status not in LEADING_STEPS:
        if status == S.CHECKING:
            return f.advance(f.hosting()[0], "submit")
        return f.advance(two_in_charge()[0], *f.STEPS[status])
    lead, host = f.to_cosign()
    if status != S.SIGNING:
        f.advance(host, *TO_SIGNED)
    lead.reload()
    return f.advance(lead, *LEADING_STEPS[status])


def offered_to_all(case: Case) -> dict[str, set[str]]:
    world = f.world()
    return {who: {choice.name for choice in available(case, getattr(world, who))} for who in ALL_PEOPLE}


@pytest.mark.once
def test_every_state_of_several_in_charge_is_in_the_tables():
    assert set(HOST_OFFERED) == {*HOST_STEPS, *COSIGN_STEPS} == set(Status) - NEVER
    assert set(LEADING_OFFERED) == set(Status)


@pytest.mark.once
@pytest.mark.parametrize("status", Status.values)
def test_of_the_unit_that_leads_every_person_is_offered_what_the_rules_say(status):
    case = lead_in(Status(status))
    assert (case.part, case.status) == (Part.MAIN, status)
    own = {who: LEADING_OFFERED[status].get(ROLE_OF[who], set()) for who in PEOPLE}
    assert offered_to_all(case) == own | {"committee": set()}


@pytest.mark.once
@pytest.mark.parametrize("status", HOST_OFFERED)
def test_of_a_unit_that_signs_along_every_person_is_offered_what_the_rules_say(status):
    case = host_in(status)
    assert (case.part, case.status) == (Part.JOINT, status)
    assert offered_to_all(case) == {who: HOST_OFFERED[status].get(who, set()) for who in ALL_PEOPLE}


@pytest.mark.once
@pytest.mark.parametrize("status", HOST_OFFERED)
def test_what_a_unit_that_signs_along_is_not_offered_is_refused(status):
    case, world = host_in(status), f.world()
    before, refused = Case.objects.values().get(pk=case.pk), 0
    for who in ALL_PEOPLE:
        for row in TABLE:
            if row.name not in HOST_OFFERED[status].get(who, set()):
                with pytest.raises((NotYours, Stale)):
                    perform(case, row.name, getattr(world, who), comment="理由")
                refused += 1
    assert refused == len(ALL_PEOPLE) * len(TABLE) - sum(map(len, HOST_OFFERED[status].values()))
    assert Case.objects.values().get(pk=case.pk) == before


def test_what_stands_in_the_way_of_the_two_leaders():
    lead, host = f.to_cosign()
    f.advance(host, "submit", "check")
    w = f.world()
    lead.reload()
    greyed = {one.name: one.reason for one in available(lead, w.leader)}
    assert greyed == {
        "sign": "区房管局还没有会签",
        "amend_sign": "有共同主办单位，改动文字须重新会签，请退回修改",
        "send_back": "",
    }
    assert {one.name: one.reason for one in available(host, w.other_leader)} == {
        "cosign": "", "refuse_cosign": "", "send_back": "",
    }  # fmt: skip
    waive_cosigning(Consultation.objects.get(cosigns=True), w.district, reason="催过三次。")
    host = Case.objects.get(pk=host.pk)
    not_asked = "主办单位还没有送会签，或者已经收回修改"
    assert {one.name: one.reason for one in available(host, w.other_leader)} == {
        "cosign": not_asked, "refuse_cosign": not_asked, "send_back": "",
    }  # fmt: skip
    f.advance(lead, "send_back", "submit", "check")
    assert [Case.objects.get(pk=one.pk).status for one in (lead, host)] == [S.SIGNING, S.SIGNING]
    lead, host = f.to_cosign()
    f.advance(host, "submit", "check")
    lead.reload()
    f.advance(lead, "send_back")
    host.reload()
    assert (host.status, available(host, w.other_leader)) == (S.IN_PROGRESS, []), "its review begins over"


MOVES = [
    (S.AWAITING_RECEIPT, "sign_for", "office", S.RECEIVED),
    (S.AWAITING_RECEIPT, "ask_return", "office", S.RETURN_REQUESTED),
    (S.RECEIVED, "ask_return", "office", S.RETURN_REQUESTED),
    (S.IN_PROGRESS, "ask_return", "office", S.RETURN_REQUESTED),
    (S.RETURN_REQUESTED, "agree_return", "district", S.RETURNED),
    (S.RETURN_REQUESTED, "refuse_return", "district", S.AWAITING_RECEIPT),
    (S.CHECKING, "recall", "handler", S.IN_PROGRESS),
    (S.UNDER_STUDY, "decline", "congress", S.TO_REPORT),
    (S.UNDER_STUDY, "decline", "district", S.TO_REPORT),
]


@pytest.mark.parametrize(("status", "step", "who", "target"), MOVES)
def test_a_plain_step_moves_the_case_and_writes_one_event(status, step, who, target):
    case, user = f.make_case(status), getattr(f.world(), who)
    before = case.event_count
    perform(case, step, user, comment="理由充分。", seen=case.version)
    event = Event.objects.filter(case=case).last()
    assert (case.status, case.event_count) == (target, before + 1)
    assert (event.action, event.actor, event.from_status, event.to_status) == (step, user, status, target)
    assert event.hash == event.computed_hash() == case.event_head


def test_the_graph_has_no_stray_ends():
    sources = {status for row in TABLE for status in row.sources}
    targets = {status for row in TABLE for status in (row.target, *row.or_to)} - {
        None
    }  # 改派 leaves the case as it is
    assert sources | targets == set(Status)
    assert set(Status) - sources == {S.WITHDRAWN, S.VOID}
    assert set(Status) - targets == set()
    assert len(BY_NAME) == len(TABLE)


@pytest.mark.once
@pytest.mark.parametrize("row", [row for row in TABLE if row.needs], ids=lambda row: row.name)
def test_what_must_be_written_cannot_be_left_out(row):
    if row.name == "close_without":
        case = f.advance(f.make_case(S.SEEKING_FEEDBACK), "deliver", "give_up")
    elif row.name == "refuse_cosign":
        _, case = f.to_cosign()
        f.advance(case, "submit", "check")
    else:
        case = f.make_case(row.sources[0])
    if row.name == "move_on":
        said = {"reason": "不归它管。", "proposed": "", "key": uuid.uuid4()}
        object_to_assignment(case, case.suggestion.proposers[0], **said)
    if row.name == "refuse_withdraw":
        rule = {"question": row.matter, "kind": "建议", "answer": "both", "source": "本区规定"}
        PlaceRule.objects.create(**rule)
        perform(case, "withdraw", f.world().congress, comment="代表书面申请。")
    if row.name == "split":
        Case.objects.filter(pk=case.pk).update(joined_to=f.make_case(row.sources[0]))
    world = f.world()
    leader = world.leader if case.unit_id == world.bureau.pk else world.other_leader
    by = {"office": world.office, "leader": leader, "district": world.district, "congress": world.congress}
    with pytest.raises(Refused, match=f"^请写明{row.needs}。$"):
        perform(case, row.name, by[row.by[0]], comment=" \u3000\n")
    assert Case.objects.get(pk=case.pk).version == case.version


def test_a_stale_page_is_refused():
    case, world = f.make_case(S.AWAITING_RECEIPT), f.world()
    seen = case.version
    perform(case, "sign_for", world.office, seen=seen)
    with pytest.raises(Stale, match="现在是“已签收”"):
        perform(case, "sign_for", world.office, seen=seen)
    assert Event.objects.filter(case=case, action="sign_for").count() == 1


def test_the_handler_never_signs_even_as_leader():
    case, world = f.make_case(S.SIGNING), f.world()
    world.handler.memberships.create(unit=world.bureau, role="leader")
    reasons = {choice.name: choice.reason for choice in available(case, world.handler)}
    assert reasons == {
        "sign": "经办人不能签发自己办理的答复，请另一位领导签发",
        "amend_sign": "经办人不能签发自己办理的答复，请另一位领导签发",
        "send_back": "",
    }
    with pytest.raises(Refused, match="经办人不能签发自己办理的答复"):
        perform(case, "sign", world.handler, comment="同意。")


def test_return_is_asked_for_within_seven_working_days():

    case, world = f.make_case(handed_on=dt.date(2026, 4, 28)), f.world()
    # 4月28日 + 7 working days over 劳动节 (May 1-5 off, Saturday May 9 made a working day): May 11.
    with time_machine.travel(dt.datetime(2026, 5, 11, 9, tzinfo=dt.UTC), tick=False):
        assert [c.reason for c in available(case, world.office) if c.name == "ask_return"] == [""]
    with time_machine.travel(dt.datetime(2026, 5, 12, 9, tzinfo=dt.UTC), tick=False):
        assert [c.reason for c in available(case, world.office) if c.name == "ask_return"] == [
            "申请退办须在交办后7个工作日内提出，期限是2026年5月11日"
        ]
        with pytest.raises(Refused, match="期限是2026年5月11日"):
            perform(case, "ask_return", world.office, comment="不属本单位职责")


def test_submission_says_all_that_is_missing():
    case, world = f.make_case(S.IN_PROGRESS), f.world()
    f.write(case, world.handler, classification="正在研究", disclosure="不公开", handling="")
    case.reload()
    [submit] = [choice for choice in available(case, world.handler) if choice.name == "submit"]
    assert submit.reason == (
        "还差4项：还有2位代表未联系（赵洪蓉、周建伟）；“办理情况”还没有写；“正在研究”须写明承诺事项和完成日期；“不公开”须写明理由"
    )


def test_withdrawal_ends_every_unit_s_case_and_not_after_delivery():
    case, world = f.make_case(S.IN_PROGRESS, part=Part.MAIN), f.world()
    helper = f.hand_over(case.suggestion, world.other_bureau, Part.HELP)
    ends.withdraw_suggestion(case, world.district, comment="全体提出人书面申请撤回。")
    assert set(Case.objects.values_list("pk", "status")) == {
        (case.pk, S.WITHDRAWN),
        (helper.pk, S.WITHDRAWN),
    }
    delivered = f.advance(f.make_case(S.SEEKING_FEEDBACK), "deliver")
    with pytest.raises(Refused, match="答复已经送达代表，不能再撤回"):
        ends.withdraw_suggestion(delivered, world.district, comment="全体提出人书面申请撤回。")


def test_report_waits_for_delivery_and_for_every_answer():
    case, world = f.make_case(S.SEEKING_FEEDBACK), f.world()

    def reason():
        case.reload()
        return next(c.reason for c in available(case, world.office) if c.name == "report")

    assert reason() == "还有2位代表未送达；还有2位代表未反馈"
    first, second = case.suggestion.proposers
    f.answer(case, world.handler, first)
    assert reason() == "还有1位代表未送达；还有1位代表未反馈"
    f.answer(case, world.handler, second, result="理解", plan="不满意", comment="方案偏慢。")
    assert reason() == ""


@pytest.mark.parametrize("marks", [{"result": "不满意"}, {"attitude": "不满意"}])
def test_dissatisfaction_with_result_or_attitude_goes_to_study(marks):
    case, world = f.make_case(S.SEEKING_FEEDBACK), f.world()
    f.answer(case, world.handler, case.suggestion.proposers[0], comment="没有说清时间。", **marks)
    assert case.status == S.UNDER_STUDY
    event = case.events.last()
    assert (event.action, event.role, event.deputy) == ("study", "deputy", case.suggestion.proposers[0])


def test_a_second_round_keeps_the_first():
    case, world = f.make_case(S.UNDER_STUDY), f.world()
    first = case.current_round
    signed, said = first.signed_draft.texts(), list(first.feedback.values())
    f.advance(case, "reopen")
    second = case.current_round
    assert (case.status, second.round, second.occasion) == (S.IN_PROGRESS, 2, "again")
    assert second.latest_draft.texts() == signed
    f.contact_all(case, world.handler)
    f.write(case, world.handler, body="赵洪蓉、周建伟代表：\n补充答复如下：\n年底前完成。")
    f.advance(case, "submit", "check", "sign", "satisfy", "report")
    first.refresh_from_db()
    assert (first.signed_draft.texts(), list(first.feedback.values())) == (signed, said)
    assert case.status == S.CLOSED
