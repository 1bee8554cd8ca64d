"""The desk lives on an intranet, the deputies' phones do not: each face alone serves its own addresses."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import transaction
from django.urls import get_resolver, reverse
from django.utils import timezone

from replies.feedback.links import make_link
from tests import factories as f
from tests.test_permissions import RULES, names

ROOT = Path(__file__).resolve().parent.parent
ASKED_OF_BOTH = {"healthz", "readyz"}  # what watches a process asks each of them
OUTSIDE = {name for name in RULES if name.startswith("outside:")}
SIGNED_IN = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def face(settings):
    def choose(name):
        settings.FACE, settings.ROOT_URLCONF = name, settings.FACES[name]

    return choose


def test_every_address_belongs_to_one_face():
    desk, outside, everything = (
        names(get_resolver(f"config.{name}").url_patterns) for name in ("urls_desk", "urls_outside", "urls")
    )
    assert outside == OUTSIDE | {"outside_home"}
    assert desk & outside == set()
    assert everything == desk | OUTSIDE


@pytest.mark.once
@pytest.mark.django_db
def test_the_outside_has_nothing_of_the_desk_even_for_people_signed_in(client, face):
    """Every address of the desk, as the matrix of permissions makes it, is no address outside."""
    admin, asked = f.world().admin, []
    for name, rule in (
        (name, rule) for name, rules in RULES.items() if name not in OUTSIDE | ASKED_OF_BOTH for rule in rules
    ):
        with transaction.atomic():  # what a row makes is in nobody's way afterwards
            asked.append(reverse(name, args=rule.args(f.make_case(rule.status))))
            transaction.set_rollback(True)
    asked += ["/admin/", "/admin/login/"]
    face("outside")
    client.force_login(admin, SIGNED_IN)
    root = reverse("outside_home")
    found = {address: client.get(address).status_code for address in asked if address != root}
    assert {address: status for address, status in found.items() if status != 404} == {}
    page = client.get("/cases/").content.decode()
    assert "这个链接打不开了" in page
    assert "admin" not in page
    assert client.get(root)["Location"] == reverse("outside:verify_ask")


@pytest.mark.django_db
def test_a_one_time_password_of_the_desk_means_nothing_outside(client, face):
    who = f.world().handler
    type(who).objects.filter(pk=who.pk).update(password_until=timezone.now())
    client.force_login(who, SIGNED_IN)
    assert client.get("/")["Location"] == reverse("password_change")
    assert client.get(reverse("outside:verify_ask")).status_code == 200
    face("outside")
    assert client.get(reverse("outside_home"))["Location"] == reverse("outside:verify_ask")


@pytest.mark.django_db
def test_the_desk_has_no_page_of_the_outside(client, face):
    case = f.make_case("seeking_feedback")
    link = make_link(case.current_round, f.world().handler, case.suggestion.proposers[0])
    code = case.current_round.printed.get().verification
    face("desk")
    for address in (f"/d/{f.token(link)}", f"/deputy/{link.invitation.pk}/", "/verify/", f"/v/{code}"):
        assert client.get(address).status_code == 404
    client.force_login(f.world().handler, SIGNED_IN)
    page = client.get(reverse("case_tab", args=[case.pk, "prints"])).content.decode()
    assert f"http://127.0.0.1:8000/v/{code}" in page


@pytest.mark.django_db
def test_a_deputy_goes_the_whole_way_outside_and_no_page_leads_elsewhere(client, face):
    case = f.make_case("seeking_feedback")
    deputy = case.suggestion.proposers[0]
    link = make_link(case.current_round, f.world().handler, deputy)
    code = case.current_round.printed.get().verification
    face("outside")
    said = {"result": "满意", "plan": "满意", "attitude": "满意", "comment": "", "confirm": "on", "base": "0"}
    said["signature_name"] = deputy.name
    page = f"/deputy/{link.invitation.pk}/"
    seen = [
        client.get(f"/d/{f.token(link)}", follow=True),
        client.post(page, said, follow=True),
        client.post(f"{page}check/", said, follow=True),
        client.get("/verify/"),
        client.get(f"/v/{code}/2-1"),
        client.get("/nothing/"),
        client.post(page, {"comment": "表单里没有安全标记"}, headers={"origin": "http://other.example"}),
    ]
    assert [answer.status_code for answer in seen] == [200, 200, 200, 200, 200, 404, 422]
    led = {way for answer in seen for way in re.findall(r'(?:href|action)="([^"#?]*)', answer.content.decode())}
    allowed = re.compile(
        r"|/static/\S+|/deputy/\d+/(?:check/|sign/|wish/|receipt/|renew/|stranger/)?|/mine/(?:from/\d+/)?|/verify/|tel:\d+"
    )
    assert {way for way in led if not allowed.fullmatch(way)} == set()
    assert case.current_round.feedback.get().signature_name == deputy.name


@pytest.mark.parametrize("name", ["desk", "outside", "all"])
def test_a_process_of_each_face_is_sound(name):
    env = {**os.environ, "BANLI_FACE": name}
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--fail-level", "WARNING"], cwd=ROOT, env=env, capture_output=True
    )
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_face_there_is_not_is_refused():
    env = {**os.environ, "BANLI_FACE": "intranet"}
    done = subprocess.run([sys.executable, "manage.py", "check"], cwd=ROOT, env=env, capture_output=True)
    assert done.returncode != 0
    assert "BANLI_FACE 应为 desk、outside、all 之一，不能是“intranet”。" in done.stderr.decode()
