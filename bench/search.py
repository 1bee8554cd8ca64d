"""How long finding takes among 9,000 cases (what the nation handles in a year): `python -m bench.search` on SQLite,
`bin/with-postgres .venv/bin/python -m bench.search` on PostgreSQL; `--quick` for 300 cases.

Medians of wall time in ms, for the district office, which searches every unit's: `count` and `page` are the two
queries that look for the words (how many; the ids of the first forty), `whole` the page as it is served. Two
characters are the shortest word people type; a common, a rare and an absent one are looked for.

Two busy cores gave, for the common, the rare and the absent word: PostgreSQL 160, 121 and 109 ms a query, SQLite 182,
325 and 300. Letters, which have to be folded, take PostgreSQL 450 ms: past 300 ms, though few look for them, and a
district has some hundred cases a year. An index (bigrams as tsvector, GIN) is due when the first row passes 300 ms.
"""

import datetime as dt
import os
import random
import statistics
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django

CASES, ROUNDS, PAGE = 9000, 7, 40
WORDS = {
    "食堂": "common",
    "氢能": "rare",
    "鹦鹉": "absent",
    "食堂 电梯": "two words",
    "赵洪": "a name",
    "zhr": "initials",
    "宝民〔2026〕77号": "文号",
}
SENTENCES = (
    "社区工作者是基层治理的骨干力量，招录和培养都要跟上。",
    "老旧小区加装电梯推进较慢，居民意见难以统一。",
    "建议在大型居住社区增设公共服务设施，方便群众就近办事。",
    "停车难问题在早晚高峰尤其突出，建议错时共享。",
    "养老服务要从有向优转变，嵌入式设施布局还不均衡。",
    "有关部门应当加强协调，明确时间表和责任单位。",
    "下一步我局将会同街镇逐项研究，年内完成试点。",
    "慢性病长处方的覆盖面可以再扩大一些，减少往返。",
)


def main() -> None:
    set_up()
    with throw_away_database() as vendor:
        fill(300 if "--quick" in sys.argv else CASES)
        measure(vendor)


def set_up() -> None:
    os.environ.setdefault("BANLI_DEMO", "1")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    warnings.filterwarnings("ignore", "No directory at")  # nothing is collected for a bench


@contextmanager
def throw_away_database() -> Iterator[str]:
    from django.conf import settings
    from django.db import connection
    from django.test.runner import DiscoverRunner

    with tempfile.TemporaryDirectory() as folder:
        if connection.vendor == "sqlite":
            connection.settings_dict["TEST"]["NAME"] = str(Path(folder) / "bench.sqlite3")
        settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
        runner = DiscoverRunner(verbosity=0, interactive=False)
        old = runner.setup_databases()
        try:
            yield connection.vendor
        finally:
            runner.teardown_databases(old)


# ---- what is searched ----------------------------------------------------------------------------------------


def fill(count: int) -> None:
    """Cases with texts as long as real ones; two of three are signed."""
    from django.db import connection
    from django.utils import timezone

    from proposals import models as of
    from replies.models import Draft, Reply

    chance = random.Random(9)  # noqa: S311 - the same every time
    units = of.Unit.objects.bulk_create(of.Unit(name=f"上海市第{n}局", short_name=f"第{n}局") for n in range(40))
    office = of.Unit.objects.create(name="区政府办公室", short_name="区政府办", kind=of.UnitKind.DISTRICT)
    person, signer = (of.User.objects.create(username=name, name=name) for name in ("district", "signer"))
    of.Membership.objects.create(user=person, unit=office, role=of.Role.DISTRICT)
    session = of.Session.objects.create(place="宝山区", term=9, meeting=5)
    names = ["赵洪蓉", *(f"{chance.choice('王李张刘陈杨周吴')}{chance.choice('建国明丽')}{n}" for n in range(299))]
    deputies = of.Deputy.objects.bulk_create(of.Deputy(name=name, delegation="吴淞") for name in names)
    asked = of.Suggestion.objects.bulk_create(
        of.Suggestion(session=session, number=numbered(n), title=titled(n), text=text(n, chance, 40))
        for n in range(count)
    )
    of.Sponsorship.objects.bulk_create(
        of.Sponsorship(suggestion=one, deputy=deputy, position=place)
        for one in asked
        for place, deputy in enumerate(chance.sample(deputies, 3), 1)
    )
    today, now = timezone.localdate(), timezone.now()
    out = {"status": "seeking_feedback", "handler": signer, "handed_on": today, "received_on": today}
    out["statutory_due"] = today + dt.timedelta(days=60)
    cases = of.Case.objects.bulk_create(of.Case(suggestion=one, unit=chance.choice(units), **out) for one in asked)
    replies = Reply.objects.bulk_create(
        Reply(case=case, round=1, opened_on=today, due_on=case.statutory_due) for case in cases
    )
    drafts = Draft.objects.bulk_create(
        Draft(reply=reply, number=1, author=signer, **written(n, chance)) for n, reply in enumerate(replies)
    )
    handler = of.User.objects.create(username="handler", name="handler")
    for reply, draft in zip(replies, drafts, strict=True):
        if reply.pk % 3:
            facts = {"signed_draft": draft, "signer": signer, "handler": handler, "signed_at": now}
            for name, value in {**facts, "classification": "已采纳", "disclosure": "主动公开·全文"}.items():
                setattr(reply, name, value)
    fields = ["signed_draft", "signer", "handler", "signed_at", "classification", "disclosure"]
    Reply.objects.bulk_update([reply for reply in replies if reply.signed_at], fields, batch_size=500)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def numbered(n: int) -> str:
    return f"{'ABCDEFGHIJ'[n // 1000]}{n % 1000:03d}"


def written(n: int, chance: random.Random) -> dict[str, str]:
    texts = {"body": text(n, chance, 60), "handling": text(n, chance, 6)}
    return {**texts, "document_number": f"宝民〔2026〕{n}号"}


def titled(n: int) -> str:
    return f"关于第{n}号事项的建议" + ("（社区食堂）" if n % 40 == 0 else "")


def text(n: int, chance: random.Random, sentences: int) -> str:
    """About 25 characters a sentence; 食堂 in one of twelve, 氢能 in three of all."""
    said = [chance.choice(SENTENCES) for _ in range(sentences)]
    if n % 12 == 0:
        said.insert(sentences // 2, "建议增设社区食堂，解决吃饭问题。")
    if n in (17, 170, 1700):
        said.append("氢能公交可以先行试点。")
    return "\n".join(said)


# ---- how long it takes ---------------------------------------------------------------------------------------


def measure(vendor: str) -> None:
    from django.test import Client

    from proposals.models import Case, User
    from replies.search import filter_cases, order_cases

    user, client = User.objects.get(username="district"), Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    print_line(f"{Case.objects.count()} cases, {vendor}", "found", "count", "page", "whole")
    for words, what in WORDS.items():
        found = order_cases(filter_cases(Case.objects.visible_to(user), {"q": words}, user), "number")
        ids = found.values_list("pk", flat=True)[:PAGE]
        work = (found.count, lambda ids=ids: list(ids.all()), lambda q=words: client.get("/cases/", {"q": q}))
        times = [median(one) for one in work]
        print_line(f"{words} ({what})", found.count(), *(f"{1000 * one:.0f}" for one in times))


def median(work: Callable[[], Any]) -> float:
    taken = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def print_line(name: str, *values: object) -> None:
    wide = sum(ord(one) > 0x2E80 for one in name)
    sys.stdout.write(name.ljust(34 - wide) + "".join(str(value).rjust(9) for value in values) + "\n")


if __name__ == "__main__":
    main()
