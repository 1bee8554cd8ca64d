"""登记有误，作废: apart from 代表撤回; every unit's case ends, its number is free, links end, nothing counts it."""

import pytest
from django.test import Client

from proposals.cases.registrar import HAND_OVER
from proposals.cases.workflow import record_event
from proposals.intake.register import register_entries
from proposals.models import Case, Event, Membership, Notice, Part, Role, Status, Suggestion
from proposals.notices.events import tell_units
from replies.desk.conditions import supervised_cases, waiting_cases
from replies.feedback.links import make_link
from replies.feedback.progress import make_wish
from replies.figures.facts import load_facts, seen_by
from replies.models.cases import with_feedback_counts
from tests import factories as f
from tests.factories import make_case, world
from tests.replies.joint.pair import SECOND, join_pair
from tests.rules.locks import entry

pytestmark = pytest.mark.django_db


def void(user, case, **fields) -> int:
    client = Client()
    client.force_login(user)
    sent = {"seen": Case.objects.get(pk=case.pk).version, "comment": "与071号重复登记。", **fields}
    return client.post(f"/cases/{case.pk}/do/void/", sent).status_code


def page(user, case) -> str:
    client = Client()
    client.force_login(user)
    return client.get(f"/cases/{case.pk}/").content.decode()


def test_every_units_case_ends_and_says_why_once():
    case, w = make_case(Status.IN_PROGRESS), world()
    other = f.hand_over(case.suggestion, w.other_bureau, Part.HELP)
    seen = Case.objects.get(pk=case.pk).version
    assert [void(w.district, case, seen=seen), void(w.district, case, seen=seen)] == [302, 409]
    ended = [(one.status, one.closed_on) for one in Case.objects.filter(suggestion=case.suggestion)]
    assert ended == [(Status.VOID, f.day(0))] * 2
    assert Suggestion.objects.get(pk=case.suggestion_id).voided_on == f.day(0)
    events = Event.objects.filter(action="void").order_by("case").values_list("case", "comment", "actor", "role")
    why = "与071号重复登记。"
    assert list(events) == [(one.pk, why, w.district.pk, Role.DISTRICT) for one in (case, other)]
    assert "已作废" in page(w.office, case)


def test_the_reason_cannot_be_left_out():
    case = make_case()
    assert void(world().district, case, comment=" ") == 400
    assert Case.objects.get(pk=case.pk).status == Status.AWAITING_RECEIPT


def test_the_number_is_free_again_and_only_then():
    case, w = make_case(number="070"), world()
    client = Client()
    client.force_login(w.district)
    sent = {
        **{"session": f.session().pk, "number": "070", "title": "关于增设路灯的建议", "lead": "赵洪蓉"},
        **{"way": "独办", "unit": w.bureau.pk, "handed_on": f.day(0).isoformat()},
    }
    assert client.post("/intake/", sent).status_code == 400
    assert void(w.district, case) == 302
    assert client.post("/intake/", sent).status_code == 302
    numbered = Suggestion.objects.filter(number="070").order_by("pk").values_list("title", "voided_on")
    assert list(numbered) == [(case.suggestion.title, f.day(0)), ("关于增设路灯的建议", None)]


def test_a_unit_voids_what_it_registered_itself_until_it_signs_for_it():
    [made] = register_entries([entry()], world().office)
    case, w = made.cases.get(), world()
    assert "登记有误，作废" in page(w.office, case)
    f.advance(case, "sign_for")
    assert "登记有误，作废" not in page(w.office, case)
    assert void(w.office, case) == 409
    assert Case.objects.get(pk=case.pk).status == Status.RECEIVED
    assert void(w.district, case) == 302


def test_a_unit_does_not_void_what_the_district_registered():
    [made] = register_entries([entry()], world().district)
    assert void(world().office, made.cases.get()) == 409
    assert made.cases.get().status == Status.AWAITING_RECEIPT


def test_a_bureau_that_works_alone_voids_its_own_later_too():
    [made] = register_entries([entry()], world().office)
    case = f.advance(made.cases.get(), "sign_for")
    Membership.objects.filter(role=Role.DISTRICT).update(is_active=False)
    assert void(world().office, case) == 302


def test_what_the_deputies_have_been_given_cannot_become_void():
    case = f.advance(make_case(Status.SEEKING_FEEDBACK), "deliver")
    assert void(world().district, case) == 409
    assert "登记有误，作废" not in page(world().district, case)
    assert Case.objects.get(pk=case.pk).status == Status.SEEKING_FEEDBACK


def test_what_the_deputies_took_back_cannot_become_void():
    case, w = make_case(Status.RETURNED), world()
    later = f.hand_over(case.suggestion, w.other_bureau)
    f.advance(later, "withdraw")
    assert void(w.district, case) == 409
    assert Case.objects.get(pk=case.pk).status == Status.RETURNED


def test_a_case_that_was_handed_on_becomes_void_with_the_one_it_went_to():
    case, w = make_case(Status.RETURNED), world()
    client = Client()
    client.force_login(w.district)
    sent = {"unit": w.other_bureau.pk, "comment": "请接办。", "seen": case.version}
    assert client.post(f"/cases/{case.pk}/hand-on/", sent).status_code == 302
    later = Case.objects.get(suggestion=case.suggestion, unit=w.other_bureau)
    assert void(w.district, later) == 302
    assert {one.status for one in Case.objects.filter(suggestion=case.suggestion)} == {Status.VOID}


def test_a_signed_letters_links_end_and_its_code_says_that_it_is_void():
    case, w = make_case(Status.SEEKING_FEEDBACK), world()
    who = case.suggestion.proposers[0]
    link = make_link(case.current_round, w.handler, who)
    printed = case.current_round.printed.get()
    assert Client().get(f"/d/{f.token(link)}").status_code == 302
    assert void(w.district, case) == 302
    assert Client().get(f"/d/{f.token(link)}").status_code == 404
    said = Client().get(f"/v/{printed.verification}").content.decode()
    assert "<h1>已经作废</h1>" in said
    assert "这份答复不再有效" in said


def test_lists_and_figures_leave_it_out_until_it_is_asked_for():
    case, kept, w = make_case(number="071"), make_case(number="072"), world()
    assert void(w.district, case) == 302
    client = Client()
    client.force_login(w.district)
    found = {
        query: [row.case.pk for row in client.get(f"/cases/{query}").context["rows"]]
        for query in ("", "?status=void", "?q=助餐", "?q=助餐&status=void")
    }
    assert found == {"": [kept.pk], "?status=void": [case.pk], "?q=助餐": [kept.pk], "?q=助餐&status=void": [case.pk]}
    assert client.get("/cases/?q=071").headers["Location"] == f"/cases/{case.pk}/"
    again = make_case(number="071")
    assert client.get("/cases/?q=071").headers["Location"] == f"/cases/{again.pk}/"
    assert [one.pk for one in load_facts(seen_by(w.district))] == [again.pk, kept.pk]
    assert [one.pk for one in load_facts(seen_by(w.office))] == [again.pk, kept.pk]


def test_the_unit_is_told():
    case, w = make_case(Status.IN_PROGRESS), world()
    assert void(w.district, case) == 302
    tell_units()
    told = Notice.objects.filter(case=case, sentence__contains="作废").values_list("recipient__username", "sentence")
    said = f"{case.suggestion.short_number}建议《{case.suggestion.title}》：登记有误，已经作废，不用再办。"
    assert sorted(told) == [(name, said) for name in ("handler", "leader", "leader2", "office")]


def test_a_question_that_waits_for_a_void_case_waits_no_longer():
    case, w = make_case(Status.RECEIVED, part=Part.MAIN), world()
    helper = f.hand_over(case.suggestion, w.other_bureau, Part.HELP)
    f.advance(case, "assign")
    assert void(w.district, helper) == 302
    [asked] = case.current_round.consultations.all()
    assert (asked.is_dropped, asked.dropped_reason) == (True, "登记有误，已作废：与071号重复登记。")


def test_the_record_of_who_registered_is_read_from_the_first_event():
    case, w = make_case(), world()
    record_event(case, w.district, HAND_OVER, "交办", role=Role.DISTRICT)
    assert void(w.office, case) == 409


def test_nobody_is_asked_for_anything_of_it_any_more():
    case, w = make_case(Status.SEEKING_FEEDBACK), world()
    make_wish(make_link(case.current_round, w.handler, case.suggestion.proposers[0]).invitation, "代填")
    f.supervise(case)
    assert void(w.district, case) == 302
    for user in (w.handler, w.office, w.leader, w.district):
        waiting = with_feedback_counts(Case.objects.all()).filter(waiting_cases(user) | supervised_cases(user))
        assert list(waiting) == []
    assert list(Case.objects.supervised()) == []


def test_what_was_voided_is_named_by_its_number():
    case, client = make_case(number="070"), Client()
    client.force_login(world().district)
    sent = {"seen": case.version, "comment": "与071号重复登记。"}
    done = client.post(f"/cases/{case.pk}/do/void/", sent, follow=True).content.decode()
    assert "070号“登记有误，作废”已办好。" in done


def test_the_page_of_a_leading_case_names_what_is_joined_to_it():
    pair, client = join_pair("sign_for"), Client()
    client.force_login(world().district)
    shown = client.get(f"/cases/{pair.lead.pk}/do/void/").content.decode()
    assert f"{pair.other.suggestion.short_number}《{SECOND}》与这件并案，不作废：自动拆开，单独继续办。" in shown
