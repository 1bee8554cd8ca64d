"""How long the pages take that are opened most, among 9,000 cases: `python -m bench.desk` on SQLite,
`bin/with-postgres .venv/bin/python -m bench.desk` on PostgreSQL; `--quick` for 300 cases.

Milliseconds of wall time for the district office, which has every unit's cases, and for one unit's office: the first
opening, when the texts of the long queries are written, and the median of the later ones, when they are kept
(proposals/models/kept_text.py); `ratio` is the first by the later.
"""

import sys
import time
from functools import partial

from bench.search import CASES, fill, median, print_line, set_up, throw_away_database

PAGES = ("/", "/cases/", "/board/", "/figures/", "/notices/")


def main() -> None:
    set_up()
    with throw_away_database() as vendor:
        fill(300 if "--quick" in sys.argv else CASES)
        measure(vendor)


def measure(vendor: str) -> None:
    from django.test import Client

    from proposals.models import Case, Membership, Role, Status, Unit, User

    signer = User.objects.get(username="signer")
    roles = (Role.OFFICE, Role.HANDLER, Role.LEADER)
    held = [Membership(user=signer, unit=unit, role=role) for unit in Unit.objects.all() for role in roles]
    Membership.objects.bulk_create(held)
    case = Case.objects.order_by("pk")[0]
    office = User.objects.create(username="office", name="办公室的人")
    for role in (Role.OFFICE, Role.HANDLER):
        Membership.objects.create(user=office, unit=case.unit, role=role)
    Case.objects.filter(unit=case.unit, pk__gt=case.pk).update(status=Status.AWAITING_RECEIPT, handler=None)
    print_line(f"{Case.objects.count()} cases, {vendor}", "first", "later", "ratio")
    for user, pages in ((User.objects.get(username="district"), PAGES), (office, (*PAGES[:2], *PAGES[3:]))):
        client = Client()
        client.force_login(user, "django.contrib.auth.backends.ModelBackend")
        client.get("/password/")  # the first page of all loads what every page needs
        for path in (*pages, case.get_absolute_url()):
            open_page = partial(client.get, path)
            started = time.perf_counter()
            status = open_page().status_code
            first, later = time.perf_counter() - started, median(open_page)
            shown = f"{user} {path}" if status == 200 else f"{user} {path} ({status})"
            print_line(shown, f"{1000 * first:.0f}", f"{1000 * later:.0f}", f"{first / later:.1f}")


if __name__ == "__main__":
    main()
