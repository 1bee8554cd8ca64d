"""How much a snapshot holds, and what it refuses one past it; lengths at which words are shortened or folded."""

import pytest

from replies.letter.difference import SHORT, compare_texts
from replies.letter.offices import is_same_unit
from replies.letter.snapshot import MAX_BYTES, MAX_NAMES, MAX_NAMES_TEXT, Snapshot, SnapshotError
from replies.letter.spans import SpanKind
from tests.replies.letter.checks.whole.letters import case

PLAIN = case("赵洪蓉代表：\n收悉。", title="关于助餐点的建议")


def refused(**facts) -> str:
    try:
        Snapshot.from_json({**PLAIN, **facts})
    except SnapshotError as error:
        return str(error)
    return ""


LONG = f"名单过长，最多 {MAX_NAMES} 个、共 {MAX_NAMES_TEXT} 字。"
NAMES = [f"人{n}" for n in range(MAX_NAMES)]
SAID = {"deputy": "赵洪蓉", "result": "满意"}


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"deputies": NAMES}, ""),
        ({"deputies": [*NAMES, "甲"]}, f"deputies：{LONG}"),
        ({"deputies": ["甲" * 40] * 10}, ""),
        ({"deputies": [*["甲" * 40] * 10, "乙"]}, f"deputies：{LONG}"),
        ({"deputies": ["甲", ""]}, "deputies[1]：应为一个名称，不能为空或换行。"),
        ({"deputies": ["甲\n乙"]}, "deputies[0]：应为一个名称，不能为空或换行。"),
        ({"deputies": ["甲\t乙"]}, "deputies[0]：应为一个名称，不能为空或换行。"),
        ({"groups": ["赵洪蓉"]}, ""),
        ({"groups": ["民盟"]}, "groups：“民盟”不在提出人名单中。"),
        ({"round": 1}, ""),
        ({"round": 9999}, ""),
        ({"round": True}, "round：应为 1 到 9999 的整数，不能是真假值。"),
        ({"round": 0}, "round：应为 1 到 9999 的整数，不能是数字。"),
        ({"round": 10_000}, "round：应为 1 到 9999 的整数，不能是数字。"),
        ({"round": "一" * 20}, f"round：应为 1 到 9999 的整数，不能是“{'一' * 20}”。"),
        ({"round": "一" * 21}, f"round：应为 1 到 9999 的整数，不能是“{'一' * 20}…”。"),
        ({"feedback": [SAID]}, ""),
        ({"feedback": [SAID, SAID]}, "feedback[1].deputy：“赵洪蓉”已有一份意见。"),
        ({"deputies": NAMES, "feedback": [{"deputy": name} for name in NAMES]}, ""),
        ({"feedback": [SAID] * (MAX_NAMES + 1)}, f"feedback：过多，最多 {MAX_NAMES} 个。"),
        (
            {"feedback": [SAID], "silent": [{"deputy": "赵洪蓉", "conclusion": "拒签"}]},
            "silent[0].deputy：“赵洪蓉”已有一份意见。",
        ),
    ],
)
def test_what_a_snapshot_holds(facts, said):
    assert refused(**facts) == said


def test_how_large_a_file_may_be():
    content = Snapshot.from_json(PLAIN).to_bytes()
    assert Snapshot.from_bytes(content.ljust(MAX_BYTES)) == Snapshot.from_json(PLAIN)
    with pytest.raises(SnapshotError, match="文件过大"):
        Snapshot.from_bytes(content.ljust(MAX_BYTES + 1))
    with pytest.raises(SnapshotError, match="kind：出现了两次"):
        Snapshot.from_bytes(b'{"number": "1", "kind": 1, "kind": 2}')


@pytest.mark.parametrize(("kind", "said"), [("建议", "甲代表、民盟"), ("提案", "甲委员、民盟")])
def test_a_group_is_no_deputy(kind, said):
    made = Snapshot.from_json({**PLAIN, "kind": kind, "deputies": ["甲", "民盟"], "groups": ["民盟"]})
    assert made.address(["甲", "民盟"]) == said


def test_what_came_in_and_what_went_out():
    spans = {kind: (kind.came_in, kind.went_out) for kind in SpanKind}
    assert spans[SpanKind.INSERT] == (True, False)
    assert spans[SpanKind.DELETE] == (False, True)
    assert spans[SpanKind.EQUAL] == (False, False)


@pytest.mark.parametrize(
    ("before", "after", "changed", "folds"),
    [
        ("甲" * SHORT, "甲" * SHORT, False, False),
        ("甲" * (SHORT + 1), "甲" * (SHORT + 1), False, True),
        ("甲" * (SHORT + 1) + "乙", "甲" * (SHORT + 1) + "丙", True, False),
    ],
    ids=["as long as it may be", "longer", "changed"],
)
def test_a_long_paragraph_that_stayed_is_folded(before, after, changed, folds):
    one, *_ = compare_texts(f"{before}\n旧", f"{after}\n新")
    assert (one.changed, one.folds, one.fold) == (changed, folds, "段" if folds else "")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("区建设和管理委员会", "上海市宝山区建设和管理委员会", True),
        ("区建管委", "上海市宝山区建设和管理委员会", True),
        ("区建管局", "上海市宝山区建设和管理委员会", False),
        ("宝山区民政局", "上海市宝山区民政局", True),
        ("民政局", "上海市宝山区民政局", False),
        ("区民政局", "上海市宝山区民政局", True),
        ("区水务局", "上海市宝山区民政局", False),
    ],
)
def test_a_unit_by_its_long_and_its_short_name(one, other, same):
    assert is_same_unit(one, other) == same
