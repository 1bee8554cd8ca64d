"""An uploaded list, from upload to confirmation: kept, read as it says or as one chose, looked at as often as one
likes, taken in once."""

import hashlib
from collections.abc import Collection, Mapping
from pathlib import PurePath
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from proposals.cases import attachments
from proposals.cases.access import Stale
from proposals.intake import known_heads, plan, plan_rows, register
from proposals.intake.corrections import second_list
from proposals.intake.tables import list_reader, sheet
from proposals.intake.tables.kept import Choice, KeptTable
from proposals.models import IntakeList, User

CHANGED = "刚刚有人改过这份名单的对应关系，请重新核对。"
REGISTERED = "这份名单已经办过了，没有再登记或更正一次。"
ENDINGS = (".xlsx", ".xls", ".xlsb", ".csv", ".ods", ".html", ".htm", ".txt", ".tsv", ".et")


def list_name(written: str) -> str:
    """The name that a file was sent under, fit to be shown, with its own ending where a list has such a one."""
    ending = PurePath(written).suffix.lower()
    return f"{attachments.clean_name(written)}{ending if ending in ENDINGS else ''}"


def read_upload(file: "UploadedFile[bytes]") -> bytes:
    """What was sent, where it is no larger than a list may be. Raises sheet.UnreadableList."""
    if (file.size or 0) > sheet.FILE_MOST:
        raise sheet.UnreadableList(sheet.TOO_LARGE)
    content: bytes = file.read()
    return content


def keep_list(name: str, content: bytes, user: User) -> IntakeList:
    """Keep an uploaded file's tables, and its rows where it is certain, or known to this person's office, how they
    are read. The same file again is the list that already waits. Raises sheet.UnreadableList."""
    register.must_register(user)
    tables = list_reader.open_file(content)
    before = known_heads.find_known(tables, user)
    choice = before[1] if before else Choice()
    try:
        read = list_reader.read_kept(tables, choice).as_json()
    except sheet.Uncertain:
        read = None
    kept, _ = IntakeList.objects.get_or_create(
        sha256=hashlib.sha256(content).hexdigest(),
        uploaded_by=user,
        applied_at=None,
        finished=False,
        defaults={
            "name": name,
            "tables": [table.as_json() for table in tables],
            "choice": choice.as_json(),
            "content": read,
            "known": before[0] if before else None,
        },
    )
    return kept


def tables_of(waiting: IntakeList) -> list[KeptTable]:
    """The tables of the file, as they stand there; none once the list was taken in."""
    return [KeptTable.from_json(table) for table in waiting.tables]


def choose_reading(waiting: IntakeList, choice: Choice, user: User, *, seen: int, remember: bool) -> None:
    """Read the list as this person says, and know its head again next time if it is to be remembered. What is sent
    twice is done once. Raises sheet.UnreadableList, and Stale where the list was read otherwise or taken in since
    `seen`."""
    register.must_register(user)
    tables = tables_of(waiting)
    read = list_reader.read_kept(tables, choice) if tables else None
    with transaction.atomic():
        now = IntakeList.objects.select_for_update().get(pk=waiting.pk)
        if now.applied_at or read is None:
            raise Stale(REGISTERED)
        if now.version != seen:
            if now.chosen_by == user and Choice.from_json(now.choice) == choice:
                return
            raise Stale(CHANGED)
        [(table, _), *_] = list_reader.find_lists(tables, choice)
        now.known = known_heads.keep_known(table, choice, user, remember=remember)
        now.choice, now.content, now.chosen_by = choice.as_json(), read.as_json(), user
        now.version += 1
        now.save(update_fields=["known", "choice", "content", "chosen_by", "version"])


def plan_of(waiting: IntakeList, user: User) -> plan_rows.Plan:
    """What the list would do now."""
    return plan.make_plan(sheet.ListSheet.from_json(waiting.content or {"rows": [], "notes": []}), user)


def confirm_list(
    waiting: IntakeList, user: User, ticked: Collection[str] = (), own: Collection[str] = (), *, seen: int = 0
) -> plan_rows.Plan | None:
    """Take the list in: all that is new as it stands at this moment, what was doubtful and is its `own` suggestion
    (PlanRow.own_tick), and the ticked changes, or nothing when a row is wrong. None when it was taken in before.
    Raises Stale where it is read otherwise than when it was `seen`."""
    register.must_register(user)
    with transaction.atomic():
        now = IntakeList.objects.select_for_update().get(pk=waiting.pk)
        if now.applied_at:
            return None
        if now.version != seen or not now.is_read:
            raise Stale(CHANGED)
        second_list.hold_ticked(ticked)
        found = plan_of(now, user)
        if found.wrong:
            return found
        found.take_as_own(own)
        register_plan(found, user, now.name, now.sha256, ticked, now.choice.get("said"))
        if found.new or found.applied.changes:
            now.applied_at, now.applied_by = timezone.now(), user
            now.made, now.corrected, now.tables = len(found.new), found.applied.changes, []
            now.save(update_fields=["applied_at", "applied_by", "made", "corrected", "tables"])
    return found


def register_plan(
    found: plan_rows.Plan,
    user: User | None,
    name: str,
    sha256: str,
    ticked: Collection[str] = (),
    said: Mapping[str, str] | None = None,
) -> None:
    """Register every new row of a plan without faults and make the ticked changes; the events name the file and the
    row, and what was said beside it for all of the list."""
    source: dict[str, Any] = {"file": name, "sha256": sha256} | ({"said": dict(said)} if said else {})
    for entry in found.new_entries:
        entry.source |= source
    register.register_entries(found.new_entries, user)
    found.applied = second_list.apply_ticks(found.changed, ticked, user, source)
