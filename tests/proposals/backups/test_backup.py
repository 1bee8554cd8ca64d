"""Backup, restore and drill, by the commands: what is made is whole, what comes back is what was, what is wrong is
said."""

import datetime as dt
import gzip
import io
import json
import os
import subprocess
import sys
import tarfile
import threading
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import environ
import pytest
from django.conf import settings as live
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage, default_storage
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler
from django.utils import timezone

from proposals.backups import BackupError
from proposals.backups.databases.tables import compare_tables, count_tables, read_sequences
from proposals.backups.keep import choose_kept
from proposals.backups.make import list_stored
from proposals.backups.restore import put_files
from proposals.backups.state import backups_since, last_backup, last_drill
from proposals.heads.keys import is_signed_by
from proposals.journal.enter import enter_waiting
from proposals.models import BackupRun, Case, Event, JournalHead, SignedHead
from proposals.watch.looks import looks_of_trust
from tests import factories as f
from tests.proposals.journal.test_heads import limited_file_size
from tests.replies.killer import in_the_database

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]


def run(name: str, *arguments: object) -> str:
    said = io.StringIO()
    call_command(name, *map(str, arguments), stdout=said, stderr=said)
    return said.getvalue()


def refused(name: str, *arguments: object) -> str:
    with pytest.raises(CommandError) as refusal:
        run(name, *arguments)
    return str(refusal.value)


@pytest.fixture
def place(tmp_path, settings):
    """A folder for backups, storage and keys of the test's own, and something on record."""
    settings.HEAD_KEY = tmp_path / "head.pem"
    settings.WORDS_FILE = tmp_path / "words.txt"
    settings.WORDS_FILE.write_text("分布实施 分步实施\n", encoding="utf-8")
    default_storage_here(settings, tmp_path / "stored")
    f.scan(f.make_case("received"), f.world().handler)
    run("make_head_key")
    enter_waiting()
    (tmp_path / "backup").mkdir()
    return tmp_path / "backup"


def default_storage_here(settings, folder: Path) -> None:
    folder.mkdir()
    settings.MEDIA_ROOT = str(folder)


def made(folder: Path) -> Path:
    """The one backup that lies there."""
    (found,) = [path for path in folder.iterdir() if path.name != ".lock"]
    return found


def sealed(settings, folder: Path) -> Path:
    """A private key; its public one is set."""
    said = run("make_backup_key", folder / "backup.key")
    settings.BACKUP_KEY = [said.strip().partition("BACKUP_KEY=")[2]]
    return folder / "backup.key"


@pytest.fixture
def scratch(settings, tmp_path):
    """The name of an empty database of the same kind, and what names it to a program."""
    env = {**in_the_database(), "BANLI_DATA": str(tmp_path / "restored"), "BANLI_DEMO": "1"}
    if connection.vendor == "sqlite":
        yield {**env, "DATABASE_URL": f"sqlite:///{tmp_path}/restored/banli.sqlite3"}
        return
    name = f"{connection.settings_dict['NAME']}_scratch"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    settings.DRILL_DATABASE_URL = f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}"
    yield {**env, "DATABASE_URL": settings.DRILL_DATABASE_URL}
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name}")


def manage(env: dict[str, str], *command: object) -> subprocess.CompletedProcess[str]:
    """manage.py elsewhere."""
    program = [sys.executable, "manage.py", *map(str, command)]
    return subprocess.run(program, cwd=live.BASE_DIR, env=env, capture_output=True, text=True)  # noqa: S603


@contextmanager
def restored(scratch) -> Iterator[BaseDatabaseWrapper]:
    """The restored database, opened."""
    named = {**connection.settings_dict, **environ.Env.db_url_config(scratch["DATABASE_URL"])}
    with closing(ConnectionHandler({"default": named})["default"]) as there:
        yield there


# ---- what is made, and what comes back ---------------------------------------------------------------------


def test_what_comes_back_is_what_was(place, scratch, tmp_path, settings):
    """Sealed, into a folder that is not there and a database in which nothing is; then it proves itself, and the
    guards stand there too."""
    identity = sealed(settings, tmp_path)
    said = run("backup", place)
    path, row = made(place), BackupRun.objects.get()
    assert (row.place, row.size, row.files, row.number) == (
        str(path),
        path.stat().st_size,
        1,
        JournalHead.objects.get().count,
    )
    assert said.splitlines()[0] == f"备份好了：{path}"
    assert b"scan" not in path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600
    done = manage(scratch, "restore", place, "--identity", identity)
    assert (done.returncode, done.stderr) == (0, "")
    assert "恢复好了，与备份清单一致。" in done.stdout
    assert f"总账到第{row.number}笔" in done.stdout
    key = tmp_path / "restored" / "record-key"
    assert f"记录还没有核对：请先把印记的钥匙放回 {key}，再运行 verify_audit。" in done.stdout
    assert not key.exists()
    key.write_bytes(live.RECORD_KEY.read_bytes())
    done = manage(scratch, "verify_audit")
    assert (done.returncode, done.stderr, "印记" in done.stdout) == (0, "", True)
    (stored,) = (tmp_path / "restored" / "files").rglob("*.pdf")
    assert stored.read_bytes() == b"%PDF-1.4 signed form"
    assert (tmp_path / "restored" / "words.txt").read_text(encoding="utf-8") == "分布实施 分步实施\n"
    with restored(scratch) as there, there.cursor() as cursor:
        with pytest.raises(IntegrityError, match="办理记录只能增加"):
            cursor.execute("UPDATE proposals_event SET comment = '改过'")
        cursor.execute(
            "INSERT INTO proposals_committeefield (committee_id, category) SELECT min(id), '别的' FROM proposals_unit"
        )
        cursor.execute("CREATE TABLE half (id int)")  # what an upgrade left that failed
    done = manage(scratch, "go_back", place, "--identity", identity)
    assert (done.returncode, done.stdout) == (0, "数据库换回了，与备份清单一致。\n")
    with restored(scratch) as there, there.cursor() as cursor:
        assert "half" not in there.introspection.table_names()
        cursor.execute(
            "INSERT INTO proposals_signin (typed, outcome, at, seal) VALUES ('谁', 'opened', '2026-01-01', '')"
        )
    done = manage(scratch, "go_back", place, "--identity", identity)
    assert (done.returncode, "备份以后又办了1件事，退回会丢掉它们，没有动数据库。" in done.stderr) == (1, True)


def test_the_manifest_says_what_is_in_it_and_is_signed(place):
    run("backup", place)
    with tarfile.open(made(place)) as tar:
        names = tar.getnames()
        kept = json.load(tar.extractfile("manifest.json"))
        head = json.load(tar.extractfile("末笔.json"))
    said = json.loads(kept["text"])
    (stored,) = [name for name in names if name.startswith("files/")]
    assert names == ["database", "words.txt", "末笔.json", stored, "manifest.json"]
    assert sorted(said["members"]) == sorted(names[:-1])
    assert is_signed_by(kept["key"], kept["text"], kept["signature"])
    assert head["text"] == SignedHead.objects.get().text
    rows = {table: count for table, (count, _) in said["tables"].items()}
    there = {table: count for table, (count, _) in count_tables(connection).items()}
    noted = ["proposals_backuprun", "proposals_journalmark"]  # of this backup itself
    assert {t: n for t, n in rows.items() if t not in noted} == {t: n for t, n in there.items() if t not in noted}
    assert said["database"] == connection.vendor


def test_the_drill_restores_compares_and_proves_though_people_worked_all_the_while(place, scratch):
    """Scans are added while the backup is made: each that a row of the backup names is in it."""
    case, who, stop = Case.objects.get(), f.world().handler, threading.Event()

    def work():
        number = 0
        while not stop.is_set():
            number += 1
            f.scan(case, who, b"%PDF-1.4 " + str(number).encode() * 20_000)
        connections.close_all()

    worker = threading.Thread(target=work)
    worker.start()
    try:
        run("backup", place)
    finally:
        stop.set()
        worker.join()
    said, drill = run("drill_backup", place), last_drill()
    good = drill.good
    assert said.splitlines()[0] == f"恢复演练成功：{made(place)}，总账到第{good.number}笔，{good.files}个文件"
    assert "已证明：" in good.said
    assert ([one.level for one in looks_of_trust() if one.name == "drill"], drill.failed) == (["well"], None)
    assert (last_backup().good.sha256, last_backup().good.number) == (good.sha256, good.number)
    assert list(Path(live.DATA_DIR).glob(".drill-*")) == []


def test_the_drill_says_what_was_changed_before_the_backup(place, scratch):
    """A backup of a record that was tampered with is a backup all the same; its drill fails."""
    (name,) = [path.name for path in Path(live.MEDIA_ROOT).rglob("*.pdf")]
    stored = next(Path(live.MEDIA_ROOT).rglob(name))
    stored.write_bytes(b"another")
    run("backup", place)
    assert "被换过，与存入时的SHA-256不同" in refused("drill_backup", place)
    assert "被换过" in last_drill().failed.failure
    assert last_drill().good is None


# ---- what is wrong, in a sentence --------------------------------------------------------------------------


def check(path: Path, *more: object) -> str:
    return refused("restore", path, "--check", *more)


BROKEN = "备份不完整或者被改过，不能用。请换另一个备份。"


def test_a_sealed_backup_that_is_cut_changed_or_asked_with_another_key(place, settings, tmp_path):
    identity = sealed(settings, tmp_path)
    run("backup", place)
    path = made(place)
    whole = path.read_bytes()
    assert "完整" in run("restore", path, "--check", "--identity", identity)
    run("make_backup_key", tmp_path / "other.key")
    (tmp_path / "no.key").write_text("钥匙", encoding="utf-8")
    keys = {
        "": "备份是加密的，要用私钥打开：请设置 BACKUP_IDENTITY，或者加 --identity 私钥文件。",
        tmp_path / "other.key": "私钥不对：这个备份不是用它的公钥加密的。",
        tmp_path / "no.key": f"备份私钥文件{tmp_path / 'no.key'}读不出来，或者里面没有私钥。",
    }
    assert {key: check(path, "--identity", key) for key in keys} == keys
    middle = len(whole) // 2
    changed = {
        "cut": whole[:-200],
        "byte": whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :],
        "more": whole + b"\0",
    }
    for content in changed.values():
        path.write_bytes(content)
        assert check(path, "--identity", identity) == BROKEN
    path.write_bytes(b"x" + whole[1:])
    assert check(path, "--identity", identity) == f"{path.name}不是备份文件，或者开头被改过。"


def repacked(path: Path, change) -> None:
    """The backup with its members changed: {name: content}."""
    with tarfile.open(path) as tar:
        members = {one.name: tar.extractfile(one).read() for one in tar}
    change(members)
    with tarfile.open(path, "w:gz") as tar:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))


def of_manifest(**facts):
    """Change what the manifest says, signed by nobody."""

    def change(members):
        kept = json.loads(members["manifest.json"])
        text = json.dumps({**json.loads(kept["text"]), **facts})
        members["manifest.json"] = json.dumps({"text": text, "key": "", "signature": ""}).encode()

    return change


def resigned(members) -> None:
    kept = json.loads(members["manifest.json"])
    members["manifest.json"] = json.dumps(
        {**kept, "text": kept["text"].replace('"format": 1', '"format":  1')}
    ).encode()


OTHER = "备份里的{}与清单上的SHA-256不同，被改过。请换另一个备份。"
VERSION = "备份是另一版程序做的，这一版接不上。请先装上做备份的那一版，恢复以后再升级。"


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        (lambda members: members.update(database=b"x"), OTHER.format("database")),
        (lambda members: members.pop("words.txt"), "备份里缺words.txt，不能用。请换另一个备份。"),
        (lambda members: members.pop("manifest.json"), "备份不完整：没有清单。请换另一个备份。"),
        (lambda members: members.update({"manifest.json": b"{"}), BROKEN),
        (resigned, "备份清单的签名不对，清单被改过。请换另一个备份。"),
        (lambda members: members.update({"files/../../a": b"x"}), "备份里有不该有的'files/../../a'，不能用。"),
        (lambda members: members.update({"files/more": b"x"}), OTHER.format("files/more")),
        (lambda members: members.update({"else": b"x"}), "备份里有不该有的'else'，不能用。"),
        (of_manifest(format=2), "备份是第2种格式的，这一版程序只认第1种。请用做备份的那一版程序恢复。"),
        (of_manifest(migrations=[("proposals", "0099_more")]), VERSION),
    ],
)  # fmt: skip
def test_a_backup_that_was_changed_or_is_of_another_version(change, wrong, bare):
    repacked(bare, change)
    assert check(bare) == wrong


@pytest.fixture(scope="module")
def one_backup(django_db_setup, django_db_blocker, tmp_path_factory):
    """One for all the tests that change its copy."""
    folder = tmp_path_factory.mktemp("bare")
    with django_db_blocker.unblock():
        from django.test import override_settings

        words, key = folder / "words.txt", folder / "head.pem"
        words.write_text("分布实施 分步实施\n", encoding="utf-8")
        with override_settings(WORDS_FILE=words, HEAD_KEY=key, MEDIA_ROOT=str(folder / "stored")):
            from cryptography.hazmat.primitives import serialization
            from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

            pem, pkcs8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
            key.write_bytes(Ed25519PrivateKey.generate().private_bytes(pem, pkcs8, serialization.NoEncryption()))
            (folder / "out").mkdir()
            call_command("backup", str(folder / "out"), stdout=io.StringIO(), stderr=io.StringIO())
    return made(folder / "out")


@pytest.fixture
def bare(one_backup, tmp_path):
    copy = tmp_path / one_backup.name
    copy.write_bytes(one_backup.read_bytes())
    return copy


@pytest.mark.parametrize("cut", [20, 5_000, -9, -1])
def test_a_plain_backup_that_is_cut(cut, bare):
    bare.write_bytes(bare.read_bytes()[:cut])
    assert check(bare) == BROKEN


def plain_of(content: bytes) -> bytes:
    try:
        return gzip.decompress(content)
    except (OSError, EOFError, zlib.error):
        return b""


def test_each_changed_byte_of_a_plain_backup_is_found(bare):
    whole = bare.read_bytes()
    for at in (*range(100, len(whole), len(whole) // 12), len(whole) - 6):
        changed = whole[:at] + bytes([whole[at] ^ 4]) + whole[at + 1 :]
        if plain_of(changed) != plain_of(whole):  # a run of zeros can be written in more than one way
            bare.write_bytes(changed)
            assert check(bare)


def test_a_backup_of_the_other_kind_of_database(bare):
    other = "postgresql" if connection.vendor == "sqlite" else "sqlite"
    repacked(bare, of_manifest(database=other))
    assert "不能互相恢复" in check(bare)


def test_what_is_no_backup_or_not_there(place):
    (place / "banli-20260101-010000.tar.gz").write_bytes(b"hello")
    assert check(place) == "banli-20260101-010000.tar.gz不是备份文件，或者开头被改过。"
    assert check(place / "no") == f"没有{place / 'no'}这个文件。"
    (place / "empty").mkdir()
    assert check(place / "empty") == f"{place / 'empty'}里没有备份。"


def test_nothing_is_restored_over_what_is_there(place):
    run("backup", place)
    before = Event.objects.count()
    assert "没有动它" in refused("restore", place)
    assert Event.objects.count() == before


# ---- whole or not at all -----------------------------------------------------------------------------------


def test_a_backup_that_fails_leaves_nothing_but_the_sentence(place, settings):
    settings.BACKUP_KEY = ["age1wrong"]
    assert refused("backup", place) == "BACKUP_KEY 里的“age1wrong……”不是 age 公钥（应以 age1 开头），备份没有做。"
    assert [path.name for path in place.iterdir()] == [".lock"]
    assert last_backup().failed.failure == "BACKUP_KEY 里的“age1wrong……”不是 age 公钥（应以 age1 开头），备份没有做。"
    assert [(last_backup().good, one.level) for one in looks_of_trust() if one.name == "backup"] == [(None, "soon")]
    assert (
        refused("backup", place / "no")
        == f"没有{place / 'no'}这个文件夹，或者不能写。请先建好，让运行程序的账号能写。"
    )


def test_a_write_that_fails_leaves_nothing(place):
    default_storage.save("large.pdf", ContentFile(os.urandom(9_000_000)))
    with limited_file_size(8_000_000):
        said = refused("backup", place)
    assert said.startswith("写不进去：[Errno 27]")
    assert [path.name for path in place.iterdir()] == [".lock"]
    assert list(Path(live.DATA_DIR).glob(".backup-*")) == []
    assert last_backup().failed.failure == said


def test_what_a_killed_one_left_is_removed_and_the_old_ones_stay(place):
    run("backup", place)
    old = made(place)
    (place / "banli-20260101-010000.tar.gz.part").write_bytes(b"half")
    (place / "别的文件.txt").write_text("不是备份", encoding="utf-8")
    os.utime(old)
    old.rename(place / "banli-20260102-010000.tar.gz")
    run("backup", place)
    names = sorted(path.name for path in place.iterdir())
    assert names[:2] == [".lock", "banli-20260102-010000.tar.gz"]
    assert names[-1] == "别的文件.txt"
    assert len(names) == 4


def test_two_at_once_are_one(place):
    import fcntl

    with (place / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert refused("backup", place) == f"{place}里正在做另一个备份或者演练，请等它做完。"


# ---- what is kept, and what the page of the state reads ----------------------------------------------------


def test_the_last_of_each_day_week_and_month_is_kept():
    start = dt.datetime(2026, 1, 1, 1, 30, tzinfo=dt.UTC)
    times = [start + dt.timedelta(hours=12 * number) for number in range(2 * 400)]
    kept = sorted(choose_kept(times, 3, 2, 4))
    assert [f"{at:%m-%d %H}" for at in kept] == [
        "11-30 13", "12-31 13", "01-31 13", "02-02 13", "02-03 01", "02-03 13", "02-04 01", "02-04 13",
    ]  # fmt: skip
    assert choose_kept(times, 0, 0, 0) == set(times[-4:])


def test_old_ones_go_only_when_a_new_one_is_there(place, settings):
    settings.BACKUP_KEEP = ["2", "0", "0"]
    for day in ("20260101", "20260102", "20260103"):
        (place / f"banli-{day}-013000.tar.gz").write_bytes(b"old")
    settings.BACKUP_KEY = ["age1wrong"]
    refused("backup", place)
    assert len(list(place.glob("banli-*"))) == 3
    settings.BACKUP_KEY = []
    assert "删去过期的备份2个。" in run("backup", place)
    assert sorted(path.name[:14] for path in place.glob("banli-*"))[0] == "banli-20260103"
    settings.BACKUP_KEEP = ["两周"]
    assert refused("backup", place) == "BACKUP_KEEP 要写三个数：留几天、几周、几个月，例如 14,8,24。"


def test_the_backups_that_hold_what_is_to_be_erased_are_known(place):
    begin = timezone.now()
    run("backup", place)
    assert [one.place for one in backups_since(begin)] == [str(made(place))]
    assert backups_since(timezone.now()) == []
    made(place).unlink()
    assert backups_since(begin) == []


def test_a_backup_that_was_exchanged_is_told_by_the_drill(place, scratch):
    run("backup", place)
    path = made(place)
    path.write_bytes(gzip.compress(b"another"))
    assert refused("drill_backup", place) == f"{path.name}与做好的时候不同（SHA-256），被改过。请换另一个备份。"


def test_a_name_as_a_file_system_has_it(place):
    default_storage.save(
        "attachments/办理情况（一）\udc80.txt".encode("utf-8", "replace").decode(), ContentFile(b"x")
    )
    run("backup", place)
    assert "完整" in run("restore", place, "--check")


def test_files_come_back_into_a_storage_that_is_no_folder(bare, tmp_path):
    """Under the names that the rows know; one that gives them another is refused, and left as empty as it was."""

    class Renaming(InMemoryStorage):
        def get_available_name(self, name, max_length=None):
            return f"{name}.1"

    (tmp_path / "files/printed").mkdir(parents=True)
    (tmp_path / "files/printed/a.pdf").write_bytes(b"paper")
    stored, names = InMemoryStorage(), []
    put_files(tmp_path / "files", stored, names)
    assert (names, stored.open("printed/a.pdf").read()) == (["printed/a.pdf"], b"paper")
    with pytest.raises(BackupError, match="存进去以后换了名字，没有恢复"):
        put_files(tmp_path / "files", Renaming(), names)
    assert list(list_stored(stored)) == ["printed/a.pdf"]


def test_what_differs_in_a_restored_database_is_said(bare):
    said = {"tables": count_tables(connection), "sequences": read_sequences(connection)}
    assert compare_tables(connection, said) == []
    tables = said["tables"]
    (_, digest), name = tables.pop("proposals_limit"), next(iter(said["sequences"]))
    count = said["sequences"][name]
    changed = {
        **tables,
        "more": (0, ""),
        "proposals_unit": (tables["proposals_unit"][0] + 1, ""),
        "proposals_calendarday": (tables["proposals_calendarday"][0], digest),
    }
    there = tables["proposals_unit"][0]
    assert compare_tables(connection, {"tables": changed, "sequences": {name: count + 1}}) == [
        f"{name}数到{count}，备份的时候已经数到{count + 1}，新的编号会重复。",
        "多了一张表proposals_limit。",
        "表more没有了。",
        "表proposals_calendarday的内容与备份的时候不同。",
        f"表proposals_unit有{there}行，备份的时候有{there + 1}行。",
    ]
