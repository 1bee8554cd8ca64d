"""The office's own list of slips: read when it changes, and what it cannot say is told."""

import os

import pytest
from django.core.management import call_command

from replies.drafts import findings, word_list
from tests.factories import TEXTS, make_case, world, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def own(settings, tmp_path):
    settings.WORDS_FILE = tmp_path / "words.txt"

    def put(text, at):
        settings.WORDS_FILE.write_bytes(text.encode() if isinstance(text, str) else text)
        os.utime(settings.WORDS_FILE, (at, at))

    return put


def said():
    case = make_case("in_progress")
    write(case, world().handler, body=TEXTS["body"] + "\n圆林局项目分布实施。")
    case.reload()
    found = findings.findings_of(case.current_round.latest_draft)
    return [one.words for one in found if one.rule == "sound_alike"]


def test_an_office_adds_and_takes_away_without_a_restart(own):
    assert said() == ["分布实施"]
    own("圆林 园林\n", 1_000_000_000)
    assert said() == ["圆林", "分布实施"]
    own("圆林 园林\n- 分布实施\n", 1_000_000_100)
    assert said() == ["圆林"]
    assert word_list.check_word_list() == []


def test_lines_that_cannot_be_read_are_named(own, capsys):
    own("圆林 园林\n只有一个\n", 1_000_000_200)
    assert said() == ["圆林", "分布实施"]
    (fault,) = word_list.check_word_list()
    assert "第2行看不懂，其余各行照用。" in fault.msg
    call_command("check")
    assert "第2行看不懂" in capsys.readouterr().err
    own(b"\xff\xfe", 1_000_000_300)
    assert said() == ["分布实施"]
    (fault,) = word_list.check_word_list()
    assert "不是UTF-8文本" in fault.msg
