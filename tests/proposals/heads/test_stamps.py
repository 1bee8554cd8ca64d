"""Time stamps by a real authority: OpenSSL behind a small server."""

import datetime as dt
import shutil
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.core import mail

from proposals.heads.keys import make_head_key
from proposals.heads.send import send_heads
from proposals.heads.stamps import unstamped_heads
from proposals.journal.enter import enter_waiting
from proposals.models import HeadStamp, SignedHead
from tests import factories as f
from tests.proposals.administration.offices import browser_of, text_of
from tests.proposals.journal.record import verify

pytestmark = [pytest.mark.django_db, pytest.mark.once]
CONFIG = """[tsa]
default_tsa = it
[it]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
certs = {folder}/root.pem
signer_key = {folder}/tsa-key.pem
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
"""


def certify(folder: Path, name: str, issuer: tuple | None = None) -> tuple:
    """A root, or the authority's certificate under it."""
    key = rsa.generate_private_key(65_537, 2_048)
    called = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    by, signer = issuer or (called, key)
    now = dt.datetime.now(dt.UTC)
    made = x509.CertificateBuilder().subject_name(called).issuer_name(by).public_key(key.public_key())
    made = made.serial_number(x509.random_serial_number())
    made = made.not_valid_before(now - dt.timedelta(days=1)).not_valid_after(now + dt.timedelta(days=9))
    if issuer:
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        made = made.add_extension(usage, critical=True)
    made = made.add_extension(x509.BasicConstraints(ca=not issuer, path_length=None), critical=True)
    pem, pkcs8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    (folder / f"{name}.pem").write_bytes(made.sign(signer, hashes.SHA256()).public_bytes(pem))
    (folder / f"{name}-key.pem").write_bytes(key.private_bytes(pem, pkcs8, serialization.NoEncryption()))
    return called, key


def openssl_ts(*how: str | Path) -> None:
    subprocess.run(["openssl", "ts", *how], check=True, capture_output=True)  # noqa: S603, S607 - as it is installed


class Authority(BaseHTTPRequestHandler):
    """Stamps what it is asked, unless it is away or says something else."""

    def do_POST(self):
        folder, said = self.server.folder, self.server.said
        (folder / "asked.tsq").write_bytes(self.rfile.read(int(self.headers["Content-Length"])))
        if said is None:
            how = ["-config", folder / "tsa.cnf", "-queryfile", folder / "asked.tsq", "-out", folder / "got.tsr"]
            openssl_ts("-reply", *how)
            said = 200, (folder / "got.tsr").read_bytes()
        self.send_response(said[0])
        self.end_headers()
        self.wfile.write(said[1])

    def log_message(self, *_):
        pass


@pytest.fixture
def authority(settings, tmp_path):
    (tmp_path / "tsa").mkdir()
    server = HTTPServer(("127.0.0.1", 0), Authority)
    server.folder, server.said = tmp_path / "tsa", None
    certify(server.folder, "tsa", certify(server.folder, "root"))
    certify(server.folder, "stranger")
    both = [(server.folder / f"{name}.pem").read_text() for name in ("tsa", "root")]
    (server.folder / "both.pem").write_text("".join(both))
    (server.folder / "serial").write_text("01")
    (server.folder / "tsa.cnf").write_text(CONFIG.format(folder=server.folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.HEAD_TSA = f"http://127.0.0.1:{server.server_port}/"
    yield server
    server.shutdown()
    server.server_close()


def test_a_head_is_stamped_and_the_stamp_is_proved(authority, settings, tmp_path):
    share = tmp_path / "share"
    share.mkdir()
    settings.HEAD_KEY, settings.HEAD_FOLDERS = tmp_path / "head.pem", [str(share)]
    settings.HEAD_MAIL, settings.HEAD_TSA_CERT = [], str(authority.folder / "stranger.pem")
    f.make_case("received")
    make_head_key("")
    enter_waiting()
    # Away, saying what is none, or by a stranger: the head goes out all the same.
    assert (send_heads(), HeadStamp.objects.count()) == ((1, 0), 0)
    for said in ((503, b""), (200, b"x"), (200, b"\x30\x03\x02\x01\x02")):
        authority.said = said
        send_heads()
    assert (len(unstamped_heads()), [one.suffix for one in sorted(share.iterdir())]) == (1, [".json", ".json"])
    page = text_of(browser_of(f.world().auditor).get("/office/heads/"))
    assert "还没有盖过" in page
    assert "起1份没有盖上" in page
    settings.HEAD_TSA_CERT, authority.said = str(authority.folder / "both.pem"), None
    authority.said = 200, (authority.folder / "got.tsr").read_bytes()
    send_heads()  # an answer to another question about the same head: its time is another one's
    assert HeadStamp.objects.count() == 0
    authority.said = None
    settings.HEAD_MAIL = ["archive@example.gov.cn"]
    send_heads()
    stamp = HeadStamp.objects.get()
    assert stamp.head == SignedHead.objects.get()
    (beside,) = share.glob("*.tsr")
    (with_mail,) = (one[1] for one in mail.outbox[0].attachments if one[0] == beside.name)
    assert with_mail == beside.read_bytes()
    assert verify("--against", str(share)) == []
    beside.rename(tmp_path / "kept.tsr")
    assert verify("--against", str(share)) == []  # the one of the database
    name = beside.with_suffix(".json").name
    shutil.copy(tmp_path / "kept.tsr", beside)
    settings.HEAD_TSA_CERT = str(authority.folder / "stranger.pem")
    assert verify("--against", str(share)) == [f"外存末笔{name}的时间戳：不是写明的时间戳机构签的。"]
    settings.HEAD_TSA_CERT = str(authority.folder / "both.pem")
    changed = bytearray(beside.read_bytes())
    changed[-20] ^= 1
    beside.write_bytes(changed)
    assert verify("--against", str(share)) == [f"外存末笔{name}的时间戳：不是写明的时间戳机构签的。"]
    beside.write_bytes(b"x")
    assert verify("--against", str(share)) == [f"外存末笔{name}的时间戳：读不出来。"]
    how = ["-digest", "00" * 32, "-sha256", "-out", authority.folder / "other.tsq"]
    openssl_ts("-query", *how)
    how = ["-config", authority.folder / "tsa.cnf", "-queryfile", authority.folder / "other.tsq", "-out", beside]
    openssl_ts("-reply", *how)
    assert verify("--against", str(share)) == [f"外存末笔{name}的时间戳：说的不是这一份末笔。"]
