"""Rules of which only the whole was tried: the edge of a span, and each term of a condition by itself."""

import datetime as dt
import io

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from proposals.formats.case_numbers import keep_number
from proposals.formats.files import paper_files
from proposals.models import Case, Kind, Notice, Status, Suggestion, User
from proposals.notices.delivery import post_notices
from proposals.notices.recipients import NEWS
from tests import factories as f

pytestmark = pytest.mark.django_db
OPEN = dt.datetime(2026, 3, 19, 10, tzinfo=timezone.get_default_timezone())  # a Thursday


# ---- dates ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "named"),
    [(-1, {"late", "running"}), (0, {"soon", "running"}), (7, {"soon", "running"}), (8, {"running"})],
)
def test_soon_is_from_today_to_the_seventh_day(client, days, named):
    case = f.make_case(Status.IN_PROGRESS, number="070")
    Case.objects.filter(pk=case.pk).update(internal_due=f.day(days))
    client.force_login(f.world().office)
    shown = {
        word
        for word in ("late", "soon", "running", "answered")
        if [row.case.pk for row in client.get(f"/cases/?due={word}").context["rows"]] == [case.pk]
    }
    assert shown == named


def test_what_is_with_the_deputies_is_neither_soon_nor_late(client):
    case = f.advance(f.make_case(Status.SEEKING_FEEDBACK, number="070"), "deliver")
    for days in (3, -3):
        Case.objects.filter(pk=case.pk).update(internal_due=f.day(days))
        client.force_login(f.world().office)
        words = ("late", "soon", "running", "answered")
        assert [len(client.get(f"/cases/?due={word}").context["rows"]) for word in words] == [0, 0, 0, 1]


# ---- notices -------------------------------------------------------------------------------------------------


def unsent(age: dt.timedelta) -> Notice:
    person = f.world().handler
    User.objects.filter(pk=person.pk).update(email="handler@example.gov.cn")
    made_at = timezone.now() - age
    return Notice.objects.create(recipient=person, kind="told", key="k", sentence="请看。", made_at=made_at)


def test_what_is_no_longer_news_is_not_mailed():
    with time_machine.travel(OPEN, tick=False):
        row = unsent(NEWS + dt.timedelta(seconds=1))
        assert (post_notices(), len(mail.outbox)) == ((0, 0), 0)
        row.refresh_from_db()
        assert (row.sent_at, row.tries) == (None, 0)


def test_what_still_is_news_is_mailed():
    with time_machine.travel(OPEN, tick=False):
        unsent(NEWS)
        assert (post_notices(), len(mail.outbox)) == ((1, 0), 1)


# ---- words and pictures --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("70", "70"),
        ("０７０", "070"),
        ("第70号", "70"),
        ("٧٠", ""),  # digits, but none of ours: no such number
        ("b12", "b12"),
        ("1070", "1070"),
    ],
)
def test_a_number_is_kept_in_our_own_digits(typed, kept):
    assert keep_number(typed) == kept


@pytest.mark.parametrize(
    ("kind", "deputies", "said"),
    [
        (Kind.SUGGESTION, 3, "赵洪蓉等3位代表"),
        (Kind.SUGGESTION, 2, "赵洪蓉等2位代表"),
        (Kind.SUGGESTION, 1, "赵洪蓉"),
        (Kind.PROPOSAL, 3, "赵洪蓉等3位委员"),
    ],
)
def test_a_list_says_who_leads_and_how_many_there_are(client, kind, deputies, said):
    body = "政协" if kind == Kind.PROPOSAL else "人大"
    f.make_case(Status.RETURN_REQUESTED, deputies=deputies, body=body)
    assert Suggestion.objects.get().lead_and_count == said
    client.force_login(f.world().district)
    assert f" · {said} · " in client.get(reverse("decisions")).content.decode()


def shown(picture: Image.Image, kind: str) -> tuple[int, ...]:
    """The colour of the first point of what is kept of a picture."""
    out = io.BytesIO()
    picture.save(out, kind)
    kept = paper_files._on_white(Image.open(io.BytesIO(out.getvalue())))
    return kept.mode, kept.getpixel((0, 0))


def test_what_shines_through_is_white_and_inks_are_colours():
    """Each alone: a picture in four inks has nothing that shines through, a picture that shines through no inks."""
    assert shown(Image.new("RGBA", (8, 8), (0, 0, 0, 0)), "PNG") == ("RGB", (255, 255, 255))
    assert shown(Image.new("LA", (8, 8), (0, 0)), "PNG") == ("RGB", (255, 255, 255))
    assert shown(Image.new("RGBA", (8, 8), (10, 20, 30, 255)), "PNG") == ("RGB", (10, 20, 30))
    mode, (red, green, blue) = shown(Image.new("CMYK", (8, 8), (0, 255, 255, 0)), "TIFF")
    assert (mode, red > 200, green < 60, blue < 60) == ("RGB", True, True, True)
    palette = Image.new("P", (8, 8), 1)
    palette.putpalette([0, 0, 0, 10, 20, 30])
    assert shown(palette, "PNG") == ("RGB", (10, 20, 30))


# ---- what every answer carries, and what no page serves ---------------------------------------------------------

POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


@pytest.mark.parametrize("path", ["/", "/sign-in/", "/cases/", "/nothing", "/d/", "/d/unknown", "/v/"])
def test_no_page_may_use_camera_place_or_microphone(client, path):
    client.force_login(f.world().office)
    assert client.get(path)["Permissions-Policy"] == POLICY


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
@pytest.mark.parametrize("name", ["intake", "intake_list"])
def test_what_is_neither_opened_nor_sent_is_not_served(client, name, method):
    client.force_login(f.world().district)
    response = getattr(client, method)(reverse(name))
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, POST")
