"""期限 that other places have (签收, 联系代表, 报送办结, 会办提醒): set, shown, counted, reminded."""

import datetime as dt
import re
import uuid

import pytest
import time_machine
from django.utils import timezone

from proposals.models import CalendarChange, Case, Limit, Notice, Part, Status
from proposals.notices.reminders import remind_staff
from replies.terms.reminders import remind_place_terms
from tests import factories as f
from tests.factories import hand_over, make_case, suggestion, world
from tests.replies.joint.pair import join_pair

pytestmark = pytest.mark.django_db
SHANGHAI = timezone.get_default_timezone()
HANDED = dt.date(2026, 3, 2)  # a Monday; no holiday in the weeks after


def at(month, day):
    return time_machine.travel(dt.datetime(2026, month, day, 10, tzinfo=SHANGHAI), tick=False)


def set_limit(client, step, count):
    """By the page, preview and saving."""
    client.force_login(world().district)
    url = f"/calendar/limits/{Limit.objects.get(step=step).pk}/"
    sent = {
        "count": count,
        "source": "本区办法第五条" if count else "",
        "reason": "区里的办法",
        "key": str(uuid.uuid4()),
    }
    page = client.post(url, sent)
    found = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.content.decode()))
    assert client.post(url, found).status_code == 302
    return count_unset(client)


def count_unset(client):
    """How many limits the calendar's page says the place does not have."""
    return len(re.findall(r"nowrap\">没有规定\s", client.get("/calendar/").content.decode()))


def told(*, term=True):
    rows = Notice.objects.filter(recipient__isnull=False).order_by("pk").select_related("recipient")
    return [(row.recipient.name, row.kind, row.sentence) for row in rows if row.key.startswith("term:") == term]


def marks(client, user, url):
    client.force_login(user)
    page = client.get(url).content.decode()
    return re.findall(r'<b class="mk (\w+)">(签收|联系代表|报送办结)</b> ([^<]*)<', page)


def test_a_place_without_such_limits_shows_and_reminds_nothing(client):
    with at(3, 2):
        case = hand_over(suggestion(), world().bureau, Part.SOLE, HANDED)
    with at(3, 20):
        page = marks(client, world().office, "/?group=receive")
        facts = client.get(case.get_absolute_url()).content.decode()
        client.force_login(world().district)
        board = client.get("/board/").content.decode()
        assert (page, remind_place_terms(), "签收期限" in facts, "环节超期" in board) == ([], 0, False, False)
        assert count_unset(client) == 5


def test_receipt_within_three_working_days(client):
    """Shown on the case, in the list and on the board; the office is told before and after, once each."""
    with at(3, 2):
        assert set_limit(client, "sign_for", 3) == 4
        case = hand_over(suggestion(number="070", title="社区食堂"), world().bureau, Part.SOLE, HANDED)
        other = make_case(Status.IN_PROGRESS, handed_on=HANDED)
    change = CalendarChange.objects.first().what
    assert change == "签收的期限：没有规定（本区没有规定）改为3个工作日（本区办法第五条）"
    with at(3, 2):
        assert marks(client, world().office, "/?group=receive") == [("urged", "签收", "3月5日前签收，还剩3个工作日")]
        page = client.get(case.get_absolute_url()).content.decode()
        assert ("签收期限" in page, "交办之日起3个工作日内签收（本区办法第五条）" in page) == (True, True)
    for day in (2, 2, 4, 5, 6, 6, 9):
        with at(3, day):
            remind_place_terms()
    said = "070号建议《社区食堂》：签收，{}（签收期限2026年3月5日）。"
    assert told() == [
        ("孙莉", "due", said.format("还剩3个工作日")),
        ("孙莉", "due", said.format("还剩1个工作日")),
        *((name, "late", said.format("已超期1个工作日")) for name in ("孙莉", "郑国华", "鲁正平")),
    ]
    with at(3, 6):
        assert marks(client, world().district, "/board/?show=terms") == [
            ("watched", "签收", "3月5日前签收，已超期1个工作日")
        ]
        board = client.get("/board/?show=terms")
        assert [(word, count) for word, _, count in board.context["kinds"]][-1] == ("terms", 1)
        f.advance(case, "sign_for")
        assert client.get("/board/?show=terms").context["page"].paginator.count == 0
        assert "签收期限" not in client.get(case.get_absolute_url()).content.decode()
        assert other.status == Status.IN_PROGRESS
    with at(3, 6):
        assert set_limit(client, "sign_for", "") == 5


def test_contact_until_every_one_is_spoken_to(client):
    with at(3, 2):
        set_limit(client, "contact", 15)
        case = make_case(Status.IN_PROGRESS, handed_on=HANDED, number="071", title="加装电梯")
        hand_over(suggestion(), world().bureau, Part.HELP, HANDED)
    with at(3, 23):
        assert marks(client, world().handler, "/?group=mine") == [
            ("urged", "联系代表", "3月23日前联系2位代表，今天到期")
        ]
        remind_place_terms()
    with at(3, 24):
        client.force_login(world().district)
        assert [one.case for one in (row.row for row in client.get("/board/?show=terms").context["rows"])] == [case]
        f.contact_all(case, world().handler)
        assert (remind_place_terms(), client.get("/board/?show=terms").context["page"].paginator.count) == (0, 0)
    assert [(who, kind) for who, kind, _ in told()] == [("高扬", "due")]


def test_the_deputies_of_a_joined_case_are_spoken_to_within_the_same_limit(client):
    with at(3, 2):
        set_limit(client, "contact", 15)
        pair = join_pair("sign_for", "assign")
        f.contact_all(pair.lead, world().handler)
    with at(3, 24):
        client.force_login(world().district)
        shown = client.get("/board/?show=terms")
        assert [row.row.case for row in shown.context["rows"]] == [pair.other]
        remind_place_terms()
        assert [(who, sentence.split("：")[1]) for who, _, sentence in told()] == [
            (name, "联系1位代表，已超期1个工作日（联系代表期限2026年3月23日）。")
            for name in ("高扬", "郑国华", "鲁正平")
        ]


def test_the_report_counts_from_the_day_the_reply_had_reached_everybody(client):
    with at(3, 2):
        set_limit(client, "report", 5)
        case = make_case(Status.SEEKING_FEEDBACK, handed_on=HANDED, number="072")
        f.advance(case, "deliver")
    with at(3, 10):
        [(_, label, said)] = marks(client, world().district, "/board/?show=terms")
        assert (label, said) == ("报送办结", "3月9日前报送办结，已超期1个工作日")
        assert (remind_place_terms(), {who for who, *_ in told()}) == (3, {"孙莉", "郑国华", "鲁正平"})


def test_a_helping_unit_is_reminded_as_the_place_says_before_and_again_after(client):
    with at(3, 2):
        set_limit(client, "help_soon", 4)
        set_limit(client, "help_late", 2)
        case = hand_over(suggestion(number="073", title="垃圾分类"), world().bureau, Part.HELP, HANDED)
        f.advance(case, "sign_for", "assign")
        Case.objects.filter(pk=case.pk).update(statutory_due=dt.date(2026, 3, 20))
    heard = {}
    for day in range(9, 28):
        with at(3, day):
            remind_staff()
        if found := told(term=False)[sum(map(len, heard.values())) :]:
            heard[day] = [(who, kind) for who, kind, _ in found]
    both, all_of_them = ("高扬", "孙莉"), ("高扬", "孙莉", "郑国华", "鲁正平")
    assert heard == {
        16: [(who, "due") for who in both],
        **{day: [(who, "late") for who in all_of_them] for day in (21, 24, 26)},
    }


def test_a_number_needs_its_rule_and_the_law_s_own_limits_need_a_number(client):
    client.force_login(world().district)
    sent = {"reason": "区里的办法", "key": str(uuid.uuid4())}
    own = client.post(f"/calendar/limits/{Limit.objects.get(step='contact').pk}/", {**sent, "count": 15})
    law = Limit.objects.get(step="help")
    bare = client.post(f"/calendar/limits/{law.pk}/", {**sent, "measure": "months", "source": "第十七条"})
    assert ([own.status_code, bare.status_code], "请写明依据。" in own.content.decode()) == ([400, 400], True)
    assert Limit.objects.filter(count=0).count() == 5
