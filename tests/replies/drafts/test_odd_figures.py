# ruff: noqa: E501 (addresses are written side by side)
"""Figures of every width and script, marks and pictures in what is typed and in addresses: saved, shown, never a 500."""

import pytest
from django.urls import reverse

from proposals.models import Status
from replies.models import Draft
from tests.factories import TEXTS, contact_all, make_case, world
from tests.replies.drafts.test_findings import typed

pytestmark = pytest.mark.django_db
LINES = {
    "heading": "１．全面排查",
    "date": "工程于２０２６年３月5日开工。",
    "arabic": "٣．甲于٢٠٢٦年٣月٥日办结。",
    "devanagari": "（१）第१२号建议，१．५万人。",
    "circled": "①甲；②乙；⑴丙；⒈丁；㈠戊；½、Ⅳ、〇、㊀3月5日。",
    "mathematical": "𝟏．甲于𝟐𝟎𝟐𝟔年𝟑月𝟓日。",
    "long": "第" + "9" * 900 + "届人民代表大会第五次会议",
    "pictures": "👍🏽 1️⃣．甲 👨‍👩‍👧🇨🇳㊗️",
    "marks": "”》〉）】〕’，，。。、、！？…—～·‰℃№",
    "lines": "一、甲\u2028二、乙\u2029１．丙",
}


@pytest.mark.database
@pytest.mark.parametrize("name", LINES)
def test_a_pasted_line_is_saved_and_every_page_shows_it(go, client, name):
    case, line = make_case(Status.IN_PROGRESS), LINES[name]
    contact_all(case, world().handler)
    texts = {"body": f"{TEXTS['body']}\n{line}\n{line}此复。", "handling": line, "summary": line[:200]}
    texts |= {
        "title": f"{TEXTS['title']}{line[:30]}",
        "document_number": line[:20],
        "contact": line[:20],
        "phone": line[:20],
    }
    sent = typed(case, **texts)
    assert go(world().handler, "draft", case.pk, data=sent).status_code == 302
    saved = Draft.objects.get().body
    assert saved == texts["body"].replace("\u2028", "\n").replace("\u2029", "\n").replace("\u200d", "")
    sent |= {"base": 1}
    assert [
        go(world().handler, "draft", case.pk).status_code,
        go(world().handler, "check", case.pk, data=sent).status_code,
        go(world().handler, "preview", case.pk, data=sent).status_code,
        go(world().handler, "draft", case.pk, data={**sent, "mend": "all"}).status_code,
        go(world().handler, "draft_version", case.pk, 1, 1).status_code,
        client.get(reverse("case", args=[case.pk])).status_code,
        client.get("/").status_code,
        client.get("/cases/", {"q": line[:20]}).status_code,
    ] == [200] * 8
    shown = [mark.finding.rule for mark in go(world().handler, "draft", case.pk).context["marks"]]
    assert "not_run" not in shown


def test_wide_figures_are_corrected_at_a_click(go):
    case = make_case(Status.IN_PROGRESS)
    wide = TEXTS["body"] + "\n１．甲于２０２６年３月５日办结。"
    page = go(world().handler, "draft", case.pk, data=typed(case, body=wide, mend="all"))
    assert page.context["form"]["body"].value() == TEXTS["body"] + "\n1.甲于2026年3月5日办结。"


@pytest.mark.database
@pytest.mark.parametrize("odd", ["１２", "٣", "१२", "①", "½", "Ⅳ", "²", "𝟏", "1️⃣", "9" * 5000, "-１", "１e9"])
def test_odd_figures_in_addresses(client, odd):
    case = make_case(Status.CHECKING)
    asked = [
        ("/cases/", "page"), ("/cases/", "q"), ("/cases/", "unit"), ("/cases/", "since"), ("/", "group"), ("/", "due"), ("/", "page"),
        ("/notices/", "page"), ("/calendar/", "year"), ("/figures/", "year"), ("/lookback/", "year"), ("/prints/", "page"), ("/wordings/", "q"), ("/figures/", "month"), ("/figures/cases/", "page"),
        ("/promises/", "year"), ("/promises/", "page"), ("/board/", "page"), ("/extensions/", "page"), ("/verify/", "code"),
        (f"/cases/{case.pk}/draft/", "take"), (f"/cases/{case.pk}/draft/1/1/", "against"), (f"/cases/{case.pk}/rounds/", "left"),
        (f"/cases/{case.pk}/review/", "step"), (f"/cases/{case.pk}/print/", "copies"),
    ]  # fmt: skip
    for who in (world().handler, world().district):
        client.force_login(who)
        for path, name in asked:
            assert client.get(path, {name: odd}).status_code < 500, (path, name)
        for path in (f"/cases/{odd}/", f"/cases/{case.pk}/draft/{odd}/1/", f"/v/{odd}", f"/v/AAAA-BBBB-CCCC/{odd}"):
            assert client.get(path).status_code == 404, path
