"""末笔 outside: the key, the nightly head and where it goes, and what a folder of them proves."""

import datetime as dt
import io
import json
import resource
import signal
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone

from proposals.administration.record import record_change
from proposals.heads.keys import is_signed_by, last_public, load_head_key, public_of, sign_text
from proposals.heads.losses import ask_key_loss, decide_key_loss
from proposals.heads.send import send_heads
from proposals.heads.sign import sign_head
from proposals.journal.enter import enter_waiting
from proposals.models import AdministrationEvent, HeadKeyLoss, HeadSending, JournalEntry, SignedHead
from tests import factories as f
from tests.proposals.journal.record import lay_record, unguarded, verify
from tests.proposals.journal.tampering import cut_journal, rewrite_journal

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(autouse=True)
def outside(settings, tmp_path):
    """A folder of a file share, and a key in a place of its own."""
    settings.HEAD_KEY = tmp_path / "key" / "head.pem"
    settings.HEAD_FOLDERS, settings.HEAD_MAIL = [str(tmp_path / "share")], []
    (tmp_path / "share").mkdir()
    return tmp_path / "share"


def command(*arguments: str) -> str:
    said = io.StringIO()
    call_command("make_head_key", *arguments, stdout=said)
    return said.getvalue()


def begin() -> None:
    """A little is in the journal, and there is a key."""
    f.make_case("received")
    command()
    enter_waiting()


def files(folder: Path) -> list[Path]:
    return sorted(one for one in folder.glob("*.json") if one.name != "manifest.json")


def lose_key(settings, why: str = "硬盘坏了") -> None:
    """The file is gone, one administrator says so, another agrees."""
    settings.HEAD_KEY.unlink(missing_ok=True)
    w = f.world()
    decide_key_loss(ask_key_loss(w.admin, reason=why), w.auditor, agree=True)


def against(folder: Path) -> list[str]:
    return verify("--against", str(folder))


# ---- the key ---------------------------------------------------------------------------------------------


def test_the_key_is_a_file_of_the_program_alone_and_its_public_half_is_in_the_record(settings):
    f.world()
    said = command()
    key = load_head_key()
    assert stat.S_IMODE(settings.HEAD_KEY.stat().st_mode) == 0o600
    event = AdministrationEvent.objects.get(label="启用末笔签名钥匙")
    public = public_of(key)
    assert (event.changes, last_public(), public in said) == (
        [{"field": "公钥", "old": "", "new": public}], public, True,
    )  # fmt: skip
    with pytest.raises(CommandError, match="已经有钥匙了"):
        command()
    assert AdministrationEvent.objects.filter(label__contains="钥匙").count() == 1


def test_the_old_key_signs_the_new_one_and_is_kept(settings):
    f.world()
    command()
    old = public_of(load_head_key())
    command("--replace", "经手人换了")
    new = public_of(load_head_key())
    event = AdministrationEvent.objects.get(label="更换末笔签名钥匙")
    assert (event.comment, is_signed_by(old, new, event.source), old == new) == ("经手人换了", True, False)
    assert len(list(settings.HEAD_KEY.parent.glob("head-*.pem"))) == 1


def test_a_lost_key_is_replaced_when_two_persons_said_so_and_once(settings):
    f.world()
    command()
    settings.HEAD_KEY.unlink()
    with pytest.raises(CommandError, match="文件却不在了"):
        command()
    with pytest.raises(CommandError, match="要两个人同意才能换"):
        command("--replace", "硬盘坏了")
    assert not settings.HEAD_KEY.exists()
    lose_key(settings)
    command("--replace", "按页面上的")
    event = AdministrationEvent.objects.get(label="更换末笔签名钥匙（旧钥匙丢失）")
    assert (event.comment, event.source) == ("硬盘坏了（钟凯提出，申察同意）", "")
    assert HeadKeyLoss.objects.get().key == last_public()
    settings.HEAD_KEY.unlink()
    with pytest.raises(CommandError, match="要两个人同意才能换"):
        command("--replace", "又丢了")


def test_a_file_that_is_no_key_stops_nothing_but_the_signing(settings):
    begin()
    settings.HEAD_KEY.write_text("这不是钥匙")
    said, wrong = io.StringIO(), io.StringIO()
    call_command("housekeeping", stdout=said, stderr=wrong)
    assert "总账末笔没有签名：末笔签名钥匙head.pem读不出来。" in wrong.getvalue()
    assert "记入总账" in said.getvalue()
    with pytest.raises(CommandError, match="读不出来。要更换的"):
        command()
    lose_key(settings, "文件坏了")
    command("--replace", "文件坏了")
    assert sign_head() is not None


# ---- each night ------------------------------------------------------------------------------------------


def test_once_a_day_to_every_address(outside, settings):
    settings.HEAD_MAIL = ["archive@example.com"]
    begin()
    with time_machine.travel("2026-03-04 01:00 +0800", tick=False):
        assert [send_heads() for _ in range(2)] == [(2, 0), (0, 0)]
    with time_machine.travel("2026-03-05 01:00 +0800", tick=False):
        f.make_case("received")
        assert send_heads() == (2, 0)
    first, second = SignedHead.objects.all()
    assert second.number > first.number
    names = [f"末笔-2026030{day}-{head.number}.json" for day, head in ((4, first), (5, second))]
    assert [one.name for one in files(outside)] == names
    kept = json.loads(files(outside)[0].read_text(encoding="utf-8"))
    assert (kept["text"], is_signed_by(first.key, kept["text"], kept["signature"])) == (first.text, True)
    said = json.loads(kept["text"])
    assert (said["number"], said["hash"], said["key"]) == (first.number, first.entry.hash, first.key)
    letters = [(one.to, one.attachments[0][0]) for one in mail.outbox if "总账末笔" in one.subject]
    assert letters == [(["archive@example.com"], name) for name in names]


def test_what_did_not_arrive_is_kept_and_tried_again(outside):
    begin()
    outside.rmdir()
    assert send_heads() == (0, 1)
    assert HeadSending.objects.get().failure == "文件夹不在"
    outside.mkdir()
    assert [send_heads() for _ in range(2)] == [(1, 0), (0, 0)]
    assert [one.failure for one in HeadSending.objects.all()][1:] == [""]
    assert SignedHead.objects.count() == 1


def test_nothing_is_signed_where_there_is_no_address_or_no_key(settings):
    f.make_case("received")
    assert send_heads() == (0, 0)  # no key
    command()
    settings.HEAD_FOLDERS = []
    assert (send_heads(), SignedHead.objects.count()) == ((0, 0), 0)


def test_a_file_that_is_there_is_never_written_over(outside):
    begin()
    head = sign_head()
    (outside / f"末笔-{timezone.localtime(head.at):%Y%m%d}-{head.number}.json").write_text("别的", encoding="utf-8")
    assert send_heads() == (0, 1)
    assert files(outside)[0].read_text(encoding="utf-8") == "别的"


def test_a_file_that_was_left_half_written_is_written_whole_the_next_time(outside):
    """The disk of the share was full, or the writer was killed."""
    begin()
    head = sign_head()
    name = f"末笔-{timezone.localtime(head.at):%Y%m%d}-{head.number}"
    with limited_file_size(100):
        assert send_heads() == (0, 1)
    assert (files(outside), HeadSending.objects.get().failure) == ([], "没有送成，原因在服务器的日志里")
    assert send_heads() == (1, 0)
    assert sorted(one.name for one in outside.iterdir()) == ["manifest.json", f"{name}.json"]
    assert json.loads(files(outside)[0].read_text(encoding="utf-8"))["text"] == head.text


@contextmanager
def limited_file_size(most: int) -> Iterator[None]:
    """No file of this process grows longer: the write fails in its middle, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)


def go_on() -> None:
    """Somebody does something, and it is in the journal."""
    w = f.world()
    record_change(w.admin, AdministrationEvent.Subject.PERSON, w.handler, "看了电话")
    enter_waiting()


# ---- what they prove -------------------------------------------------------------------------------------


@pytest.fixture
def kept(outside):
    """A record whose head went out, and what was done since."""
    record = lay_record()
    command()
    send_heads()
    go_on()
    return record


def test_an_untouched_record_is_what_it_was(kept, outside):
    said = io.StringIO()
    call_command("verify_audit", "--against", str(outside), stdout=said)
    assert "外存末笔1" in said.getvalue()


def test_a_journal_that_was_computed_anew_is_found(kept, outside):
    head = SignedHead.objects.get()
    with unguarded(marked=False):
        rewrite_journal(kept)
    name = files(outside)[0].name
    day = timezone.localtime(head.at).date()
    assert verify() == ["总账登记的末笔：印记不对，不是本系统写的。"]
    assert against(outside)[1:] == [
        f"外存末笔{name}：第{head.number}笔与{day}送出的末笔不同，在此以前的记录被重写过；到开头为止是一样的。"
    ]


def test_a_journal_that_was_cut_behind_the_last_head_is_found(kept, outside):
    number = SignedHead.objects.get().number
    with unguarded(marked=False):
        while JournalEntry.objects.order_by("-number")[0].number >= number:
            cut_journal(kept)
    (sentence,) = [one for one in against(outside) if one.startswith("外存末笔")]
    assert f"总账到了第{number}笔，现在只有到第{number - 1}笔；到开头为止是一样的。" in sentence


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        (lambda text: text.replace('\\"number\\": ', '\\"number\\": 1'), "签名不对，文件被改过。"),
        (lambda text: text[:-9], "读不出来，不是末笔文件，或者被改过。"),
        (lambda text: "[" * 90_000, "读不出来，不是末笔文件，或者被改过。"),
        (lambda text: text + " " * 100_001, "读不出来，不是末笔文件，或者被改过。"),
        (lambda text: "{}", "读不出来，不是末笔文件，或者被改过。"),
    ],
)
def test_a_file_that_was_changed_is_found(kept, outside, change, wrong):
    (path,) = files(outside)
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    assert against(outside) == [f"外存末笔{path.name}：{wrong}"]


@pytest.mark.parametrize("number", ["1180591620717411303424", "Infinity", "1e400", "0", "-5", "1.5", "true", "null"])
def test_a_number_that_no_entry_can_have_is_found_and_hides_nothing_else(kept, outside, number):
    """Anybody may sign such a file with a key of his own and lay it beside the others."""
    key = Ed25519PrivateKey.generate()
    text = f'{{"at": "2026-03-04", "hash": "x", "key": "{public_of(key)}", "number": {number}}}'
    content = json.dumps({"text": text, "signature": sign_text(key, text)})
    (outside / "a.json").write_text(content, encoding="utf-8")
    assert against(outside) == ["外存末笔a.json：读不出来，不是末笔文件，或者被改过。"]


def test_an_empty_folder_proves_nothing_and_says_so(kept, tmp_path):
    (tmp_path / "empty").mkdir()
    assert against(tmp_path / "empty") == ["外存末笔：文件夹里没有末笔文件，没有可以核对的。"]
    with pytest.raises(CommandError, match="这个文件夹。"):
        call_command("verify_audit", "--against", str(tmp_path / "nowhere"))


def later_head(outside: Path, days: int = 1) -> str:
    """The head of a later day; its file."""
    with time_machine.travel(timezone.now() + dt.timedelta(days=days)):
        go_on()
        send_heads()
    return files(outside)[-1].name


def test_heads_of_a_key_that_was_replaced_go_on_proving(kept, outside):
    command("--replace", "经手人换了")
    later_head(outside)
    assert against(outside) == []


def test_a_lost_key_is_no_fault_and_is_said(kept, outside, settings):
    lose_key(settings)
    command("--replace", "硬盘坏了")
    later_head(outside)
    said = io.StringIO()
    call_command("verify_audit", "--against", str(outside), stdout=said)
    assert "起用新钥匙签末笔，旧钥匙丢失：硬盘坏了（钟凯提出，申察同意）" in said.getvalue()


def test_a_key_that_nobody_recorded_is_found(kept, outside, settings, tmp_path):
    command("--replace", "私下换的")
    with unguarded(marked=False):
        AdministrationEvent.objects.filter(comment="私下换的").update(label="别的")
    name = later_head(outside)
    assert f"外存末笔{name}：用的钥匙没有记录过是什么时候换的。" in against(outside)


def test_a_change_of_keys_that_the_old_one_did_not_sign_is_found(kept, outside):
    command("--replace", "经手人换了")
    with unguarded(marked=False):
        AdministrationEvent.objects.filter(comment="经手人换了").update(source="AAAA")
    name = later_head(outside)
    assert f"外存末笔{name}：换钥匙的记录不是旧钥匙签的。" in against(outside)
