"""Where HTTPS is on every cookie is called so that a browser takes it from this very host alone."""

import json
import os
import subprocess
import sys

import pytest

from replies.feedback.links import make_link
from tests import factories as f
from tests.browsers import Browser
from tests.replies.mine.phones import let_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def https(settings):
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True


def given(answer) -> dict[str, tuple[str, bool, str]]:
    return {name: (one["path"], bool(one["secure"]), one["domain"]) for name, one in answer.cookies.items()}


OURS = ("/", True, "")


@pytest.mark.once
def test_on_both_faces_every_cookie_is_of_this_host_alone(https, settings):
    case = f.make_case("seeking_feedback")
    handler, deputy = f.world().handler, case.suggestion.proposers[0]
    handler.set_password("Chengguan-2026-x")
    handler.save()
    link = make_link(case.current_round, handler, deputy)
    desk, phone = Browser(), Browser()
    desk.get("/sign-in/")
    entered = desk.post("/sign-in/", {"username": handler.username, "password": "Chengguan-2026-x"})
    assert given(entered) == dict.fromkeys(("__Host-banli_known", "__Host-csrftoken", "__Host-sessionid"), OURS)
    assert desk.get("/cases/").status_code == 200
    assert given(desk.post("/sign-out/")) == {"__Host-sessionid": OURS}
    known = let_in(deputy)
    settings.FACE, settings.ROOT_URLCONF = "outside", settings.FACES["outside"]
    opened = phone.get(f"/d/{f.token(link)}")
    assert given(opened) == dict.fromkeys(("__Host-link_browser", "__Host-sessionid"), OURS)
    assert phone.get(opened["Location"]).status_code == 200
    held = known.cookies["mine"].value
    assert known.get("/mine/")["Location"] == "/mine/enter/"  # a key under the plain name is none
    known.cookies["__Secure-mine"] = held
    gone = known.post("/mine/devices/", {"end": "all"})
    assert given(gone)["__Secure-mine"] == ("/mine/", True, "")


@pytest.mark.once
def test_a_cookie_that_another_machine_could_plant_is_not_heard(https):
    thief = Browser()
    thief.force_login(f.world().handler)  # under the plain name
    key = thief.cookies["sessionid"].value
    assert thief.get("/cases/").status_code == 302
    for name, status in (("__Secure-sessionid", 302), ("__Host-sessionid", 200)):
        other = Browser()
        other.cookies[name] = key
        assert (name, other.get("/cases/").status_code) == (name, status)


@pytest.mark.once
def test_production_asks_for_https_as_its_settings_say():
    names = ("SESSION_COOKIE_SECURE", "SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_HSTS_PRELOAD")
    names += ("SILENCED_SYSTEM_CHECKS",)
    ask = f"import json, config.settings as s; print(json.dumps([getattr(s, one) for one in {names}]))"
    bare = {name: value for name, value in os.environ.items() if name != "BANLI_DEMO"} | {"SECRET_KEY": "x" * 60}
    for said, found in (
        ({}, [True, 31_536_000, True, True, []]),
        ({"HSTS_SECONDS": "86400", "HSTS_SUBDOMAINS": "0"}, [True, 86_400, False, False, ["W005", "W021"]]),
    ):
        run = subprocess.run([sys.executable, "-c", ask], env=bare | said, capture_output=True, check=True)  # noqa: S603
        found[4] = [f"security.{one}" for one in found[4]]
        assert json.loads(run.stdout) == found
