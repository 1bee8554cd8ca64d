"""Which cases were chosen: those ticked, with the version the page showed, or all that the list holds."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.http import QueryDict

from proposals.cases.access import Refused
from proposals.models import Case, User
from proposals.models.querysets import CaseQuerySet, may_open
from proposals.web.fields import INCOMPLETE
from replies.desk.many_acts import MOST
from replies.desk.rows import fetch_listed, for_rows

PAIR = re.compile(r"([0-9]{1,15})(?:\.([0-9]{1,9}))?")  # the key of a case, and its version


@dataclass(frozen=True)
class Chosen:
    """The cases in the order they were ticked in, and the version of each that the page showed (None where all of a
    list were chosen, unseen)."""

    cases: list[Case]
    seen: dict[int, int | None]
    lost: int = 0

    def version(self, case: Case) -> int | None:
        return self.seen.get(case.pk)


def read_chosen(data: QueryDict, user: User, listed: CaseQuerySet | None = None) -> Chosen:
    """The cases that a form names: `picked` as key and version, or `c` as keys alone. With `every` all of the list it
    was ticked in. Cases the person cannot open (any more) are counted, never named. Raises Refused."""
    if listed is not None and data.get("every"):
        found = list(for_rows(listed)[: MOST + 1])
        must_be_few(len(found))
        return Chosen(found, {case.pk: None for case in found})
    seen = dict(_read_pair(one) for one in [*data.getlist("picked"), *data.getlist("c")])
    must_be_few(len(seen))
    cases = [case for case in fetch_listed(seen) if may_open(user, case)]
    return Chosen(cases, seen, len(seen) - len(cases))


def must_be_few(count: int) -> None:
    if count > MOST:
        raise Refused(f"一次最多办{MOST}件，请少选一些，分几次办。")


def _read_pair(typed: str) -> tuple[int, int | None]:
    read = PAIR.fullmatch(typed)
    if read is None:
        raise Refused(INCOMPLETE)
    key, version = read.groups()
    return int(key), int(version) if version else None


def name_cases(cases: Iterable[Case], most: int = 6) -> str:
    """136号、137号、138号; of more than so many the first three and how many there are."""
    numbers = [case.suggestion.short_number for case in cases]
    return "、".join(numbers) if len(numbers) <= most else f"{'、'.join(numbers[:3])}等{len(numbers)}件"
