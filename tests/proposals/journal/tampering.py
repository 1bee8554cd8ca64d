"""The kinds of tampering: what is done to the record past the program, and what comes of it.

REFUSED by the database, or FOUND, with every sentence that verify_audit says of it. `cover` is how the hand
hides: nothing, the refusing triggers taken down and put back, or the marking ones as well."""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.core.files.storage import default_storage
from django.db import models
from django.utils import timezone

from proposals.journal.enter import read_rows
from proposals.journal.kinds import BY, VALUES, digest_of, kept_tables
from proposals.models import AdministrationEvent, Case, Event, JournalEntry, JournalHead, Membership
from proposals.models.journal.seal import make_seal
from tests.proposals.journal.record import Record, rewrite_chain

REFUSED, FOUND = "refused", "found"
PLAIN, UNGUARDED, UNMARKED = "plain", "unguarded", "unmarked"
BOTH, SQLITE, POSTGRESQL = ("sqlite", "postgresql"), ("sqlite",), ("postgresql",)
NO_ACT = "，没有办理记录或管理记录说明是谁办的（某时入总账）。"
WRITTEN = "被改过，某时入总账时不是这样。"
GONE = "整行不见了，某时入总账时还在。"
FOREIGN = "没有入总账，也没有留下待入账的记号，不是这个程序写的。"
FORGED = "印记不对，不是本系统写的。"
END_FORGED = f"总账登记的末笔：{FORGED}"
UNSEEN = "，没有留下记号（某时入总账时不是这样）。"


@dataclass(frozen=True)
class Kind:
    """One kind. `says`: the sentences, in their order, with {case} for the closed case and {open} for the other."""

    name: str
    do: Callable[[Record], None]
    says: tuple[str, ...] = ()
    outcome: str = FOUND
    cover: str = PLAIN
    databases: tuple[str, ...] = BOTH


# Which rows a statement means: those of the closed case, or of the one that waits for its signature.
CLOSED, WAITING = "id = {closed}", "id = {waiting}"
OF_CLOSED, OF_WAITING, OF_REPLY = "case_id = {closed}", "case_id = {waiting}", "reply_id = {reply}"
ALL = "1 = 1"


def run(statement: str) -> Callable[[Record], None]:
    """One statement, with the keys of the record in it."""
    return lambda record: record.run(
        statement.replace("{closed}", str(record.case.pk))
        .replace("{waiting}", str(record.open.pk))
        .replace("{reply}", str(record.reply))
        .replace("{suggestion}", str(record.case.suggestion_id))
    )


def change(table: str, what: str, where: str = ALL) -> Callable[[Record], None]:
    return run(f"UPDATE {table} SET {what} WHERE {where}")  # noqa: S608 - as below


def remove(table: str, where: str = ALL) -> Callable[[Record], None]:
    return run(f"DELETE FROM {table} WHERE {where}")  # noqa: S608 - the program's own tables


def both(*steps: str) -> Callable[[Record], None]:
    return lambda record: [run(step)(record) for step in steps] and None


def refused(name: str, statement: str, databases: tuple[str, ...] = BOTH) -> Kind:
    return Kind(name, run(statement), (), REFUSED, databases=databases)


def whole_case_gone(record: Record) -> None:
    """A case with all that hangs on it."""
    found: dict[type[models.Model], set[object]] = {}
    remaining: list[tuple[type[models.Model], set[object]]] = [(Case, {record.open.pk})]
    while remaining:
        model, keys = remaining.pop()
        new = keys - found.setdefault(model, set())
        found[model] |= new
        for relation in model._meta.get_fields(include_hidden=True) if new else ():
            if relation.auto_created and (relation.one_to_many or relation.one_to_one):
                rows = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": new})
                remaining.append((relation.related_model, set(rows.values_list("pk", flat=True))))
    for model, keys in found.items():
        for key in keys:
            record.run(f"DELETE FROM {model._meta.db_table} WHERE id = %s", key)  # noqa: S608 - the program's own tables


def change_and_rewrite(record: Record) -> None:
    record.run("UPDATE proposals_event SET comment = '没有意见' WHERE case_id = %s AND sequence = 2", record.case.pk)
    rewrite_chain(record.case)


def cut_last_event(record: Record) -> None:
    record.run(
        "DELETE FROM proposals_event WHERE case_id = %s AND sequence = "
        "(SELECT event_count FROM proposals_case WHERE id = %s)",
        record.case.pk,
        record.case.pk,
    )
    rewrite_chain(record.case)


def cut_journal(record: Record) -> None:
    """The last entry, and the head set back to the one before."""
    last = record.one("SELECT max(number) FROM proposals_journalentry")
    record.run("DELETE FROM proposals_journalentry WHERE number = %s", last)
    record.run(
        "UPDATE proposals_journalhead SET count = %s, hash = (SELECT hash FROM proposals_journalentry "
        "WHERE number = %s)",
        last - 1,
        last - 1,
    )


def rewrite_journal(record: Record) -> None:
    """A signed text changed, its digest in the journal with it, and every hash from there on computed anew."""
    key = record.case.current_round.signed_draft_id
    record.run("UPDATE replies_draft SET body = '另一篇' WHERE id = %s", key)
    draft = next(one for one in kept_tables() if one.label == "replies.Draft")
    ((_, _, row),) = read_rows(draft, [key])
    previous = ""
    for entry in JournalEntry.objects.order_by("number"):
        if (entry.table, entry.row) == ("replies_draft", str(key)):
            entry.digest = digest_of({name: row[name] for name in draft.parts[""]})
        entry.previous_hash = previous
        previous = entry.computed_hash()
        JournalEntry.objects.filter(pk=entry.pk).update(
            digest=entry.digest, previous_hash=entry.previous_hash, hash=previous
        )
    JournalHead.objects.update(hash=previous)


def state_by_hand(record: Record) -> None:
    """A day moved, and an entry written for it as the program would."""
    record.run(
        "UPDATE proposals_case SET internal_due = NULL, statutory_due = '2039-01-01' WHERE id = %s", record.case.pk
    )
    one = next(row for row in kept_tables() if row.label == "proposals.Case")
    ((_, about, row),) = read_rows(one, [record.case.pk])
    head, values = JournalHead.objects.get(), one.state_of(row)
    entry = JournalEntry(
        number=head.count + 1,
        run=head.count + 1,
        at=timezone.now(),
        kind="state",
        table=one.table,
        row=str(record.case.pk),
        about=about,
        digest=digest_of(values),
        facts={VALUES: values, BY: []},
        previous_hash=head.hash,
    )
    entry.hash = entry.computed_hash()
    entry.save(force_insert=True)
    JournalHead.objects.update(count=entry.number, hash=entry.hash)
    record.run("DELETE FROM proposals_journalmark")


INTO_FEEDBACK = (
    "INSERT INTO replies_feedback (reply_id, deputy_id, channel, result, plan, attitude, comment, signature_name, "
    "signed_as, signature_strokes, signature_photo, signed_hash, signed_on, receipt, came_by, submitted_at, number, "
    "is_current, reopened_for, entered_by_id, scan_id, invitation_id) SELECT reply_id, deputy_id, channel, '满意', "
    "plan, attitude, '', signature_name, signed_as, signature_strokes, signature_photo, signed_hash, signed_on, "
    "'F0RGED', came_by, submitted_at, 9, (1 = 0), '', entered_by_id, scan_id, invitation_id FROM replies_feedback "
    "WHERE reply_id = %s AND number = 1 ORDER BY id LIMIT 1"
)


def forge_feedback(record: Record) -> None:
    record.run(INTO_FEEDBACK, record.reply)


def forge_and_unmark(record: Record) -> None:
    forge_feedback(record)
    record.run("DELETE FROM proposals_journalmark")


def forge_role(record: Record) -> None:
    record.run(
        "INSERT INTO proposals_membership (user_id, unit_id, role, section, is_active) "
        "SELECT u.id, w.id, 'leader', '', (1 = 1) FROM proposals_user u, proposals_unit w "
        "WHERE u.username = 'nobody' AND w.short_name = '区民政局'"
    )


def forge_act(record: Record, seal: str | None = None) -> None:
    """A section put in place of another, with an event as the program would write it, but for its seal."""
    now, last = Case.objects.get(pk=record.open.pk), record.open.events.last()
    record.run("UPDATE proposals_case SET section = '养老服务科' WHERE id = %s", now.pk)
    event = Event.objects.get(pk=last.pk)
    event.pk, event.sequence, event.action, event.label = None, now.event_count + 1, "reassign", "改派"
    event.to_status, event.from_status, event.previous_hash = now.status, now.status, now.event_head
    event.hash = event.computed_hash()
    event.seal = make_seal("") if seal is None else seal
    Event.objects.bulk_create([event])
    Case.objects.filter(pk=now.pk).update(event_count=event.sequence, event_head=event.hash)


def copy_seal(record: Record) -> None:
    """The forged act carries the seal of a true one."""
    forge_act(record, record.open.events.last().seal)


def leave_seal_out(record: Record) -> None:
    """The forged act carries none."""
    forge_act(record, "")


def seal_with_own_key(record: Record) -> None:
    """The forged act carries a seal of a key that its writer has made."""
    now = record.open.events.last()
    forge_act(record, f"0badcafe:{hmac.new(b'own', now.hash.encode(), 'sha256').hexdigest()}")


def grant_by_hand(record: Record) -> None:
    """A role, with the 管理记录 that would explain it."""
    forge_role(record)
    user = Membership.objects.latest("pk").user
    facts = {"subject": "role", "subject_id": user.pk, "subject_name": user.name, "seal": make_seal("")}
    AdministrationEvent.objects.bulk_create([AdministrationEvent(actor_name="钟凯", label="增加角色", **facts)])


def exchange_file(table: str, column: str) -> Callable[[Record], None]:
    """The bytes of a stored file, as one with the data folder does."""

    def do(record: Record) -> None:
        path = record.one(f"SELECT {column} FROM {table} ORDER BY id LIMIT 1")  # noqa: S608 - the program's own tables
        with Path(default_storage.path(path)).open("ab") as stored:
            stored.write(b"%changed")

    return do


def remove_file(record: Record) -> None:
    default_storage.delete(record.one("SELECT file FROM proposals_attachment ORDER BY id LIMIT 1"))
