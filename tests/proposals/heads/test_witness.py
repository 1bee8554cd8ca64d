"""Two installations witness each other: what one sends, the other keeps and signs for; and what is not taken."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import call_command

from proposals.heads.addresses import states_of_addresses
from proposals.heads.keys import CHANGED, make_head_key, public_of, sign_text
from proposals.heads.send import send_heads
from proposals.heads.witness import MOST_A_DAY, add_witnessed, end_witnessed
from proposals.journal.enter import enter_waiting
from proposals.models import (
    HeadSending,
    Notice,
    SignedHead,
    WitnessedHead,
    WitnessedInstallation,
)
from tests import factories as f
from tests.proposals.journal.record import verify

pytestmark = [pytest.mark.django_db, pytest.mark.once]
HERE, OTHER = "https://xt.example.gov.cn", "https://other.example.gov.cn"
HASHES = {number: f"{number:064x}" for number in range(1, 30)}


class Other(BaseHTTPRequestHandler):
    """Another installation's server: keeps what it is sent, answers what the test says."""

    def do_POST(self):
        self.server.got.append(self.rfile.read(int(self.headers["Content-Length"])))
        status, content = self.server.answer
        self.send_response(status)
        self.send_header("Location", "http://127.0.0.1:9/heads/")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


@pytest.fixture
def other(settings):
    server = HTTPServer(("127.0.0.1", 0), Other)
    server.got, server.answer = [], (503, "暂时存不了".encode())
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def here(settings, tmp_path):
    settings.PUBLIC_URL, settings.HEAD_KEY = HERE, tmp_path / "here.pem"
    f.make_case("received")
    make_head_key("")
    enter_waiting()


def as_other(settings, tmp_path):
    """From here on the test is the other installation."""
    settings.PUBLIC_URL, settings.HEAD_KEY = OTHER, tmp_path / "other.pem"


def as_here(settings, tmp_path):
    settings.PUBLIC_URL, settings.HEAD_KEY = HERE, tmp_path / "here.pem"


def test_a_head_goes_there_is_signed_for_and_comes_back_as_proof(client, settings, tmp_path, other):
    address = f"http://127.0.0.1:{other.server_port}/heads/"
    settings.HEAD_POSTS = [address]
    assert send_heads() == (0, 1)
    assert [(one.missing, one.why) for one in states_of_addresses()] == [(1, "对方没有收（503）：暂时存不了")]
    other.answer = (302, b"")
    assert (send_heads(), len(other.got)) == ((0, 1), 2)  # no redirect is followed
    head = SignedHead.objects.get()
    as_other(settings, tmp_path)
    assert client.post("/heads/", other.got[-1], "application/json").status_code == 403  # not known
    row = add_witnessed(f.world().admin, HERE, head.key)
    assert client.post("/heads/", other.got[-1], "application/json").status_code == 503  # no key here yet
    settings.HEAD_KEY.write_bytes((tmp_path / "here.pem").read_bytes())
    taken = client.post("/heads/", other.got[-1], "application/json")
    again = client.post("/heads/", other.got[-1], "application/json")
    assert (taken.status_code, again.status_code, WitnessedHead.objects.count()) == (201, 200, 1)
    assert json.loads(taken.content)["text"] == json.loads(again.content)["text"]
    as_here(settings, tmp_path)
    forged = json.loads(taken.content) | {"signature": sign_text(Ed25519PrivateKey.generate(), "x")}
    for answer, why in (
        (b"{}", "对方的回执读不出来"),
        (json.dumps(forged).encode(), "对方的回执签名不对"),
        (b"x" * 400_000, "对方的回答太长"),
    ):
        other.answer = (201, answer)
        assert send_heads() == (0, 1)
        assert HeadSending.objects.latest("pk").failure == why
    other.answer = (201, taken.content)
    assert [send_heads() for _ in range(2)] == [(1, 0), (0, 0)]
    kept = HeadSending.objects.get(failure="")
    assert json.loads(json.loads(kept.receipt)["text"])["witness"] == OTHER
    call_command("export_witnessed", str(tmp_path / "out"))
    call_command("export_witnessed", str(tmp_path / "out"))  # once more: nothing is written over
    folder = tmp_path / "out" / "xt.example.gov.cn"
    assert [one.name for one in folder.iterdir()] == [f"见证-{row.heads.get().pk}-{head.number}.json"]
    assert verify("--against", str(folder)) == []
    (path,) = folder.iterdir()
    path.write_text(json.dumps(json.loads(path.read_text()) | {"receipt": {"text": "{}", "signature": ""}}))
    assert verify("--against", str(folder)) == [f"外存末笔{path.name}：见证的回执读不出来。"]


KEY, NEW, STRANGE = (Ed25519PrivateKey.from_private_bytes(bytes([one]) * 32) for one in (1, 2, 3))


def handed(number: int, key=KEY, digest: str = "", manifest: str = "", **said) -> bytes:
    facts = {
        "installation": OTHER,
        "number": number,
        "hash": digest or HASHES[number],
        "at": "2026-03-04T01:00:00+00:00",
    }
    text = json.dumps({**facts, "key": public_of(key), **said})
    return json.dumps({"text": text, "signature": sign_text(key, text), "manifest": manifest}).encode()


def manifest(signer=KEY) -> str:
    """The list of the other installation's keys: the first, and the one that followed."""
    keys = [
        {"key": public_of(KEY), "how": "启用末笔签名钥匙", "signature": ""},
        {"key": public_of(NEW), "how": CHANGED, "signature": sign_text(signer, public_of(NEW))},
    ]
    text = json.dumps({"installation": OTHER, "key": public_of(NEW), "keys": keys})
    return json.dumps({"text": text, "signature": sign_text(NEW, text)})


@pytest.fixture
def hand(client):
    add_witnessed(f.world().admin, OTHER, public_of(KEY))

    def do(content: bytes) -> tuple[int, str]:
        answer = client.post("/heads/", content, "application/json")
        return answer.status_code, answer.content.decode() if answer.status_code > 201 else ""

    return do


def test_what_goes_back_or_says_another_thing_is_refused_and_told_once(hand):
    assert [hand(handed(5))[0], hand(handed(5, at="2026-03-05T01:00:00+00:00"))[0], hand(handed(9))[0]] == [201] * 3
    for _ in range(2):
        status, said = hand(handed(7))
        assert (status, said.split("，")[1:]) == (409, ["现在送来的是第7笔", "倒退了"])
        status, said = hand(handed(9, digest="f" * 64))
        assert (status, said.split("，")[-1]) == (409, "记录被重写过")
    assert WitnessedHead.objects.count() == 3
    told = Notice.objects.filter(sentence__contains="对不上")
    w = f.world()
    assert sorted(told.values_list("recipient__username", flat=True)) == sorted(["admin", "grants", "auditor"] * 2)
    end_witnessed(WitnessedInstallation.objects.get(), w.admin)
    assert hand(handed(10))[0] == 403
    add_witnessed(w.admin, OTHER, public_of(STRANGE))  # added again with another key: what was here still binds
    assert (hand(handed(8, STRANGE))[0], hand(handed(10, STRANGE))[0]) == (409, 201)


def test_a_new_key_is_followed_where_the_old_one_signed_it_and_no_other(hand):
    assert hand(handed(1))[0] == 201
    assert hand(handed(2, NEW)) == (403, "签名的钥匙不是本系统认得的那一把，旧钥匙也没有签过它。")
    assert hand(handed(2, NEW, manifest=manifest(STRANGE)))[0] == 403
    assert hand(handed(2, STRANGE, manifest=manifest()))[0] == 403
    assert hand(handed(2, NEW, manifest=manifest()))[0] == 201
    assert WitnessedInstallation.objects.get().key == public_of(NEW)
    assert hand(handed(3))[0] == 403  # the old one signs no more
    enter_waiting()
    assert verify() == []


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 400),
        (b"{}", 400),
        (b"\xff\xfe", 400),
        (b"[" * 100_000, 400),
        (b"x" * 300_001, 413),
        (handed(1, digest="F" * 64), 400),
        (handed(1, at="gestern"), 400),
        (handed(1, installation="https://nobody.example"), 403),
        (handed(1, note="长" * 20_000), 400),
        (handed(1).replace(b'"signature": "', b'"signature": "AAAA'), 403),
        (handed(1).replace(b"\\\"number\\\": 1", b"\\\"number\\\": 2"), 403),
    ],
)  # fmt: skip
def test_what_is_no_head_or_not_signed_is_not_kept(hand, content, status):
    code, said = hand(content)
    assert (code, said[-1], WitnessedHead.objects.count()) == (status, "。", 0)


def test_so_many_a_day_and_so_many_tries(hand, client):
    row = WitnessedInstallation.objects.get()
    facts = {"number": 1, "hash": HASHES[1], "text": "{}", "receipt": "{}", "at": row.added_at}
    WitnessedHead.objects.bulk_create(
        WitnessedHead(witnessed=row, signature=str(one), **facts) for one in range(MOST_A_DAY)
    )
    assert hand(handed(2)) == (429, f"一天最多收{MOST_A_DAY}份。")
    assert [hand(b"x")[0] for _ in range(61)][-2:] == [400, 429]
    assert client.get("/heads/").status_code == 405
