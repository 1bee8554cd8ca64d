"""`manage.py check_letter`: JSON a line, places that can be found again, exit status 0."""

import io
import json
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

from tests.replies.letter.checks.whole.letters import CLEAN, OPINIONS

SEED = Path(settings.BASE_DIR, "docs", "examples", "070.json")
KEYS = ["rule", "severity", "field", "paragraph", "start", "end", "message", "suggestion"]


def run(source, *flags) -> list[dict]:
    out = io.StringIO()
    call_command("check_letter", str(source), *flags, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


@pytest.fixture
def written(tmp_path):
    def write(case):
        (tmp_path / "case.json").write_text(json.dumps(case, ensure_ascii=False), encoding="utf-8")
        return tmp_path / "case.json"

    return write


def words(case, row):
    """What a reader of the JSON finds at the place."""
    holder, key = (case["letter"], row["field"][7:]) if row["field"].startswith("letter.") else (case, row["field"])
    return holder[key].split("\n")[row["paragraph"]][row["start"] : row["end"]]


def test_the_example_with_tables_is_clean():
    assert run(SEED.with_name("tables.json")) == []


def test_070_has_its_seven_errors_and_two_hints():
    case = json.loads(SEED.read_text(encoding="utf-8"))
    rows = run(SEED)
    assert [(row["rule"], row["field"], row["paragraph"], words(case, row), row["suggestion"]) for row in rows] == [
        ("plural_you", "handling", 0, "您们", "你们"),
        ("plural_you", "handling", 0, "您们", "你们"),
        ("session", "handling", 0, "次", "届"),
        ("short_name", "handling", 0, "区人保局", "区人力资源和社会保障局"),
        ("salutation", "letter.body", 0, "赵洪蓉代表，您好：", "赵洪蓉、周建伟、李倩宇代表，你们好："),
        ("polite_you", "letter.body", 1, "您", "你们"),
        ("session", "letter.body", 1, "次", "届"),
        ("no_substance", "letter.body", 2, "切实提高", None),
        ("spaces", "letter.body", 5, " ", ""),
        ("full_stop", "letter.body", 8, "。", ""),
        ("half_width", "letter.body", 20, "-", "—"),
        ("half_width", "letter.body", 20, "-", "—"),
    ]
    assert len({row["rule"] for row in rows if row["severity"] != "hint"}) == 7
    assert {row["severity"] for row in rows} == {"error", "warning", "hint"}
    assert [list(row) for row in rows] == [KEYS] * len(rows)


def test_a_clean_letter_prints_nothing(written):
    assert run(written(CLEAN["every number form"])) == []


def test_paragraphs_are_lines_as_typed_and_places_count_code_points(written):
    case = json.loads(json.dumps(CLEAN["one deputy, two levels"]))
    case["letter"]["body"] = case["letter"]["body"].replace("感谢您对", "\n\n𠮷字，感谢您们对")
    (row,) = run(written(case))
    lines = case["letter"]["body"].split("\n")
    assert (lines[row["paragraph"]][:2], row["start"], words(case, row)) == ("𠮷字", 5, "您们")


def test_what_is_missing_stands_at_its_field(written):
    case = json.loads(json.dumps(CLEAN["one deputy, two levels"]))
    case["letter"]["contact"] = None
    assert [(row["field"], row["paragraph"], row["start"], row["end"]) for row in run(written(case))] == [
        ("letter.contact", 0, 0, 0)
    ]


@pytest.mark.parametrize(
    "letter", [None, {}, {"body": "只有一句"}, {"title": "只有标题"}, {"body": "：：\n\n（\n一、"}]
)
def test_odd_letters_are_read_to_the_end(written, letter):
    case = CLEAN["every number form"] | {"letter": letter}
    assert [
        row["severity"] for row in run(written(case)) if row["severity"] not in ("error", "warning", "hint")
    ] == []


def test_a_file_that_is_no_case_is_refused_in_one_sentence(written):
    with pytest.raises(CommandError, match="number：必须填写。"):
        run(written({"kind": "建议"}))


@pytest.mark.parametrize("name", OPINIONS)
def test_a_会办意见_is_told_from_a_reply(written, name):  # noqa: N802 (the office's word)
    source = written(OPINIONS[name])
    assert {(row["rule"], row["severity"]) for row in run(source)} == {
        ("salutation", "error"),
        ("unit_addressed", "error"),
        ("missing_document_number", "warning"),
    }
    assert run(source, "--opinion") == []


def test_words_that_move_are_said_in_the_json(written):
    case = json.loads(json.dumps(CLEAN["one deputy, two levels"]))
    case["letter"]["body"] += "\n联系人：高扬"
    (row,) = run(written(case))
    assert (row["rule"], row["moves"], list(row)) == ("typed_again", {"letter.contact": "高扬"}, [*KEYS, "moves"])
