"""Every kind of tampering with what the heads outside prove: folder, manifest, receipts, keys, the record itself."""

import json
import shutil
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import call_command
from django.db import connection, transaction
from django.test import override_settings

from proposals.administration.record import record_change
from proposals.heads.keys import LOST, load_head_key, make_head_key, public_of, sign_text
from proposals.heads.losses import ask_key_loss, decide_key_loss
from proposals.heads.send import send_heads
from proposals.heads.witness import add_witnessed, take_head
from proposals.journal.enter import enter_waiting, read_rows
from proposals.journal.kinds import digest_of, kept_tables
from proposals.management.commands import verify_audit
from proposals.models import (
    AdministrationEvent,
    HeadKeyLoss,
    HeadSending,
    JournalEntry,
    JournalHead,
    SignedHead,
    WitnessedHead,
)
from proposals.models.journal.seal import make_seal
from tests import factories as f
from tests.proposals.journal.record import Record, lay_record, unguarded, verify
from tests.proposals.journal.tampering import FORGED, GONE, WRITTEN, change_and_rewrite

pytestmark = [pytest.mark.django_db, pytest.mark.database]
DAYS = (4, 5, 6, 7)
OWN = Ed25519PrivateKey.from_private_bytes(b"a key of one's own, 32 bytes lon")


@dataclass(frozen=True)
class Laid:
    """The record, and the folder to which four heads of it went; before the last the key was lost."""

    record: Record
    folder: Path

    @property
    def files(self) -> list[Path]:
        return sorted(self.folder.glob("末笔*.json"))

    def head(self, day: int) -> SignedHead:
        return SignedHead.objects.order_by("pk")[day - DAYS[0]]


@pytest.fixture(scope="module")
def kept(django_db_setup, django_db_blocker, tmp_path_factory):
    """One record for all of them."""
    place = tmp_path_factory.mktemp("heads")
    (place / "share").mkdir()
    said = {"HEAD_KEY": place / "head.pem", "HEAD_FOLDERS": [str(place / "share")], "HEAD_MAIL": []}
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(**said):
        yield lay_heads(place / "share")
        transaction.set_rollback(True)


def lay_heads(folder: Path) -> Laid:
    with time_machine.travel("2026-03-04 09:00 +0800", tick=False):
        record, w = lay_record(), f.world()
        make_head_key("")
    for day in DAYS:
        with time_machine.travel(f"2026-03-0{day} 10:00 +0800", tick=False):
            if day == DAYS[-1]:
                decide_key_loss(ask_key_loss(w.admin, reason="硬盘坏了"), w.auditor, agree=True)
                override_settings(HEAD_KEY=folder.parent / "second.pem").enable()
                make_head_key("")
            record_change(w.admin, AdministrationEvent.Subject.PERSON, w.handler, "看了电话")
            send_heads()
    with time_machine.travel("2026-03-07 11:00 +0800", tick=False):
        add_witnessed(w.admin, "https://other.example", public_of(OWN))
        text = json.dumps(
            {"number": 9, "hash": "0" * 64, "at": "2026-03-07T01:00+00:00", "key": public_of(OWN)}
            | {"installation": "https://other.example"}
        )
        take_head(json.dumps({"text": text, "signature": sign_text(OWN, text)}).encode())
        head = SignedHead.objects.last()
        receipt = json.dumps({"head": head.text, "key": public_of(OWN)})
        facts = {"at": head.at, "receipt": json.dumps({"text": receipt, "signature": sign_text(OWN, receipt)})}
        HeadSending.objects.create(head=head, address="https://other.example/heads/", **facts)
        enter_waiting()
    return Laid(record, folder)


@pytest.fixture
def laid(kept, db, tmp_path):
    shutil.copytree(kept.folder, tmp_path / "before")
    with transaction.atomic(), time_machine.travel("2026-03-07 12:00 +0800", tick=False):
        connection.check_constraints()
        yield kept
        transaction.set_rollback(True)
    shutil.rmtree(kept.folder)
    shutil.copytree(tmp_path / "before", kept.folder)


@dataclass(frozen=True)
class Kind:
    """What is done, and what is said of it; {n5} is the number of the head of 5 March, {f5} its file."""

    name: str
    do: Callable[[Laid], object]
    says: tuple[str, ...]
    by_program: bool = False  # as who may run it does, with all triggers

    def tamper(self, laid: Laid) -> None:
        with nullcontext() if self.by_program else unguarded(marked=False):
            self.do(laid)


def resign(path: Path, **change: object) -> None:
    """The file as one with a key of one's own makes it."""
    facts = json.loads(json.loads(path.read_text(encoding="utf-8"))["text"]) | {"key": public_of(OWN), **change}
    text = json.dumps(facts, ensure_ascii=False)
    path.write_text(json.dumps({"text": text, "signature": sign_text(OWN, text)}), encoding="utf-8")


def edit_manifest(laid: Laid) -> None:
    path = laid.folder / "manifest.json"
    path.write_text(path.read_text(encoding="utf-8").replace("硬盘坏了", "到期更换"), encoding="utf-8")


def own_manifest(laid: Laid) -> None:
    keys = [{"key": public_of(OWN), "how": "启用末笔签名钥匙"}]
    resign(laid.folder / "manifest.json", keys=keys)


def key_twice(laid: Laid) -> None:
    """A key stands in the manifest once more; who has the present one signs it."""
    path = laid.folder / "manifest.json"
    said = json.loads(json.loads(path.read_text(encoding="utf-8"))["text"])
    text = json.dumps({**said, "keys": [*said["keys"], said["keys"][-1]]})
    kept = {"text": text, "signature": sign_text(load_head_key(), text)}
    path.write_text(json.dumps(kept), encoding="utf-8")


def forget_head(laid: Laid, *, file: bool) -> None:
    """The head of 5 March out of the database, its file too."""
    head = laid.head(5)
    laid.record.run("DELETE FROM proposals_headsending WHERE head_id = %s", head.pk)
    laid.record.run("DELETE FROM proposals_signedhead WHERE id = %s", head.pk)
    if file:
        laid.files[1].unlink()


def forge_receipt(laid: Laid) -> None:
    row = HeadSending.objects.exclude(receipt="").get()
    HeadSending.objects.filter(pk=row.pk).update(receipt=row.receipt.replace('"signature": "', '"signature": "A'))


def receipt_of_another(laid: Laid) -> None:
    text = json.dumps({"head": laid.head(5).text, "key": public_of(OWN)})
    kept = json.dumps({"text": text, "signature": sign_text(OWN, text)})
    HeadSending.objects.exclude(receipt="").update(receipt=kept)


def replace_key_alone(laid: Laid) -> None:
    """A change of keys as the command writes it, without the two persons."""
    changes = [{"field": "公钥", "old": public_of(load_head_key()), "new": public_of(OWN)}]
    facts = {"subject": "record", "subject_name": "x", "actor_name": "系统", "label": LOST, "comment": "丢了"}
    AdministrationEvent.objects.create(changes=changes, **facts)
    enter_waiting()


def sign_the_other_way(laid: Laid) -> None:
    """The change of keys says that the old key had signed it."""
    AdministrationEvent.objects.filter(label=LOST).update(label="更换末笔签名钥匙", source="AAAA")


def rewrite_everything(laid: Laid) -> None:
    """An event changed, its case's chain and the journal computed anew."""
    change_and_rewrite(laid.record)
    event = next(one for one in kept_tables() if one.label == "proposals.Event")
    rows = {key: row for key, _, row in read_rows(event)}
    previous = ""
    for entry in JournalEntry.objects.order_by("number"):
        if entry.table == event.table:
            entry.digest = digest_of({name: rows[entry.row][name] for name in event.parts[""]})
        entry.previous_hash = previous
        previous = entry.computed_hash()
        values = {"digest": entry.digest, "previous_hash": entry.previous_hash, "hash": previous}
        JournalEntry.objects.filter(pk=entry.pk).update(**values)
    head = JournalHead.objects.get()
    head.hash = previous
    head.seal = make_seal(head.sealed_text())
    head.save()


KEYS_ROW = "末笔签名钥匙丢失（第几行）：“决定”部分"
KINDS = [
    Kind(
        "文件夹里拿走一份",
        lambda laid: laid.files[1].unlink(),
        ("外存末笔：2026-03-05签过第{n5}笔的末笔，文件夹里没有。",),
    ),
    Kind(
        "文件夹里拿走最后一份",
        lambda laid: laid.files[-1].unlink(),
        ("外存末笔：2026-03-07签过第{n7}笔的末笔，文件夹里没有。",),
    ),
    Kind(
        "跳过一天，数据库里也删掉",
        lambda laid: forget_head(laid, file=True),
        (
            f"末笔的送出（第几行）：{GONE}",
            f"签过名的末笔（第几行）：{GONE}",
            "外存末笔：缺2026-03-05的，前一份是2026-03-04的，后一份是2026-03-06的，中间总账有入账。",
        ),
    ),
    Kind(
        "数据库里的末笔删掉，文件还在",
        lambda laid: forget_head(laid, file=False),
        (
            f"末笔的送出（第几行）：{GONE}",
            f"签过名的末笔（第几行）：{GONE}",
            "外存末笔{f5}：2026-03-05签过的第{n5}笔，数据库里没有签过它的记录了。",
        ),
    ),
    Kind("钥匙清单改掉", edit_manifest, ("外存末笔manifest.json：读不出来，或者签名不对，被改过。",)),
    Kind(
        "钥匙清单用自己的钥匙重签",
        own_manifest,
        ("外存末笔manifest.json：第一把钥匙不是本系统的，是另一个系统的清单，或者被换过。",),
    ),
    Kind("钥匙清单多写一把", key_twice, ("外存末笔manifest.json：里面的钥匙与管理记录里的不同。",)),
    Kind(
        "一份末笔用自己的钥匙重签",
        lambda laid: resign(laid.files[1]),
        (
            "外存末笔{f5}：用的钥匙没有记录过是什么时候换的。",
            "外存末笔{f5}：2026-03-05签过的第{n5}笔，数据库里没有签过它的记录了。",
            "外存末笔：2026-03-05签过第{n5}笔的末笔，文件夹里没有。",
        ),
    ),
    Kind(
        "末笔说是另一个系统的",
        lambda laid: resign(laid.files[1], installation="https://other.example"),
        ("外存末笔：2026-03-05签过第{n5}笔的末笔，文件夹里没有。",),
    ),
    Kind(
        "回执改掉",
        forge_receipt,
        (
            "https://other.example/heads/见证的回执（第几行）：签名不对。",
            f"末笔的送出（第几行）：内容{WRITTEN}",
        ),
    ),
    Kind(
        "回执换成另一份的",
        receipt_of_another,
        (
            "https://other.example/heads/见证的回执（第几行）：说的不是这一份末笔。",
            f"末笔的送出（第几行）：内容{WRITTEN}",
        ),
    ),
    Kind(
        "一个人换钥匙",
        replace_key_alone,
        (f"末笔签名钥匙{public_of(OWN)[:16]}：旧钥匙说是丢失的，没有两个人同意换的记录。",),
        by_program=True,
    ),
    Kind(
        "同意换钥匙的人改掉",
        lambda laid: HeadKeyLoss.objects.update(decided_by=f.world().grants),
        (f"{KEYS_ROW}{WRITTEN}",),
    ),
    Kind(
        "丢失说成旧钥匙签过",
        sign_the_other_way,
        (
            f"管理记录（第几行）：{FORGED}",
            "末笔签名钥匙{key}：换钥匙的记录不是旧钥匙签的。",
            f"管理记录（第几行）：内容{WRITTEN}",
            "外存末笔{f7}：换钥匙的记录不是旧钥匙签的。",
        ),
    ),
    Kind(
        "替别的系统保存的末笔改掉",
        lambda laid: WitnessedHead.objects.update(hash="1" * 64),
        (f"别的系统的末笔（第几行）：内容{WRITTEN}",),
    ),
    Kind(
        "办理记录、链、总账全部重算",
        rewrite_everything,
        (
            f"001号的办理记录（第几行等21行）：{FORGED}",
            *(
                one
                for day in DAYS
                for one in (
                    f"外存末笔{{f{day}}}：第{{n{day}}}笔与2026-03-0{day}送出的末笔不同，"
                    "在此以前的记录被重写过；到开头为止是一样的。",
                    f"外存末笔{{f{day}}}：2026-03-0{day}各件办理记录共28条，末条与现在的不同。",
                )
            ),
        ),
    ),
]


def said(kind: Kind, laid: Laid) -> list[str]:
    names = {f"n{day}": laid.head(day).number for day in DAYS}
    names |= {f"f{day}": f"末笔-2026030{day}-{laid.head(day).number}.json" for day in DAYS}
    return [one.format(key=public_of(load_head_key())[:16], **names) for one in kind.says]


def against(laid: Laid) -> list[str]:
    return verify("--against", str(laid.folder))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_it_is_found(laid, kind):
    expected = said(kind, laid)
    kind.tamper(laid)
    assert against(laid) == expected


def test_an_untouched_record_and_folder_are_whole(laid):
    assert against(laid) == []


@pytest.mark.parametrize(
    ("check", "name"),
    [("prove_head_keys", "一个人换钥匙"), ("prove_receipts", "回执改掉"), ("prove_against", "文件夹里拿走一份")],
)
def test_without_one_check_its_kind_says_less(laid, monkeypatch, check, name):
    kind = next(one for one in KINDS if one.name == name)
    expected = said(kind, laid)
    kind.tamper(laid)
    monkeypatch.setattr(verify_audit, check, lambda *_: None)
    assert len(against(laid)) == len(expected) - 1


def test_what_is_beside_the_folder_is_told_and_is_no_fault(laid, tmp_path, capsys):
    """An old copy, by years, with the heads of another installation among them."""
    (tmp_path / "2026").mkdir()
    for path in laid.files[1:3]:
        shutil.copy(path, tmp_path / "2026")
    shutil.copy(laid.files[0], tmp_path / "a.json")
    resign(tmp_path / "a.json", installation="https://other.example")
    call_command("verify_audit", "--against", str(tmp_path))
    told = capsys.readouterr().out
    assert "文件夹里另有1份是https://other.example的末笔，不是本系统的，没有核对" in told
    assert "2026-03-05以前和2026-03-06以后签过的，另有2份不在这个文件夹里" in told
    assert "外存末笔2" in told
    assert "末笔里的办理记录56" in told


def test_more_files_than_are_read_are_told(laid, monkeypatch):
    monkeypatch.setattr("proposals.heads.proof.folder.MOST", 1)
    monkeypatch.setattr("proposals.heads.proof.against.MOST", 1)
    assert "外存末笔：文件夹里的文件超过1个，只核对了1个，请按年分到几个文件夹里，分别核对。" in against(laid)
