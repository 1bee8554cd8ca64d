"""What was answered is put right after its days: by a form signed by hand, or online when the office has opened it
again. Both answers are kept and told apart on the case, the form, the deputy's page and in the figures."""

import datetime as dt
import uuid
from dataclasses import replace

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from proposals.cases.access import Refused
from proposals.formats.chinese import cn_date
from replies.feedback.actions import record_paper_feedback, reopen_answer
from replies.figures.counts import Book, Chosen
from replies.figures.facts import load_facts, seen_by
from replies.letter.pdf.copies import FOUR
from replies.models import Feedback, Invitation
from replies.prints.issue import draft_copies
from tests import factories as f
from tests.replies.feedback.test_deputy import at, invite, opened, submitted, text
from tests.replies.letter.pages import text_of

pytestmark = pytest.mark.django_db
WHY = "您来电说对办理结果点错了。"


@pytest.fixture
def case():
    return f.make_case("seeking_feedback")


@pytest.fixture
def later(settings):
    """The days of correction are over."""
    return time_machine.travel(timezone.now() + dt.timedelta(days=settings.CORRECTION_DAYS, minutes=1))


def record(case, who, day, **said):
    handler = f.world().handler
    said = replace(f.judgement(name=who.name, **said), signed_on=day)
    return record_paper_feedback(case.current_round, handler, who, said, scan=f.scan(case, handler))


def tell(case):
    """What the case, the form and the figures say of it."""
    reader = Client()
    reader.force_login(f.world().office)
    tab = text(reader.get(reverse("case_tab", args=[case.pk, "feedback"])))
    figures = Book(load_facts(seen_by(f.world().office)), Chosen(), timezone.localdate())
    numbers = [figures.count(key).number for key in ("righted", "righted.paper", "righted.link")]
    case.reload()
    return tab, "".join(text_of(draft_copies(case.current_round, FOUR[:1])).split()), numbers


def test_an_empty_form_takes_the_place_of_no_answer(case, later):
    link = invite(case)
    phone, who = opened(Client(), link), link.invitation.deputy
    submitted(phone, link, comment="网上说的")
    blank = dict.fromkeys(f.judgement(name=who.name).marks, "")
    said = replace(f.judgement(name=who.name), marks=blank, comment="", signed_on=timezone.localdate())
    handler = f.world().handler
    scan = f.scan(case, handler)
    with later, pytest.raises(Refused, match="一项也没有填，不能代替赵洪蓉代表在网上提的意见"):
        record_paper_feedback(case.current_round, handler, who, said, scan=scan)
    assert [(one.channel, one.is_current) for one in Feedback.objects.all()] == [("link", True)]


def test_a_later_form_stands_over_the_online_answer(case, later):
    link = invite(case)
    phone, who, online_on = opened(Client(), link), link.invitation.deputy, cn_date(timezone.localdate())
    submitted(phone, link, comment="网上说的")
    with pytest.raises(Refused, match="已在网上本人反馈"):
        record(case, who, timezone.localdate())
    earlier = timezone.localdate() - timezone.timedelta(days=1)
    with later:
        with pytest.raises(Refused, match="签在赵洪蓉代表网上反馈以前"):
            record(case, who, earlier)
        made = record(case, who, timezone.localdate(), result="理解", comment="纸上写的")
        opened(phone, link)
        receipt = text(phone.get(at(link, "receipt/")))
        assert submitted(phone, link, base="2", comment="再改").status_code == 409
        tab, form, numbers = tell(case)
    rows = Feedback.objects.order_by("number").values_list("channel", "is_current", "stands_over")
    assert list(rows) == [("link", False, None), ("paper", True, Feedback.objects.get(number=1).pk)]
    assert case.events.filter(action="stand_over", data__receipt=made.receipt).count() == 1
    for part in ("纸上写的", "网上说的", "也留着", "以那一份为准"):
        assert part in receipt
    assert f"亲笔签名的纸表代替{online_on}网上的意见" in tab
    assert f"赵洪蓉：本人签名的纸质表代替本人{online_on}的意见。" in form
    assert numbers == [1, 1, 0]


def test_the_office_opens_one_answer_again_and_the_deputy_puts_it_right(
    go, case, later, texts, settings, django_capture_on_commit_callbacks
):
    case.suggestion.deputies.update(phone="13912345678", email="")
    link, w = invite(case), f.world()
    phone, who, online_on = opened(Client(), link), link.invitation.deputy, cn_date(timezone.localdate())
    submitted(phone, link, result="满意", comment="先前的话")
    asked = {"reason": WHY}
    assert "现在自己就能在网上改" in text(go(w.office, "reopen_answer", case.pk, who.pk, data=asked))
    with later:
        phone = opened(phone, link)
        assert "修改期限已过" in text(phone.get(at(link, "receipt/")))
        assert go(w.handler, "reopen_answer", case.pk, who.pk, data=asked).status_code == 403
        assert go(w.office, "reopen_answer", case.pk, who.pk, data={"reason": " "}).status_code == 400
        for _ in range(2):
            with django_capture_on_commit_callbacks(execute=True):
                go(w.office, "reopen_answer", case.pk, who.pk, data=asked)
        until = cn_date(timezone.localdate() + dt.timedelta(days=7))
        assert case.events.filter(action="reopen_answer", comment=WHY).count() == 1
        assert Invitation.objects.filter(purpose="重开").count() == 1
        to, message = texts()[-1]
        assert (to, WHY in message, f"{until}前可以改" in message) == ("13912345678", True, True)
        assert f"请您重新填写：{WHY}" in text(phone.get(at(link, "receipt/")))
        tab, _, numbers = tell(case)
        assert ("请重新填写" in tab, numbers) == (True, [0, 0, 0])
        assert submitted(phone, link, base="1", result="基本满意", comment="改过的话").status_code == 302
        assert submitted(phone, link, base="2", result="理解", comment="又改的话").status_code == 302
        receipt = text(phone.get(at(link, "receipt/")))
        tab, form, numbers = tell(case)
    first = Feedback.objects.get(number=1)
    rows = list(Feedback.objects.order_by("number").values_list("is_current", "stands_over", "result"))
    assert rows == [(False, None, "满意"), (False, first.pk, "基本满意"), (True, first.pk, "理解")]
    assert (first.comment, first.reopened_for) == ("先前的话", WHY)
    for part in ("又改的话", "先前的话", "也留着"):
        assert part in receipt
    for part in ("先前的话", f"经同意重新填写，代替{online_on}网上的意见", WHY):
        assert part in tab
    assert f"赵洪蓉：经同意重新填写，代替本人{online_on}的意见。" in form
    assert numbers == [1, 0, 1]
    with time_machine.travel(timezone.now() + dt.timedelta(days=3 * settings.CORRECTION_DAYS)):
        receipt = text(opened(phone, link).get(at(link, "receipt/")))
    assert ["修改期限已过" in receipt, "纸质" in receipt] == [True, False]  # no form was ever signed


def test_what_is_not_put_right_in_time_stays(case, settings, later):
    link = invite(case)
    phone, who = opened(Client(), link), link.invitation.deputy
    submitted(phone, link)
    with later:
        reopen_answer(Feedback.objects.get(), f.world().office, reason=WHY)
    with time_machine.travel(timezone.now() + dt.timedelta(days=2 * settings.CORRECTION_DAYS + 1)):
        opened(phone, link)
        assert submitted(phone, link, base="1", comment="太晚了").status_code == 409
        assert "修改期限已过" in text(phone.get(at(link, "receipt/")))
        assert tell(case)[2] == [0, 0, 0]
        opened_again = reopen_answer(Feedback.objects.get(), f.world().office, reason="又来电。")
        assert opened_again
        assert record_again(case, who).status_code == 302


def record_again(case, who):
    """By the newest link, in a browser of its own."""
    link = invite(case)
    phone = opened(Client(), link)
    return submitted(phone, link, base="1", result="不满意", comment=f"{uuid.uuid4()}")


def test_a_form_that_stands_can_be_opened_too(case, later):
    link, w = invite(case), f.world()
    phone, who = opened(Client(), link), link.invitation.deputy
    submitted(phone, link)
    with later:
        paper = record(case, who, timezone.localdate(), result="理解")
        assert reopen_answer(paper, w.office, reason=WHY)
        opened(phone, link)
        assert submitted(phone, link, base="2", result="满意", comment="还是满意").status_code == 302
        assert "在纸表上签的，也留着" in text(phone.get(at(link, "receipt/")))
        assert tell(case)[2] == [1, 0, 1]
        with pytest.raises(Refused, match="已在网上本人反馈"):
            record(case, who, timezone.localdate())
