"""回访 of the demo: the congress's body asked about half of what was answered; one is over, one goes on."""

import datetime as dt
import uuid
from typing import Any

from django.utils import timezone

from proposals.models import Kind, Role, UnitKind, User
from replies.letter.questions import Grade
from replies.models import Feedback, Revisit, RevisitAnswer, RevisitAsk
from replies.revisits.actions import (
    RevisitSaid,
    add_revisit_question,
    draw_revisit,
    end_revisit,
    record_revisit_answer,
)
from replies.revisits.bodies import body_of
from replies.revisits.draw import answered_cases

QUESTIONS = (
    ("办理单位和您联系过吗", ["联系过", "没有联系过", "记不清"]),
    ("答复里答应的事做了吗", ["都做了", "做了一部分", "还没有做", "没有答应事"]),
)
PHONE = RevisitAnswer.Channel.PHONE
CHANGED = {Grade.SATISFIED: Grade.MOSTLY, Grade.MOSTLY: Grade.UNDERSTANDS}


def play_revisits() -> None:
    """Some say to the body what they did not say to the unit."""
    congress = User.objects.filter(memberships__role=Role.CONGRESS, memberships__unit__kind=UnitKind.CONGRESS)
    who = congress.earliest("pk")
    unit = body_of(who)
    for words, options in QUESTIONS:
        add_revisit_question(unit, who, key=uuid.uuid4(), asked=words, options=options)
    closes_on = timezone.localdate() + dt.timedelta(days=21)
    asked: dict[str, Any] = {"kind": Kind.SUGGESTION, "units": [], "least": 3, "closes_on": closes_on}
    year = answered_cases(unit).latest("handed_on").handed_on.year
    how: dict[str, Any] = {"seed": "20261", "share": 80, "whom": Revisit.Whom.ALL, "year": year}
    over = draw_revisit(unit, who, key=uuid.uuid4(), **how, **asked)
    _answer(over, who)
    end_revisit(over, who)
    _answer(
        draw_revisit(unit, who, key=uuid.uuid4(), seed="73519", share=30, whom=Revisit.Whom.LEAD, **asked), who, 1
    )


def _answer(revisit: Revisit, who: User, most: int = 100) -> None:
    for at, ask in enumerate(RevisitAsk.objects.filter(drawn__revisit=revisit).order_by("pk")[:most]):
        if at % 5 == 4:
            continue
        before = Feedback.objects.filter(reply=ask.drawn.reply, deputy=ask.deputy, is_current=True).first()
        grade = Grade(before.result) if before and before.result else Grade.MOSTLY
        said = RevisitSaid(CHANGED.get(grade, grade) if at % 3 == 0 else grade, ["联系过", "做了一部分"])
        record_revisit_answer(ask, said, user=who, channel=PHONE) if at % 4 == 3 else record_revisit_answer(ask, said)
