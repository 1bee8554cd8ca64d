"""清除: asked for by the district's office, which sees the case; agreed to by the auditor, who watches the record and
sees no case. So who knows what stands there cannot remove it, and who removes it has not chosen it."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from config.sessions import content_of
from proposals.administration.access import people_of_all
from proposals.administration.decisions import is_decided, write_decision
from proposals.administration.record import record_change, tell_person
from proposals.backups.state import backups_since
from proposals.cases.access import NotYours, Refused, administers_all
from proposals.cases.events import record_event
from proposals.cases.locks import lock_case
from proposals.erasures.places import Place, find_places
from proposals.erasures.rows import erase_row, plan_rows, read_value, spans_of, stone_row
from proposals.erasures.tables import file_columns
from proposals.erasures.texts import text_at
from proposals.journal.enter import enter_waiting, stored_digest
from proposals.journal.kinds import FILE
from proposals.journal.proof.erased import ASKED, CONFIRMED, SUM, sum_tombstones
from proposals.models import (
    AdministrationEvent,
    BackupRun,
    BrowserSession,
    Case,
    DestroyedBackup,
    Erasure,
    Role,
    Suggestion,
    Tombstone,
    User,
)

SUBJECT = AdministrationEvent.Subject.ERASURE
ERASE = "erase"  # of the event in the record of each case
HELD_BY = "还有它的备份"  # how the event of the second person names the backups that there were
BEGINNING = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


def may_ask_erasure(user: User) -> bool:
    """Whether the person sees every case and may say what is to go."""
    return bool(user.units_as(Role.DISTRICT))


def may_decide_erasure(user: User) -> bool:
    """Whether the person watches the record of the whole installation."""
    return administers_all(user, Role.AUDITOR)


def may_read_erasures(user: User) -> bool:
    """Who asks, who decides, and who looks after the backups."""
    return may_ask_erasure(user) or administers_all(user, Role.AUDITOR, Role.ADMIN)


def must_read_erasures(user: User) -> None:
    """Refuse everybody else."""
    if not may_read_erasures(user):
        raise NotYours("清除由区政府办公室申请、区一级的审计管理员同意，您不能看。")


def waiting_erasures() -> QuerySet[Erasure]:
    """What waits for the second person."""
    return Erasure.objects.filter(decision="")


def note_search(case: Case, user: User, found: int) -> None:
    """Who looked for words in the whole database, from which case, and in how many places they stand: never the
    words."""
    with transaction.atomic():
        record_change(
            user, AdministrationEvent.Subject.RECORD, None, "查找要清除的字", comment=f"找到{found}处", name=str(case)
        )


def ask_erasure(
    suggestion: Suggestion, user: User, places: Sequence[Place], *, law: str, reason: str, key: uuid.UUID, whole: bool
) -> Erasure:
    """Ask that these places be erased: only the words that were found in a text, or (`whole`) all of it. Sent twice
    it is asked once. Raises Refused where nothing is chosen."""
    if not may_ask_erasure(user):
        raise NotYours("清除由区政府办公室申请，您不能替办。")
    if not places:
        raise Refused("一处也没有选，没有申请。")
    with transaction.atomic():
        kept = [{**place.kept(), "whole": whole} for place in places]
        facts = {"suggestion": suggestion, "law": law, "reason": reason, "places": kept, "asked_by": user}
        erasure, is_new = Erasure.objects.get_or_create(key=key, defaults=facts)
        if not is_new:
            return erasure
        said = f"{erasure.get_law_display()}：{reason}；{len(kept)}处"
        event = record_change(user, SUBJECT, erasure, ASKED, name=str(suggestion.short_number), comment=said)
        for auditor in people_of_all(Role.AUDITOR):
            tell_person(auditor, event, f"{user}申请清除{suggestion.short_number}里的{len(kept)}处内容，等您看")
    return erasure


def refuse_erasure(erasure: Erasure, user: User) -> bool:
    """Not agreed to, by the auditor; or taken back by who asked. Returns whether anything was done."""
    own = erasure.asked_by_id == user.pk
    if not own and not may_decide_erasure(user):
        raise NotYours("清除由区一级的审计管理员决定，您不能替办。")
    decision = Erasure.Decision.WITHDRAWN if own else Erasure.Decision.REFUSED
    with transaction.atomic():
        if not _decide(erasure, user, decision):
            return False
        label = "撤回清除申请" if own else "不同意清除"
        event = record_change(
            user, SUBJECT, erasure, label, name=erasure.suggestion.short_number, comment=erasure.reason
        )
        if not own:
            said = f"{user}没有同意清除{erasure.suggestion.short_number}里的内容（{erasure.reason}）"
            tell_person(erasure.asked_by, event, said)
    return True


def confirm_erasure(erasure: Erasure, user: User) -> bool:
    """Agree: texts, then files. Returns whether anything was done: sent twice it is done once. Raises NotYours for
    who asked and for everybody but the auditor, Refused where a place says something else since it was asked for."""
    if not may_decide_erasure(user):
        raise NotYours("清除由区一级的审计管理员决定，您不能替办。")
    if erasure.asked_by_id == user.pk:
        raise NotYours("自己申请的，请另一位审计管理员同意。")
    enter_waiting()  # what was written just now has its digest in the journal before it goes
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")  # what is written over leaves nothing on its page
    with transaction.atomic():
        keys = Case.objects.filter(suggestion=erasure.suggestion_id).order_by("pk").values_list("pk", flat=True)
        cases = [lock_case(pk, even_archived=True) for pk in keys]
        if not _decide(erasure, user, Erasure.Decision.CONFIRMED):
            return False
        words = _words_of(erasure)
        stones = _erase_texts(erasure) + _stone_files(erasure)
        said = (
            f"{erasure.get_law_display()}：{erasure.reason}；{erasure.asked_by}申请，{user}同意，清除{len(stones)}项"
        )
        changes = [{"field": SUM, "old": "", "new": sum_tombstones(stones)}]
        changes += [{"field": HELD_BY, "old": "", "new": run.place} for run in backups_since(BEGINNING)]
        event = record_change(
            user, SUBJECT, erasure, CONFIRMED, name=erasure.suggestion.short_number, comment=said, changes=changes
        )
        for case in cases:
            facts: dict[str, Any] = {"comment": said, "data": {"erasure": erasure.pk}}
            record_event(case, user, ERASE, "清除", role=Role.AUDITOR, even_archived=True, **facts)
        tell_person(
            erasure.asked_by, event, f"{erasure.suggestion.short_number}里的内容已清除，请看还有哪些备份要销毁"
        )
        end_sessions_with(words)
        transaction.on_commit(finish_erased_files, robust=True)
    return True


def _decide(erasure: Erasure, user: User, decision: Erasure.Decision) -> bool:
    """Write the decision down. False where the same person decided the same before."""
    held = Erasure.objects.select_for_update().select_related("suggestion", "asked_by").get(pk=erasure.pk)
    if is_decided(held, user, decision):
        return False
    write_decision(held, user, decision)
    erasure.decision, erasure.decided_by, erasure.decided_at = held.decision, user, held.decided_at
    return True


def _erase_texts(erasure: Erasure) -> list[Tombstone]:
    stones: list[Tombstone] = []
    whole = any(place["whole"] for place in erasure.places)
    for change in plan_rows(erasure.places, whole=whole):
        made = stone_row(erasure, change, erasure.decided_at)
        erase_row(change, made)
        stones += made
    return stones


def _stone_files(erasure: Erasure) -> list[Tombstone]:
    """A tombstone for each row that names one of the files; the same bytes may be named by several."""
    stones, seen = [], set()
    for place in erasure.places:
        if "path" not in place:
            continue
        for model, names in file_columns().items():
            for name in names:
                rows = model._base_manager.filter(**{name: place["path"]})
                for key in rows.values_list("pk", flat=True):
                    if (model, key, name) in seen:
                        continue
                    seen.add((model, key, name))
                    digest = stored_digest(place["path"])
                    if digest != place["digest"]:
                        raise Refused("申请以后，有一个文件不见了或者换过了，没有清除。请让申请人重新查找。")
                    facts = {"part": f"{FILE}{name}", "columns": [name], "before": digest, "length": place["length"]}
                    table, at = model._meta.db_table, erasure.decided_at or timezone.now()
                    stones.append(
                        Tombstone.objects.create(erasure=erasure, table=table, row=str(key), at=at, **facts)
                    )
    return stones


def _words_of(erasure: Erasure) -> set[str]:
    """What goes, while it still stands there."""
    texts = [place for place in erasure.places if "path" not in place]
    return {
        text_at(value, path)[start:end]
        for place in texts
        if (value := read_value(place)) is not None
        for path, start, end in spans_of(place)
        if start < len(text_at(value, path))
    }


def end_sessions_with(words: set[str]) -> int:
    """End the sessions that hold one of these words, typed and not handed in: what is kept in them cannot be searched
    by the database. Returns how many."""
    ended = []
    for row in BrowserSession.objects.exclude(session_data="").iterator(chunk_size=500):
        said = str(content_of(row))
        if any(word in said for word in words):
            ended.append(row.pk)
    BrowserSession.objects.filter(pk__in=ended).delete()
    return len(ended)


def finish_erased_files() -> int:
    """Remove the files that have a tombstone and are still there: after the commit, and by housekeeping what a killed
    process left. Returns how many."""
    count = 0
    for stone in Tombstone.objects.filter(part__startswith=FILE, erasure__decision=Erasure.Decision.CONFIRMED):
        if (path := path_of(stone)) and default_storage.exists(path):
            default_storage.delete(path)
            count += 1
    return count


def path_of(stone: Tombstone) -> str:
    """Where the erased file was stored; "" where its row names none any more."""
    model = next(model for model in file_columns() if model._meta.db_table == stone.table)
    name = stone.part.removeprefix(FILE)
    return str(model._base_manager.filter(pk=stone.row).values_list(name, flat=True).first() or "")


@dataclass(frozen=True)
class HeldBackup:
    """A backup that there was when the words went; `is_there`: its file still is; `ticked`: who destroyed it."""

    run: BackupRun
    is_there: bool
    ticked: DestroyedBackup | None


def backups_with(erasure: Erasure) -> list[HeldBackup]:
    """The backups that held it when it was erased, as the event of the second person names them."""
    event = AdministrationEvent.objects.filter(subject=SUBJECT, subject_id=erasure.pk, label=CONFIRMED).first()
    places = [one["new"] for one in event.changes if one["field"] == HELD_BY] if event else []
    ticked = {one.backup_id: one for one in erasure.destroyed.select_related("by")}
    runs = BackupRun.objects.filter(kind=BackupRun.Kind.BACKUP, failure="", place__in=places).order_by("pk")
    return [HeldBackup(run, Path(run.place).is_file(), ticked.get(run.pk)) for run in runs]


def must_tick_backups(user: User) -> None:
    """Refuse everybody but who looks after the backups, and the auditor."""
    if not administers_all(user, Role.AUDITOR, Role.ADMIN):
        raise NotYours("备份的销毁由区一级的系统管理员、审计管理员登记，您不能替办。")


def tick_backup(erasure: Erasure, run: BackupRun, user: User, *, how: str) -> DestroyedBackup:
    """Write down that this backup was destroyed; sent twice it is written once. Raises Refused while its file is
    still there."""
    must_tick_backups(user)
    if Path(run.place).is_file():
        raise Refused(f"{Path(run.place).name}还在原处，没有登记。请先删除这个文件，再登记。")
    with transaction.atomic():
        held = Erasure.objects.select_for_update().get(pk=erasure.pk)
        row, is_new = DestroyedBackup.objects.get_or_create(
            erasure=held, backup=run, defaults={"how": how, "by": user}
        )
        if is_new:
            record_change(user, SUBJECT, erasure, "登记销毁备份", name=Path(run.place).name[-120:], comment=how)
    return row


def count_left(erasure: Erasure) -> int:
    """How many places of the same case still hold one of the words (asked before they go, for the preview)."""
    asked = {f"{place['model']} {place['row']} {place['column']}" for place in erasure.places}
    words = sorted(_words_of(erasure))
    if not words:
        return 0
    own = [place for place in find_places(erasure.suggestion, words) if place.own and place.found]
    return sum(place.name not in asked for place in own)
