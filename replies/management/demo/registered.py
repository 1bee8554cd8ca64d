"""What a file of the demo says of a suggestion, as rows: who asked, and each unit it was handed to."""

import datetime as dt
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from proposals.calendar import workdays
from proposals.cases.workflow import record_event
from proposals.models import Case, Deputy, Part, Role, Sponsorship, Suggestion, Unit, User
from replies.management.demo.cast import session_of
from replies.management.demo.clock import at_moment


def enter_suggestion(row: dict[str, Any]) -> Suggestion:
    """With its deputies in the order of the file."""
    made = Suggestion.objects.create(
        session=session_of(row["session"]),
        **{key: row[key] for key in ("kind", "number", "title", "text", "category")},
    )
    for position, code in enumerate(row["deputies"], 1):
        Sponsorship.objects.create(suggestion=made, deputy=Deputy.objects.get(code=code), position=position)
    return made


@transaction.atomic
def hand_out_case(
    suggestion: Suggestion, row: dict[str, str], handed_on: dt.date, due: dt.date, calendar: workdays.WorkCalendar
) -> Case:
    """To the unit of that row. `due`: the day the district wants the answer, where that is before the law's."""
    helps = row["part"] == Part.HELP
    statutory = workdays.reply_due(handed_on, helps=helps, kind=suggestion.kind, days=calendar)
    case = Case.objects.create(
        suggestion=suggestion,
        unit=Unit.objects.get(short_name=row["unit"]),
        part=row["part"],
        share=row.get("share", ""),
        handed_on=handed_on,
        statutory_due=statutory,
        internal_due=due if handed_on < due < statutory and not helps else None,
    )
    with at_moment(timezone.make_aware(dt.datetime.combine(handed_on, dt.time(9, 0)))):
        record_event(case, None, "hand_over", "区政府办公室交办", role=Role.SYSTEM)
    case.refresh_from_db()
    return case


def find_workers(role: str, unit: Unit) -> models.QuerySet[User]:
    """Who has that role in the unit, in the order of the file."""
    return User.objects.filter(memberships__role=role, memberships__unit=unit).order_by("pk")
