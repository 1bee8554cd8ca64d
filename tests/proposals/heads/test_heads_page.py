"""外存末笔: where heads go, who is behind since when, a lost key by two persons, whose heads are kept here."""

import datetime as dt
import json
import shutil
from pathlib import Path

import pytest
import time_machine
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from proposals.administration.record import record_change
from proposals.heads import send
from proposals.heads.addresses import states_of_addresses
from proposals.heads.keys import last_public, make_head_key
from proposals.heads.manifest import follow_keys, read_manifest
from proposals.heads.printed import head_line
from proposals.heads.send import send_heads
from proposals.journal.enter import enter_waiting
from proposals.models import AdministrationEvent, HeadAddress, HeadKeyLoss, HeadSending, Notice, SignedHead
from tests import factories as f
from tests.proposals.administration.offices import browser_of, seen_on, text_of
from tests.proposals.heads.shown import lay_out_heads
from tests.proposals.journal.record import verify

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PAGE = "/office/heads/"


@pytest.fixture(autouse=True)
def share(settings, tmp_path):
    settings.HEAD_KEY, settings.HEAD_FOLDERS, settings.HEAD_MAIL = tmp_path / "head.pem", [], []
    settings.HEAD_ROOTS = [str(tmp_path / "root")]
    (tmp_path / "root" / "share").mkdir(parents=True)
    f.make_case("received")
    make_head_key("")
    enter_waiting()
    return tmp_path / "root" / "share"


def press(who, step: str, **said):
    return browser_of(who).post(PAGE, {"step": step, **said})


def nights(start: dt.datetime, count: int) -> list[tuple[int, int]]:
    """So many nights, with something done each day."""
    w, outcomes = f.world(), []
    for night in range(count):
        with time_machine.travel(start + dt.timedelta(days=night), tick=False):
            record_change(w.admin, AdministrationEvent.Subject.PERSON, w.handler, "看了电话")
            outcomes.append(send_heads())
    return outcomes


def test_an_address_that_is_away_for_two_months_is_named_and_gets_all_when_it_is_back(share, settings, monkeypatch):
    settings.HEAD_FOLDERS = [str(share)]
    monkeypatch.setattr(send, "MOST_AT_ONCE", 40)
    begin = dt.datetime.fromisoformat("2026-03-04T01:00:00+08:00")
    assert nights(begin, 1) == [(1, 0)]
    share.rename(share.parent / "away")
    assert nights(begin + dt.timedelta(days=1), 60)[-1] == (0, 60)
    w = f.world()
    with time_machine.travel(begin + dt.timedelta(days=60, hours=1), tick=False):
        assert send_heads() == (0, 60)  # once more on the same day: not written down again
        assert HeadSending.objects.exclude(failure="").count() == 60
        said = text_of(browser_of(w.auditor).get(PAGE))
        assert "从2026年3月5日起60份没有送到" in said
        watched = browser_of(w.auditor).get("/office/state/")
        look = next(one for one in watched.context["wanting"] if one.name == "heads")
        assert (look.level, look.said.split("（")[0]) == ("failing", f"{share}从2026年3月5日起60份没有送到")
    (share.parent / "away").rename(share)
    with time_machine.travel(begin + dt.timedelta(days=60, hours=2), tick=False):
        assert [send_heads() for _ in range(3)] == [(40, 0), (20, 0), (0, 0)]
        assert "都送到了" in text_of(browser_of(w.auditor).get(PAGE))
        assert verify("--against", str(share)) == []
    assert len(list(share.glob("末笔*"))) == SignedHead.objects.count() == 61


def test_an_administrator_adds_a_place_tries_it_and_takes_it_away(share, settings, tmp_path):
    w = f.world()
    (tmp_path / "elsewhere").mkdir()
    (share.parent / "link").symlink_to(tmp_path / "elsewhere")
    for wrong in (
        "", str(tmp_path / "elsewhere"), str(share.parent / "link"), f"{share}/../../elsewhere", f"{share}/none",
        "http://other.example/heads/", "https://other.example/", "https://u:p@other.example/heads/", "share", "a@b",
        "https://127.0.0.1/heads/", "https://LOCALHOST:8443/heads/", "https://[::1]/heads/",
    ):  # fmt: skip
        page = press(w.admin, "address", **{"address-address": wrong})
        assert (page.status_code in (400, 409), wrong in page.content.decode()) == (True, True)
    assert press(w.auditor, "address", **{"address-address": str(share)}).status_code == 403
    for place in (str(share), "archive@example.gov.cn"):
        assert press(w.admin, "address", **{"address-address": place})["Location"] == PAGE
    for again in (str(share), f"{share}/", "Archive@Example.gov.cn"):
        assert press(w.admin, "address", **{"address-address": again}).status_code == 409
    assert press(w.grants, "send", row=str(share)).status_code == 403
    assert press(w.admin, "send", row="/etc").status_code == 409
    for place in (str(share), "archive@example.gov.cn", str(share)):  # pressed twice: it stands there as it is
        assert press(w.admin, "send", row=place)["Location"] == PAGE
    head = SignedHead.objects.get()
    name = f"末笔-{timezone.localtime(head.at):%Y%m%d}-{head.number}.json"
    assert sorted(one.name for one in share.iterdir()) == ["manifest.json", name]
    assert [one.attachments[0][0] for one in mail.outbox] == [name]
    row = HeadAddress.objects.get(address=str(share))
    shutil.rmtree(share)
    share.symlink_to(tmp_path / "elsewhere")  # changed behind the program's back
    with time_machine.travel(timezone.now() + dt.timedelta(days=1)):
        assert send_heads() == (1, 1)
    assert list((tmp_path / "elsewhere").iterdir()) == []
    assert press(w.auditor, "away", row=row.address).status_code == 403
    assert [press(w.admin, "away", row=row.address).status_code for _ in range(2)] == [302, 404]
    assert [one.address.text for one in browser_of(w.admin).get(PAGE).context["states"]] == ["archive@example.gov.cn"]
    events = AdministrationEvent.objects.filter(subject="record").exclude(label="启用末笔签名钥匙").order_by("pk")
    assert [(one.label, one.subject_name) for one in events] == [
        ("末笔加送一处", str(share)), ("末笔加送一处", "archive@example.gov.cn"), ("末笔送一次", str(share)),
        ("末笔送一次", "archive@example.gov.cn"), ("末笔送一次", str(share)), ("末笔不再送一处", str(share)),
    ]  # fmt: skip
    enter_waiting()
    assert verify() == []


def test_a_lost_key_is_asked_for_by_one_and_agreed_to_by_another(share, settings):
    """The drill of docs/handbook.zh-CN.md."""
    settings.HEAD_FOLDERS = [str(share)]
    w, old = f.world(), last_public()
    send_heads()
    before = (share / "manifest.json").read_text(encoding="utf-8")
    settings.HEAD_KEY.unlink()
    assert [press(who, "loss", **{"loss-reason": "硬盘坏了"}).status_code for who in (w.leader, w.office)] == [
        403
    ] * 2
    assert press(w.admin, "loss", **{"loss-reason": ""}).status_code == 400
    assert [press(w.admin, "loss", **{"loss-reason": "硬盘坏了"}).status_code for _ in range(2)] == [302, 409]
    row = HeadKeyLoss.objects.get()
    assert [press(who, "agree", row=row.pk).status_code for who in (w.admin, w.office)] == [403, 403]
    with pytest.raises(CommandError, match="要两个人同意才能换"):
        call_command("make_head_key", "--replace", "我说的")
    assert [press(w.auditor, "agree", row=row.pk).status_code for _ in range(2)] == [302, 302]
    assert press(w.grants, "refuse", row=row.pk).status_code == 409
    assert "申察" in seen_on(browser_of(w.admin).get(PAGE), "notice", "p")[1]
    call_command("make_head_key", "--replace", "按页面上的")
    told = Notice.objects.filter(sentence__contains="末笔签名钥匙").order_by("pk")
    assert [(one.recipient, one.sentence.split("（")[0]) for one in told] == [
        (w.grants, "钟凯提出末笔签名钥匙丢失"), (w.auditor, "钟凯提出末笔签名钥匙丢失"),
        (w.admin, "申察同意补建末笔签名钥匙"), (w.grants, "申察同意补建末笔签名钥匙"),
    ]  # fmt: skip
    with time_machine.travel(timezone.now() + dt.timedelta(days=1)):
        send_heads()
        call_command("write_head_manifest", str(share))
        after = (share / "manifest.json").read_text(encoding="utf-8")
        keys = json.loads(json.loads(after)["text"])["keys"]
        assert [(one["key"], bool(one["to"]), one["why"]) for one in keys] == [
            (old, True, ""), (last_public(), False, "硬盘坏了（钟凯提出，申察同意）"),
        ]  # fmt: skip
        assert (follow_keys(after, old), follow_keys(before, old)) == ("", old)
        assert verify("--against", str(share)) == []
    assert not any(path.suffix == ".part" for path in Path(share).iterdir())
    (share / "manifest.json").write_text(after.replace("硬盘坏了", "到期更换"), encoding="utf-8")
    with time_machine.travel(timezone.now() + dt.timedelta(days=2)):
        assert send_heads() == (0, 1)  # what was changed stays to be seen
        assert states_of_addresses()[0].why == "manifest.json读不出来，或者签名不对，被改过，没有覆盖"
    assert press(w.admin, "loss", **{"loss-reason": "以为又丢了"}).status_code == 302
    make_head_key("经手人换了")
    said = text_of(browser_of(w.auditor).get(PAGE))
    assert (
        "钥匙丢失（以为又丢了）不再办" in said,
        press(w.grants, "loss", **{"loss-reason": "真丢了"}).status_code,
    ) == (
        True,
        302,
    )
    (share / "manifest.json").write_text(after, encoding="utf-8")
    call_command("write_head_manifest", str(share))
    assert len(read_manifest((share / "manifest.json").read_text(encoding="utf-8"))) == 3


def test_the_page_asks_as_often_for_many_addresses_as_for_one(share, settings):
    settings.HEAD_FOLDERS = [str(share)]
    send_heads()
    browser = browser_of(f.world().auditor)
    browser.get(PAGE)
    with CaptureQueriesContext(connection) as one:
        browser.get(PAGE)
    lay_out_heads()
    settings.HEAD_MAIL = ["a@example.gov.cn", "b@example.gov.cn"]
    with CaptureQueriesContext(connection) as many:
        page = browser.get(PAGE)
    states = [(one.address.kind, one.missing, one.why) for one in page.context["states"]]
    assert states == [
        ("文件夹", 1, ""), ("邮件", 2, ""), ("邮件", 2, ""), ("邮件", 0, ""), ("另一个系统", 1, "连不上（x）"),
    ]  # fmt: skip
    assert len(many) <= len(one) + 3  # who is named: each account once


def test_whose_heads_are_kept_is_said_by_an_administrator(share, settings):
    w, key = f.world(), "ab" * 32
    said = {"witness-name": "https://other.example.gov.cn/", "witness-key": f"{key[:32]} {key[32:]}".upper()}
    assert press(w.auditor, "witness", **said).status_code == 403
    for wrong in ({"witness-key": "x"}, {"witness-name": "other"}, {"witness-name": settings.PUBLIC_URL},
                  {"witness-name": settings.PUBLIC_URL.upper()}, {"witness-key": last_public()}):  # fmt: skip
        assert press(w.admin, "witness", **{**said, **wrong}).status_code in (400, 409)
    assert [press(w.admin, "witness", **said).status_code for _ in range(2)] == [302, 409]
    (kept,) = browser_of(w.admin).get(PAGE).context["witnessed"]
    assert (kept.row.name, kept.row.key, kept.count) == ("https://other.example.gov.cn", key, 0)
    assert [press(w.admin, "end", row=kept.row.pk).status_code for _ in range(2)] == [302, 302]
    assert "停止" in text_of(browser_of(w.grants).get(PAGE))
    assert press(w.admin, "end", row="９" * 9).status_code == 404


def test_a_line_on_paper_proves_what_was_before_it(share):
    w = f.world()
    number, *digits = head_line().removeprefix("总账末笔 第").replace("笔 ", " ").partition("（")[0].split()
    assert (f"第{number}笔 {' '.join(digits)}" in text_of(browser_of(w.auditor).get(PAGE)), len(digits)) == (True, 5)
    record_change(w.admin, AdministrationEvent.Subject.PERSON, w.handler, "看了电话")
    enter_waiting()
    assert verify("--head", number, *digits) == verify("--head", number, " ".join(digits).upper()) == []
    wrong, last = f"{int(digits[0], 16) ^ 1:04x}", int(number) + 3  # each proof is an entry too
    assert verify("--head", number, wrong, *digits[1:], "--head", "9999", *digits) == [
        f"纸上的末笔：第{number}笔与纸上的不同，在此以前的记录被重写过。",
        f"纸上的末笔：纸上是第9999笔，现在总账只有到第{last}笔。",
    ]
    for words in (["x", *digits], [number], [number, "abc"], ["９", *digits]):
        with pytest.raises(CommandError, match="--head 后面写"):
            call_command("verify_audit", "--head", *words)
