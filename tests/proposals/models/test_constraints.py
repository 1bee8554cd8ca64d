"""The database refuses what code might forget."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from proposals.models import Case, Part, Status, Suggestion
from replies.consultations.actions import ask_units
from replies.models import Draft, Feedback, Invitation, PrintedForm, Reply, Review
from tests import factories as f

pytestmark = pytest.mark.django_db


def refuses(model, pk, **changes) -> None:
    before = model.objects.filter(pk=pk).values().get()
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.filter(pk=pk).update(**changes)
    assert model.objects.filter(pk=pk).values().get() == before


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "elsewhere"},
        {"part": "协办"},
        {"received_on": None},
        {"handler": None},
        {"closed_on": dt.date(2026, 5, 1)},
        {"status": Status.CLOSED},
        {"internal_due": dt.date(2100, 1, 1)},
        {"statutory_due": dt.date(2000, 1, 1)},
        {"received_on": dt.date(2000, 1, 1)},
    ],
    ids=lambda changes: "-".join(f"{key}" for key in changes),
)
def test_a_case(changes):
    refuses(Case, f.make_case(Status.IN_PROGRESS).pk, **changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"classification": ""},
        {"classification": "已处理"},
        {"disclosure": ""},
        {"disclosure": "半公开"},
        {"disclosure": "不公开"},
        {"signer": None},
        {"signed_draft": None},
        {"signed_at": None},
        {"round": 0},
        {"genre": "note"},
    ],
    ids=lambda changes: "-".join(f"{key}={value}" for key, value in changes.items()),
)
def test_a_signed_reply(changes):
    refuses(Reply, f.make_case(Status.SEEKING_FEEDBACK).current_round.pk, **changes)


def test_the_handler_is_never_the_signer():
    reply = f.make_case(Status.SEEKING_FEEDBACK).current_round
    refuses(Reply, reply.pk, signer=reply.handler)


@pytest.mark.parametrize(
    "changes",
    [
        {"result": "很满意"},
        {"attitude": "理解"},
        {"plan": ""},
        {"signature_name": ""},
        {"channel": "paper"},
        {"channel": "phone"},
        {"entered_by": "office"},
        {"result": "不满意"},
    ],
    ids=lambda changes: "-".join(f"{key}={value}" for key, value in changes.items()),
)
def test_feedback_by_link(changes):
    case, world = f.make_case(Status.SEEKING_FEEDBACK), f.world()
    f.answer(case, world.handler, case.suggestion.proposers[0])
    if "entered_by" in changes:
        changes = {"entered_by": world.office}
    refuses(Feedback, Feedback.objects.get().pk, **changes)


def copy_of(row, **changes):
    """The same row once more, with other values where the test wants them."""
    row.pk, row._state.adding = None, True
    for name, value in changes.items():
        setattr(row, name, value)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_one_of_each():
    case, world = f.make_case(Status.SEEKING_FEEDBACK), f.world()
    f.answer(case, world.handler, case.suggestion.proposers[0])
    reply = case.current_round
    copy_of(Suggestion.objects.get())
    copy_of(Case.objects.get())
    copy_of(Case.objects.get(), unit=world.other_bureau, part=Part.MAIN)
    copy_of(Reply.objects.get(), round=2, signed_draft=None, signer=None, handler=None, signed_at=None)
    copy_of(Draft.objects.get(), body="另一稿")
    copy_of(Review.objects.get(step="sign"))
    copy_of(Invitation.objects.get(), token_hash="0" * 64)
    copy_of(Feedback.objects.get(), number=2, receipt="X")
    copy_of(PrintedForm.objects.get(), verification="X")
    assert (Reply.objects.count(), reply.printed.count()) == (1, 1)


def test_a_consultation_is_waiting_or_answered_or_dropped():
    case, world = f.make_case(Status.IN_PROGRESS), f.world()
    [row] = ask_units(
        case.current_round,
        world.handler,
        units=[world.other_bureau],
        question="请就加装电梯提出意见。",
        due_on=timezone.localdate() + dt.timedelta(days=10),
        key=uuid.uuid4(),
    )
    refuses(type(row), row.pk, outcome="answered")
    refuses(type(row), row.pk, outcome="dropped")
    refuses(type(row), row.pk, answer="同意", answered_on=None, outcome="answered")
    refuses(type(row), row.pk, due_on=dt.date(2000, 1, 1))
