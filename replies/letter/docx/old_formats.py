"""Word files of before 2007, those of WPS, .odt and .rtf: made into .docx by the LibreOffice of the server.

It runs for one file only, in a folder and with a profile of its own that are gone afterwards, with no macro, no link
followed, no proxy that leads anywhere, and no longer and no larger than it is allowed.
"""

import logging
import os
import signal
import subprocess
import tempfile
from pathlib import Path

from proposals.bounded.ask import read_bounded
from replies.letter.docx.markup.package import FILE_MOST, ODT, SAVE_AS, UnreadableDocument, is_old_word, must_unpack

logger = logging.getLogger(__name__)

# The import that a kind is read by; an old Word file's own is told by LibreOffice.
_IMPORTS = {".rtf": "Rich Text Format", ".odt": "writer8"}
# A first start with a new profile may end with one of these and ask to be started again.
_AGAIN = (79, 81)
# What the shell says of a program that it cannot start.
_NO_PROGRAM = (126, 127)
# What it may take, and each program that it starts: KB of memory of its own, blocks of 512 bytes of a file it writes.
_BOUNDS = 'ulimit -c 0; ulimit -d 600000; ulimit -f 131072; ulimit -t "$1"; shift; exec "$@"'
_NOWHERE = "127.0.0.1"
_SETTINGS: dict[str, dict[str, int | str]] = {
    "Office.Common/Security/Scripting": {
        "MacroSecurityLevel": 3,
        "DisableMacrosExecution": "true",
        "BlockUntrustedRefererLinks": "true",
    },
    "Office.Writer/Content/Update": {"Link": 0},
    "Inet/Settings": {
        "ooInetProxyType": 2,
        "ooInetHTTPProxyName": _NOWHERE,
        "ooInetHTTPProxyPort": 9,
        "ooInetHTTPSProxyName": _NOWHERE,
        "ooInetHTTPSProxyPort": 9,
        "ooInetFTPProxyName": _NOWHERE,
        "ooInetFTPProxyPort": 9,
        "ooInetNoProxy": "",
    },
}


def old_suffix(content: bytes) -> str:
    """.doc, .odt or .rtf by what the file is, whatever it is called; "" for every other."""
    if is_old_word(content):
        return ".doc"
    if content.startswith(b"{\\rtf"):
        return ".rtf"
    return ".odt" if content.startswith(b"PK\x03\x04") and ODT in content[:200] else ""


def convert_document(content: bytes, program: str, seconds: int) -> bytes:
    """The same file as .docx. Raises UnreadableDocument where it cannot be made, or only in longer than `seconds`."""
    suffix = old_suffix(content)
    if len(content) > FILE_MOST:
        raise UnreadableDocument(f"文件太大，不能超过{FILE_MOST // 1024 // 1024}兆。请去掉图片等内容，再导入一次。")
    if suffix == ".odt":
        read_bounded(must_unpack, content, refusal=UnreadableDocument)  # how large it unpacks
    if suffix == ".doc" and _is_locked(content):
        raise UnreadableDocument("文件加了密码，打不开。请去掉密码，再导入一次。")
    with tempfile.TemporaryDirectory(prefix="banli-word-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        source = folder / f"in{suffix}"
        source.write_bytes(content)
        _write_profile(folder / "profile/user")
        _run([program, *_options(folder, suffix), str(source)], folder, seconds)
        made = folder / "out/in.docx"
        if not made.is_file() or made.stat().st_size > FILE_MOST:
            raise UnreadableDocument(f"这份旧格式的文件没有转换成功。{SAVE_AS}")
        return made.read_bytes()


def _options(folder: Path, suffix: str) -> list[str]:
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    quiet = ["--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck", "--nofirststartwizard"]
    by = [f"--infilter={_IMPORTS[suffix]}"] if suffix in _IMPORTS else []
    return [profile, *quiet, *by, "--convert-to", "docx", "--outdir", str(folder / "out")]


def _write_profile(user: Path) -> None:
    user.mkdir(parents=True)
    rows = "".join(
        f'<item oor:path="/org.openoffice.{path}">'
        f'<prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, values in _SETTINGS.items()
        for name, value in values.items()
    )
    start = '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry">'
    (user / "registrymodifications.xcu").write_text(f"{start}{rows}</oor:items>", encoding="utf-8")


def _run(command: list[str], folder: Path, seconds: int) -> None:
    nowhere = f"http://{_NOWHERE}:9"
    proxies = dict.fromkeys(("http_proxy", "https_proxy", "ftp_proxy", "all_proxy"), nowhere)
    environment = {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(folder), "TMPDIR": str(folder)} | proxies
    for _ in range(2):
        try:
            started = subprocess.Popen(  # noqa: S603 (the program of the settings, a file of our own name)
                ["/bin/sh", "-c", _BOUNDS, "sh", str(seconds), *command],
                cwd=folder,
                env=environment | {"LANG": "C.UTF-8"},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        except OSError as error:
            raise _not_there(error) from None
        try:
            code = started.wait(seconds)
        except subprocess.TimeoutExpired:
            raise UnreadableDocument(f"转换这份旧格式的文件用了{seconds}秒还没有完成，没有导入。{SAVE_AS}") from None
        finally:
            _end(started)
        if code in _NO_PROGRAM:
            raise _not_there(code)
        if code not in _AGAIN:
            break
    if code:
        logger.warning("SOFFICE ended with %s", code)


def _not_there(why: object) -> UnreadableDocument:
    logger.error("SOFFICE cannot be started: %s", why)
    return UnreadableDocument(f"服务器上的转换程序打不开，请告诉系统管理员（SOFFICE）。也可以自己转换：{SAVE_AS}")


def _end(started: "subprocess.Popen[bytes]") -> None:
    """The program and all it started: it is a session of its own."""
    try:
        os.killpg(started.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    finally:
        started.wait()


def _is_locked(content: bytes) -> bool:
    """Whether a Word file of 97 to 2003 has a password (fEncrypted of its FIB, which begins the first sector)."""
    return content[512:514] == b"\xec\xa5" and bool(content[523] & 1)
