"""What a script is answered that is refused: a sentence that it can show, never a page that it can only take for a
server out of reach."""

import json

import pytest
from django.urls import reverse

from tests import factories as f
from tests.browsers import Browser

pytestmark = pytest.mark.django_db
SCRIPT = {"accept": "application/json"}


def test_a_script_is_told_why_in_a_sentence():
    case, people = f.make_case("in_progress"), f.world()
    submit, assign = reverse("do", args=[case.pk, "submit"]), reverse("replies:assign", args=[case.pk])
    follow = reverse("replies:follow", args=[case.pk])
    gone = "没有找到这一页，可能这件建议已经不由您办理。您刚才的操作没有执行。"
    no_door = "这个网址不能这样打开。"
    asked = [
        (people.other_handler, "get", submit, 404, gone),
        (people.other_handler, "post", submit, 404, gone),
        (people.handler, "get", follow, 405, no_door),
        (None, "get", submit, 401, "登录已过期。"),
        (None, "post", submit, 401, "登录已过期。"),
    ]
    told = []
    for who, method, url, *_ in asked:
        browser = Browser()
        if who:
            browser.force_login(who)
        answer = getattr(browser, method)(url, headers=SCRIPT)
        told.append((who, method, url, answer.status_code, json.loads(answer.content)["error"]))
    assert told == asked
    browser = Browser()
    browser.force_login(people.handler)
    refused = browser.post(assign, headers=SCRIPT)
    page = browser.post(assign)
    assert (refused.status_code, page.status_code) == (403, 403)
    assert refused.json()["error"] in page.content.decode()
