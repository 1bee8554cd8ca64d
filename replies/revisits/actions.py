"""A 回访 begun and ended, its questions, and an answer that the body writes down."""

import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from proposals.cases.access import Refused
from proposals.models import Unit, User
from replies.models import Revisit, RevisitAnswer, RevisitAsk, RevisitCase, RevisitQuestion
from replies.revisits.bodies import must_revisit
from replies.revisits.draw import draw_cases, find_candidates
from replies.revisits.links import send_revisit_asks

SEED_BYTES = 8
MOST_QUESTIONS = 5
OVER = "这次回访已经结束，不再登记回答。"
NONE = "这个范围里还没有答复已经送到代表的建议，没有可以回访的。"
NONE_LEFT = "这个范围里已经答复的都回访过了，或者还没有送到代表。要再问一遍，请不勾“不抽已经问过的”。"
ANSWERED = "这位代表已经回答过了，先收到的为准。"


@dataclass(frozen=True)
class RevisitSaid:
    """What a deputy says: the grade of the result, the answers to the place's questions, words."""

    grade: str
    answers: list[str]
    comment: str = ""


def draw_revisit(unit: Unit, user: User, *, key: uuid.UUID, seed: str = "", **asked: Any) -> Revisit:
    """Draw the cases and write down whom to ask; a worker sends the links. The same form sent twice draws once."""
    must_revisit(unit, user)
    if before := Revisit.objects.filter(key=key, by=user).first():
        return before
    kept = [[one.asked, one.options] for one in open_questions(unit)]
    revisit = Revisit(key=key, unit=unit, by=user, questions=kept, **asked)
    revisit.seed = seed or secrets.token_hex(SEED_BYTES)
    candidates = find_candidates(revisit)
    if not candidates:
        raise Refused(NONE_LEFT if revisit.spares_asked else NONE)
    try:
        with transaction.atomic():
            revisit.save()
            rows = draw_cases(revisit, candidates)
            for row in rows:
                row.revisit = revisit
            RevisitCase.objects.bulk_create(rows)
            RevisitAsk.objects.bulk_create(_asks(revisit, rows))
            send_revisit_asks.enqueue(revisit.pk)
    except IntegrityError:
        before = Revisit.objects.filter(key=key, by=user).first()
        if before is None:
            raise
        return before
    return revisit


def _asks(revisit: Revisit, rows: Sequence[RevisitCase]) -> list[RevisitAsk]:
    """Of each drawn case the deputies who are asked; who has left is not."""
    asked = []
    for row in rows:
        deputies = row.case.suggestion.asked_deputies if row.drawn else []
        if revisit.whom == Revisit.Whom.LEAD:
            deputies = deputies[:1]
        asked += [RevisitAsk(drawn=row, deputy=deputy) for deputy in deputies]
    return asked


def end_revisit(revisit: Revisit, user: User) -> Revisit:
    """End a 回访 before its day: links end, the figures stand."""
    must_revisit(revisit.unit, user)
    Revisit.objects.filter(pk=revisit.pk, ended_at=None).update(ended_at=timezone.now())
    revisit.refresh_from_db()
    return revisit


def record_revisit_answer(
    ask: RevisitAsk, said: RevisitSaid, *, user: User | None = None, channel: str = RevisitAnswer.Channel.LINK
) -> RevisitAnswer:
    """Keep what a deputy says, once. The same words sent twice are one answer; others after the first are refused.
    Without a user it comes by the link."""
    if user:
        must_revisit(ask.drawn.revisit.unit, user)
    facts = {"grade": said.grade, "answers": said.answers, "comment": said.comment}
    with transaction.atomic():
        now = RevisitAsk.objects.select_for_update(of=("self",)).select_related("drawn__revisit").get(pk=ask.pk)
        stands = RevisitAnswer.objects.filter(ask=now).first()
        if stands:
            if all(getattr(stands, name) == value for name, value in facts.items()):
                return stands
            raise Refused(ANSWERED)
        if now.drawn.revisit.is_over:
            raise Refused(OVER)
        return RevisitAnswer.objects.create(ask=now, channel=channel, entered_by=user, **facts)


# ---- the place's own questions -----------------------------------------------------------------------------------


def open_questions(unit: Unit) -> list[RevisitQuestion]:
    """What the body asks beside the satisfaction, in its order."""
    return list(RevisitQuestion.objects.filter(unit=unit, retired_at=None))


def add_revisit_question(
    unit: Unit, user: User, *, key: uuid.UUID, asked: str, options: list[str]
) -> RevisitQuestion:
    """A further question, last in the order. Sent twice it is one."""
    must_revisit(unit, user)
    with transaction.atomic():
        Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
        if before := RevisitQuestion.objects.filter(key=key, unit=unit).first():
            return before
        count = len(open_questions(unit))
        if count >= MOST_QUESTIONS:
            raise Refused(f"最多{MOST_QUESTIONS}个问题，代表才愿意答。请先停用一个。")
        facts = {"asked": asked, "options": options, "position": count + 1, "added_by": user}
        return RevisitQuestion.objects.create(unit=unit, key=key, **facts)


def retire_revisit_question(question: RevisitQuestion, user: User) -> None:
    """Ask it no more; what was asked before keeps it."""
    must_revisit(question.unit, user)
    RevisitQuestion.objects.filter(pk=question.pk, retired_at=None).update(retired_at=timezone.now())
