"""An uploaded list, from upload to confirmation: kept, looked at as often as one likes, taken in once."""

import hashlib
from collections.abc import Collection
from pathlib import PurePath

from django.db import transaction
from django.utils import timezone

from proposals.cases import attachments
from proposals.intake import plan, register
from proposals.intake.corrections import second_list
from proposals.intake.tables import list_reader, sheet
from proposals.models import IntakeList, User

ENDINGS = (".xlsx", ".xls", ".xlsb", ".csv", ".ods", ".html", ".htm", ".txt", ".tsv", ".et")


def list_name(written: str) -> str:
    """The name that a file was sent under, fit to be shown, with its own ending where a list has such a one."""
    ending = PurePath(written).suffix.lower()
    return f"{attachments.clean_name(written)}{ending if ending in ENDINGS else ''}"


def keep_list(name: str, content: bytes, user: User) -> IntakeList:
    """Read an uploaded file and keep its rows. The same file again is the list that already waits. Raises
    sheet.UnreadableList."""
    register.must_register(user)
    read = list_reader.read_list(content)
    kept, _ = IntakeList.objects.get_or_create(
        sha256=hashlib.sha256(content).hexdigest(),
        uploaded_by=user,
        applied_at=None,
        finished=False,
        defaults={"name": name, "content": read.as_json()},
    )
    return kept


def plan_of(waiting: IntakeList, user: User) -> plan.Plan:
    """What the list would do now."""
    return plan.make_plan(sheet.ListSheet.from_json(waiting.content), user)


def confirm_list(waiting: IntakeList, user: User, ticked: Collection[str] = ()) -> plan.Plan | None:
    """Take the list in: all that is new as it stands at this moment, and the ticked changes, or nothing when a row is
    wrong. None when it was taken in before."""
    register.must_register(user)
    with transaction.atomic():
        now = IntakeList.objects.select_for_update().get(pk=waiting.pk)
        if now.applied_at:
            return None
        second_list.hold_ticked(ticked)
        found = plan_of(now, user)
        if found.wrong:
            return found
        register_plan(found, user, now.name, now.sha256, ticked)
        if found.new or found.applied.changes:
            now.applied_at, now.applied_by = timezone.now(), user
            now.made, now.corrected = len(found.new), found.applied.changes
            now.save(update_fields=["applied_at", "applied_by", "made", "corrected"])
    return found


def register_plan(found: plan.Plan, user: User | None, name: str, sha256: str, ticked: Collection[str] = ()) -> None:
    """Register every new row of a plan without faults and make the ticked changes; the events name the file and the
    row."""
    source = {"file": name, "sha256": sha256}
    for entry in found.new_entries:
        entry.source |= source
    register.register_entries(found.new_entries, user)
    found.applied = second_list.apply_ticks(found.changed, ticked, user, source)
