"""回访: a draw that anybody can repeat, links of its own, one answer each; a unit never learns who said what."""

import datetime as dt
import hashlib
import re
import uuid

import pytest
import time_machine
from django.core import mail
from django.test import Client

from proposals.cases.access import Refused
from proposals.models import Deputy, Status
from replies.letter.questions import RESULT, Grade
from replies.models import Feedback, Invitation, Revisit, RevisitAnswer, RevisitAsk
from replies.models.revisits.told import tell_others, tell_units
from replies.revisits.actions import RevisitSaid, draw_revisit, record_revisit_answer
from replies.revisits.draw import proves_itself
from replies.revisits.links import send_waiting_asks
from tests import factories as f
from tests.browsers import Browser
from tests.replies.letter.pages import pages_of, squeezed
from tests.replies.mine.phones import let_in, text, tree
from tests.replies.prints.orders import work
from tests.rules.revisiting import how

pytestmark = pytest.mark.django_db
TODAY = "2026-11-24"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(f"{TODAY} 10:00+08:00", tick=False) as moving:
        yield moving


def desk(who) -> Browser:
    browser = Browser()
    browser.force_login(who, "django.contrib.auth.backends.ModelBackend")
    return browser


def draw(**more) -> Revisit:
    return draw_revisit(f.world().congress_office, f.world().congress, key=uuid.uuid4(), **how(**more))


def link_of(ask) -> str:
    """A new link, as the body is shown it."""
    page = desk(f.world().congress).post(f"/revisits/asked/{ask.pk}/link/").content.decode()
    return re.search(r"/r/[\w-]{43}", page)[0]


def test_a_draw_is_repeated_by_hand_from_its_seed_and_its_list():
    for number in range(1, 6):
        f.make_case(Status.CLOSED, number=f"{number:03}", deputies=1)
    f.make_case(Status.IN_PROGRESS, number="900")  # not answered yet
    f.make_case(Status.CLOSED, number="901", body="政协")  # another body's
    congress = desk(f.world().congress)
    sent = {**how(seed="90417", share=30), "what": "all-0", "key": uuid.uuid4()}
    del sent["kind"]
    for _ in range(2):  # sent twice it is drawn once
        assert congress.post("/revisits/", sent).status_code == 302
    revisit = Revisit.objects.get()
    words = [f"90417|宝山区第九届人民代表大会第五次会议|{n:03}|上海市宝山区民政局" for n in range(1, 6)]
    lots = sorted((hashlib.sha256(one.encode()).hexdigest(), one) for one in words)
    rows = revisit.cases.all()
    assert [(row.lot, row.words) for row in rows] == lots
    assert [row.drawn for row in rows] == [True] * 2 + [False] * 3  # three tenths of five, rounded up
    assert (proves_itself(list(rows), 30), revisit.cases.filter(asks=None).count()) == (True, 3)
    page = congress.get(f"/revisits/{revisit.pk}/")
    assert (page.context["proved"], page.context["answered"]) == (True, 0)
    swapped = list(rows)
    swapped[0].drawn, swapped[-1].drawn = False, True
    assert proves_itself(swapped, 30) is False
    swapped[0].lot = "0" * 64
    assert proves_itself(swapped, 30) is False


def test_a_deputy_answers_once_by_the_link_alone_and_the_unit_never_learns_it(clock, settings):
    settings.QUIET_HOURS = "21:00-08:00"
    case = f.make_case(Status.CLOSED)
    Deputy.objects.update(email="daibiao@example.org")
    w = f.world()
    congress = desk(w.congress)
    asked = {"asked": "办理单位和您联系过吗", "options": "联系过\n没有联系过", "key": uuid.uuid4()}
    congress.post("/revisits/questions/", asked)
    revisit = draw(whom="all")
    clock.move_to(f"{TODAY} 22:00+08:00")
    assert (send_waiting_asks(), len(mail.outbox)) == ((0, 0), 0)  # never at night
    clock.move_to("2026-11-25 09:00+08:00")
    work()
    assert send_waiting_asks() == (0, 0)  # each once
    sent = [one.body for one in mail.outbox if "回访" in one.body]
    assert len(sent) == 2
    tokens = [re.search(r"/r/([\w-]{43})", one)[1] for one in sent]
    ask, other = RevisitAsk.objects.order_by("pk")
    assert {Invitation.hash_of(one) for one in tokens} == {ask.token_hash, other.token_hash}
    assert RevisitAsk.objects.filter(token_hash__in=tokens).exists() is False
    first = next(one for one in tokens if Invitation.hash_of(one) == ask.token_hash)
    phone = Browser()
    assert phone.get(f"/revisit/{ask.pk}/").status_code == 404  # not by its number
    opened = phone.get(f"/r/{first}")
    assert opened["Location"] == f"/revisit/{ask.pk}/"
    page = phone.get(f"/revisit/{ask.pk}/")
    assert len(page.content) < 60_000
    assert phone.get(f"/revisit/{other.pk}/").status_code == 404
    wrong = phone.post(f"/revisit/{ask.pk}/", {"grade": "好", "q2": "联系过", "comment": "字" * 2001})
    assert (wrong.status_code, RevisitAnswer.objects.count()) == (400, 0)
    said = {"grade": "不满意", "q2": "没有联系过", "comment": "没有人来过。"}
    by_staff = desk(w.handler)
    by_staff.get(f"/r/{first}")
    assert by_staff.post(f"/revisit/{ask.pk}/", said).status_code == 403
    for _ in range(2):  # sent twice it is one answer
        assert phone.post(f"/revisit/{ask.pk}/", said).status_code == 302
    read = phone.get(f"/revisit/{ask.pk}/").content.decode()
    assert ("您的回答已经收到" in read, "没有人来过" in read) == (True, True)
    # A second browser says the last four digits of the telephone first, and shows nothing before.
    forwarded = Browser()
    forwarded.get(f"/r/{first}")
    read = forwarded.get(f"/revisit/{ask.pk}/").content.decode()
    assert ("请先确认是您本人" in read, case.suggestion.title in read, "没有人来过" in read) == (True, False, False)
    assert forwarded.post(f"/revisit/{ask.pk}/", said).status_code == 403
    Deputy.objects.filter(pk=ask.deputy_id).update(phone="13712340042")
    where = f"/revisit/{ask.pk}/who/"
    assert [forwarded.post(where, {"fact": typed}).status_code for typed in ("0043", "0042")] == [422, 302]
    assert "没有人来过" in forwarded.get(f"/revisit/{ask.pk}/").content.decode()
    late = phone.post(f"/revisit/{ask.pk}/", {**said, "grade": "满意"})
    assert (late.status_code, "先收到的为准" in late.content.decode()) == (409, True)
    answer = RevisitAnswer.objects.get()
    assert (answer.grade, answer.answers, answer.comment, answer.channel) == (
        "不满意",
        ["没有联系过"],
        "没有人来过。",
        "link",
    )
    # A new link ends the earlier one, in every browser.
    again = link_of(other)
    stale = next(one for one in tokens if one != first)
    assert Browser().get(f"/r/{stale}").status_code == 404
    second = Browser()
    second.get(again)
    link_of(other)
    assert second.get(f"/revisit/{other.pk}/").status_code == 404
    # On paper and by telephone the body writes it down.
    congress = desk(w.congress)
    sheet = squeezed("".join(pages_of(congress.get(f"/revisits/{revisit.pk}/sheets.pdf").content)))
    assert (sheet.count("代表建议办理情况回访表"), other.deputy.name in sheet, "没有联系过" in sheet) == (
        1,
        True,
        True,
    )
    entered = congress.post(
        f"/revisits/asked/{other.pk}/", {"grade": "满意", "q2": "联系过", "comment": "", "channel": "paper"}
    )
    assert (entered.status_code, other.__class__.objects.get(pk=other.pk).answer.entered_by) == (302, w.congress)
    # What the unit can read says nothing of it.
    for who in (w.handler, w.office, w.leader, w.district):
        browser = desk(who)
        read = [f"/cases/{case.pk}/", f"/cases/{case.pk}/feedback/", "/figures/?tab=opinions&year="]
        texts = "".join(browser.get(one, follow=True).content.decode() for one in read)
        assert ("没有人来过" in texts, "没有联系过" in texts) == (False, False)
        assert browser.get(f"/revisits/{revisit.pk}/").status_code == 404
    congress.post(f"/revisits/{revisit.pk}/end/")
    ended = Browser().get(again)
    assert (ended.status_code, "这个回访的链接打不开了" in text(ended), "办理情况表" in text(ended)) == (
        404,
        True,
        False,
    )
    told = desk(w.leader).get("/figures/?tab=opinions&year=").context["revisited"]
    assert [(row.unit, row.rate, row.gap) for _, rows in told for row in rows] == [
        ("区民政局", "少于3份，不显示", "—")
    ]


def test_what_is_asked_stands_on_top_of_ones_own_suggestions_until_it_is_answered(clock):
    clock.move_to(f"{TODAY} 22:00+08:00")  # at night, before any link was sent
    f.make_case(Status.CLOSED, number="070")
    draw()
    ask = RevisitAsk.objects.get()
    other = Deputy.objects.exclude(pk=ask.deputy_id).earliest("pk")
    mine = let_in(ask.deputy)
    where = f"/mine/revisit/{ask.pk}/"
    page = mine.get("/mine/")
    assert tree(page).xpath("//h2[@id='w']/text()") == ["等您办的，1件"]
    assert tree(page).xpath("//form[button='说说办得怎样']/@action") == [where]
    assert let_in(other).post(where)["Location"] == "/mine/"  # another's is not offered, and not opened
    assert RevisitAsk.objects.get().token_hash is None
    assert Client().post(where)["Location"] == "/mine/enter/"
    opened = [mine.post(where)["Location"] for _ in range(2)]
    assert opened == [f"/revisit/{ask.pk}/"] * 2
    token = RevisitAsk.objects.get().token_hash
    assert "这件建议办得怎样" in text(mine.get(opened[0]))
    assert mine.post(opened[0], {"grade": "满意"}).status_code == 302
    assert (RevisitAsk.objects.get().token_hash, RevisitAnswer.objects.get().grade) == (token, "满意")
    assert tree(mine.get("/mine/")).xpath("//form[button='说说办得怎样']") == []
    assert mine.post(where)["Location"] == "/mine/"


def test_a_link_that_was_sent_lives_on_beside_ones_own_way_in():
    f.make_case(Status.CLOSED)
    draw()
    ask = RevisitAsk.objects.get()
    link = link_of(ask)
    by_link, mine = Browser(), let_in(ask.deputy)
    by_link.get(link)
    mine.post(f"/mine/revisit/{ask.pk}/")
    assert [one.get(f"/revisit/{ask.pk}/").status_code for one in (by_link, mine)] == [200, 200]


def test_a_reply_that_was_asked_about_is_drawn_again_only_where_that_is_wished():
    first, second = (f.make_case(Status.CLOSED, number=number, deputies=1) for number in ("001", "002"))
    draw(share=1)  # one of the two
    left = {first.pk, second.pk} - {RevisitAsk.objects.get().drawn.case_id}
    fresh = draw(spares_asked=True, share=1)
    assert set(fresh.cases.values_list("case", flat=True)) == left
    assert (str(fresh.scope), fresh.cases.get().drawn) == ("全部已答复的代表建议（没有问过的）", True)
    congress = desk(f.world().congress)
    sent = {**how(), "what": "all-0", "key": uuid.uuid4()}
    del sent["kind"]
    refused = congress.post("/revisits/", {**sent, "spares_asked": "on"})
    assert (refused.status_code, "都回访过了" in refused.content.decode()) == (409, True)
    assert congress.post("/revisits/", sent).status_code == 302
    assert Revisit.objects.latest("pk").cases.count() == 2


def test_the_figures_print_both_satisfactions_and_the_gap_and_hide_what_would_tell_of_one(clock):
    grades = [Grade.SATISFIED, Grade.MOSTLY, Grade.UNDERSTANDS, Grade.DISSATISFIED]
    for at in range(len(grades)):
        f.make_case(Status.CLOSED, number=f"{501 + at}", deputies=1)
    other = f.make_case(Status.CLOSED, number="601", deputies=1)
    type(other).objects.filter(pk=other.pk).update(unit=f.world().other_bureau)
    f.make_case(Status.CLOSED, number="701", deputies=1)
    # who never answered the unit is not in the gap, which is of those who answered both
    Feedback.objects.filter(reply__case__suggestion__number="502").update(is_current=False)
    revisit = draw(least=4)
    asks = RevisitAsk.objects.filter(drawn__revisit=revisit).order_by("drawn__case__suggestion__number")
    *asks, silent = asks
    for ask, grade in zip(asks, [*grades, Grade.DISSATISFIED], strict=True):
        record_revisit_answer(ask, RevisitSaid(grade, []))
    assert tell_others(None) == []  # while it goes on nothing is told: the difference of two days would
    assert tell_others({f.world().bureau.pk}) == []
    clock.shift(dt.timedelta(days=10))
    whole = [(one.unit, one.rate_before, one.rate, one.gap) for one in tell_units(revisit)]
    assert whole == [
        ("区房管局", "100.0%", "0.0%", "低 100.0"),
        ("区民政局", "100.0%", "50.0%", "低 66.7"),
        ("合计", "100.0%", "40.0%", "低 75.0"),
    ]
    [(_, rows)] = tell_others(None)
    # of the one that is hidden the sum would tell
    assert [(one.unit, one.rate, one.gap) for one in rows] == [
        ("区房管局", "少于4份，不显示", "—"),
        ("区民政局", "50.0%", "低 66.7"),
    ]
    [(_, own)] = tell_others({f.world().bureau.pk})
    assert [one.unit for one in own] == ["区民政局"]
    page = desk(f.world().district).get("/figures/?tab=opinions&year=").content.decode()
    assert ("50.0%" in page, "低 66.7" in page, RESULT.label in page) == (True, True, True)
    # what came too late is refused, and nothing of it is kept
    for ask, why in ((asks[0], "这位代表已经回答过了"), (silent, "这次回访已经结束")):
        with pytest.raises(Refused, match=f"^{why}"):
            record_revisit_answer(ask, RevisitSaid(Grade.MOSTLY, []))
    assert RevisitAnswer.objects.count() == len(grades) + 1


def test_the_page_of_each_body_calls_those_it_asks_by_their_name():
    said = {}
    for who in ("congress", "cppcc"):
        browser = Browser()
        browser.force_login(getattr(f.world(), who))
        page = browser.get("/revisits/").content.decode()
        said[who] = [
            "从已答复的建议里" in page,
            "自己问代表" in page,
            "从已答复的提案里" in page,
            "自己问委员" in page,
        ]
    assert said == {"congress": [True, True, False, False], "cppcc": [False, False, True, True]}
