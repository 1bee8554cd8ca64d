"""A deputy's year on one phone: twelve suggestions, a message that never came, a link that was passed on, a wrong tap
found after a month, an answer that was not enough, a promise kept and one moved."""

import datetime as dt
import re

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from proposals.cases.registrar import HAND_OVER
from proposals.cases.workflow import record_event
from proposals.models import Deputy, Status
from replies.feedback.actions import reopen_answer
from replies.models import Feedback, Message
from replies.promises.actions import change_promise_date, keep_promise
from tests import factories as f
from tests.replies.mine.phones import ask, code_in, phone, text, texts, tree
from tests.replies.prints.orders import work

pytestmark = pytest.mark.django_db
OWN = "13712345678"
SAID = {
    "result": "满意",
    "plan": "满意",
    "attitude": "满意",
    "comment": "",
    "confirm": "on",
    "signature_name": "赵洪蓉",
}
BEGIN = dt.datetime(2026, 3, 2, 10, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))


def go_on(clock, **time):
    """Time goes on, and the worker does what is due."""
    clock.shift(dt.timedelta(**(time or {"minutes": 15})))
    call_command("housekeeping", verbosity=0)
    work()


def given(n, w):
    made = f.suggestion(deputies=2 if n <= 2 else 1, number=f"{n:03d}", title=f"关于第{n}件事的建议")
    case = f.hand_over(made, w.bureau)
    record_event(case, w.district, HAND_OVER, "交办", data={})
    return case


def answer(client, case, base=0, **said):
    """From the own page of the case to the answer."""
    way = client.post(f"/mine/{case.suggestion_id}/answer/{case.pk}/")["Location"]
    sent = client.post(f"{way}check/", {**SAID, "base": base, **said})
    assert (sent.status_code, sent["Location"]) == (302, f"{way}receipt/")


def waiting(client):
    """What waits for the deputy, by the heading of each."""
    return [
        " ".join(one.text_content().split()) for one in tree(client.get("/mine/")).xpath("//div[@class='ask']/h3")
    ]


def way(client, case):
    """经过: the marks of the way, each with its day."""
    rows = tree(client.get(f"/mine/{case.suggestion_id}/")).xpath("//ol[contains(@class, 'way')]/li")
    return [" ".join(one.itertext()).split() for one in rows]


def asked(*numbers):
    return [f"区民政局答复了您的第{number}号建议，请您看看，提提意见" for number in numbers]


def told(case):
    return list(Message.objects.filter(case=case, deputy__phone=OWN).order_by("pk").values_list("kind", "state"))


def test_twelve_suggestions_over_a_year(settings, tmp_path):
    settings.SMS_URL, settings.SMS_FOLDER, settings.PUBLIC_URL = "file", tmp_path, "https://b.test"
    with time_machine.travel(BEGIN) as clock:
        w = f.world()
        cases = [given(n, w) for n in range(1, 13)]
        first, second, third, fourth, *_ = cases
        Deputy.objects.filter(name="赵洪蓉").update(phone=OWN)
        go_on(clock)
        assert [told(case) for case in cases] == [[("given", "sent")]] * 12
        clock.move_to(BEGIN + dt.timedelta(days=21))
        for case in (first, second, third, fourth):
            f.advance(case, "sign_for", "assign", "promise", "submit", "check", "sign")
        go_on(clock)

        # The message with the link of the first never came: in by the code, and from there to the answer.
        own = phone()
        ask(own, OWN)
        own.post("/mine/code/", {"code": code_in(texts(tmp_path)[-1][1]), "lasts": "year"})
        assert waiting(own) == asked("001", "002", "003", "004")
        answer(own, first)
        assert waiting(own) == asked("002", "003", "004")

        # The link of the second is passed on after something was pressed on the own phone.
        sent = [words for to, words in texts(tmp_path) if to == OWN and "第002号" in words]
        (link,) = (found[1] for found in map(re.compile(r"b\.test(/d/\S+)").search, sent) if found)
        where = own.get(link)["Location"]
        own.post(where, {"result": "满意", "comment": "看了一半"})
        other = Client()
        shown = text(other.get(link, follow=True))
        said = [words in shown for words in ("您手机号码的后四位", "只供赵洪蓉代表本人", "今年新增12处", "看了一半")]
        assert said == [True, True, False, False]
        assert other.post(f"{where}check/", SAID).status_code == 403
        assert Feedback.objects.filter(reply__case=second).count() == 0

        # A wrong tap, found after a month, when nothing can be changed any more.
        answer(own, third)
        go_on(clock, days=31)
        assert (
            tree(own.get(f"/mine/{third.suggestion_id}/")).xpath("//form/button[@class='soft']/text()")[0] == "看回执"
        )
        reopen_answer(Feedback.objects.get(reply__case=third), w.office, reason="您来电说点错了")
        go_on(clock)
        assert waiting(own) == [*asked("002", "004"), "区民政局请您把第003号建议的意见重新填一遍"]
        answer(own, third, result="不满意", comment="只写了计划，没有写哪天开。", base=1)
        kept = Feedback.objects.filter(reply__case=third).order_by("number")
        assert list(kept.values_list("result", "is_current")) == [("满意", False), ("不满意", True)]

        # What became of it: studied, the result told, done again, answered again.
        third.reload()
        assert third.status == Status.UNDER_STUDY
        go_on(clock)
        f.advance(third, "reopen")
        go_on(clock)
        f.advance(third, "promise", "submit", "check", "sign")
        go_on(clock)
        answer(own, third)
        assert told(third) == [(kind, "sent") for kind in ("given", "study", "received", "result")]
        assert way(own, third) == [
            ["交给区民政局办理", "3月2日"],
            ["区民政局签收", "3月23日"],
            ["高扬联系您：走访", "3月23日"],
            ["区民政局答复", "3月23日，郑国华签发"],
            ["您提了意见：对结果说不满意", "4月23日"],
            ["再次答复开始办理", "4月23日"],
            ["高扬联系您：走访", "4月23日"],
            ["区民政局第2次答复", "4月23日，郑国华签发"],
            ["您提了意见：对结果说满意", "4月23日"],
            ["兑现：新增助餐点12处", "5月3日前"],
            ["兑现：开通预约电话", "11月9日前"],
        ]

        # A promise kept, one moved.
        done, moved = first.current_round.promises.order_by("position")
        keep_promise(done, w.handler, on=timezone.localdate(), said="12处都开了。", seen=0)
        change_promise_date(moved, w.handler, new_on=f.day(300), said="号码没有批下来。", told_on=None, seen=0)
        go_on(clock)
        assert told(first) == [(kind, "sent") for kind in ("given", "kept", "moved")]
        assert way(own, first)[-2:] == [
            ["兑现：新增助餐点12处", "4月23日"],
            ["兑现：开通预约电话", "2027年2月17日前"],
        ]
        assert waiting(own) == asked("002", "004")
