"""Word files of before 2007, of WPS, .odt and .rtf: by the LibreOffice of the server, or refused with advice.

The program is a stand-in here that does what the real one is relied on for; at the end the real one is tried too.
"""

import http.server
import io
import os
import shutil
import subprocess
import threading
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from replies.letter.docx.markup.package import UnreadableDocument
from replies.letter.docx.old_formats import convert_document, old_suffix
from replies.letter.docx.read import read_document
from tests import factories as f
from tests.replies.letter.docx.made import BODY, CENTRE, TITLE, add, add_letter, new_file, saved, taken

OLE = b"\xd0\xcf\x11\xe0" + b"\0" * 508
DOC = OLE + b"\xec\xa5" + b"\0" * 100 + "WordDocument".encode("utf-16-le")
LOCKED = OLE + b"\xec\xa5" + b"\0" * 9 + b"\x01" + b"\0" * 90 + "WordDocument".encode("utf-16-le")
XLS = OLE + "Workbook".encode("utf-16-le")
RTF = b"{\\rtf1 \\u20320?}"
SAVE_AS = "请用 Word 或 WPS 打开，另存为“Word 文档（.docx）”，再导入一次。"


def odt(content="", **more):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        for name, text in {"content.xml": content, **more}.items():
            archive.writestr(name, text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def letter():
    made = new_file()
    add(made, TITLE, align=CENTRE, size=22)
    add_letter(made)
    return saved(made)


@pytest.fixture
def program(tmp_path):
    """A stand-in for soffice: what it does with `$in`, `$out`; the folder where it writes down how it was called."""
    (tmp_path / "ready.docx").write_bytes(letter())

    def make(does):
        path = tmp_path / "soffice"
        head = (
            f'#!/bin/bash\nhere={tmp_path}; echo "$@" >> $here/calls; env > $here/env; pwd > $here/folder\n'
            'for one in "$@"; do [ "$before" = --outdir ] && out=$one; before=$one; done; in=$before\n'
            "cp profile/user/registrymodifications.xcu $here/\n"
        )
        path.write_text(head + does)
        path.chmod(0o755)
        return str(path)

    make.folder = tmp_path
    make.ready = make('mkdir -p "$out"; cp $here/ready.docx "$out/in.docx"; cp "$in" $here/')
    return make


# ---- the page ------------------------------------------------------------------------------------------------


def post(client, content, name):
    case = f.make_case("in_progress")
    client.force_login(f.world().handler)
    where = reverse("replies:draft_word_in", args=[case.pk])
    file = {"word": SimpleUploadedFile(name, content)}
    return client.post(where, file, headers={"accept": "application/json"})


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [(DOC, "答复.doc", ".doc"), (DOC, "答复.wps", ".doc"), (odt(), "答复.odt", ".odt"), (RTF, "答复.doc", ".rtf")],
)
def test_an_old_file_is_taken_where_the_program_is(client, settings, program, content, name, kind):
    settings.SOFFICE = program.ready
    answer = post(client, content, name)
    assert (answer.status_code, answer.json()["title"], answer.json()["body"]) == (200, TITLE, "\n".join(BODY))
    assert (program.folder / f"in{kind}").read_bytes() == content


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (DOC, f"这是旧格式的 Word 或 WPS 文件（.doc、.wps），不能直接导入。{SAVE_AS}"),
        (odt(), f"这是 OpenDocument 文件（.odt），不能直接导入。{SAVE_AS}"),
        (RTF, f"这是 RTF 文件，不能直接导入。{SAVE_AS}"),
        (XLS, "这是 Excel 表格，不是 Word 文档。请选 .docx 文件。"),
    ],
)
def test_without_it_the_advice_is_to_save_it_anew(client, settings, content, sentence):
    settings.SOFFICE = ""
    answer = post(client, content, "答复.doc")
    assert (answer.status_code, answer.json()) == (400, {"error": sentence})


@pytest.mark.django_db
@pytest.mark.parametrize("content", [XLS, b"%PDF-1.7", b"<html>", b""])
def test_what_is_no_old_word_file_never_reaches_the_program(client, settings, program, content):
    settings.SOFFICE = program.ready
    assert post(client, content, "答复.doc").status_code == 400
    assert not (program.folder / "calls").exists()


@pytest.mark.django_db
@pytest.mark.parametrize(("soffice", "kinds"), [("", ".docx"), ("soffice", ".docx,.doc,.wps,.odt,.rtf")])
def test_the_page_asks_for_what_it_can_take(go, settings, soffice, kinds):
    settings.SOFFICE = soffice
    page = go(f.world().handler, "draft", f.make_case("in_progress").pk)
    assert f'accept="{kinds}"' in page.content.decode()


# ---- how it is run -------------------------------------------------------------------------------------------


def test_it_runs_in_a_folder_and_a_profile_of_its_own(program, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "geheim")
    convert_document(DOC, program.ready, 60)
    folder = Path((program.folder / "folder").read_text().strip())
    environment = dict(row.split("=", 1) for row in (program.folder / "env").read_text().splitlines() if "=" in row)
    assert (program.folder / "calls").read_text().split() == [
        f"-env:UserInstallation={folder.as_uri()}/profile",
        *("--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck", "--nofirststartwizard"),
        *("--convert-to", "docx", "--outdir", f"{folder}/out", f"{folder}/in.doc"),
    ]
    assert (environment["HOME"], environment["https_proxy"]) == (str(folder), "http://127.0.0.1:9")
    assert "SECRET_KEY" not in environment
    assert not folder.exists()


def test_its_profile_forbids_macros_links_and_the_network(program):
    convert_document(RTF, program.ready, 60)
    profile = (program.folder / "registrymodifications.xcu").read_text()
    for name, value in [
        ("MacroSecurityLevel", "3"),
        ("DisableMacrosExecution", "true"),
        ("BlockUntrustedRefererLinks", "true"),
        ("Link", "0"),
        ("ooInetProxyType", "2"),
        ("ooInetHTTPProxyName", "127.0.0.1"),
    ]:
        assert f'<prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop>' in profile


@pytest.mark.parametrize(
    ("content", "by"), [(RTF, "--infilter=Rich Text Format"), (odt(), "--infilter=writer8")], ids=["rtf", "odt"]
)
def test_a_file_is_opened_only_as_what_it_is(program, content, by):
    convert_document(content, program.ready, 60)
    assert by in (program.folder / "calls").read_text()


def test_it_is_started_again_where_a_new_profile_asks_for_it(program):
    does = '[ $(wc -l < $here/calls) = 1 ] && exit 81; mkdir -p "$out"; cp $here/ready.docx "$out/in.docx"'
    assert taken(read_document(convert_document(DOC, program(does), 60))) == (TITLE, BODY, {})


@pytest.mark.parametrize("does", ["exit 1", "exit 81", "true", 'mkdir -p "$out/in.docx"'])
def test_a_file_it_makes_nothing_of_is_refused(program, does):
    with pytest.raises(UnreadableDocument) as refusal:
        convert_document(DOC, program(does), 60)
    assert str(refusal.value) == f"这份旧格式的文件没有转换成功。{SAVE_AS}"


def test_one_that_takes_too_long_is_ended_with_all_it_started(program):
    with pytest.raises(UnreadableDocument) as refusal:
        convert_document(DOC, program("sleep 300 & echo $! > $here/child; wait"), 1)
    assert str(refusal.value) == f"转换这份旧格式的文件用了1秒还没有完成，没有导入。{SAVE_AS}"
    child = int((program.folder / "child").read_text())
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(child)], capture_output=True, text=True)  # noqa: S603, S607
    assert state.stdout.strip()[:1] in ("", "Z")


def test_a_program_that_is_not_there_is_said(tmp_path, caplog):
    with pytest.raises(UnreadableDocument, match="请告诉系统管理员（SOFFICE）"):
        convert_document(DOC, str(tmp_path / "none"), 60)
    assert "SOFFICE cannot be started" in caplog.text


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (LOCKED, "文件加了密码"),
        (odt(big="0" * (201 * 1024 * 1024)), "展开以后太大"),
        (odt()[:120], "没有传完整"),
        (RTF + b"0" * (20 * 1024 * 1024), "不能超过20兆"),
    ],
    ids=["locked", "bomb", "truncated", "large"],
)
def test_a_file_that_should_not_be_opened_is_not(program, content, sentence):
    with pytest.raises(UnreadableDocument, match=sentence):
        convert_document(content, program.ready, 60)
    assert not (program.folder / "calls").exists()


# ---- the real one --------------------------------------------------------------------------------------------

MACOS = "/Applications/LibreOffice.app/Contents/MacOS/soffice"
SOFFICE = os.environ.get("SOFFICE") or shutil.which("soffice") or MACOS


def saved_as(kind, folder):
    assert Path(SOFFICE).is_file(), "没有 LibreOffice：bin/setup test 会装上。"
    (folder / "in.docx").write_bytes(letter())
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [SOFFICE, profile, "--headless", "--convert-to", kind, "--outdir", str(folder), str(folder / "in.docx")]
    subprocess.run(command, check=False, capture_output=True, timeout=120)  # noqa: S603
    return (folder / f"in.{kind}").read_bytes()


@pytest.mark.parametrize("kind", ["doc", "odt", "rtf"])
def test_a_letter_saved_in_an_old_format_comes_back(kind, tmp_path):
    content = saved_as(kind, tmp_path)
    assert old_suffix(content) == f".{kind}"
    assert taken(read_document(convert_document(content, SOFFICE, 120))) == (TITLE, BODY, {})


def test_nothing_outside_the_file_is_fetched(tmp_path):
    """A linked section and a linked picture: of this machine, and of another."""
    asked = []

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

    (tmp_path / "secret.txt").write_text("不该读到的文字")
    server = http.server.HTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    names = (
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
        'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"'
    )
    at = f"http://127.0.0.1:{server.server_port}"
    section = '<text:section text:name="{0}"><text:section-source xlink:href="{1}"/><text:p/></text:section>'.format
    picture = f'<text:p><draw:frame><draw:image xlink:href="{at}/picture.png"/></draw:frame>一段文字。</text:p>'
    body = picture + section("a", (tmp_path / "secret.txt").as_uri()) + section("b", f"{at}/section.odt")
    inside = f"<office:body><office:text>{body}</office:text></office:body>"
    content = f"<office:document-content {names}>{inside}</office:document-content>"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    made = convert_document(odt(content, **{"META-INF/manifest.xml": manifest}), SOFFICE, 120)
    with pytest.raises(UnreadableDocument, match="里面连着外面的文件或网页内容，不能接收"):
        read_document(made)
    server.shutdown()
    server.server_close()
    assert asked == []
