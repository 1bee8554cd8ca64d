"""A deputy's phone: lets itself in by the code that the registered telephone got, and reads."""

import re
import uuid

from django.test import Client
from lxml import html

from replies.mine.keys import make_key
from tests.replies.prints.orders import work

AGENT = "Mozilla/5.0 (Linux; Android 14) MicroMessenger/8.0"


def phone() -> Client:
    return Client(headers={"user-agent": AGENT})


def let_in(deputy, lasts="year"):
    """A phone that holds a key of the deputy's."""
    client = phone()
    client.cookies["mine"] = make_key(deputy, lasts=lasts, device="安卓手机，微信", press=uuid.uuid4()).token
    return client


def ask(client, number):
    response = client.post("/mine/enter/", {"number": number})
    work()
    return response


def texts(folder):
    """The messages that were sent, as (telephone, words), the oldest first."""
    return [tuple(one.read_text(encoding="utf-8").rstrip().split("\n", 1)) for one in sorted(folder.glob("*.txt"))]


def code_in(words):
    return re.search(r"验证码是(\d{6})", words).group(1)


def tree(response):
    return html.fromstring(response.content.decode())


def text(response):
    return " ".join(tree(response).xpath("//body")[0].text_content().split())
