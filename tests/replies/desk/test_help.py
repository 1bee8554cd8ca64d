"""帮助: the handbook by chapters, each page with its own, searched; nothing of it is lost or read from elsewhere."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from proposals.models import Status
from replies.desk.help.handbook import PAGES, READERS, read_handbook
from tests.factories import make_case, world

pytestmark = [pytest.mark.django_db, pytest.mark.once]
TEXT = Path(settings.BASE_DIR, "docs", "handbook.zh-CN.md").read_text(encoding="utf-8")


def chapter_named(client, user, path):
    client.force_login(user)
    page = client.get(path)
    assert page.status_code == 200
    address = page.context["desk_help"]
    assert f'href="{address}" data-help' in page.content.decode()
    return client.get(str(address)).context["chapter"].title


def test_every_chapter_of_the_handbook_is_served_whole(client):
    client.force_login(world().handler)
    titles = re.findall(r"^## (.+)$", TEXT, re.MULTILINE)
    assert list(read_handbook()) == titles
    for title in titles:
        page = client.get(reverse("help_chapter", args=[title])).content.decode()
        assert f"<h1>{title}</h1>" in page
    whole = "".join(chapter.html for chapter in read_handbook().values())
    shown = set(re.findall(r'src="(/help/pictures/[^"]+)"', whole))
    assert len(shown) == len(set(re.findall(r"\]\((pictures/[^)]+)\)", TEXT)))
    for address in shown:
        answer = client.get(address)
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
        assert answer.content[:4] == b"\x89PNG"
    links = re.findall(r'<a href="([^"]+)"', whole)
    assert [one for one in links if not one.startswith("https://")] == []
    assert "<h3" in whole or "<h2" in whole


def test_the_chapters_that_pages_name_exist():
    named = {*PAGES.values(), *(title for _, title in READERS)}
    assert named - set(read_handbook()) == set()


def test_each_page_names_its_chapter(client):
    w, case = world(), make_case(Status.IN_PROGRESS)
    assert {
        path: chapter_named(client, user, path)
        for user, path in (
            (w.handler, "/"),
            (w.handler, f"/cases/{case.pk}/"),
            (w.handler, f"/cases/{case.pk}/draft/"),
            (w.office, f"/cases/{case.pk}/assign/"),
            (w.office, "/prints/"),
            (w.district, "/board/"),
            (w.congress, "/help/"),
        )
    } == {
        "/": "我的待办",
        f"/cases/{case.pk}/": "一件建议",
        f"/cases/{case.pk}/draft/": "经办人",
        f"/cases/{case.pk}/assign/": "办公室",
        "/prints/": "打印",
        "/board/": "区政府办公室",
        "/help/": "代表工作机构",
    }


def test_words_are_found_in_the_handbook_with_the_place(client):
    client.force_login(world().office)
    page = client.get("/help/", {"q": "同上 一人一列"})
    (chapter, place), *more = page.context["found"]
    assert (chapter.title, more) == ("我的待办", [])
    assert "<mark>同上</mark>" in place
    assert list(client.get("/help/", {"q": "没有这样的说法"}).context["found"]) == []
    assert "手册里没有" in client.get("/help/", {"q": "<b>没有"}).content.decode()
    assert list(client.get("/help/").context["found"]) == []


@pytest.mark.parametrize("path", ["/help/没有这一节/", "/help/pictures/none.png", "/help/pictures/..%2Fsettings.png"])
def test_what_is_not_there_is_not_found(client, path):
    client.force_login(world().office)
    assert client.get(path).status_code == 404


def test_the_handbook_asks_the_database_nothing_of_its_own(client):
    client.force_login(world().office)
    counts = []
    for path in ("/help/一件建议/", "/help/区政府办公室/", "/help/?q=签收"):
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        counts.append(len(queries))
    assert len(set(counts)) == 1
