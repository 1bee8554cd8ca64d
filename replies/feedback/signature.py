"""手写签名: what a deputy draws on the phone, and the words it was drawn under.

A drawn signature is a convenience: only a 可靠电子签名 equals handwriting (电子签名法 13, 14). Page and form say so.
"""

import hashlib
import json
from itertools import pairwise
from math import dist
from typing import Protocol, TypeGuard

from django.core.files.storage import default_storage
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.safestring import SafeString, mark_safe

from proposals.cases.attachments import find_orphans
from replies.letter.questions import Marks
from replies.models import Feedback, Invitation, PrintedForm

# Coordinates are whole thousandths of the pad's width.
WIDTH, HIGHEST = 1000, 3000
MOST_STROKES, MOST_POINTS, MOST_CHARACTERS = 200, 6_000, 100_000
SHORTEST = 300  # a dot or a dash is no signature
ALGORITHM = 1  # of the fingerprint
FOLDER = "signatures"

Strokes = list[list[list[int]]]


class Signable(Protocol):
    """An answer, stored or about to be."""

    @property
    def marks(self) -> Marks: ...
    @property
    def comment(self) -> str: ...
    @property
    def signature_name(self) -> str: ...


def read_strokes(raw: str) -> Strokes:
    """The strokes as the pad sends them: [[[x, y], …], …].

    Raises ValueError with the sentence to show.
    """
    try:
        strokes = json.loads(raw) if len(raw) <= MOST_CHARACTERS else None
    except (ValueError, RecursionError):
        strokes = None
    if strokes == []:
        raise ValueError("还没有签名，请用手指在框里写上您的姓名。")
    if not _is_drawing(strokes):
        raise ValueError("这次的笔迹没有传完整，请按“重写”再签一次。")
    if sum(dist(*ends) for stroke in strokes for ends in pairwise(stroke)) < SHORTEST:
        raise ValueError("签得太小了，看不清。请按“重写”，在框里写大一些。")
    return strokes


def _is_drawing(strokes: object) -> TypeGuard[Strokes]:
    if not isinstance(strokes, list) or len(strokes) > MOST_STROKES:
        return False
    if not all(isinstance(stroke, list) and stroke for stroke in strokes):
        return False
    points = [point for stroke in strokes for point in stroke]
    return len(points) <= MOST_POINTS and all(_is_point(point) for point in points)


def _is_point(point: object) -> bool:
    if not isinstance(point, list) or len(point) != 2 or not all(type(one) is int for one in point):
        return False
    return bool(0 <= point[0] <= WIDTH and 0 <= point[1] <= HIGHEST)


def draw_signature(strokes: Strokes) -> SafeString:
    """The signature as SVG, cut to its ink."""
    points = [point for stroke in strokes for point in stroke]
    left, top = (min(point[axis] for point in points) - 20 for axis in (0, 1))
    width, height = (max(point[axis] for point in points) + 20 - start for axis, start in ((0, left), (1, top)))
    # a dot is a line to itself, or nothing would be drawn
    lines = "".join("M" + " ".join(f"{x} {y}" for x, y in [*stroke, stroke[-1]]) for stroke in strokes)
    pen = 'fill="none" stroke="#111" stroke-width="14" stroke-linecap="round" stroke-linejoin="round"'
    return mark_safe(  # noqa: S308 - whole numbers only
        f'<svg class="signature" viewBox="{left} {top} {width} {height}" role="img" aria-label="手写签名">'
        f'<path d="{lines}" {pen}/></svg>'
    )


def signature_fingerprint(invitation: Invitation, said: Signable) -> str:
    """SHA-256 over what a deputy puts the name to: the reply as it was signed, and the answers given."""
    reply = invitation.reply
    words = {
        "algorithm": ALGORITHM,
        "case": reply.case_id,
        "round": reply.round,
        "deputy": invitation.deputy_id,
        "reply": reply.printed.standing().get(occasion=PrintedForm.Occasion.SIGNED).snapshot,
        # A question that the form did not ask yet is no part of what was signed.
        **{question.key: mark for question, mark in said.marks.items() if mark},
        "comment": said.comment,
        "signature_name": said.signature_name,
    }
    text = json.dumps(words, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def still_holds(answer: Feedback) -> bool:
    """Whether an answer given by link is still what was signed."""
    return answer.invitation is None or answer.signed_hash == signature_fingerprint(answer.invitation, answer)


def tidy_signatures() -> int:
    """Remove the photos, a day old, that killed processes left and no answer names. Returns how many."""
    kept = set(Feedback.objects.exclude(signature_photo="").values_list("signature_photo", flat=True))
    old = find_orphans(FOLDER, kept)
    for path in old:
        default_storage.delete(path)
    return len(old)
