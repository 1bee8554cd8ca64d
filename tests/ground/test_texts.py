from functools import lru_cache

import pytest

from proposals.models import Case, Role, kept_text
from proposals.models.kept_text import write_once
from tests.ground import run, texts

pytestmark = [pytest.mark.django_db, pytest.mark.once]
written = []


def _of_status(status):
    written.append(status)
    return Case.objects.filter(status=status)


@pytest.fixture
def another(monkeypatch, tmp_path):
    """`another()`: from now on it is as in another process of the run, which has written nothing itself."""
    write = kept_text._write.__wrapped__
    monkeypatch.setenv(run.VARIABLE, str(tmp_path))
    written.clear()

    def begin():
        kept_text._write_on.cache_clear()
        monkeypatch.setattr(kept_text, "_write", lru_cache(write))
        texts.share_texts()

    yield begin
    kept_text._write_on.cache_clear()


def test_a_text_is_written_once_a_run(another):
    another()
    mine = write_once(_of_status, "closed")
    another()
    assert (write_once(_of_status, "closed"), written) == (mine, ["closed"])
    assert (write_once(_of_status, "void") == mine, written) == (False, ["closed", "void"])


def test_what_has_no_name_of_its_own_is_written_by_each(another):
    def of_whom(status):
        return lambda: _of_status(status)

    another()
    write_once(of_whom("closed"))
    another()
    write_once(of_whom("void"))
    assert written == ["closed", "void"]


def test_a_name_is_of_one_thing_only():
    parts = [None, "1", 1, True, Role.OFFICE, Role.OFFICE.value, ("1",), (1,), frozenset({"1"}), _of_status]
    assert len({texts.name_of(part) for part in parts}) == len(parts)
