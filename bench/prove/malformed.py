"""Malformed requests as every account of the demo: every address, the fields of its forms filled with rubbish, odd
methods, bodies and headers. Nothing is answered 5xx, every page is Chinese and hands no markup back, and the record
is whole afterwards."""

import logging
import random
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode, urljoin, urlsplit

from bench.prove.record import prove_record
from bench.prove.table import Table

HOST = "127.0.0.1"
MARKUP = "<img src=x onerror=alert(1)>"
RUBBISH = [
    "", "a\0b", "\u200b\u202e\ufeff", "付\u202e款", "𠮷\ue000\U000f0000", "行\n" * 300, "左\t右\v下", MARKUP,
    "{{ 7|add:1 }}{% now 'Y' %}", str(2**70), "9" * 5_000, "-1", "１２", "٣", "1e999", "99999-99-99", "0001-01-01",
    "9999-12-31", "2026-02-30", "{urn:uuid:zz}", "长" * 50_000, "👨‍👩‍👧‍👦", "e" + "\u0301" * 300,
    "' OR 1=1 --", "../../etc/passwd", "javascript:alert(1)", "//evil.example/", "null", "[]", "on", "1", "%00",
    "\ud800",
]  # fmt: skip
NUMBERS = ["0", "1", "2", "3", "5", "8", "13", "21", str(2**31), str(2**63), str(2**70), "１", "-1", "x"]
QUERY = ("page", "q", "year", "session", "unit", "status", "next", "sort", "of", "tab", "round", "from", "to", "key")
BODIES = [
    ("application/json", b'{"a": [[[['),
    ("application/json", b"[" * 20_000),
    ("multipart/form-data", b"--x\r\n\r\n"),
    ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="file"; filename="../a\r\n'),
    ("multipart/form-data; boundary=" + "y" * 400, b"--y"),
    ("application/x-www-form-urlencoded; charset=utf-7", b"a=+ADw-"),
    ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % n for n in range(3_000))),
    ("application/x-www-form-urlencoded", b"%ff%fe=%ed%a0%80"),
    ("text/xml", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
    ("", b"\xff" * 500),
]
HEADERS = [
    {"HTTP_HOST": "evil.example"},
    {"HTTP_HOST": "127.0.0.1:99999"},
    {"HTTP_X_FORWARDED_FOR": "1.1.1.1, " * 200},
    {"HTTP_X_FORWARDED_HOST": "evil.example", "HTTP_X_FORWARDED_PROTO": "http"},
    {"HTTP_ACCEPT_LANGUAGE": "x" * 3_000},
    {"HTTP_COOKIE": "sessionid=" + "\\x00" * 40 + "; csrftoken=; =; a"},
    {"HTTP_RANGE": "bytes=999999999-0"},
    {"HTTP_IF_MODIFIED_SINCE": "Mon, 99 Foo 9999"},
    {"HTTP_IF_NONE_MATCH": "*" * 2_000},
    {"HTTP_ORIGIN": "null", "HTTP_REFERER": "::::"},
    {"HTTP_ACCEPT": "application/json;q=x, */*"},
]
METHODS = ("HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "FOO")
FIELD = re.compile(r'<(?:input|select|textarea|button)[^>]*?\sname="([^"]{1,80})"')
LINK = re.compile(r'(?:href|action)="(/[^"#]{0,200})"')
CHINESE = re.compile(r"[一-鿿]")


class LogBytes(logging.Handler):
    """Counts what would be written."""

    written = 0

    def emit(self, record: logging.LogRecord) -> None:
        self.written += len(self.format(record).encode(errors="replace")) + 1


def prove(size: int) -> Table:
    """A row a role: how many requests of it, what was answered, the bytes of the log. `size` 10 asks every address
    of the program once as every role, 1 one in ten."""
    from django.contrib.auth import get_user_model
    from django.core.management import call_command

    from bench.search import throw_away_database

    table = Table("role", "requests", "answers", "log bytes", "a request")
    with throw_away_database():
        call_command("load_demo", verbosity=0)
        log, root = LogBytes(), logging.getLogger()
        log.setFormatter(root.handlers[0].formatter)
        for one in root.handlers[0].filters:
            log.addFilter(one)
        root.handlers = [log]
        users = get_user_model().objects.filter(is_active=True).order_by("pk")
        for user in [None, *users]:
            before, answers, wrong = log.written, Counter[int](), list[str]()
            for what, answer in requests_of(user, size):
                answers[answer.status_code // 100] += 1
                wrong += [f"{what}: {said}" for said in faults_of(answer)]
            count, written = sum(answers.values()), log.written - before
            said = " ".join(f"{number}×{kind}xx" for kind, number in sorted(answers.items()))
            table.add(user.username if user else "nobody", count, said, written, written // count, wrong=wrong)
        found = prove_record()
        table.add("the record after", "", "" if found else "whole", "", "", wrong=found.splitlines())
    return table


def faults_of(answer: Any) -> list[str]:
    """What is wrong with an answer: sentences for who mends it."""
    is_word = (
        answer.request["PATH_INFO"] == "/readyz" and answer.status_code == 503
    )  # no worker runs here: it says so
    found = [f"answered {answer.status_code}"] if answer.status_code >= 500 and not is_word else []
    if answer.streaming or "text/html" not in answer.get("Content-Type", ""):
        return found
    text = answer.content.decode(errors="replace")
    if MARKUP in text:
        found.append("hands the markup back")
    if answer.status_code >= 400 and text and not CHINESE.search(text):
        found.append(f"says nothing in Chinese: {text[:60]!r}")
    return found


def requests_of(user: Any, size: int) -> Iterator[tuple[str, Any]]:
    """Every request as this person, and what it was answered."""
    from django.test import Client

    chance = random.Random(user.pk if user else 0)  # noqa: S311 (the same rubbish every time)
    client = Client(raise_request_exception=False, HTTP_HOST=HOST)
    waiting = [address for address in addresses(chance) if size >= 10 or chance.randrange(10) < size]
    seen, most = set[str](), len(waiting) * 2
    while waiting and len(seen) < most:
        path = waiting.pop(chance.randrange(len(waiting)))
        if path in seen or path.startswith("/sign-out"):
            continue
        seen.add(path)
        if user and "_auth_user_id" not in client.session:
            enter(client, user)
        asked = f"{path}?{urlencode({name: rubbish(chance) for name in chance.sample(QUERY, 4)}, errors='replace')}"
        first = client.get(path)
        yield f"{user} GET {path[:200]}", first
        yield f"{user} GET {asked[:200]}", client.get(asked)
        html = first.content.decode(errors="replace") if not first.streaming else ""
        waiting += [link for link in dict.fromkeys(LINK.findall(html)) if not link.startswith("/static/")][:5]
        fields = list(dict.fromkeys(FIELD.findall(html)))
        data = {name: said for name in fields if (said := rubbish(chance)) is not None}
        yield f"{user} POST {path} {str(data)[:200]}", client.post(path, clean(data))
        yield odd(client, chance, path, user)


def enter(client: Any, user: Any) -> None:
    """Signed in, the second step passed."""
    from proposals.administration.factors.asked import PASSED, STANDS

    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    session = client.session
    session[STANDS] = PASSED
    session.save()


def odd(client: Any, chance: random.Random, path: str, user: Any) -> tuple[str, Any]:
    """A request as no browser makes it."""
    kind = chance.randrange(4)
    if kind == 0:
        content_type, body = chance.choice(BODIES)
        return f"{user} POST {path} {content_type}", client.generic("POST", path, body, content_type=content_type)
    if kind == 1:
        headers = chance.choice(HEADERS)
        return f"{user} GET {path} {headers}", client.get(path, **headers)
    if kind == 2:
        method = chance.choice(METHODS)
        return f"{user} {method} {path}", client.generic(method, path)
    where = urljoin(path, quote(rubbish(chance)[:60], errors="replace"))
    return f"{user} GET {where}", client.get(where if urlsplit(where).path.startswith("/") else path)


def rubbish(chance: random.Random) -> str:
    return chance.choice(RUBBISH)


def clean(data: dict[str, str]) -> dict[str, Any]:
    """As a body carries it: what UTF-8 has no letter for as the bytes that a careless client sends."""
    return {name: said.encode(errors="surrogatepass") if "\ud800" in said else said for name, said in data.items()}


def addresses(chance: random.Random) -> list[str]:
    """Every pattern of the program once with a number that may be one and once with rubbish."""
    from django.urls import get_resolver

    odd = NUMBERS + [quote(one[:40], errors="replace") or "-" for one in RUBBISH]
    found = [
        re.sub(r"<[^>]+>", lambda _, among=among: chance.choice(among), pattern)
        for pattern in patterns(get_resolver().url_patterns, "/")
        for among in (NUMBERS[1:8], odd)
    ]
    return list(dict.fromkeys(found))


def patterns(among: Any, before: str) -> Iterator[str]:
    from django.urls import URLPattern

    for one in among:
        if isinstance(one, URLPattern):
            yield before + str(one.pattern)
        else:
            yield from patterns(one.url_patterns, before + str(one.pattern))
