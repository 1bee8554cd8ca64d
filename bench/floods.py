"""What guesses and floods come to: `python -m bench.floods`; `--quick` for a tenth of the requests.

Guesses: how many tries of a day each door hears, by the program's own measures on a clock that jumps from wait to
wait, and the chance that one of them is right. Floods: so many requests at one door from one address, each in a
browser of its own; what was answered, and how many rows and files they left.
"""

import datetime as dt
import sys
from collections import Counter
from collections.abc import Callable
from typing import Any

from bench.search import print_line, set_up, throw_away_database

DAY = dt.timedelta(days=1)
MANY = 2_000


def main() -> None:
    set_up()
    with throw_away_database():
        print_line("guesses of a day", "heard", "one in", "chance")
        for name, heard, space in guess_table():
            print_line(name, f"{heard:,}", f"{space:.0e}", f"{min(1.0, heard / space):.0e}")
        count = MANY // 10 if "--quick" in sys.argv else MANY
        print_line(f"{count} requests", "answers", "rows", "files")
        for name, ask in FLOODS.items():
            answers, rows, files = flood(ask, count)
            print_line(
                name, " ".join(f"{n}×{status}" for status, n in sorted(answers.items())), str(rows), str(files)
            )


def guess_table() -> list[tuple[str, int, float]]:
    """Each door: how many tries of a day are heard, and of how many possible ones."""
    import pyotp
    from django.utils import timezone

    from proposals.administration.factors.actions import answer_code
    from proposals.administration.factors.secrets import new_secret
    from proposals.models import SecondFactor, User
    from proposals.web import pace
    from replies.mine import codes

    user = User.objects.create(username="guessed", name="被猜的人")
    factor = SecondFactor.objects.create(user=user, secret=new_secret())
    wrong = "000000" if pyotp.TOTP("A" * 32).now() != "000000" else "000001"

    def of(measure: pace.Measure) -> Callable[[int], dt.datetime | None]:
        def attempt(number: int) -> dt.datetime | None:
            try:
                pace.keep_pace((measure, "bench"))
            except pace.TooOften as refusal:
                return refusal.until
            return None

        return attempt

    def telephone(number: int) -> dt.datetime | None:
        factor.refresh_from_db()
        if factor.barred_until and factor.barred_until > timezone.now():
            return factor.barred_until
        answer_code(user, wrong, None)
        return None

    three_codes = 1e6 / 3  # of six figures three are right at any moment
    doors: list[tuple[str, Callable[[int], dt.datetime | None], float]] = [
        ("password, one account", of(pace.OF_NAME), 1e5),  # as if it were one of the 100,000 commonest
        ("password, one address", of(pace.OF_ADDRESS), 1e5),
        ("code of a telephone", telephone, three_codes),
        ("code by text, one number", of(codes.OF_NUMBER), 1e6 / 5),  # five tries each
        ("link of a deputy, one address", of(pace.UNKNOWN_LINK), 2.0**256),
        ("code on paper, one address", of(pace.UNKNOWN_PAPER), 32.0**12),
        ("first code, one address", of(pace.FIRST_CODE), 25.0**12),
    ]
    return [(name, heard_in_a_day(attempt), space) for name, attempt, space in doors]


def heard_in_a_day(attempt: Callable[[int], dt.datetime | None]) -> int:
    """How many tries of a guesser who never rests are heard in a day; a try takes a second."""
    import time_machine

    begun = dt.datetime.now(dt.UTC)
    heard = number = 0
    with time_machine.travel(begun, tick=False) as clock:
        while dt.datetime.now(dt.UTC) < begun + DAY:
            number += 1
            until = attempt(number)
            heard += until is None
            clock.move_to(max(until or begun, dt.datetime.now(dt.UTC) + dt.timedelta(seconds=1)))
    return heard


FLOODS: dict[str, Callable[[Any, int], Any]] = {
    "unknown links": lambda browser, n: browser.get(f"/d/{'x' * 40}{n}"),
    "unknown codes on paper": lambda browser, n: browser.get(f"/v/AAAA-AAAA-{n:04}"),
    "sign-ins of unknown names": lambda browser, n: browser.post("/sign-in/", {"username": f"u{n}", "password": "x"}),
    "sign-ins of one name": lambda browser, n: browser.post("/sign-in/", {"username": "guessed", "password": "x"}),
    "size of the text": lambda browser, n: browser.get("/mine/enter/?size=big"),
    "answers to no link": lambda browser, n: browser.post("/deputy/1/", {"opinion": "x" * 10_000}),
    "codes by text": lambda browser, n: browser.post("/mine/enter/", {"number": f"138{n:08}"}),
}


def flood(ask: Callable[[Any, int], Any], count: int) -> tuple[Counter[int], int, int]:
    """So many requests, each in a fresh browser: the answers, and the rows and files that they left."""
    from django.test import Client

    before, answers = _kept(), Counter[int]()
    for number in range(count):
        answers[ask(Client(), number).status_code] += 1
    after = _kept()
    return answers, after[0] - before[0], after[1] - before[1]


def _kept() -> tuple[int, int]:
    from pathlib import Path

    from django.apps import apps
    from django.conf import settings

    rows = sum(model._base_manager.count() for model in apps.get_models() if model._meta.managed)
    return rows, sum(path.is_file() for path in Path(settings.MEDIA_ROOT).rglob("*"))


if __name__ == "__main__":
    main()
