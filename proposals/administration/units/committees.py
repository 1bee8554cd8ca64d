"""Which fields of suggestions a 专门委员会 follows: kept by 代表工作机构, on a page of the desk."""

from collections.abc import Iterable

from django.db import transaction

from proposals.administration.record import record_change
from proposals.cases.access import NotYours, Stale
from proposals.models import AdministrationEvent, CommitteeField, Kind, Unit, UnitKind, User

FIELDS = "改领域"


def must_keep_fields(user: User) -> None:
    """Raise NotYours for who does not keep the committees' fields."""
    if Kind.SUGGESTION not in user.kinds_studied():
        raise NotYours("专门委员会的领域由区人大常委会代表工作机构维护。")


def follow_fields(committee: Unit, user: User, *, categories: Iterable[str], seen: Iterable[str]) -> bool:
    """Which categories a committee follows from now on. `seen` is what the page showed. Returns whether it changed
    anything."""
    must_keep_fields(user)
    wanted, shown = set(categories), set(seen)
    with transaction.atomic():
        unit = Unit.objects.select_for_update().get(pk=committee.pk, kind=UnitKind.COMMITTEE)
        held = set(unit.committee_fields.values_list("category", flat=True))
        if held == wanted:
            return False
        if held != shown:
            raise Stale("刚才有人改过这个委员会的领域，请看过最新的再改。您勾选的没有保存。")
        unit.committee_fields.filter(category__in=held - wanted).delete()
        new = [CommitteeField(committee=unit, category=one) for one in sorted(wanted - held)]
        CommitteeField.objects.bulk_create(new)
        changes = [{"field": "领域", "old": "、".join(sorted(held)), "new": "、".join(sorted(wanted))}]
        record_change(user, AdministrationEvent.Subject.UNIT, unit, FIELDS, unit=unit, changes=changes)
    return True
