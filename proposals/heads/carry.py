"""How a head reaches an address: a file in a folder, a mail, another installation that signs for it."""

import base64
import http.client
import json
import logging
import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone

from proposals.heads.addresses import Address, why_not_written
from proposals.heads.ask import SECONDS, NotArrived, post_to
from proposals.heads.manifest import follow_keys, manifest_content, write_manifest, write_whole
from proposals.heads.proof.receipts import key_of_receipt, why_not_received
from proposals.heads.sign import content_of, name_of
from proposals.models.journal.head import HeadSending, HeadStamp, SignedHead

logger = logging.getLogger(__name__)
SAID: tuple[tuple[type[Exception], str], ...] = (
    (FileNotFoundError, "文件夹不在"),
    (PermissionError, "文件夹不能写"),
    (smtplib.SMTPException, "邮件没有发出"),
    (ssl.SSLError, "对方的证书不对"),
    (socket.gaierror, "找不到这个网址"),
    (TimeoutError, f"等了{SECONDS}秒没有回答"),
    (ConnectionError, "连不上"),
    (http.client.HTTPException, "对方的回答不对"),
)
REPLY = "application/timestamp-reply"
STAMPS = 40  # of the last heads, written beside them
# What went to an address together: the heads, the receipts for them, and why they did not arrive ("" where they did).
Brought = tuple[list[SignedHead], list[str], str]


def bring_heads(address: Address, heads: list[SignedHead]) -> Iterator[Brought]:
    """Bring these heads, the oldest first; mail takes them all in one."""
    if not heads:
        return
    if address.kind == "邮件":
        yield _tried(address, heads)
    else:
        for head in heads:
            yield _tried(address, [head])


def say_why(error: Exception) -> str:
    """Why it did not arrive, for people; what the system calls it stands in the log."""
    if isinstance(error, NotArrived):
        return str(error)[:200].rstrip("。")
    logger.warning("a head did not arrive: %s: %s", type(error).__name__, error)
    return next((words for kind, words in SAID if isinstance(error, kind)), "没有送成，原因在服务器的日志里")


def _tried(address: Address, heads: list[SignedHead]) -> Brought:
    try:
        if address.kind == "邮件":
            _send_mail(heads, address.text)
        elif address.kind == "文件夹":
            _write_files(heads, Path(address.text), named_here=address.row is not None)
        else:
            return heads, [_post_head(one, address.text) for one in heads], ""
    except (OSError, ValueError, http.client.HTTPException) as error:
        return heads, [], say_why(error)
    return heads, [""] * len(heads), ""


def bring_beside(address: Address) -> None:
    """What lies beside the heads of a folder that has all of them: a time stamp that came later. Why it cannot be
    written, the next head says."""
    if address.kind == "文件夹":
        with suppress(OSError, NotArrived):
            _write_files([], Path(address.text), named_here=address.row is not None)


def _write_files(heads: list[SignedHead], folder: Path, *, named_here: bool) -> None:
    """Files of their own, that nothing is written over, and the manifest of the keys beside them."""
    if named_here and (why := why_not_written(folder)):
        raise NotArrived(why)
    for head in heads:
        path, content = folder / name_of(head), content_of(head)
        if not path.exists():
            write_whole(path, content)
        elif path.read_text(encoding="utf-8") != content:
            raise NotArrived(f"{path.name}已经有了，内容不同")
    _write_stamps(folder)
    try:
        write_manifest(folder)
    except ValueError as error:
        raise NotArrived(str(error)) from None


def _write_stamps(folder: Path) -> None:
    """The time stamps of the last heads that lie there: one may have come after its head."""
    newest = HeadStamp.objects.select_related("head").order_by("-pk")[:STAMPS]
    for stamp in newest:
        path = folder / name_of(stamp.head)
        beside = path.with_suffix(".tsr")
        if path.exists() and not beside.exists():
            write_whole(beside, base64.b64decode(stamp.response))


def _send_mail(heads: list[SignedHead], address: str) -> None:
    last = heads[-1]
    day = timezone.localtime(last.at)
    more = f"等{len(heads)}份" if len(heads) > 1 else ""
    words = (
        f"这是{settings.PUBLIC_URL}办理记录总账到{day:%Y年%m月%d日%H:%M}为止的末笔（第{last.number}笔{more}），已签名。\n"
        "请把附件存在一个固定的文件夹里，不用回复。以后核对总账时（verify_audit --against），"
        "用它证明在此以前的记录没有被改过。"
    )
    mail = EmailMessage(f"总账末笔：第{last.number}笔{more}", words, settings.DEFAULT_FROM_EMAIL, [address])
    for head in heads:
        mail.attach(name_of(head), content_of(head), "application/json")
        if stamp := HeadStamp.objects.filter(head=head).first():
            mail.attach(name_of(head).replace(".json", ".tsr"), base64.b64decode(stamp.response), REPLY)
    mail.send()


def _post_head(head: SignedHead, address: str) -> str:
    """Hand it to another installation; returns the receipt. Raises NotArrived, OSError or HTTPException."""
    sent = {"text": head.text, "signature": head.signature, "manifest": manifest_content()}
    status, told = post_to(address, json.dumps(sent, ensure_ascii=False).encode(), "application/json")
    answer = told.decode(errors="replace")
    if status not in (200, 201):
        said = "" if answer.lstrip().startswith("<") else f"：{answer}"
        raise NotArrived(f"对方没有收（{status}）{said}"[:200])
    before = HeadSending.objects.filter(address=address[:200]).exclude(receipt="").order_by("-pk").first()
    known = key_of_receipt(before.receipt) if before else ""
    if known and (signed := key_of_receipt(answer)) != known:
        # The manifest of the other installation comes with its receipt: its new key, signed by the one before.
        known = follow_keys(str(json.loads(answer).get("manifest", "")), known)
        if known != signed:
            raise NotArrived("对方的回执是另一把钥匙签的，旧钥匙没有签过新钥匙，请打电话问对方")
    if wrong := why_not_received(answer, head.text, known):
        raise NotArrived(f"对方的回执{wrong}")
    kept = json.loads(answer)
    return json.dumps({"text": kept["text"], "signature": kept["signature"]}, ensure_ascii=False)
