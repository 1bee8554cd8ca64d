"""归档 and its way back: by the district's office, each with a reason, each on record."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from proposals.administration.record import record_change
from proposals.archive.unsettled import NOTHING, Unsettled, what_is_unsettled
from proposals.cases.access import NotYours, Refused
from proposals.models import AdministrationEvent, Case, Role, User
from proposals.models.administration.archive import ArchivedYear
from proposals.models.states import FINAL

SUBJECT = AdministrationEvent.Subject.YEAR


@dataclass(frozen=True)
class YearRow:
    """A year: how many cases it has, how many are not ended, and its 归档 where it is archived."""

    year: int
    cases: int
    unfinished: int
    archived: ArchivedYear | None
    unsettled: Unsettled = NOTHING

    @property
    def why_not(self) -> str:
        """Why it cannot be archived; "" where it can."""
        if self.year >= timezone.localdate().year:
            return "今年还没有过完"
        left = (f"还有{self.unfinished}件没有办结",) if self.unfinished else ()
        return "；".join((*left, *self.unsettled.bars))


def must_archive(user: User) -> None:
    """Refuse everybody but the district's office."""
    if not user.units_as(Role.DISTRICT):
        raise NotYours("归档由区政府办公室办理，您不能替办。")


def list_years() -> list[YearRow]:
    """Every year with cases, the newest first, with what goes on about them. A constant number of queries."""
    archived = {one.year: one for one in ArchivedYear.objects.filter(reopened_at=None).select_related("by")}
    unsettled = what_is_unsettled()
    counted = (
        Case.objects.order_by("-handed_on__year")
        .values("handed_on__year")
        .annotate(cases=Count("pk"), unfinished=Count("pk", filter=~Q(status__in=FINAL)))
    )
    return [
        YearRow(year, row["cases"], row["unfinished"], archived.get(year), unsettled.get(year, NOTHING))
        for row in counted
        for year in (row["handed_on__year"],)
    ]


def archive_year(year: int, user: User, *, reason: str) -> bool:
    """Let the cases of this year only be read. False where it is archived already. Raises Refused while one of them
    is not ended, or one of its promises is not kept."""
    must_archive(user)
    with transaction.atomic():
        row = next((one for one in list_years() if one.year == year), None)
        if row is None:
            raise Refused(f"{year}年没有办理件，没有归档。")
        if row.archived:
            return False
        if row.why_not:
            raise Refused(f"{year}年不能归档：{row.why_not}。")
        made, is_new = ArchivedYear.objects.get_or_create(
            year=year, reopened_at=None, defaults={"reason": reason, "by": user}
        )
        if is_new:
            record_change(user, SUBJECT, made, "归档", comment=reason)
    return is_new


def reopen_year(year: int, user: User, *, reason: str) -> bool:
    """Let them be changed again. False where it is open already."""
    must_archive(user)
    with transaction.atomic():
        row = ArchivedYear.objects.select_for_update().filter(year=year, reopened_at=None).first()
        if row is None:
            return False
        row.reopened_at, row.reopened_by, row.reopened_for = timezone.now(), user, reason
        row.save(update_fields=["reopened_at", "reopened_by", "reopened_for"])
        record_change(user, SUBJECT, row, "重新打开", comment=reason)
    return True
