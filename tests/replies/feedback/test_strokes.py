"""What a pad may send as a signature: strokes of whole points within the box, and long enough to be read."""

import json

import pytest

from replies.feedback.signature import HIGHEST, MOST_POINTS, MOST_STROKES, SHORTEST, WIDTH, read_strokes

TORN = "这次的笔迹没有传完整，请按“重写”再签一次。"
LONG = [[0, 0], [WIDTH, HIGHEST]]


@pytest.mark.parametrize(
    "strokes",
    [
        [LONG],
        [[[0, 0], [SHORTEST, 0]]],
        [LONG] * MOST_STROKES,
        [[[WIDTH * (n % 2), n % HIGHEST] for n in range(MOST_POINTS)]],
    ],
)
def test_a_signature_is_taken_as_it_was_drawn(strokes):
    assert read_strokes(json.dumps(strokes)) == strokes


@pytest.mark.parametrize(
    "strokes",
    [
        *([[[0, 0], point]] for point in ([-1, 0], [WIDTH + 1, 0], [0, -1], [0, HIGHEST + 1], [400], [400, 0, 0])),
        *([[[0, 0], point]] for point in ([400, "0"], [400, 0.5], [True, 400], "ab", None, {"0": 1})),
        *([LONG, stroke] for stroke in ([], "ab", None)),
        *("ab", None, 1, {"0": LONG}),
        [LONG] * (MOST_STROKES + 1),
        [[[WIDTH * (n % 2), 0] for n in range(MOST_POINTS + 1)]],
    ],
)
def test_what_is_no_drawing_is_sent_again(strokes):
    with pytest.raises(ValueError, match=TORN):
        read_strokes(json.dumps(strokes))


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("[]", "还没有签名，请用手指在框里写上您的姓名。"),
        (json.dumps([[[0, 0], [SHORTEST - 1, 0]]]), "签得太小了，看不清。请按“重写”，在框里写大一些。"),
        ("[[", TORN),
        ("[" * 50_000, TORN),
        (json.dumps([LONG]) + " " * 100_000, TORN),
    ],
)
def test_what_is_nothing_or_too_small_says_so(raw, said):
    with pytest.raises(ValueError, match=said):
        read_strokes(raw)
