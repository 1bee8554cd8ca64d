"""What is entered in the journal: everything that is on record, once, soon, by one writer, whatever fails."""

import ast
import threading
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import DatabaseError, connection, connections, transaction

from proposals.administration.deputies.merges import merge_deputies
from proposals.administration.frame import row_version
from proposals.cases.workflow import BY_NAME, record_event
from proposals.journal import enter, kinds
from proposals.journal.kinds import ANY, Recorded, kept_tables, plug_in_records, recorded_tables
from proposals.journal.proof.report import Proof
from proposals.models import (
    AdministrationEvent,
    Case,
    Event,
    JournalEntry,
    JournalHead,
    JournalMark,
    Membership,
    Status,
    append_only,
)
from proposals.models.journal import marks
from replies.models import AskedStep, Draft, Feedback
from replies.rounds.actions import assign_case
from tests import factories as f
from tests.proposals.journal.record import lay_record, verify

pytestmark = pytest.mark.django_db


# ---- the table of what is on record ----------------------------------------------------------------------


def test_every_column_of_every_table_is_named_once():
    named = {one.table: one for one in recorded_tables()}
    models = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in ("proposals", "replies")
    ]
    assert sorted(named) == sorted(model._meta.db_table for model in models)
    for model in models:
        one = named[model._meta.db_table]
        columns = sorted(field.name for field in model._meta.local_concrete_fields if not field.primary_key)
        said = [*(name for part in one.parts.values() for name in part), *one.state.split(), *one.free.split()]
        assert (sorted(said) if one.free != "*" else columns, one.label) == (columns, one.label)


def test_what_is_no_record_says_why_and_what_is_added_to_alone_is_one():
    assert [one.label for one in recorded_tables() if bool(one.free) != bool(one.why)] == []
    kept = {one.table for one in kept_tables()} | {JournalEntry._meta.db_table}
    assert set(append_only.marked_tables()) - kept == set()


def test_what_may_change_names_columns_that_may_and_acts_that_are_done():
    """The acts are those of the steps and events that the program writes: a name mistyped would explain nothing."""
    written = set(BY_NAME)
    for path in [*apps.get_app_config("proposals").module.__path__, *apps.get_app_config("replies").module.__path__]:
        written |= words_in(path)
    for one in recorded_tables():
        assert set(one.changed) - set(one.state.split()) == set(), one.label
        for wanted in (*one.changed.values(), one.made or ANY, one.gone or ANY):
            assert {name for name in wanted - ANY if name.rpartition(":")[2] not in written} == set(), one.label


def words_in(folder: str) -> set[str]:
    """Every string of the program but of the tables of the journal."""
    found = set()
    for path in Path(folder).rglob("*.py"):
        if path.name in ("recorded.py", "table.py") or "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    return found


def test_a_table_is_said_once():
    plug_in_records(recorded_tables())  # the same ones
    with pytest.raises(ImproperlyConfigured, match="is said twice"):
        plug_in_records([Recorded("proposals.Case", free="*", why="x")])


# ---- entering --------------------------------------------------------------------------------------------


def test_each_row_has_its_entry_and_is_not_entered_again():
    lay_record()
    count = JournalEntry.objects.count()
    assert (JournalMark.objects.count(), JournalHead.objects.get().count) == (0, count)
    assert list(JournalEntry.objects.values_list("number", flat=True)) == list(range(1, count + 1))
    for one in kept_tables():
        entered = JournalEntry.objects.filter(table=one.table).exclude(kind="gone").values("row").distinct()
        assert (one.label, entered.count()) == (one.label, one.model._base_manager.count())
    assert enter.enter_waiting() == 0
    Case.objects.update(version=9)  # no column that is on record
    assert (JournalMark.objects.count(), enter.enter_waiting(), JournalEntry.objects.count()) == (0, 0, count)


def test_a_change_is_entered_with_what_stood_before_it_and_the_act_it_came_with():
    case = f.make_case(Status.RECEIVED)
    enter.enter_waiting()
    f.advance(case, "assign")
    enter.enter_waiting()
    event = JournalEntry.objects.get(table="proposals_event", row=str(case.events.last().pk))
    first, second = JournalEntry.objects.filter(table="proposals_case", kind="state")
    assert (first.run, second.facts["by"], second.about) == (1, [event.number], f"suggestion:{case.suggestion_id}")
    old, new = first.facts["values"], second.facts["values"]
    assert {name: (old[name], new[name]) for name in old if old[name] != new[name]} == {
        "status": ("received", "in_progress"),
        "handler": (None, f.world().handler.pk),
        "section": ("", "基层政权科"),
    }
    assert event.facts == {"act": "assign"}


def test_what_a_column_says_first_came_with_the_version_that_added_it(monkeypatch):
    case = next(one for one in kept_tables() if one.label == "proposals.Case")
    before = {
        "state": case.state.replace(" section", ""),
        "changed": {name: by for name, by in case.changed.items() if name != "section"},
    }
    f.make_case(Status.IN_PROGRESS)
    monkeypatch.setitem(kinds._recorded, case.label, replace(case, **before))
    enter.enter_waiting()
    monkeypatch.undo()
    marks.mark_all_rows(connection, {case.table: case.watched})  # as the migration does
    enter.enter_waiting()
    assert verify() == []
    Case.objects.update(section="办公室")
    enter.enter_waiting()
    assert len(verify()) == 1


def test_nothing_is_entered_before_there_is_an_account():
    assert (JournalMark.objects.exists(), enter.enter_waiting(), JournalEntry.objects.count()) == (True, 0, 0)


def test_housekeeping_enters_what_was_left():
    f.make_case(Status.RECEIVED)
    call_command("housekeeping", verbosity=0)
    assert (JournalMark.objects.count(), JournalEntry.objects.exists()) == (0, True)


def test_many_rows_are_entered_with_few_questions(django_assert_max_num_queries):
    f.world()
    enter.enter_waiting()
    case = f.make_case(Status.RECEIVED)
    for number in range(30):
        record_event(case, None, "print", f"打印第{number}份")
    with django_assert_max_num_queries(60) as asked:
        enter.enter_waiting()
    few = len(asked)
    for number in range(300):
        record_event(case, None, "print", f"打印第{number}份")
    with django_assert_max_num_queries(few):
        enter.enter_waiting()


def test_a_file_that_cannot_be_read_is_entered_when_it_can():
    one = next(row for row in kept_tables() if row.model is AskedStep)
    assert one.files == {"file": None}
    name = "journal/报告.pdf"
    assert enter.stored_digest(name) == ""
    path = default_storage.save(name, BytesIO(b"%PDF"))
    assert len(enter.stored_digest(path)) == 64
    default_storage.delete(path)


# ---- what it proves --------------------------------------------------------------------------------------


def test_merged_deputies_are_no_tampering():
    """The rows of the one point at the other since: they are as they were entered but for that."""
    w, case = f.world(), f.make_case(Status.CLOSED)
    other = f.deputy("赵洪荣")
    gone = case.suggestion.proposers[0]
    enter.enter_waiting()
    seen, seen_other = (row_version(AdministrationEvent.Subject.DEPUTY, one.pk) for one in (gone, other))
    merge_deputies(gone, other, w.admin, seen=seen, seen_other=seen_other)
    enter.enter_waiting()
    assert Feedback.objects.filter(deputy=other).exists()
    assert verify() == []


def test_the_proof_says_how_much_it_proved(capsys):
    lay_record()
    call_command("verify_audit")
    digest, journal, proved = capsys.readouterr().out.splitlines()[-3:]
    head = JournalHead.objects.get()
    assert digest.startswith(f"核对{Event.objects.count()}条办理记录，摘要 ")
    assert journal == f"总账到第{head.count}笔，末笔 {head.hash}"
    counted = proved.removeprefix("已证明：").split("、")
    assert {f"办理记录{Event.objects.count()}", f"答复稿{Draft.objects.count()}", "文件3"} - set(counted) == set()


def test_what_is_wrong_in_the_same_way_is_said_once():
    proof = Proof()
    for key in ("5", "6", "7"):
        proof.blame("070号的办理记录", "内容被改过", key)
    proof.blame("总账", "缺第3笔")
    assert proof.faults == ["070号的办理记录（第5行等3行）：内容被改过。", "总账：缺第3笔。"]
    again = Proof()
    again.blame("070号的办理记录", "内容被改过", "6")
    proof.keep_seen_again(again)
    assert proof.faults == ["070号的办理记录（第6行）：内容被改过。"]


# ---- on both databases -----------------------------------------------------------------------------------


@pytest.mark.database
def test_triggers_taken_down_and_put_back_are_the_same():
    watched = {one.table: one.watched for one in kept_tables()}
    connection.check_constraints()
    marks.remove_marks(connection, watched)
    append_only.remove_triggers(connection, append_only.marked_tables())
    said = verify("--fast")
    assert len(said) > 200
    append_only.install_triggers(connection, append_only.marked_tables())
    marks.install_marks(connection, watched)
    # That proof was kept while nothing was marked.
    assert verify("--fast") == ["核对（proposals_proofrun）：有1行，总账里是0行。"]


@pytest.mark.django_db(transaction=True)
def test_what_a_request_does_is_entered_when_it_is_committed():
    case = f.make_case(Status.RECEIVED)
    f.advance(case, "assign")
    assert JournalMark.objects.count() == 0
    assert JournalEntry.objects.filter(table="proposals_event").count() == case.event_count
    assert verify() == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_rows_committed_out_of_order_are_not_missed_and_a_busy_writer_is_not_waited_for():
    """The key is dealt before the commit: a later key may be there, and entered, first."""
    w = f.world()
    enter.enter_waiting()
    begun, go_on = threading.Event(), threading.Event()

    def write_slowly():
        with transaction.atomic():
            Membership.objects.create(user=w.nobody, unit=w.bureau, role="office", section="")
            begun.set()
            go_on.wait(20)
        connections.close_all()

    other = threading.Thread(target=write_slowly)
    other.start()
    begun.wait(20)
    later = Membership.objects.create(user=w.nobody, unit=w.other_bureau, role="office", section="")
    enter.enter_waiting()
    assert JournalEntry.objects.filter(table="proposals_membership", row=str(later.pk)).exists()
    with transaction.atomic():
        JournalHead.objects.select_for_update().get()
        busy: list[int] = []
        go_on.set()
        other.join(20)
        asks = threading.Thread(target=lambda: (busy.append(enter.enter_waiting()), connections.close_all()))
        asks.start()
        asks.join(20)
        assert busy == [0]
    assert enter.enter_waiting() == 1
    assert JournalEntry.objects.filter(table="proposals_membership").count() == Membership.objects.count()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_who_works_meanwhile_is_no_tampering():
    """Rows and acts are read as of one moment, entered in any order by whoever is first."""
    w = f.world()
    with transaction.atomic():  # the opening: what factories make has no act
        cases = [f.make_case(Status.RECEIVED) for _ in range(3)]
    over = threading.Event()

    def work(case):
        case = Case.objects.get(pk=case.pk)
        f.advance(case, "assign", w=w)
        while not over.is_set():
            for handler in (w.second_handler, w.handler):
                assign_case(case, w.office, handler=handler, section=handler.section)
                case.reload()
        connections.close_all()

    threads = [threading.Thread(target=work, args=[case]) for case in cases]
    for thread in threads:
        thread.start()
    try:
        assert [verify() for _ in range(6)] == [[]] * 6
    finally:
        over.set()
        for thread in threads:
            thread.join(20)
    enter.enter_waiting()
    assert (JournalMark.objects.count(), verify()) == (0, [])
    numbers = list(JournalEntry.objects.values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.django_db(transaction=True)
def test_a_journal_that_cannot_be_written_stops_nobody():
    """An act is an act whether or not it could be entered at once; it stays marked."""
    case = f.make_case(Status.RECEIVED)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE proposals_journalhead RENAME TO away")
    try:
        f.advance(case, "assign")
        with pytest.raises(DatabaseError), transaction.atomic():
            enter.enter_rows()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE away RENAME TO proposals_journalhead")
    assert (case.status, JournalMark.objects.exists()) == (Status.IN_PROGRESS, True)
    enter.enter_waiting()
    assert (JournalMark.objects.count(), verify()) == (0, [])
