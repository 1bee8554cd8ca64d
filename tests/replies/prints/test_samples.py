"""试印样张: the four copies of a unit before there is any case, marked on every page, and nothing of it kept."""

import re
import subprocess

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from proposals.formats.offered import LetterFormat
from proposals.models import Suggestion, Unit
from replies.models import PrintedForm, Printout
from tests import factories as f

pytestmark = pytest.mark.django_db


def pages_of(client, address):
    """The words of each page, blanks taken out."""
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    command = ["pdftotext", "-raw", "-", "-"]
    read = subprocess.run(command, input=answer.content, check=True, capture_output=True).stdout.decode()  # noqa: S603
    return [re.sub(r"\s", "", page) for page in read.split("\f")[:-1]]


def test_four_copies_with_the_units_own_letterhead_marked_on_every_page(client):
    w = f.world()
    Unit.objects.filter(pk=w.bureau.pk).update(letter_mark="宝民", phone="021-56550100")
    client.force_login(w.admin)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        pages = pages_of(client, f"/prints/sample/?unit={w.bureau.pk}")
    assert len(pages) % 4 == 0
    assert [bool(re.match(r"试印样张\d+年.*打印，不是办理件", page)) for page in pages] == [True] * len(pages)
    text = "".join(pages)
    labels = ("第一份·存承办单位", "第二份·送意见提出人", "第三份·送区政府办公室", "第四份·送区政府办公室")
    each = len(pages) // 4
    assert [text.count(label) for label in labels] == [each, each, each, each]
    assert text.count(f"承办单位盖章：{w.bureau.name}") == 4
    assert text.count("宝民〔") == 4
    assert text.count("联系电话：021-56550100") == 8
    assert (Suggestion.objects.count(), PrintedForm.objects.count(), Printout.objects.count()) == (0, 0, 0)
    assert not [one for one in asked.captured_queries if "proposals_" in one["sql"] and "INSERT" in one["sql"]]


def test_in_the_format_of_the_unit_and_on_sheets_of_their_own_when_two_sided(client):
    w = f.world()
    client.force_login(w.admin)
    plain = pages_of(client, f"/prints/sample/?unit={w.bureau.pk}")
    Unit.objects.filter(pk=w.bureau.pk).update(letter_format=LetterFormat.LETTERHEAD)
    letter = pages_of(client, f"/prints/sample/?unit={w.bureau.pk}")
    assert [f"{w.bureau.name}" in page for page in plain[2:3] + letter[2:3]] == [False, True]
    assert len(pages_of(client, f"/prints/sample/?unit={w.bureau.pk}&duplex=1")) % 8 == 0


@pytest.mark.parametrize("unit", ["", "x", "999999", "９"])
def test_only_of_a_unit_that_one_looks_after(client, unit):
    w = f.world()
    client.force_login(w.admin)
    assert client.get(f"/prints/sample/?unit={unit}").status_code == 404
    client.force_login(f.person("bureauadmin", "局管理员", (w.bureau, "admin")))
    found = [client.get(f"/prints/sample/?unit={one.pk}").status_code for one in (w.bureau, w.other_bureau)]
    assert found == [200, 404]
