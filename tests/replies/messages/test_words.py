"""告知用语 through the front door: tried, changed, refused with a sentence, put back; blanks filled once."""

import datetime as dt

import pytest

from replies.messages.words.blanks import count_texts, fill_in, why_wrong_words
from replies.messages.words.current import words_of
from replies.messages.words.kinds import BY_KIND, KINDS
from replies.models import MessageTemplate, QuietHours
from replies.models.messages.message import MessageKind
from tests import factories as f

pytestmark = pytest.mark.django_db
HERE = "/told/words/given/"
WRONG = {
    "": "请填写这一项",
    "您好。": "少了“{单位}”",
    "[{单位}]在办。": "少了“{单位}”",
    "{单位}{姓名}": "没有“{姓名}”可填",
    "{单位}{}": "没有“{}”可填",
    "{单位}{称呼.phone}": "没有“{称呼.phone}”可填",
    "{单位}{0}": "没有“{0}”可填",
    "{单位": "花括号没有成对",
    "{{单位}}": "花括号没有成对",
    "{单位}[{经办人}": "方括号没有成对",
    "{单位}[[{经办人}]]": "方括号没有成对",
    "{单位}在办😀": "不能用表情和图形“😀”",
    "{单位}在办☎": "不能用表情和图形“☎”",
    "{单位}" + "字" * 500: "500",
}


def test_what_cannot_be_used_is_refused_with_a_sentence(client):
    client.force_login(f.world().district)
    for text, said in WRONG.items():
        answer = client.post(HERE, {"text": text, "is_on": "on", "seen": 0, "do": "save"})
        page = answer.content.decode().replace("&#x27;", "'")
        assert (answer.status_code, said in page) == (400, True), text
    assert MessageTemplate.objects.count() == 0


def test_it_is_tried_saved_and_put_back_and_every_version_stays(client):
    case = f.make_case("in_progress")
    client.force_login(f.world().district)
    typed = {"text": "\u202e{称呼}\u200b，{单位}在办。<b>", "is_on": "on", "case": case.pk}
    page = client.post(HERE, {**typed, "seen": 0, "do": "preview"}).content.decode()
    assert ("赵洪蓉代表，区民政局在办。&lt;b&gt;" in page, MessageTemplate.objects.count()) == (True, 0)
    for _ in range(2):
        assert client.post(HERE, {**typed, "seen": 0, "do": "save"}).status_code == 302
    assert words_of(MessageKind.GIVEN).words == "{称呼}，{单位}在办。<b>"
    stale = {**typed, "text": "{单位}别的。", "seen": 0, "do": "save"}
    assert client.post(HERE, stale).status_code == 409
    assert client.post(HERE, {**typed, "seen": 1, "do": "reset"}).status_code == 302
    assert words_of(MessageKind.GIVEN).words == BY_KIND[MessageKind.GIVEN].words
    page = client.get(HERE).content.decode()
    assert ("改回原来的话" in page, "在办。&lt;b&gt;" in page) == (True, True)
    rows = list(MessageTemplate.objects.order_by("number").values_list("number", "text", "is_on"))
    assert rows == [(1, "{称呼}，{单位}在办。<b>", True), (2, "", True)]


def test_what_the_law_demands_is_not_switched_off(client):
    client.force_login(f.world().district)
    for row in KINDS:
        client.post(f"/told/words/{row.kind.value}/", {"text": row.words, "seen": 0, "do": "save"})
        assert words_of(row.kind).is_on is bool(row.law), row.kind
    assert "已停用" in client.get("/told/words/").content.decode()
    assert client.get("/told/words/nothing/").status_code == 404


def test_the_quiet_hours_are_changed_once(client):
    client.force_login(f.world().district)
    hours = {"begins": "22:30", "ends": "07:00", "seen": 0}
    assert [client.post("/told/words/hours/", hours).status_code for _ in range(2)] == [302, 302]
    assert client.post("/told/words/hours/", {**hours, "begins": "25:00"}).status_code == 400
    assert client.post("/told/words/hours/", {**hours, "begins": "20:00"}).status_code == 409
    now = QuietHours.objects.get()
    found = {
        hour: now.is_quiet(dt.time.fromisoformat(hour)) for hour in ("22:29", "22:30", "00:00", "06:59", "07:00")
    }
    assert found == {"22:29": False, "22:30": True, "00:00": True, "06:59": True, "07:00": False}


def test_every_kind_can_be_used_as_it_comes():
    assert {row.kind: why_wrong_words(row.words, row) for row in KINDS} == dict.fromkeys(MessageKind, "")


def test_a_value_is_text_and_nothing_else():
    facts = {"称呼": "{电话}", "标题": "[{单位}]\n\u202e第二行", "电话": "110", "单位": ""}
    assert fill_in("{称呼}《{标题}》[，{单位}]{没有}", facts) == "{电话}《[{单位}] 第二行》"
    assert fill_in("{标题}", {"标题": "长" * 300}, longest=10) == "长" * 9 + "…"
    assert [count_texts("字" * n) for n in (1, 70, 71, 134, 135)] == [1, 1, 2, 2, 3]
    assert count_texts("𬭁" * 36) == 2  # a rare character counts twice
