"""印记: the key that seals what was done stands outside the database; what becomes of it."""

import stat
import threading

import pytest
from django.core.exceptions import ImproperlyConfigured

from proposals.journal.enter import enter_waiting
from proposals.models import Event
from proposals.models.journal.seal import make_seal, why_not_sealed
from tests import factories as f
from tests.proposals.journal.record import verify

OTHER = "ab" * 32


@pytest.fixture
def key(settings, tmp_path):
    settings.RECORD_KEY = tmp_path / "keys" / "record-key"
    return settings.RECORD_KEY


def test_the_first_who_needs_the_key_makes_it_for_the_program_alone(key):
    seal = make_seal("一")
    assert (stat.S_IMODE(key.stat().st_mode), len(key.read_text().split())) == (0o600, 1)
    assert (make_seal("一"), why_not_sealed("一", seal)) == (seal, "")
    assert why_not_sealed("二", seal) == "印记不对，不是本系统写的"
    assert [one.name for one in key.parent.iterdir()] == ["record-key"]


def test_of_many_who_begin_together_all_have_the_same_key(key):
    start, seals = threading.Barrier(8), []

    def begin():
        start.wait()
        seals.append(make_seal("一"))

    threads = [threading.Thread(target=begin) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(set(seals)) == 1


def test_a_new_key_in_the_first_line_leaves_what_the_old_one_sealed(key):
    seal = make_seal("一")
    key.write_text(f"{OTHER}\n{key.read_text()}")
    assert (why_not_sealed("一", seal), make_seal("一") != seal) == ("", True)


@pytest.mark.parametrize("content", ["", "xyz", "ab", "密钥", f"{OTHER}\nab"])
def test_a_file_that_holds_no_key_is_said_and_not_written_over(key, content):
    key.parent.mkdir()
    key.write_text(content)
    with pytest.raises(ImproperlyConfigured, match="印记的钥匙record-key读不出来：每行应是64个十六进制数字。"):
        make_seal("一")
    assert key.read_text() == content


@pytest.mark.django_db
def test_a_record_whose_key_is_lost_says_which_key_it_was(settings, tmp_path):
    f.advance(f.make_case(), "sign_for")
    name = Event.objects.first().seal.partition(":")[0]
    assert verify() == []
    enter_waiting()
    settings.RECORD_KEY = tmp_path / "record-key"
    said = verify()
    assert "001号的办理记录（第几行）：印记是用另一把钥匙（某把）盖的，这台机器上没有。" in said
    assert {one.partition("：")[2] for one in said} == {"印记是用另一把钥匙（某把）盖的，这台机器上没有。"}
    settings.RECORD_KEY.write_text(f"{OTHER}\n")
    assert name not in make_seal("一")
