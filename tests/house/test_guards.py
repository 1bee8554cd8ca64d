"""The list of guards that `make prove` takes out one by one names what is there."""

from django.conf import settings

from bench.prove.guards import read_guards


def test_each_guard_stands_once_in_its_file_and_has_its_tests():
    wrong = [
        (guard.what, guard.old)
        for guard in read_guards()
        if (settings.BASE_DIR / guard.file).read_text(encoding="utf-8").count(guard.old) != 1
        or not all((settings.BASE_DIR / place).exists() for place in guard.tests.split())
    ]
    assert wrong == []
