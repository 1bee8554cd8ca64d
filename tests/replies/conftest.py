"""The front door of the reply's pages."""

import io

import pytest
from django.urls import reverse
from PIL import Image

# Pages of the desk itself, whose addresses stand in no namespace.
DESK = ("board", "case", "lead", "supervise", "supervise_answer")


@pytest.fixture
def go(client):
    """`go(user, "draft", case.pk)` opens a page as that person; with `data` it posts."""

    def request(user, name, *args, data=None, query=""):
        client.force_login(user)
        where = reverse(name if name in DESK else f"replies:{name}", args=args) + query
        return client.get(where) if data is None else client.post(where, data)

    return request


@pytest.fixture
def picture():
    """`picture()` is a page as a scanner gives it; another colour makes another page."""

    def draw(colour="white"):
        out = io.BytesIO()
        Image.new("RGB", (60, 80), colour).save(out, "PNG")
        return out.getvalue()

    return draw


@pytest.fixture
def texts(settings, tmp_path):
    """The texts that went out, as `(phone, words)`."""
    settings.SMS_URL, settings.SMS_FOLDER = "file", tmp_path
    return lambda: [tuple(file.read_text().split("\n", 1)) for file in sorted(tmp_path.iterdir())]
