"""The steps between 送审 and 签发 as the unit says them, through the front door."""

import re

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from proposals.cases.access import NotYours, Refused
from proposals.cases.workflow import available, perform
from proposals.models import Case, Notice, Status, User
from proposals.models.approval import role_at_step, signing_cases, step_cases
from replies.desk.counts import count_groups
from replies.desk.listed import waiting_for
from replies.desk.turn.todo import current_holder, to_do
from replies.review.actions import Behalf, decide_review
from replies.review.verdicts import Verdict
from tests.factories import advance, make_case, world
from tests.replies.review.plans import gone, head, plan, sent

pytestmark = pytest.mark.django_db
S = Status
PEOPLE = ("office", "handler", "second_handler", "leader", "second_leader", "district", "other_office")


def fresh(case):
    return Case.objects.select_related("approval_step", "approval_plan", "unit", "suggestion").get(pk=case.pk)


def three_steps():
    """科长 of the own section, 办公室, 分管领导; then the signature."""
    chief = head()
    plan(
        ("科长审核", "people", [chief, head("head2", "王敏", "养老服务科")], {"own_section": True}),
        ("办公室核稿", "office"),
        ("分管领导审核", "people", [world().second_leader]),
    )
    return chief


def passes(go, case, user, step="check", **more):
    case = fresh(case)
    data = {"step": step, "opinion": f"{user}的意见。", "seen": case.version, **more}
    return go(user, "review", case.pk, data=data)


def place(case):
    case = fresh(case)
    return case.state_label, to_do(case), current_holder(case)


def who_may(case):
    """Everybody who takes the present step, asked of the case and of all cases at once: the two agree."""
    people = [*(getattr(world(), name) for name in PEOPLE), *User.objects.filter(username__startswith="head")]
    one = {str(user) for user in people if role_at_step(fresh(case), user)}
    all_at_once = {str(user) for user in people if Case.objects.filter(step_cases(user), pk=case.pk).exists()}
    assert one == all_at_once
    return one


def waits_for(case, *users):
    return [str(user) for user in users if Case.objects.filter(waiting_for(user), pk=case.pk).exists()]


def test_each_step_is_taken_by_its_people_and_named_in_the_record(go):
    chief, w = three_steps(), world()
    case = sent()
    seen = [(place(case), who_may(case))]
    assert passes(go, case, chief).status_code == 302
    seen.append((place(case), who_may(case)))
    assert passes(go, case, w.office).status_code == 302
    seen.append((place(case), who_may(case)))
    assert passes(go, case, w.second_leader).status_code == 302
    seen.append((place(case), who_may(case)))
    assert seen == [
        (("审核中·待科长审核", "科长审核", "李强"), {"李强"}),
        (("审核中·待办公室核稿", "办公室核稿", "区民政局办公室"), {"孙莉"}),
        (("审核中·待分管领导审核", "分管领导审核", "鲁正平"), {"鲁正平"}),
        (("审核中·待签发", "答复签发", "区民政局领导"), set()),
    ]
    assert passes(go, case, w.second_leader, "sign").status_code == 302
    case = fresh(case)
    labels = [event.label for event in case.events.filter(action__in=("submit", "check", "sign"))]
    assert labels == ["送审", "科长审核通过", "办公室核稿通过", "分管领导审核通过", "同意签发"]
    assert [row.step_name for row in case.current_round.reviews.all()] == [
        "科长审核",
        "办公室核稿",
        "分管领导审核",
        "签发",
    ]
    assert case.status == S.SEEKING_FEEDBACK


@pytest.mark.parametrize("who", ["office", "leader", "handler", "second_handler"])
def test_nobody_takes_the_step_of_another(go, who):
    three_steps()
    case = sent()
    assert passes(go, case, getattr(world(), who)).status_code == 403
    assert place(case)[0] == "审核中·待科长审核"
    with pytest.raises(NotYours, match="由李强办理"):
        perform(fresh(case), "check", getattr(world(), who), comment="同意。")


def test_the_case_stands_in_the_list_and_the_count_of_who_takes_it(go, client):
    chief, w = three_steps(), world()
    case = sent()
    everybody = (chief, w.office, w.leader, w.second_leader, w.handler)
    assert waits_for(case, *everybody) == ["李强"]
    assert {str(user): count_groups(user)["todo"] for user in everybody} == {
        "李强": 1,
        "孙莉": 0,
        "郑国华": 0,
        "鲁正平": 0,
        "高扬": 0,
    }
    client.force_login(chief)
    page = html.fromstring(client.get(case.get_absolute_url()).content)
    bar = [
        re.sub(r"\s+", "", one.text_content())
        for one in page.xpath("//*[@class='acts-now']//*[contains(@class,'btn')]")
    ]
    assert "科长审核" in bar[0]
    assert "审核：待科长审核" in page.text_content()
    review = html.fromstring(go(chief, "review", case.pk).content)
    assert review.xpath("//div[contains(@class,'decide')]//button[@data-main]/text()") == ["通过"]


def test_a_text_is_given_back_to_any_earlier_step_or_to_the_handler(go):
    chief, w = three_steps(), world()
    case = sent()
    passes(go, case, chief)
    passes(go, case, w.office)
    page = html.fromstring(go(w.second_leader, "review", case.pk).content)
    labels = [
        " ".join(label.text_content().split())
        for label in page.xpath("//label[starts-with(@for, 'id_check_back_back_to_')]")
    ]
    assert labels == ["经办人高扬", "办公室核稿", "科长审核"]
    assert passes(go, case, w.second_leader, "check_back", back_to="科长审核").status_code == 302
    assert (place(case)[0], fresh(case).events.last().label) == (
        "审核中·待科长审核",
        "分管领导审核退回至科长审核",
    )
    passes(go, case, chief)
    assert place(case)[0] == "审核中·待办公室核稿"
    passes(go, case, w.office, "check_back")
    assert (place(case)[0], fresh(case).approval_step) == ("办理中", None)


def test_the_signer_gives_back_to_a_step(go):
    chief, w = three_steps(), world()
    case = sent()
    for user in (chief, w.office, w.second_leader):
        passes(go, case, user)
    assert passes(go, case, w.leader, "send_back", back_to="办公室核稿").status_code == 302
    assert place(case)[0] == "审核中·待办公室核稿"


@pytest.mark.parametrize("back_to", ["法制审核", "分管领导审核"])
def test_no_step_is_given_back_to_that_does_not_come_before(go, back_to):
    three_steps()
    case = sent()
    passes(go, case, head())
    assert passes(go, case, world().office, "check_back", back_to=back_to).status_code == 400
    with pytest.raises(Refused, match="现在不能退回至"):
        decide_review(fresh(case), world().office, Verdict.CHECK_BACK, opinion="退。", back_to=back_to)


def test_each_step_sees_what_those_before_it_changed(go):
    chief, w = three_steps(), world()
    case = sent()
    for user, word in ((chief, "科长改的一句。"), (w.office, "办公室改的一句。")):
        reply = fresh(case).current_round
        texts = {**reply.latest_draft.texts()}
        texts["body"] += f"\n{word}"
        case = fresh(case)
        decide_review(case, user, Verdict.AMEND_CHECK, opinion="已改。", texts=texts, base=reply.latest_draft.number)
    page = go(w.second_leader, "review", case.pk)
    assert page.context["since"].called == "经办人送审的第1稿"
    rows = [(row.review.step_name, str(row.review.signer), len(row.changes)) for row in page.context["by_step"]]
    assert rows == [("科长审核", "李强", 1), ("办公室核稿", "孙莉", 1)]
    text = html.fromstring(page.content).text_content()
    assert [word in text for word in ("科长审核时李强改的", "办公室核稿时孙莉改的")] == [True, True]
    assert [draft.note for draft in fresh(case).current_round.drafts.all()][1:] == [
        "科长审核时修改",
        "办公室核稿时修改",
    ]


def test_without_steps_it_goes_straight_to_the_signature():
    plan()
    assert place(sent()) == ("审核中·待签发", "答复签发", "区民政局领导")


def test_a_step_only_for_what_is_wide_is_left_out_of_the_others():
    plan(("法制审核", "people", [head()], {"only_wide": True}), ("办公室核稿", "office"))
    narrow, wide = sent(), make_case(S.IN_PROGRESS)
    Case.objects.filter(pk=wide.pk).update(wide_reason="涉及五个部门。")
    advance(fresh(wide), "prepare", "submit")
    assert [place(narrow)[0], place(wide)[0]] == ["审核中·待办公室核稿", "审核中·待法制审核"]


def test_what_is_wide_is_signed_by_whom_the_unit_named():
    plan(signers=[world().second_leader])
    narrow, wide = sent(), make_case(S.IN_PROGRESS)
    Case.objects.filter(pk=wide.pk).update(wide_reason="涉及五个部门。")
    wide = advance(fresh(wide), "prepare", "submit")
    w = world()
    assert (waits_for(wide, w.leader, w.second_leader), current_holder(fresh(wide))) == (["鲁正平"], "鲁正平")
    assert waits_for(narrow, w.leader, w.second_leader) == ["郑国华", "鲁正平"]
    with pytest.raises(Refused, match="由鲁正平签发"):
        decide_review(fresh(wide), w.leader, Verdict.SIGN, opinion="同意。")
    decide_review(fresh(wide), w.leader, Verdict.SIGN, opinion="同意。", behalf=Behalf("鲁正平", "出差，已报告"))
    decide_review(fresh(narrow), w.leader, Verdict.SIGN, opinion="同意。")
    assert {fresh(case).status for case in (wide, narrow)} == {S.SEEKING_FEEDBACK}


def test_where_the_named_signer_has_left_any_leader_signs():
    plan(signers=[world().second_leader])
    wide = make_case(S.IN_PROGRESS)
    Case.objects.filter(pk=wide.pk).update(wide_reason="涉及五个部门。")
    wide = advance(fresh(wide), "prepare", "submit")
    gone(world().second_leader)
    assert waits_for(wide, world().leader) == ["郑国华"]
    assert Case.objects.filter(signing_cases(world().leader), pk=wide.pk).exists()
    decide_review(fresh(wide), world().leader, Verdict.SIGN, opinion="同意。")


def test_a_step_whose_people_have_left_falls_to_the_office(go):
    chief = three_steps()
    case = sent()
    gone(chief)
    assert (who_may(case), place(case)[2], waits_for(case, world().office)) == (
        {"孙莉"},
        "区民政局办公室",
        ["孙莉"],
    )
    assert passes(go, case, world().office).status_code == 302
    assert place(case)[0] == "审核中·待办公室核稿"


def test_nobody_passes_the_own_case_at_a_step_of_named_people(go):
    plan(("科长审核", "people", [world().handler]), ("办公室核稿", "office"))
    case = sent()
    assert who_may(case) == {"孙莉"}
    assert passes(go, case, world().handler).status_code == 403


def test_one_person_who_holds_two_steps_takes_both(go):
    plan(("分管领导审核", "people", [world().leader]))
    case = sent()
    assert passes(go, case, world().leader).status_code == 302
    assert passes(go, case, world().leader, "sign").status_code == 302
    assert fresh(case).status == S.SEEKING_FEEDBACK


@pytest.mark.parametrize("steps", [(), (("法制审核", "leader"),), (("核稿", "office"),)])
def test_a_change_of_steps_strands_no_case(go, steps):
    """What is under review goes on by the steps it was sent under, from each of them."""
    chief, w = three_steps(), world()
    takers = (chief, w.office, w.second_leader)
    cases = [sent() for _ in range(4)]
    for case, done in zip(cases, range(4), strict=True):
        for user in takers[:done]:
            passes(go, case, user)
    plan(*steps)
    for case, done in zip(cases, range(4), strict=True):
        for user in takers[done:]:
            assert passes(go, case, user).status_code == 302
        assert passes(go, case, w.leader, "sign").status_code == 302
        assert fresh(case).status == S.SEEKING_FEEDBACK


def test_what_is_sent_again_goes_by_the_new_steps(go):
    chief = three_steps()
    case = sent()
    plan(("法制审核", "leader"))
    passes(go, case, chief, "check_back")
    advance(fresh(case), "submit")
    assert (place(case)[0], who_may(case)) == ("审核中·待法制审核", {"郑国华", "鲁正平"})


def test_a_case_under_the_usual_step_goes_on_when_the_unit_says_its_steps(go):
    case = sent()
    three_steps()
    assert (place(case)[0], who_may(case)) == ("审核中·待核稿", {"孙莉"})
    passes(go, case, world().office)
    assert place(case)[0] == "审核中·待签发"


def test_the_handler_calls_back_until_somebody_has_passed_it(go):
    chief, w = three_steps(), world()
    case = sent()
    assert [choice.reason for choice in available(fresh(case), w.handler)] == [""]
    passes(go, case, chief)
    (choice,) = available(fresh(case), w.handler)
    assert choice.reason == "科长审核已经通过，现在待办公室核稿，要改请对方退回"
    with pytest.raises(Refused):
        perform(fresh(case), "recall", w.handler)


def told():
    return [
        (str(one.recipient), one.sentence.split("：", 1)[1])
        for one in Notice.objects.exclude(kind="state").order_by("pk")
    ]


def test_exactly_those_who_take_the_next_step_are_told_once(go):
    chief, w = three_steps(), world()
    case = sent()
    call_command("housekeeping", verbosity=0)
    call_command("housekeeping", verbosity=0)
    given = ("高扬", "孙莉分办给您，请办理。")
    assert told() == [("李强", "高扬送审，请您办“科长审核”。"), given]
    passes(go, case, chief)
    passes(go, case, w.office)
    call_command("housekeeping", verbosity=0)
    passes(go, case, w.second_leader)
    call_command("housekeeping", verbosity=0)
    assert told()[2:] == [
        ("鲁正平", "办公室核稿通过（孙莉），请您办“分管领导审核”。"),
        ("郑国华", "分管领导审核通过（鲁正平），请您签发。"),
    ]


def test_a_list_of_many_cases_asks_no_more_of_the_database(client):
    chief = three_steps()
    client.force_login(chief)
    client.get(reverse("worklist"))  # the list to come back to is written down once
    counts = []
    for many in (2, 4):
        for _ in range(many):
            sent()
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("worklist"))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_who_has_no_part_in_the_review_is_refused_in_a_few_words(go):
    case = sent()
    said = go(world().handler, "review", case.pk).content.decode()
    assert "审核由办公室、局领导办理，您不能替办" in said


def test_the_head_names_the_real_next_step(go, client):
    plan(("科长审核", "office"), ("法制审核", "leader"))
    case = sent()
    client.force_login(world().handler)
    assert "科长审核通过以后交给“法制审核”这一步。" in client.get(f"/cases/{case.pk}/").content.decode()
    assert passes(go, case, world().office).status_code == 302
    client.force_login(world().handler)
    head = client.get(f"/cases/{case.pk}/").content.decode()
    assert ("<strong>区民政局领导</strong>办：" in head, "以后交给" in head) == (True, False)  # the same people sign
