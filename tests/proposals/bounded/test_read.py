"""The child in which a foreign file is read: what it may take, what comes back, and what it cannot reach."""

import io
import os
import socket
import threading

import pytest

from proposals.bounded import wire
from proposals.bounded.ask import read_bounded
from proposals.bounded.limits import BROKEN, MEGABYTE, TOO_MUCH, Limits, Unreadable
from tests.proposals.bounded import readers

SHORT = Limits(seconds=1, wait=2, memory=60 * MEGABYTE, output=MEGABYTE)


class Refusal(Unreadable):
    """One kind."""


class Narrower(Refusal):
    """One kind of that."""


def refused(reader, *arguments, limits=SHORT):
    with pytest.raises(Unreadable) as error:
        read_bounded(reader, b"x", *arguments, limits=limits)
    return str(error.value)


def test_plain_data_comes_back_with_bytes_in_their_places():
    value = {"a": [1, 2.5, None, "𠮷"], "b": [b"one", {"c": b""}], "d": True}
    assert wire.unpack(wire.pack(value)) == value
    assert read_bounded(readers.tell, b"abc", 1, "二") == [b"abc", [1, "二"]]
    assert read_bounded(readers.tell, [b"abc", b"", b"d"]) == [[b"abc", b"", b"d"], []]


def test_an_open_file_is_handed_on_as_it_is(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"abc")
    with path.open("rb") as file:
        assert read_bounded(readers.read_on, file) == b"abc"
    assert read_bounded(readers.read_on, io.BytesIO(b"abc")) == b"abc"


@pytest.mark.parametrize(
    ("reader", "said"),
    [
        ("spin", TOO_MUCH),
        ("sleep", TOO_MUCH),
        ("swell", TOO_MUCH),
        ("shout", TOO_MUCH),
        ("recurse", TOO_MUCH),
        ("die", TOO_MUCH),
        ("fail", BROKEN),
    ],
)
def test_what_breaks_its_bounds_is_refused(reader, said):
    assert refused(getattr(readers, reader)) == said
    assert read_bounded(readers.tell, b"x") == [b"x", []], "the next one is read"


def test_a_refusal_keeps_its_sentence_and_its_kind():
    for name in ("Refusal", "Narrower"):
        with pytest.raises(Refusal, match=r"^不行$") as error:
            read_bounded(readers.refuse, b"x", name, refusal=Refusal)
        assert type(error.value).__name__ == name


def test_the_child_has_no_secret_no_connection_and_writes_no_file(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "geheim")
    with socket.socket() as open_here:
        told = read_bounded(readers.look_around, b"x", open_here.fileno())
    assert told == {"secret": False, "settings": False, "inherited": False, "wrote": False}


def test_threads_and_forked_processes_ask_each_for_itself():
    found = []
    threads = [threading.Thread(target=lambda: found.append(read_bounded(readers.tell, b"x"))) for _ in range(6)]
    for one in threads:
        one.start()
    pid = os.fork()
    if not pid:
        os._exit(0 if read_bounded(readers.tell, b"y") == [b"y", []] else 1)
    for one in threads:
        one.join()
    assert (found, os.waitpid(pid, 0)[1]) == ([[b"x", []]] * 6, 0)
    assert read_bounded(readers.tell, b"z") == [b"z", []]
