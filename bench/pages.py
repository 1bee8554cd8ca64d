"""What each page of the desk costs: `python -m bench.pages` in a checkout whose data folder holds the demo
(`manage.py load_demo`); `--only WORD` for the pages whose address holds the word, `--all` for each state of a case,
`--table FILE` keeps the figures, `--before FILE` shows them beside those of now, `--texts FOLDER` writes the pages.

Of each page: the queries, the milliseconds of processor time (the median of several openings in one process, the
first of which, when texts of queries and templates are made, is left out), and how many empty views that is: a page
that asks who is signed in and says nothing. `the frame` is a page with the side navigation alone. Nothing is kept of
what the openings write.
"""

import argparse
import gc
import json
import re
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bench.search import print_line, set_up

ROUNDS = 15
WIDE = 46
# Who is asked for a page, in this order: the first to whom it is a page has it measured.
WHO = ("xujing", "zhengguohua", "sunli", "gaoyang", "weidong", "shiwenqing", "jianghong", "wenlan")
EMPTY, FRAME = "bench-empty/", "bench-frame/"
# Not to be compared: keys of forms, nonces, the token that changes with each page.
FLEETING = re.compile(r'(name="csrfmiddlewaretoken" value="|name="key" value="|nonce[-=]"?)[^"\']*')


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.pages")
    parser.add_argument("--only", default="")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--table", type=Path)
    parser.add_argument("--before", type=Path)
    parser.add_argument("--texts", type=Path)
    said = parser.parse_args()
    set_up()
    add_bare_pages()
    from django.core.signals import request_finished, request_started
    from django.db import close_old_connections, transaction

    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    with transaction.atomic():
        figures = dict(measure(said.only, said.all, said.rounds, said.texts))
        transaction.set_rollback(True)
    if said.table:
        said.table.write_text(json.dumps(figures, ensure_ascii=False, indent=1))
    show(figures, json.loads(said.before.read_text()) if said.before else {})


def add_bare_pages() -> None:
    """An empty view, and a page with nothing but what is around each page."""
    from django.contrib.auth.decorators import login_required
    from django.http import HttpRequest, HttpResponse
    from django.shortcuts import render
    from django.urls import path

    from config import urls

    @login_required
    def empty(request: HttpRequest) -> HttpResponse:
        return HttpResponse("")

    @login_required
    def frame(request: HttpRequest) -> HttpResponse:
        return render(request, "base.html")

    urls.urlpatterns += [path(EMPTY, empty), path(FRAME, frame)]


def measure(only: str, every: bool, rounds: int, texts: Path | None) -> Iterator[tuple[str, list[float]]]:
    """Of each page by its name: queries, milliseconds, empty views."""
    from proposals.models import User

    openers = {name: opener_of(User.objects.get(username=name)) for name in WHO}
    gc.collect()
    gc.freeze()
    lone = None
    bare = [(WHO[0], f"/{EMPTY}"), (WHO[0], f"/{FRAME}"), (WHO[2], f"/{FRAME}")]
    for who, url in [*bare, *choose(openers, only, every)]:
        page = openers[who]
        text = page(url)
        page(url)
        queries = count_queries(page, url)
        cpu = measure_cpu(page, url, rounds)
        lone = lone or cpu
        if texts:
            texts.mkdir(exist_ok=True)
            (texts / f"{who}{url.replace('/', '_')[:120]}.html").write_text(FLEETING.sub(r"\1", text or ""))
        yield f"{who} {url}", [queries, round(cpu, 2), round(cpu / lone, 1)]


def opener_of(user: Any) -> Callable[[str], str | None]:
    """Opens a page as this person: what it says, None where it is none of theirs."""
    from django.conf import settings
    from django.core.handlers.wsgi import WSGIHandler
    from django.test import Client, RequestFactory

    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    cookies = {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}
    factory, handler = RequestFactory(), WSGIHandler()

    def open_page(url: str) -> str | None:
        path, _, query = url.partition("?")
        environ = factory.generic("GET", path, QUERY_STRING=query, HTTP_HOST="127.0.0.1").environ
        environ["HTTP_COOKIE"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
        answered: list[Any] = []
        response = handler(environ, lambda status, headers, *_: answered.extend((status, dict(headers))))
        page = answered[0].startswith("200") and answered[1]["Content-Type"].startswith("text/html")
        text = b"".join(response).decode() if page else None
        response.close()
        return text

    return open_page


def choose(openers: dict[str, Callable[[str], str | None]], only: str, every: bool) -> Iterator[tuple[str, str]]:
    """Every page of the desk once: those of no thing, and those of a case."""
    done = set()
    for name, url in addresses():
        if only in url and (every or name not in done):
            found = next((who for who in WHO if openers[who](url) is not None), None)
            if found:
                done.add(name)
                yield found, url
    if only in "/":
        yield from ((who, "/") for who in WHO[1:])


def addresses() -> Iterator[tuple[str, str]]:
    """The name of each page and its address, of a case in each state; the page of the case has the state's name."""
    from django.urls import NoReverseMatch, reverse

    from proposals.models import Case
    from replies.desk.case.views import TABS

    cases = {}
    for case in Case.objects.order_by("pk"):
        cases.setdefault(case.status, case)
    for name in names_of_addresses():
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        if "bench" not in url:
            yield name, url
    yield from ((status, case.get_absolute_url()) for status, case in cases.items())
    asked = cases["seeking_feedback"]
    yield from ((tab, f"{asked.get_absolute_url()}{tab}/") for tab in TABS)
    for name in names_of_addresses():
        for case in cases.values():
            try:
                url = reverse(name, args=[case.pk])
            except NoReverseMatch:
                break
            if url.startswith("/cases/"):
                yield name, url


def names_of_addresses() -> Iterator[str]:
    from django.urls import get_resolver

    resolver = get_resolver()
    inside = {space: sub for space, (_, sub) in resolver.namespace_dict.items() if space != "outside"}
    for space, held in [("", resolver), *((f"{space}:", sub) for space, sub in inside.items())]:
        yield from (f"{space}{name}" for name in held.reverse_dict if isinstance(name, str))


def count_queries(page: Callable[[str], Any], url: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        page(url)
    return len(asked)


def measure_cpu(page: Callable[[str], Any], url: str, rounds: int) -> float:
    taken = []
    for _ in range(rounds):
        started = time.process_time()
        page(url)
        taken.append(1000 * (time.process_time() - started))
    return statistics.median(taken)


def show(figures: dict[str, list[float]], before: dict[str, list[float]]) -> None:
    heads = ("queries", "ms", "empties")
    print_line("", *heads, *(heads if before else ()))
    for name, now in figures.items():
        print_line(name[:WIDE], *map(str, now), *map(str, before.get(name, ())))
    print_line("median", *(f"{statistics.median(one):.1f}" for one in zip(*figures.values(), strict=True)))


if __name__ == "__main__":
    main()
