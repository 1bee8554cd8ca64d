"""In which role a thing was done: who holds several is named in the record by the one that the step asks for."""

import datetime as dt
import uuid

import pytest
from django.utils import timezone

from proposals.cases.oversight.supervision import mark_led, supervise_case
from proposals.extensions.actions import ask_extension, decide_extension
from proposals.intake.register import SuggestionEntry, register_entries
from proposals.models import Case, Event, Part, Status, User
from proposals.returns.actions import agree_return
from replies.consultations.actions import ask_units
from tests import factories as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def many() -> User:
    """Somebody of the district office who works in the first bureau too, in every role there is."""
    w = f.world()
    roles = [(w.bureau, role) for role in ("handler", "office", "leader")]
    return f.person("many", "多能", *roles, (w.district_office, "district"))


def role_of(action: str, case: Case | None = None) -> str:
    found = Event.objects.filter(action=action, **({"case": case} if case else {}))
    return found.latest("pk").role


def test_an_extension_is_asked_for_by_the_office_and_decided_by_the_district(many):
    case = f.make_case(Status.IN_PROGRESS)
    words = {"reason": "规划还没有批复。", "report": "正在报批。", "leader": "郑国华"}
    wished = f.workdays.WorkCalendar.load().next_working_day(case.statutory_due + dt.timedelta(days=30))
    asked = ask_extension(case, many, wished_on=wished, key=uuid.uuid4(), **words)
    decide_extension(asked, many, agree=True, opinion="同意。")
    assert (role_of("ask_extension"), role_of("decide_extension")) == ("office", "district")


def test_the_district_supervises_leads_and_hands_on(many):
    case = f.make_case(Status.IN_PROGRESS)
    supervise_case(case, many, text="请说明。", answer_due=f.day(3), key=uuid.uuid4())
    mark_led(case, many, led_as="领导领办", led_by="陈区长", seen=("", ""))
    asked = f.make_case(Status.RETURN_REQUESTED)
    made = agree_return(asked, many, comment="属实。", unit=f.world().other_bureau)
    roles = [role_of(one) for one in ("supervise", "lead", "agree_return", "hand_on")]
    assert (roles, role_of("hand_over", made)) == (["district"] * 4, "district")


@pytest.mark.parametrize(("who", "role"), [("many", "district"), ("district", "district"), ("office", "office")])
def test_who_registers_a_suggestion_hands_it_over(many, who, role):
    user = many if who == "many" else getattr(f.world(), who)
    entry = SuggestionEntry(
        session=f.session(),
        number="070",
        title="关于助餐的建议",
        text="",
        category="",
        deputies=[f.deputy("赵洪蓉")],
        parts=[(f.world().bureau, Part.SOLE)],
        handed_on=timezone.localdate(),
        due=None,
        wide_reason="",
        made_between_sessions=None,
        source={"from": "手工登记"},
    )
    register_entries([entry], user)
    assert role_of("hand_over") == role


def test_who_asks_another_unit_does_so_as_handler_there_and_here(many):
    case = f.make_case(Status.IN_PROGRESS)
    Case.objects.filter(pk=case.pk).update(handler=many)
    case.reload()
    ask_units(
        case.current_round,
        many,
        units=[f.world().other_bureau],
        question="请看。",
        due_on=timezone.localdate(),
        key=uuid.uuid4(),
    )
    assert (role_of("consult", case), role_of("asked")) == ("handler", "handler")
