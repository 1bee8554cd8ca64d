"""How many files one request may bring: few, but on the page that takes many."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests import factories as f

pytestmark = pytest.mark.django_db
NOT_UNDERSTOOD = "这次提交的内容有些不完整"


def many(count):
    return [SimpleUploadedFile(f"{number}.txt", b"x") for number in range(count)]


@pytest.mark.parametrize(("name", "count", "ends"), [
    ("sign_in", 100, False),
    ("sign_in", 101, True),
    ("replies:stacks", 101, False),
    ("replies:stacks", 401, False),
    ("replies:stacks", 801, True),
])  # fmt: skip
def test_a_page_takes_as_many_files_as_it_says(client, name, count, ends):
    if name != "sign_in":
        client.force_login(f.world().office)
    got = client.post(reverse(name), {"scans": many(count)})
    assert (NOT_UNDERSTOOD in got.content.decode()) == ends
