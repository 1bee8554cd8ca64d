"""按时签收 and 按时联系代表 among the figures: only where the place has the limit, counted by hand."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.utils import timezone

from proposals.models import Case, Deputy, Limit, Part, Status
from proposals.returns.actions import hand_on_case
from replies.contacts.actions import add_contact
from replies.figures.counts import Book, Chosen
from replies.figures.definitions import list_definitions
from replies.figures.facts import load_facts
from tests import factories as f
from tests.factories import hand_over, make_case, suggestion, world
from tests.proposals.formats.test_spreadsheets import read
from tests.replies.joint.pair import join_pair

pytestmark = pytest.mark.django_db
SHANGHAI = timezone.get_default_timezone()
HANDED = dt.date(2026, 3, 2)  # a Monday; no holiday in the weeks after
RATES = ("按时签收率", "按时联系代表率")


def at(month, day):
    return time_machine.travel(dt.datetime(2026, month, day, 10, tzinfo=SHANGHAI), tick=False)


def limit(step, count):
    Limit.objects.filter(step=step).update(count=count, source="本区办法第五条")


def talk(case, day, *deputies):
    heard = {"way": "电话", "on": day, "staff": "高扬", "summary": "听取意见。", "key": uuid.uuid4()}
    add_contact(case.current_round, world().handler, deputies=list(deputies), **heard)


def numbers(on=None):
    today = timezone.localdate()
    book = Book(load_facts(Case.objects.exclude(status=Status.VOID), on), Chosen(), on or today)
    return {key: (book.count(f"{key}.kept").number, book.count(key).number) for key in book.held}


def test_without_the_limit_nothing_of_it_is_shown(client):
    with at(3, 20):
        make_case(Status.IN_PROGRESS, handed_on=HANDED)
        client.force_login(world().district)
        page = client.get("/figures/?year=").content.decode()
        assert [one in page for one in RATES] == [False, False]
        assert numbers() == {}
        shares = read(client.get("/figures/figures.xlsx?year="))["主要指标"]
        assert [row[0] for row in shares if row[0] in RATES] == []
        assert [table.key for table, *_ in client.get("/figures/?year=&tab=units").context["shown"]] == ["unit"]
    assert [label for label, _ in list_definitions() if "签收" in label or "联系代表" in label] == []


def test_signing_counts_every_unit_and_leaves_open_what_is_not_due_yet():
    limit("sign_for", 3)  # until 5 March
    with at(3, 2):
        signed, late, waiting = (hand_over(suggestion(), world().bureau, Part.SOLE, HANDED) for _ in range(3))
        helper = hand_over(suggestion(), world().bureau, Part.HELP, HANDED)
        back = hand_over(suggestion(), world().bureau, Part.SOLE, HANDED)
        assert numbers() == {"term.sign_for": (0, 0)}
    with at(3, 5):
        f.advance(signed, "sign_for")
        f.advance(back, "ask_return")
        assert numbers() == {"term.sign_for": (1, 1)}
    with at(3, 6):
        f.advance(late, "sign_for")
        # signed in time; signed late; past and not signed: 主办 and 会办. What is asked back is not past.
        assert numbers() == {"term.sign_for": (1, 4)}
        assert numbers(dt.date(2026, 3, 5)) == {"term.sign_for": (1, 1)}
        assert (waiting.status, helper.part) == (Status.AWAITING_RECEIPT, Part.HELP)
        f.advance(back, "agree_return")
        moved = hand_on_case(back, world().district, unit=world().other_bureau, comment="改办。")
    with at(3, 11):  # its own days, from 改办: until 11 March
        f.workflow.perform(moved, "sign_for", world().other_office)
        assert numbers() == {"term.sign_for": (2, 5)}


def test_contact_is_in_time_when_the_last_deputy_was_spoken_to_in_time():
    limit("contact", 5)  # until 9 March
    with at(3, 2):
        both, one, none, gone = (make_case(Status.IN_PROGRESS, handed_on=HANDED) for _ in range(4))
        hand_over(suggestion(), world().bureau, Part.HELP, HANDED)
    with at(3, 10):
        first, second = both.suggestion.proposers
        talk(both, dt.date(2026, 3, 4), first)
        talk(both, dt.date(2026, 3, 9), second)
        first, second = one.suggestion.proposers
        talk(one, dt.date(2026, 3, 4), first)
        talk(one, dt.date(2026, 3, 10), second)
        talk(gone, dt.date(2026, 3, 3), gone.suggestion.proposers[0])
        assert numbers() == {"term.contact": (1, 4)}
        assert numbers(dt.date(2026, 3, 9)) == {"term.contact": (1, 1)}
        assert none.status == Status.IN_PROGRESS
        # Who is no deputy any more is not spoken to; the same one signed all four.
        Deputy.objects.filter(pk=gone.suggestion.proposers[1].pk).update(left_on=dt.date(2026, 3, 5), left_why="辞职")
        assert numbers()["term.contact"] == (3, 4)


def test_a_joined_case_is_signed_for_with_the_leading_one_and_spoken_of_by_itself():
    limit("sign_for", 3)
    limit("contact", 15)
    with at(3, 2):
        pair = join_pair("sign_for", "assign")
        talk(pair.lead, HANDED, *pair.lead.suggestion.proposers)
        assert numbers() == {"term.sign_for": (2, 2), "term.contact": (1, 1)}
    with at(3, 24):
        assert numbers() == {"term.sign_for": (2, 2), "term.contact": (1, 2)}


def test_of_what_is_joined_or_asked_back_nobody_is_late_for_the_other():
    limit("sign_for", 3)
    limit("contact", 5)
    with at(3, 2):
        join_pair()
        f.advance(make_case(Status.RECEIVED, handed_on=HANDED), "ask_return")
    with at(3, 10):  # the leading case is late; the one that was asked back was signed for, and is spoken of no more
        assert numbers() == {"term.sign_for": (1, 2), "term.contact": (0, 2)}


def test_page_list_and_workbook_show_them_where_the_limit_is_set(client):
    limit("sign_for", 3)
    limit("contact", 15)
    with at(3, 2):
        make_case(Status.RECEIVED, handed_on=HANDED, number="070")
        hand_over(suggestion(number="071"), world().bureau, Part.SOLE, HANDED)
    with at(3, 6):
        client.force_login(world().district)
        context = client.get("/figures/?year=").context
        shown = {row.share.label: str(row.share) for row in context["key_rows"] if row.share.label in RATES}
        assert shown == {"按时签收率": "50.0%", "按时联系代表率": "—"}
        table = client.get("/figures/?year=&tab=units").context["shown"][1][0]
        assert table.head == ("应签收", "按时签收", RATES[0], "应联系代表", "按时联系代表", RATES[1])
        assert [(row.label, *map(str, row.cells)) for row in table.rows] == [
            ("区民政局", "2", "1", "50.0%", "0", "0", "—"),
            ("合计", "2", "1", "50.0%", "0", "0", "—"),
        ]
        told = dict(context["definitions"])
        assert told["按时签收率"] == "按时签收 ÷ 应签收。还没有到期的不计入，免得年中看低。"
        assert {"应签收", "按时签收", "应联系代表", "按时联系代表"} <= told.keys()
        behind = client.get("/figures/cases/?year=&of=term.sign_for.kept")
        assert [thing.case.number for thing in behind.context["page"]] == ["070"]
        book = read(client.get("/figures/figures.xlsx?year="))
        assert [row[0] for row in book["主要指标"] if row and row[0] in RATES] == list(RATES)
        assert any(row and row[0] == "按时签收" for row in book["怎么算的"])
        assert book["本区期限"][-1][:4] == ("合计", 2, 1, 0.5)
        assert client.get("/figures/report.pdf?year=").content[:4] == b"%PDF"
