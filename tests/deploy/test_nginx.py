"""deploy/nginx.conf in a real nginx: as it is delivered, but for ports, folders and the certificate."""

import datetime as dt
import http.client
import io
import os
import re
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings as live
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.core.files.base import ContentFile
from django.core.management import call_command

from proposals.web.proxy_pages import PAGES

HOST = "banli.example.gov.cn"
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")


class Program(BaseHTTPRequestHandler):
    """In gunicorn's place: says what reached it."""

    protocol_version, wbufsize = "HTTP/1.1", 1 << 16  # one packet an answer

    def do_GET(self):
        if self.server.away:  # one that nginx still holds a connection to
            self.close_connection = True
            return
        if self.path.startswith("/late"):
            time.sleep(2)
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        said = "\n".join(f"{name}: {value}" for name, value in self.headers.items()).encode() + b"\n" + b"x" * 2_000
        self.send_response(503 if self.path.startswith("/own-503") else 200)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    do_POST = do_GET  # noqa: N815 - as the library asks for it

    def log_message(self, *_):
        pass


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def write_certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = dt.datetime.now(dt.UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(now).not_valid_after(now + dt.timedelta(days=1))
    made = made.sign(key, hashes.SHA256())
    pem, pkcs8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    (folder / "fullchain.pem").write_bytes(made.public_bytes(pem))
    (folder / "key.pem").write_bytes(key.private_bytes(pem, pkcs8, serialization.NoEncryption()))


RATES = {"pages": "30r/s", "links": "1r/s", "verify": "1r/s", "entries": "30r/m", "uploads": "2r/s"}  # as delivered


class Server:
    """nginx with the program behind it. What comes free with time comes once a minute: no test has a pace."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port, self.plain, self.behind = folder, free_port(), free_port(), free_port()
        write_certificate(folder)
        (folder / "static-collected/css").mkdir(parents=True)
        (folder / "static-collected/css/desk.0123456789ab.css").write_text("a { color: red }\n" * 200)
        (folder / "static-collected/robots.txt").write_text("x")
        call_command("write_error_pages", str(folder / "static-collected/errors"), stdout=io.StringIO())
        text = (live.BASE_DIR / "deploy/nginx.conf").read_text(encoding="utf-8")
        text = re.sub(r"\n *listen \[::\]:.*", "", text)
        for old, new in (
            ("listen 443 ssl", f"listen 127.0.0.1:{self.port} ssl"),
            ("listen 80", f"listen 127.0.0.1:{self.plain}"),
            ("127.0.0.1:8001", f"127.0.0.1:{self.behind}"),
            ("/etc/ssl/banli", str(folder)),
            ("/var/log/nginx", str(folder)),
            ("/srv/banli/app", str(folder)),
            ("proxy_read_timeout 180s", "proxy_read_timeout 1s"),
            *((f"zone={zone}:10m rate={rate};", f"zone={zone}:10m rate=1r/m;") for zone, rate in RATES.items()),
        ):
            assert old in text
            text = text.replace(old, new)
        (folder / "banli.conf").write_text(text, encoding="utf-8")
        as_root = "" if os.getuid() else "user root;\n"  # who reads a folder of the test
        temporary = "".join(
            f"{name}_temp_path {folder}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        (folder / "nginx.conf").write_text(
            f"daemon off;\n{as_root}worker_processes 1;\npid {folder}/pid;\nerror_log {folder}/main.log;\n"
            f"events {{ worker_connections 512; }}\nhttp {{\n{temporary}types {{ text/css css; text/html html; }}\n"
            f"include {folder}/banli.conf;\n}}\n",
            encoding="utf-8",
        )
        self.program = ThreadingHTTPServer(("127.0.0.1", self.behind), Program)
        self.program.away = False
        threading.Thread(target=self.program.serve_forever, daemon=True).start()
        self.nginx = subprocess.Popen([NGINX, "-p", folder, "-c", folder / "nginx.conf", "-e", folder / "begin.log"])  # noqa: S603
        for _ in range(100):
            with socket.socket() as one:
                if one.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            assert self.nginx.poll() is None, (folder / "begin.log").read_text()
            time.sleep(0.05)

    def stop(self) -> None:
        self.nginx.terminate()
        self.nginx.wait(10)
        self.end_program()

    def end_program(self) -> None:
        self.program.away = True
        self.program.shutdown()
        self.program.server_close()

    def connection(self, timeout: float = 10, source: str = "127.0.0.1") -> http.client.HTTPSConnection:
        context = ssl.create_default_context(cafile=str(self.folder / "fullchain.pem"))
        context.check_hostname = False
        context.wrap_socket = with_name(context.wrap_socket)
        return http.client.HTTPSConnection(
            "127.0.0.1", self.port, context=context, timeout=timeout, source_address=(source, 0)
        )

    def ask(self, path: str, method: str = "GET", body: bytes | None = None, source="127.0.0.1", **headers: str):
        """Status, headers and text of the answer."""
        one = self.connection(source=source)
        one.request(method, path, body, {"Host": HOST, **headers})
        answer = one.getresponse()
        content = answer.read()
        one.close()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, content

    def statuses(self, count: int, path: str, method: str = "GET") -> Counter:
        """Of so many requests as fast as they go, over one connection."""
        one, found = self.connection(), Counter()
        for _ in range(count):
            one.request(method, path, b"" if method == "POST" else None, {"Host": HOST})
            answer = one.getresponse()
            answer.read()
            found[answer.status] += 1
        one.close()
        return found


def with_name(wrap):
    """The name that a browser would ask for."""
    return lambda *args, **more: wrap(*args, **{**more, "server_hostname": HOST})


@pytest.fixture(scope="module")
def nginx(tmp_path_factory):
    assert NGINX, "没有找到 nginx，请先运行 bin/setup test。"
    server = Server(tmp_path_factory.mktemp("nginx"))
    yield server
    server.stop()


@pytest.fixture
def fresh(tmp_path):
    """A server that nobody has asked anything yet."""
    server = Server(tmp_path)
    yield server
    server.stop()


CSP = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
CSP_OF_PAGES = CSP.replace("'unsafe-inline'", "'self'")
KEPT = {
    "content-security-policy": CSP,
    "strict-transport-security": "max-age=31536000; includeSubDomains; preload",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
}


def test_static_files_are_served_with_the_headers_and_kept_by_their_name(nginx):
    status, headers, content = nginx.ask("/static/css/desk.0123456789ab.css", **{"Accept-Encoding": "gzip"})
    assert (status, content[:2], headers["content-encoding"]) == (200, b"\x1f\x8b", "gzip")
    assert headers["cache-control"] == "public, max-age=31536000, immutable"
    assert {name: headers.get(name) for name in KEPT} == KEPT
    assert headers["permissions-policy"].startswith("camera=()")
    assert headers["server"] == "nginx"
    status, headers, _ = nginx.ask("/static/robots.txt")
    assert (status, headers["cache-control"]) == (200, "public, max-age=3600")
    assert [nginx.ask(path)[0] for path in ("/static/no.css", "/static/errors/502.html", "/errors/502.html")] == [
        404
    ] * 3


def test_what_is_collected_can_be_read_by_the_account_of_nginx(tmp_path):
    """Uploads cannot (FILE_UPLOAD_PERMISSIONS)."""
    storage = StaticFilesStorage(location=tmp_path, **live.STORAGES["staticfiles"]["OPTIONS"])
    storage.save("css/a.css", ContentFile(b"a"))
    modes = [oct(path.stat().st_mode & 0o777) for path in (tmp_path / "css", tmp_path / "css/a.css")]
    assert modes == ["0o755", "0o644"]


def test_the_program_is_told_who_asks_and_by_which_name(nginx):
    forged = {"X-Forwarded-For": "1.2.3.4", "X-Forwarded-Proto": "http", "X-UKey-Account": "a", "X-UKey-Secret": "b"}
    status, _, content = nginx.ask("/", **forged)
    said = dict(line.split(": ", 1) for line in content.decode().splitlines() if ": " in line)
    assert (status, said["Host"], said["X-Forwarded-For"], said["X-Forwarded-Proto"]) == (
        200,
        HOST,
        "127.0.0.1",
        "https",
    )
    assert [name for name in said if "ukey" in name.lower()] == []
    assert nginx.ask("/", **{"Accept-Encoding": "gzip"})[1]["content-encoding"] == "gzip"


def test_whether_the_server_is_well_is_told_to_the_machine_itself_alone(nginx):
    """127.0.0.2 is another machine to nginx."""
    said = {page.status: (page.status, page.what) for page in PAGES}
    for path in ("/healthz", "/readyz", "/readyz?x=1", "//readyz", "/%72eadyz"):
        assert (path, nginx.ask(path)[0]) == (path, 200)
        assert (path, shown(nginx.ask(path, source="127.0.0.2"))) == (path, said[403])
    assert nginx.ask("/cases/", source="127.0.0.2")[0] == 200


def test_plain_http_is_led_to_https_and_another_name_gets_no_answer(nginx):
    one = http.client.HTTPConnection("127.0.0.1", nginx.plain, timeout=10)
    one.request("GET", "/cases/?q=1", headers={"Host": HOST})
    answer = one.getresponse()
    assert (answer.status, answer.getheader("Location")) == (301, f"https://{HOST}/cases/?q=1")
    one.close()
    context = ssl.create_default_context(cafile=str(nginx.folder / "fullchain.pem"))
    context.check_hostname = False  # it is the server that refuses
    refused = pytest.raises(ssl.SSLError, match=r"(?i)unrecognized.name")
    with socket.create_connection(("127.0.0.1", nginx.port)) as plain, refused:
        context.wrap_socket(plain, server_hostname="other.example")


def shown(answer) -> tuple[int, str]:
    """The status and the first words of one of our pages, which carries what every page carries."""
    status, headers, content = answer
    assert {name: headers.get(name) for name in KEPT} == {**KEPT, "content-security-policy": CSP_OF_PAGES}
    assert (headers["content-type"], headers["cache-control"]) == ("text/html", "no-store")
    return status, re.search("<h1>(.*)</h1>", content.decode())[1]


def test_what_nginx_itself_answers_is_said_in_words(fresh):
    said = {page.status: (page.status, page.what) for page in PAGES}
    assert shown(fresh.ask("/late/")) == said[504]
    assert shown(fresh.ask(f"/{'长' * 3}{'a' * 20_000}".replace("长", "%E9"))) == said[414]
    assert shown(fresh.ask("/", **{"X-Long": "a" * 20_000})) == said[414]
    assert shown(fresh.ask("/intake/", "POST", b"x", **{"Content-Length": str(26 * 1024**2)})) == said[413]
    assert fresh.ask("/own-503")[2].endswith(b"x" * 2_000)  # the program's own page passes
    fresh.end_program()
    assert shown(fresh.ask("/cases/")) == said[502]
    assert fresh.ask("/static/robots.txt")[0] == 200
    assert [path.name for path in sorted((fresh.folder / "static-collected/errors").iterdir())] == [
        "403.html", "413.html", "414.html", "429.html", "502.html", "503.html", "504.html",
    ]  # fmt: skip


def test_a_stack_may_be_larger_than_anything_else(nginx):
    large = {"Content-Length": str(26 * 1024**2)}
    one = nginx.connection()
    one.putrequest("POST", "/stacks/", skip_host=True)
    for name, value in {"Host": HOST, "Expect": "100-continue", **large}.items():
        one.putheader(name, value)
    one.endheaders()
    one.sock.settimeout(5)
    assert one.sock.recv(100).startswith(b"HTTP/1.1 100")
    one.close()
    assert nginx.ask("/stacks/", "POST", b"x", **{"Content-Length": str(106 * 1024**2)})[0] == 413
    assert nginx.ask("/heads/", "POST", b"x", **{"Content-Length": str(301 * 1024)})[0] == 413  # and this less


@pytest.mark.parametrize(
    ("count", "path", "method", "free"),
    [
        (200, "/d/abcdef", "GET", 60),
        (200, "/r/abcdef", "GET", 60),
        (200, "/v/ABCD-1234", "GET", 60),
        (100, "/sign-in/", "POST", 30),
        (100, "/mine/enter/", "POST", 30),
        (100, "/factor/", "POST", 30),
        (100, "/verify/", "POST", 20),
        (200, "/heads/", "POST", 120),
        (200, "/intake/", "POST", 60),
        (100, "/stacks/", "POST", 10),
        (500, "/cases/", "GET", 300),
    ],
)
def test_one_address_is_held_to_what_people_do_together(fresh, count, path, method, free):
    """So many go through at once, and one more; the next is told to wait."""
    assert fresh.statuses(count, path, method) == {200: free + 1, 429: count - free - 1}
    assert shown(fresh.ask(path, method, b"" if method == "POST" else None))[0] == 429


def test_fifty_openings_of_one_link_and_every_look_at_a_page_stay_free(fresh):
    assert fresh.statuses(50, "/d/abcdef") == {200: 50}
    assert fresh.statuses(100, "/sign-in/") == {200: 100}
    assert fresh.statuses(500, "/static/robots.txt") == {200: 500}


def test_no_address_stands_in_a_log(fresh):
    fresh.ask("/d/a-secret-token?x=1", Referer="https://banli.example.gov.cn/d/a-secret-token")
    fresh.end_program()
    fresh.ask("/d/a-secret-token")
    fresh.statuses(100, "/d/a-secret-token")
    fresh.nginx.terminate()
    fresh.nginx.wait(10)
    logs = "".join(path.read_text() for path in fresh.folder.glob("*.log"))
    assert '"GET /d" 200' in logs
    assert "secret" not in logs
