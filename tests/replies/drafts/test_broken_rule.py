"""A rule of the checker that breaks: it says so, and takes no page with it."""

import json
import logging

import pytest
from django.core.management import call_command
from django.urls import reverse

from proposals.models import Status
from replies.drafts import findings
from replies.letter import checks
from replies.models import Draft
from tests.factories import TEXTS, contact_all, make_case, world, write
from tests.replies.letter.checks.whole.said import letter

pytestmark = pytest.mark.django_db
WRONG = TEXTS["body"].replace("你们提出", "您们提出")
SAID = "“日期”这一项检查没有运行成，请自己看一遍；其余各项照常检查。"


@pytest.fixture(autouse=True)
def _broken(monkeypatch):
    """The rule of dates finds one thing, and breaks with the letter's words in its mouth."""

    def dates(letter):
        yield letter.body[0].finding("dates", checks.ERROR, 0, 1, "半途")
        raise ValueError(letter.body[0].text)

    rules = tuple(dates if rule.__name__ == "dates" else rule for rule in checks.RULES)
    monkeypatch.setattr(checks, "RULES", rules)
    monkeypatch.setattr(checks, "_told", set())


@pytest.fixture
def typed():
    case = make_case(Status.IN_PROGRESS)
    contact_all(case, world().handler)
    return case


def sent(case, base=0, **texts):
    return {**TEXTS, "base": base, "seen": case.version, "body": WRONG, **texts}


def found(page):
    return [(mark.finding.rule, mark.finding.message) for mark in page.context["marks"]]


BOTH = [("not_run", SAID), ("plural_you", "书面语没有“您们”，应为“你们”。")]


def test_the_text_is_saved_and_every_page_of_the_case_works(go, client, typed, caplog):
    saved = go(world().handler, "draft", typed.pk, data=sent(typed))
    assert (saved.status_code, Draft.objects.get().body) == (302, WRONG)
    page = go(world().handler, "draft", typed.pk)
    assert (page.status_code, found(page)) == (200, BOTH)
    text = page.content.decode()
    assert (text.count(SAID), "检查：1处应改，1项没有运行成</h2>" in text) == (1, True)
    panel = go(world().handler, "check", typed.pk, data=sent(typed, 1))
    assert (panel.status_code, found(panel)) == (200, BOTH)
    assert go(world().handler, "preview", typed.pk, data=sent(typed, 1)).status_code == 200
    for where in (reverse("case", args=[typed.pk]), "/", "/cases/"):
        assert client.get(where).status_code == 200
    (row,) = [row for row in caplog.records if row.name == "replies.letter.checks"]
    assert (row.levelno, row.getMessage()) == (logging.ERROR, "检查规则 dates 没有运行成")
    assert "ValueError" in caplog.text
    assert WRONG.split("\n")[0] not in caplog.text  # a reader of logs must not see what the letter says


def test_nothing_else_found_is_not_nothing_found(go, typed):
    write(typed, world().handler)
    page = go(world().handler, "draft", typed.pk)
    assert (found(page), '<h2 id="findings-head">检查：1项没有运行成</h2>' in page.content.decode()) == (
        BOTH[:1],
        True,
    )


def test_it_does_not_stop_the_letter_and_the_reviewer_is_told(go, client, typed):
    assert go(world().handler, "draft", typed.pk, data=sent(typed, body=TEXTS["body"], submit="1")).status_code == 302
    typed.refresh_from_db()
    assert typed.status == Status.CHECKING
    page = go(world().office, "review", typed.pk)
    assert (page.status_code, found(page), page.content.decode().count(SAID)) == (200, BOTH[:1], 1)
    assert client.get(reverse("case", args=[typed.pk])).status_code == 200


def test_the_errors_of_other_rules_still_stop_it(go, typed):
    assert go(world().handler, "draft", typed.pk, data=sent(typed, submit="1")).status_code == 409
    assert [mark.finding.rule for mark in findings.errors_left(Draft.objects.get())] == ["plural_you"]


def test_the_command_prints_a_line_for_it(tmp_path, capsys):
    (tmp_path / "case.json").write_text(
        json.dumps(letter("感谢您们。").to_json(), ensure_ascii=False), encoding="utf-8"
    )
    call_command("check_letter", str(tmp_path / "case.json"))
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(row["rule"], row["severity"], row["suggestion"]) for row in rows] == [
        ("not_run", "hint", None),
        ("plural_you", "error", "您"),
    ]
