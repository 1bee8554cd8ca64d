"""更正登记 and 作废 at the same moment as something else. (That the harness races is shown in test_races.)"""

import pytest

from proposals.cases.ends import void_suggestion
from proposals.cases.workflow import perform
from proposals.intake.corrections.fields import CorrectedField as F
from proposals.intake.corrections.fields import registration_state
from proposals.models import Case, Event, Part, Status, Suggestion, User
from proposals.registration.actions import correct_by_hand
from tests import factories as f
from tests.proposals.cases.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
S = Status


def correcting(case, seen: str | None = None, **changes):
    """One person's correction, read as that person's own connection reads it."""
    district = f.world().district.pk

    def correct() -> None:
        now = Suggestion.objects.get(pk=case.suggestion_id)
        wanted = {F[name]: value for name, value in changes.items()}
        correct_by_hand(now, wanted, User.objects.get(pk=district), "核对。", seen=seen)

    return correct


def test_of_two_corrections_of_one_page_the_second_looks_again():
    case = f.make_case(S.IN_PROGRESS)
    seen = registration_state(case.suggestion)
    doings = [correcting(case, seen, TITLE=title) for title in ("关于路灯的建议", "关于道路的建议")]
    assert sorted(at_once(*doings)) == ["Stale", "done"]
    assert Event.objects.filter(case=case, action="correct").count() == 1


def test_of_two_that_want_one_number_one_gets_it():
    cases = [f.make_case(S.IN_PROGRESS, number=number) for number in ("070", "071")]
    assert sorted(at_once(*(correcting(case, NUMBER="072") for case in cases))) == ["Refused", "done"]
    assert Suggestion.objects.filter(number="072").count() == 1


def test_a_unit_signs_for_it_while_it_is_taken_off():
    case = f.make_case(S.IN_PROGRESS, part=Part.MAIN)
    w = f.world()
    helper = f.hand_over(case.suggestion, w.other_bureau, Part.HELP)
    office = w.other_office.pk

    def sign_for() -> None:
        perform(Case.objects.get(pk=helper.pk), "sign_for", User.objects.get(pk=office))

    outcomes = at_once(sign_for, correcting(case, UNITS=[(w.bureau, Part.SOLE)]))
    ended = Case.objects.get(pk=helper.pk).status
    assert (outcomes, ended) in [(["done", "Refused"], S.RECEIVED), (["Stale", "done"], S.VOID)]


def test_it_becomes_void_while_a_unit_works_on_it():
    case = f.make_case(S.AWAITING_RECEIPT)
    w = f.world()
    office, district = w.office.pk, w.district.pk

    def sign_for() -> None:
        perform(Case.objects.get(pk=case.pk), "sign_for", User.objects.get(pk=office))

    def void() -> None:
        void_suggestion(Case.objects.get(pk=case.pk), User.objects.get(pk=district), comment="重复登记。")

    assert at_once(sign_for, void) in [["done", "done"], ["Stale", "done"]]
    assert Case.objects.get(pk=case.pk).status == S.VOID
