"""A round that is left while a deputy was asked to fill in once more, and links whose days the next round cut short:
each reads what is so."""

import re

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from proposals.cases.access import Refused
from proposals.formats.chinese import cn_date
from proposals.models import Deputy
from replies.feedback.actions import reopen_answer
from replies.feedback.progress import make_wish
from replies.models import Feedback, Message
from tests import factories as f
from tests.replies.feedback.test_deputy import at, invite, opened, submitted, text
from tests.replies.messages.people import tell
from tests.replies.mine.phones import let_in

pytestmark = pytest.mark.django_db
WHY = "您来电说点错了。"


def reading(user, address):
    reader = Client()
    reader.force_login(user)
    return re.sub(r"\s+", "", text(reader.get(address)))


def asked_once_more(settings):
    """One deputy is dissatisfied, the other was asked to fill in once more after the days of correction."""
    case = f.make_case("seeking_feedback")
    other = Deputy.objects.get(name="周建伟")
    link = invite(case, 1)
    phone = opened(Client(), link)
    assert submitted(phone, link, signature_name="周建伟").status_code == 302
    clock = time_machine.travel(timezone.now() + timezone.timedelta(days=settings.CORRECTION_DAYS, minutes=1))
    clock.start()
    f.advance(case, "dissatisfy")
    reopen_answer(Feedback.objects.get(deputy=other), f.world().office, reason=WHY)
    case.reload()
    return case, link, phone, clock


@pytest.fixture
def asked(settings):
    *found, clock = asked_once_more(settings)
    yield found
    clock.stop()


def until():
    return cn_date(timezone.localdate(Feedback.objects.get(deputy__name="周建伟").reopened_until))


def test_who_decides_reads_whom_the_office_has_asked_to_fill_in_once_more(asked):
    case, w = asked[0], f.world()
    told = f"周建伟代表的意见还开着，{until()}前可以重新填写办公室请重新填写的原因：{WHY}现在决定"
    page = reading(w.congress, reverse("replies:reopen", args=[case.pk]))
    assert told + "再次办理，重新填写就到此为止，代表的页面上会写明" in page
    page = reading(w.congress, reverse("do", args=[case.pk, "decline"]))
    assert told + "不再办理，看的是原来的意见；以后改了的照样收" in page


def test_nothing_is_said_where_nobody_was_asked():
    case, w = f.make_case("under_study"), f.world()
    for address in (reverse("replies:reopen", args=[case.pk]), reverse("do", args=[case.pk, "decline"])):
        assert "还开着" not in reading(w.congress, address)


def test_the_deputy_reads_that_it_ended_because_it_is_handled_again(asked):
    case, link, phone = asked
    day, began = until(), cn_date(timezone.localdate())
    f.advance(case, "reopen")
    opened(phone, link)
    page = re.sub(r"\s+", "", text(phone.get(at(link, "receipt/"))))
    ended = f"原来请您在{day}前重新填写。这件建议{began}起又继续办理，重新填写到此为止，原来填的留着。"
    assert ("这件建议又继续办理，不用重新填写了" in page, ended in page) == (True, True)
    assert "您的意见已经收到，谢谢您" not in page
    mine = re.sub(r"\s+", "", text(let_in(link.invitation.deputy).get(f"/mine/{case.suggestion_id}/")))
    assert ended in mine
    refused = submitted(phone, link, base="1", signature_name="周建伟")
    assert "这一次答复以后又继续办理了，您的意见没有提交" in text(refused)
    tell()
    said = {one.deputy.name: one.words for one in Message.objects.filter(kind__in=["again", "result"])}
    assert ("重新填写意见，不用再填，看了新的答复再提。" in said["周建伟"], "不用再填" in said["赵洪蓉"]) == (
        True,
        False,
    )


def test_who_had_filled_in_by_then_reads_of_the_answer_alone(asked):
    case, link, phone = asked
    opened(phone, link)
    assert submitted(phone, link, base="1", comment="改过", signature_name="周建伟").status_code == 302
    f.advance(case, "reopen")
    page = text(phone.get(at(link, "receipt/")))
    assert ("不用重新填写" in page, "又继续办理了" in page) == (False, True)
    tell()
    assert "不用再填" not in Message.objects.filter(kind="again").latest("pk").words


def test_a_link_that_the_next_round_ended_has_not_expired(settings):
    case, w = f.make_case("seeking_feedback"), f.world()
    early = invite(case, 1)
    tab = reverse("case_tab", args=[case.pk, "feedback"])
    with time_machine.travel(timezone.now() + timezone.timedelta(days=settings.INVITATION_DAYS, minutes=1)):
        late = invite(case, 1)
        page = reading(w.office, tab)
        assert (page.count("过了期限，只能看"), page.count("有了新一轮，只能看")) == (1, 0)
    with time_machine.travel(timezone.now() + timezone.timedelta(days=settings.INVITATION_DAYS + 1)):
        f.advance(case, "dissatisfy", "reopen")
        page = reading(w.office, tab)
        assert (page.count("过了期限，只能看"), page.count("有了新一轮，只能看")) == (
            1,
            2,
        )  # with the one who was dissatisfied
        assert ("有了新一轮" in page, "链接已过期" in page) == (True, False)
        with pytest.raises(Refused, match="这一次答复以后又继续办理了，您的请求没有送到"):
            make_wish(late.invitation, "代填")
        with pytest.raises(Refused, match="这一次答复以后又继续办理了，您的请求没有送到"):
            make_wish(early.invitation, "代填")


def test_links_are_told_apart_by_their_hour_and_reading_leaves_no_trace():
    w = f.world()
    with time_machine.travel("2026-11-27 10:05 +0800", tick=False) as clock:
        case = f.make_case("seeking_feedback")
        link = invite(case)
        clock.move_to(timezone.datetime.fromisoformat("2026-11-27 14:30+08:00"))
        invite(case)
        opened(Client(), link)  # read, nothing pressed
        address = reverse("case_tab", args=[case.pk, "feedback"])
        page = reading(w.office, address)
        names = re.findall("停用11月27日(.{5})的", page)
        assert sorted(names) == ["10:05", "14:30"]
        assert ("没有打开过" in page, page.count("还没有在里面按过")) == (False, 2)
        phone = opened(Client(), link)
        phone.post(at(link, "seen/"))
        assert "，11月27日14:30在里面按过" in reading(w.office, address)
