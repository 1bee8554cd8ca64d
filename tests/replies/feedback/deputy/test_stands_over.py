"""A form signed by hand after the days of correction stands over the answer given online; both are kept."""

from dataclasses import replace

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from proposals.cases.access import Refused
from replies.feedback.actions import record_paper_feedback
from replies.models import Feedback
from tests import factories as f
from tests.replies.feedback.test_deputy import at, invite, opened, submitted, text

pytestmark = pytest.mark.django_db


def test_a_later_form_stands_over_the_online_answer(settings):
    case, handler = f.make_case("seeking_feedback"), f.world().handler
    link = invite(case)
    phone, who = opened(Client(), link), link.invitation.deputy
    submitted(phone, link, comment="网上说的")

    def record(day):
        said = replace(f.judgement(result="理解", comment="纸上写的", name=who.name), signed_on=day)
        return record_paper_feedback(case.current_round, handler, who, said, scan=f.scan(case, handler))

    with pytest.raises(Refused, match="已在网上本人反馈"):
        record(timezone.localdate())
    earlier = timezone.localdate() - timezone.timedelta(days=1)
    with time_machine.travel(timezone.now() + timezone.timedelta(days=settings.CORRECTION_DAYS, minutes=1)):
        with pytest.raises(Refused, match="签在赵洪蓉代表网上反馈以前"):
            record(earlier)
        made = record(timezone.localdate())
        opened(phone, link)
        receipt = text(phone.get(at(link, "receipt/")))
        assert submitted(phone, link, base="2", comment="再改").status_code == 409
    rows = Feedback.objects.order_by("number").values_list("channel", "is_current", "stands_over")
    assert list(rows) == [("link", False, None), ("paper", True, Feedback.objects.get(number=1).pk)]
    assert case.events.filter(action="stand_over", data__receipt=made.receipt).count() == 1
    for part in ("纸上写的", "网上说的", "也留着", "以那一份为准"):
        assert part in receipt
