"""Readers that behave as a hostile file makes them behave."""

import os
import signal
import sys
import tempfile
import time

from proposals.bounded.limits import Unreadable


class Refusal(Unreadable):
    """Known to the one who asks by its name."""


class Narrower(Refusal):
    """And one kind of it."""


def tell(given, *arguments):
    return given, arguments


def read_on(file):
    return file.read()


def spin(given):
    while True:
        pass


def sleep(given):
    time.sleep(60)


def swell(given):
    return len(bytearray(500 << 20))


def shout(given):
    return "x" * (2 << 20)


def recurse(given):
    return recurse(given)


def die(given):
    os.kill(os.getpid(), signal.SIGSEGV)


def fail(given):
    raise KeyError("x")


def refuse(given, name):
    raise {"Refusal": Refusal, "Narrower": Narrower}[name]("不行")


def look_around(given, descriptor):
    try:
        os.fstat(descriptor)
        inherited = True
    except OSError:
        inherited = False
    try:
        with tempfile.TemporaryFile(buffering=0) as file:
            wrote = bool(file.write(b"x"))
    except OSError:
        wrote = False
    return {
        "secret": "SECRET_KEY" in os.environ,
        "settings": "django.conf" in sys.modules,
        "inherited": inherited,
        "wrote": wrote,
    }
