"""The office's virus scanner, a small server that speaks clamd's protocol: what it finds is refused, and so is every
file while it cannot be asked."""

import logging
import socket
import struct
import threading

import pytest

from proposals.bounded.scanner import SILENT
from proposals.models import Attachment, Status
from tests import factories as f
from tests.hostile import book, packed, pdf, said, send, word

pytestmark = [pytest.mark.django_db, pytest.mark.once]
FOUND = "“文件”没有通过病毒检查，不能接收。请先在自己的电脑上查杀病毒，再重新做一份。"
DOORS = {
    "kept": ("handler", pdf),
    "word": ("handler", word),
    "list": ("district", book),
    "stack": ("office", lambda: packed({"a.pdf": pdf()})),
}


class Scanner:
    """Reads one stream after the other and gives the same answer to each."""

    def __init__(self, listening: socket.socket, answer: bytes) -> None:
        self.listening, self.answer, self.seen = listening, answer, []
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self) -> None:
        while True:
            try:
                one, _ = self.listening.accept()
            except OSError:
                return
            with one, one.makefile("rb") as stream:
                assert stream.read(10) == b"zINSTREAM\0"
                content = b""
                while size := struct.unpack("!L", stream.read(4))[0]:
                    content += stream.read(size)
                self.seen.append(content)
                one.sendall(self.answer)


@pytest.fixture
def scanner(settings):
    opened = []

    def begin(answer: bytes) -> Scanner:
        listening = socket.create_server(("127.0.0.1", 0))
        opened.append(listening)
        settings.CLAMD = f"tcp://127.0.0.1:{listening.getsockname()[1]}"
        return Scanner(listening, answer)

    yield begin
    for one in opened:
        one.shutdown(socket.SHUT_RDWR)
        one.close()


def hand_in(client, door, content):
    who, _ = DOORS[door]
    client.force_login(getattr(f.world(), who))
    return send(client, f.make_case(Status.IN_PROGRESS), door, content)


@pytest.mark.parametrize("door", DOORS)
def test_what_the_scanner_finds_is_refused_at_every_door(client, scanner, door):
    asked, content = scanner(b"stream: Eicar-Signature FOUND\0"), DOORS[door][1]()
    answer = hand_in(client, door, content)
    assert (answer.status_code, said(answer), asked.seen) == (400, FOUND, [content])


def test_what_it_finds_clean_is_kept(client, scanner):
    asked, content = scanner(b"stream: OK\0"), pdf()
    assert (hand_in(client, "kept", content).status_code, asked.seen) == (302, [content])
    assert Attachment.objects.count() == 1


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR\0", b""])
def test_a_scanner_without_a_verdict_lets_nothing_in(client, scanner, caplog, answer):
    scanner(answer)
    refused = hand_in(client, "kept", pdf())
    assert (refused.status_code, said(refused), Attachment.objects.count()) == (400, SILENT, 0)
    assert [one.levelno for one in caplog.records if "CLAMD" in one.getMessage()] == [logging.ERROR]


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "unix:/none/clamd", "clamd"])
def test_a_scanner_that_is_not_there_lets_nothing_in(client, settings, caplog, address):
    settings.CLAMD = address
    refused = hand_in(client, "kept", pdf())
    assert (refused.status_code, said(refused)) == (400, SILENT)
    assert "CLAMD" in caplog.text
