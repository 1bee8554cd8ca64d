"""Which copies of an issued form were printed, by whom and how often; the second of a copy is a reprint (补打)."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.utils import timezone

from proposals.cases.access import Refused
from proposals.cases.locks import lock_case
from proposals.cases.workflow import record_event
from proposals.formats.chinese import cn_date
from proposals.models import Case, Role, Unit, User
from replies.letter.pdf.copies import COPIED, Copy
from replies.models import PrintedForm, PrintJob, Printout

OF_DISTRICT = (3, 4)  # 二份送区政府办公室
OF_BODY = (COPIED,)  # 抄送 (SH 20)


class Overtaken(Refused):
    """A copy that was made as the first of its kind has been printed by somebody else in the meantime."""


def mark_reprints(printed: PrintedForm, copies: Sequence[Copy], on: dt.date) -> list[Copy]:
    """The copies as they are printed now: one that was printed before says 补打 and the day on its pages."""
    before = set(Printout.objects.filter(printed=printed).values_list("copy", flat=True))
    return [replace(copy, again=cn_date(on) if copy.key in before else "") for copy in copies]


def record_printouts(
    printed: PrintedForm,
    copies: Iterable[Copy],
    user: User,
    *,
    role: Role,
    unit: Unit | None,
    what: str = "办理情况表",
    job: PrintJob | None = None,
) -> None:
    """Note what was printed, in the ledger of copies and among the case's events; within a transaction. Overtaken
    where a copy without the mark would be a second one: of two that print at once, one makes its pages again."""
    now, copies = timezone.now(), list(copies)
    lock_case(printed.reply.case_id)
    first = [copy.key for copy in copies if not copy.again]
    if Printout.objects.filter(printed=printed, copy__in=first).exists():
        raise Overtaken("同一份刚刚有人打印过，这一次没有打印，也没有记录。请再打印一次，页眉会注明补打。")
    Printout.objects.bulk_create(
        Printout(
            printed=printed,
            copy=copy.key,
            label=copy.label,
            again=bool(copy.again),
            by=user,
            unit=unit,
            at=now,
            job=job,
        )
        for copy in copies
    )
    places = "、".join(f"{copy.place}（补打）" if copy.again else copy.place for copy in copies)
    record_event(printed.reply.case, user, "print", f"打印{what}", role=role, comment=places)


def printing_unit(user: User, case: Case, role: Role) -> Unit | None:
    """The office for which this person prints: the case's unit for its own people, otherwise that of the role."""
    held = [row.unit for row in user.active_memberships if row.role == role]
    return next((unit for unit in held if unit.pk == case.unit_id), held[0] if held else None)
