"""A link that has ended takes nothing, by whichever way it ended: asked at the action, past every page."""

import datetime as dt

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone

from proposals.cases.access import Refused
from proposals.models import Case, Event, Status
from replies.feedback.actions import record_link_feedback
from replies.feedback.links import make_link, revoke_link
from replies.feedback.progress import make_wish
from replies.models import Delivery, Feedback, Invitation, Wish
from tests import factories as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    return f.make_case("seeking_feedback")


@pytest.fixture
def invitation(case):
    return make_link(case.current_round, f.world().handler, case.suggestion.proposers[0]).invitation


def revoked(case, invitation):
    revoke_link(case.current_round, f.world().handler, invitation.deputy)


def withdrawn(case, invitation):
    f.advance(case, "withdraw")


def in_work_again(case, invitation):
    """The link itself is alive, and what delivers the reply has nothing to refuse."""
    f.advance(case, "deliver")
    Case.objects.filter(pk=case.pk).update(status=Status.IN_PROGRESS)


NOT_NOW = "现在不是征求意见的时候"
ENDS = [(revoked, "这个链接已经停用"), (withdrawn, NOT_NOW), (in_work_again, NOT_NOW)]
SAID = f.judgement(result="基本满意", plan="理解", comment="还要更快些。", name="赵洪蓉")


def stored():
    return [model.objects.count() for model in (Feedback, Wish, Delivery, Event)]


@pytest.mark.parametrize(("end", "why"), ENDS)
def test_an_answer_through_it_is_refused_and_nothing_is_stored(case, invitation, end, why):
    end(case, invitation)
    before = stored()
    with pytest.raises(Refused, match=f"^{why}，您的意见没有提交。请与承办单位联系。$"):
        record_link_feedback(invitation, SAID, base=0)
    assert stored() == before


@pytest.mark.parametrize(("end", "why"), ENDS)
def test_a_wish_through_it_is_refused_and_nothing_is_stored(case, invitation, end, why):
    end(case, invitation)
    before = stored()
    with pytest.raises(Refused, match=f"^{why}，您的请求没有送到。请打电话与承办单位联系。$"):
        make_wish(invitation, "面谈")
    assert stored() == before


def test_a_link_takes_an_answer_to_its_last_moment_and_not_at_its_end(case, invitation):
    with time_machine.travel(invitation.expires_at, tick=False):
        with pytest.raises(Refused, match="这个链接过了期限，您的意见没有提交"):
            record_link_feedback(invitation, SAID, base=0)
        with pytest.raises(Refused, match="这个链接过了期限，您的请求没有送到"):
            make_wish(invitation, "面谈")
    with time_machine.travel(invitation.expires_at - dt.timedelta(seconds=1), tick=False):
        make_wish(invitation, "面谈")
        record_link_feedback(invitation, SAID, base=0)
    assert (Feedback.objects.count(), Wish.objects.count()) == (1, 1)
    assert Invitation.objects.get().expires_at - timezone.now() <= dt.timedelta(days=settings.INVITATION_DAYS)
