"""The page on which a case is closed says what whoever closes it should know."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from proposals.formats.chinese import cn_date
from replies.feedback.actions import reopen_answer
from tests import factories as f

pytestmark = pytest.mark.django_db


def test_closing_says_whose_answer_is_open_again(client, settings):
    """It may still be changed: who closes is told until when, and what is filed meanwhile."""
    w, case = f.world(), f.make_case("seeking_feedback")
    one, two = case.suggestion.proposers
    for deputy in (one, two):
        f.answer(case, w.handler, deputy)
    client.force_login(w.office)
    assert "可以重新填写" not in client.get(f"/cases/{case.pk}/close/").content.decode()
    with time_machine.travel(timezone.now() + dt.timedelta(days=settings.CORRECTION_DAYS + 1)):
        reopen_answer(case.current_round.feedback.get(deputy=one), w.office, reason="来电说点错了")
        client.force_login(w.office)
        page = client.get(f"/cases/{case.pk}/close/").content.decode()
        until = cn_date(f.day(settings.CORRECTION_DAYS))
        assert page.count("可以重新填写") == 1
        assert f"{one.addressed}的意见还开着，{until}前可以重新填写" in page
        assert "办公室请重新填写的原因：来电说点错了。" in page
