"""The list of guards that `make prove` takes out one by one names what is there."""

from django.conf import settings

from bench.prove.guards import read_guards
from bench.prove.upgrade import CHANGES


def test_each_guard_stands_once_in_its_file_and_has_its_tests():
    wrong = [
        (guard.what, guard.old)
        for guard in read_guards()
        if (settings.BASE_DIR / guard.file).read_text(encoding="utf-8").count(guard.old) != 1
        or not all((settings.BASE_DIR / place).exists() for place in guard.tests.split())
    ]
    assert wrong == []


def test_each_change_of_a_later_version_finds_its_place():
    wrong = [(file, old) for file, old, _ in CHANGES if (settings.BASE_DIR / file).read_text("utf-8").count(old) != 1]
    assert wrong == []
