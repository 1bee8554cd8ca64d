"""What a script is answered that is refused: a sentence that it can show, never a page that it can only take for a
server out of reach."""

import io
import json
import logging

import pytest
from django.test import Client
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


@pytest.mark.once
@pytest.mark.parametrize(
    ("status", "sent"),
    [
        (400, {"headers": {"host": "else.where"}}),
        (400, {"data": b"--x", "content_type": "multipart/form-data; boundary=\xe9"}),
        (413, {"data": b"a=" + b"x" * 6_000_000, "content_type": "application/x-www-form-urlencoded"}),
    ],
    ids=["a wrong host", "a body that is none", "too large a body"],
)
def test_what_cannot_be_read_is_a_page_and_a_line_in_the_log(status, sent):
    (console,) = [one for one in logging.getLogger().handlers if one.get_name() == "console"]
    written = io.StringIO()
    beside = logging.StreamHandler(written)  # a second one like it: its own stream is the terminal's
    beside.setFormatter(console.formatter)
    for one in console.filters:
        beside.addFilter(one)
    logging.getLogger().addHandler(beside)
    try:
        page = Client(raise_request_exception=False).post(reverse("sign_in"), **sent)
    finally:
        logging.getLogger().removeHandler(beside)
    assert (page.status_code, "内容太大" in page.content.decode()) == (status, status == 413)
    assert ("建议办理台" in page.content.decode(), written.getvalue().count("\n")) == (True, 1), written.getvalue()
