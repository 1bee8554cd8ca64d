"""代: who stands in for somebody takes that one's steps of the review, in the own name; never on the own work."""

import re

import pytest
import time_machine
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from lxml import html

from proposals.cases.access import Refused
from proposals.cases.hands import why_at_office
from proposals.cases.workflow import perform
from proposals.models import Case, Notice, Role, Status, User
from proposals.models.approval import signing_cases
from replies.desk.case.facts import case_timeline
from replies.desk.rows import case_rows, for_rows
from replies.desk.turn.todo import current_holder
from replies.models import Review
from replies.review.actions import Behalf, decide_review
from replies.review.verdicts import Verdict
from tests import factories as f
from tests.factories import world
from tests.replies.review.plans import gone, head, plan, sent
from tests.replies.review.test_steps import fresh, passes, place, waits_for, who_may

pytestmark = pytest.mark.django_db
S = Status


def lend(absent, stand_in=None):
    f.lend((absent, world().bureau, stand_in))


def one_step(**how):
    chief = head()
    plan(("科长审核", "people", [chief], how))
    return chief


def wide_case():
    case = f.make_case(S.IN_PROGRESS)
    Case.objects.filter(pk=case.pk).update(wide_reason="涉及五个部门。")
    return f.advance(fresh(case), "prepare", "submit")


@pytest.mark.parametrize("how", [{}, {"own_section": True}])
def test_the_stand_in_of_who_is_named_takes_the_step_with_dai(go, how):
    chief = one_step(**how)
    case = sent()
    assert who_may(case) == {"李强"}
    lend(chief, world().second_handler)
    user = world().second_handler
    assert who_may(case) == {"李强", "许静"}
    assert (waits_for(case, user, world().office), current_holder(fresh(case))) == (["许静"], "许静")
    [row] = case_rows(for_rows(Case.objects.filter(pk=case.pk)), user, timezone.localdate())
    assert (row.holder, row.stands_in_for) == ("许静", "李强")
    assert passes(go, case, user).status_code == 302
    event = fresh(case).events.filter(action="check").get()
    assert (event.actor_name, event.role, event.data) == ("许静", Role.HANDLER, {"stands_in_for": "李强"})
    assert case_timeline(fresh(case).events.all(), inside=True)[0].who == "许静代李强"
    assert place(case)[0] == "审核中·待签发"


def test_who_is_named_takes_the_own_step_without_dai(go):
    plan(("科长审核", "people", [head(), world().second_handler]))
    case = sent()
    lend(head(), world().second_handler)
    assert passes(go, case, world().second_handler).status_code == 302
    assert fresh(case).events.filter(action="check").get().data == {}


def test_of_a_leaders_own_role_and_a_lent_one_the_named_one_counts(go):
    """A leader who takes the step only in the place of who is named is not its own taker."""
    chief = one_step()
    case = sent()
    lend(chief, world().leader)
    assert passes(go, case, world().leader).status_code == 302
    event = fresh(case).events.filter(action="check").get()
    assert (event.role, event.data) == (Role.HANDLER, {"stands_in_for": "李强"})


def test_who_is_away_without_a_stand_in_leaves_the_step_to_the_office(go):
    chief = one_step()
    case = sent()
    lend(chief)
    assert who_may(case) == {"李强", "孙莉"}
    assert (waits_for(case, world().office), current_holder(fresh(case))) == (["孙莉"], "区民政局办公室")
    assert passes(go, case, world().office).status_code == 302


@pytest.mark.parametrize("who", ["handler", "second_handler"])
def test_nobody_passes_in_the_place_of_another_what_is_the_own_work(go, who):
    """The handler stands in for the 科长; the 科长 and the handler are stood in for by the same person."""
    chief, w = one_step(), world()
    case = sent()
    user = getattr(w, who)
    f.lend((chief, w.bureau, user), *([] if user == w.handler else [(w.handler, w.bureau, user)]))
    assert who_may(case) == {"李强", "孙莉"}
    assert passes(go, case, getattr(world(), who)).status_code == 403


def test_who_sent_it_up_does_not_pass_it_when_the_handler_is_back(go):
    chief = one_step()
    case = f.make_case(S.IN_PROGRESS)
    lend(world().handler, chief)
    chief = head()
    f.contact_all(case, chief)
    f.write(case, chief)
    perform(case, "submit", chief)
    assert who_may(case) == {"孙莉"}
    with time_machine.travel(f.day(9).isoformat()):
        assert who_may(case) == {"孙莉"}
        assert passes(go, case, head()).status_code == 403


def test_a_step_of_leaders_is_not_the_own_works(go):
    plan(("法制审核", "leader"))
    case = sent()
    lend(world().handler, world().leader)
    assert who_may(case) == {"鲁正平"}
    assert passes(go, case, world().leader).status_code == 403


def test_what_is_wide_is_signed_in_the_place_of_who_is_named(go):
    plan(signers=[world().second_leader])
    case = wide_case()
    lend(world().second_leader, world().leader)
    w = world()
    assert waits_for(case, w.leader, w.second_leader) == ["郑国华", "鲁正平"]
    assert passes(go, case, w.leader, "sign").status_code == 302
    review = fresh(case).current_round.reviews.last()
    assert (str(review.signer), review.on_behalf_of) == ("郑国华", "鲁正平")


def test_what_is_wide_waits_for_any_leader_while_nobody_stands_in(go):
    plan(signers=[world().second_leader])
    case = wide_case()
    lend(world().second_leader)
    assert waits_for(case, world().leader, world().second_leader) == ["郑国华", "鲁正平"]
    assert Case.objects.filter(signing_cases(world().leader), pk=case.pk).exists()


def test_in_whose_place_is_said_of_the_named_one_not_of_who_stands_in():
    plan(signers=[world().second_leader])
    case = wide_case()
    third = f.person("third_leader", "袁立", (world().bureau, Role.LEADER))
    lend(world().second_leader, world().leader)
    with pytest.raises(Refused, match="由郑国华签发"):
        decide_review(fresh(case), third, Verdict.SIGN, opinion="同意。", behalf=Behalf("郑国华", "出差"))
    decide_review(fresh(case), third, Verdict.SIGN, opinion="同意。", behalf=Behalf("鲁正平", "出差"))


GIVEN = ("高扬", "孙莉分办给您，请办理。")


def told():
    return [
        (str(one.recipient), one.sentence.split("：", 1)[1])
        for one in Notice.objects.exclude(kind="state").order_by("pk")
    ]


def test_the_stand_in_is_told_of_the_step():
    chief = one_step()
    lend(chief, world().second_handler)
    sent()
    call_command("housekeeping", verbosity=0)
    assert told() == [("许静", "高扬送审，请您办“科长审核”。"), GIVEN]


def test_where_nobody_can_take_the_step_the_district_office_is_told():
    sent()
    gone(world().office)
    call_command("housekeeping", verbosity=0)
    assert told() == [("陆文", "高扬送审，区民政局没有能核稿的人，请督促安排。"), GIVEN]


def test_who_checks_in_the_place_of_the_office_is_marked_wherever_it_is_read(go, client):
    case = f.make_case(S.CHECKING)
    w = world()
    lend(w.office, w.second_handler)
    assert passes(go, case, w.second_handler, "check").status_code == 302
    review = fresh(case).current_round.reviews.last()
    assert (review.step, str(review.signer), review.on_behalf_of, review.signature) == (
        Review.Step.CHECK,
        "许静",
        "孙莉",
        "许静（代）",
    )
    for page in (go(w.leader, "review", case.pk), client.get(f"/cases/{case.pk}/tab/reply/")):
        said = re.sub(r"\s", "", page.content.decode())
        assert "许静（代孙莉）" in said
        assert "代办原因：" in said


@pytest.mark.parametrize(
    ("how", "away", "why"),
    [
        ({}, ["李强"], "李强不在岗，由办公室办"),
        ({"own_section": True}, ["李强"], "李强不在岗，由办公室办"),
        ({}, ["李强", "高扬"], "李强不在岗，高扬不审自己的件，由办公室办"),
    ],
)
def test_the_record_says_whose_step_the_office_took_and_why(go, client, how, away, why):
    chief = head()
    plan(("科长审核", "people", [chief, world().handler][: len(away)], how))
    case = sent()
    lend(chief)
    assert who_may(case) == {"孙莉", "李强"}
    assert passes(go, case, world().office).status_code == 302
    event = fresh(case).events.get(action="check")
    assert (event.label, event.data) == ("科长审核通过", {"why_at_office": why})
    inside, outside = (case_timeline(fresh(case).events.all(), inside=seen)[0] for seen in (True, False))
    assert (inside.who, inside.label, outside.label) == ("孙莉", f"科长审核通过（{why}）", "科长审核通过")
    client.force_login(world().handler)
    shown = re.sub(r"\s", "", client.get(f"/cases/{case.pk}/").content.decode())
    assert why in shown


def test_who_has_the_authors_name_and_is_away_is_no_author():
    chief = head()
    User.objects.filter(pk=chief.pk).update(name=world().handler.name)
    plan(("科长审核", "people", [chief, world().handler], {}))
    case = sent()
    lend(chief)
    assert why_at_office(fresh(case)) == "高扬不在岗，高扬不审自己的件，由办公室办"


def test_a_step_of_sections_of_which_nobody_is_named_says_so(go):
    plan(("科长审核", "people", [head(section="养老服务科")], {"own_section": True}))
    case = sent()
    assert passes(go, case, world().office).status_code == 302
    said = {"why_at_office": "本科室没有指定的人，由办公室办"}
    assert fresh(case).events.get(action="check").data == said


def test_the_offices_own_step_says_nothing_more(go):
    plan(("办公室核稿", "office"))
    case = sent()
    assert passes(go, case, world().office).status_code == 302
    assert fresh(case).events.get(action="check").data == {}


@pytest.mark.parametrize("make", [wide_case, sent], ids=["wide", "any"])
def test_each_leader_who_is_offered_may_be_signed_for_and_nobody_else(client, make):
    """代签 offers by the rule that the signature is held to; the handler who is a leader too is never among them."""
    w = world()
    f.person("leader3", "秦朗", (w.bureau, Role.LEADER))
    w.handler.memberships.create(unit=w.bureau, role=Role.LEADER)
    plan(("办公室核稿", "office"), signers=[w.second_leader])
    case = f.advance(make(), "check")
    client.force_login(w.leader)
    page = html.fromstring(client.get(f"/cases/{case.pk}/review/").content.decode())
    offered = page.xpath("(//datalist[@id='leaders'])[1]/option/@value")
    taken = []
    for name in ("高扬", "秦朗", "郑国华", "鲁正平"):
        try:
            with transaction.atomic():
                decide_review(fresh(case), w.leader, Verdict.SIGN, opinion="同意。", behalf=Behalf(name, "出差"))
                taken.append(name)
                raise Refused("only a try")
        except Refused:
            continue
    assert sorted(offered) == sorted(taken)
    assert taken == (["鲁正平"] if make is wide_case else ["秦朗", "鲁正平"])
