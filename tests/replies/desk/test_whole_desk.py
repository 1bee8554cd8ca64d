"""What everybody sees of a desk with a case of every kind, held against what was read and found right."""

from collections import Counter
from pathlib import Path

import pytest
import time_machine

from proposals.cases.workflow import TABLE
from proposals.models import Case
from replies.desk.groups import groups_for
from replies.desk.turn import todo
from tests import factories as f
from tests.approved import assert_approved
from tests.replies.desk.whole_desk import TODAY, lay_out
from tests.replies.seen import seen

pytestmark = [pytest.mark.django_db, pytest.mark.once]
HERE = Path(__file__).with_name("approved")
PEOPLE = ("office", "handler", "leader", "district", "congress", "cppcc", "nobody", "other_office", "other_handler")
WITH_LISTS = ("office", "leader", "district", "congress")
PAGES = ("/cases/", "/board/", "/decisions/", "/extensions/", "/promises/", "/figures/")
# Where more than the handler's own page is looked at.
BY_DISTRICT = ("申请延期", "督办", "请了会办", "第二轮")


def test_what_everybody_sees(client):
    with time_machine.travel(TODAY, tick=False):
        cases = lay_out()
        assert_approved(HERE / "waiting.jsonl", waiting(cases))
        assert_approved(HERE / "groups.jsonl", groups(client))
        assert_approved(HERE / "pages.jsonl", pages(client))
        assert_approved(HERE / "cases.jsonl", case_pages(client, cases))


def waiting(cases):
    """What is to be done of each case, inside its unit and outside; who has it, and who gets it after each step."""
    for name, made in cases.items():
        case = Case.objects.get(pk=made.pk)
        steps = [row for row in TABLE if case.status in row.sources and case.part in row.parts]
        then = {row.name: todo.next_holder(case, row) for row in steps}
        yield name, todo.to_do(case), todo.to_do(case, inside=False), todo.current_holder(case), then


def groups(client):
    """The lists at the side of each person, and their rows."""
    for who in PEOPLE:
        user = getattr(f.world(), who)
        client.force_login(user)
        for group in groups_for(user) if who in WITH_LISTS else ():
            if not group.page:
                page = client.get(f"/?group={group.slug}").content
                yield from ([who, group.slug, line] for line in seen(page))
        yield from ([who, "nav", line] for line in seen(client.get("/notices/").content, "nav"))


def pages(client):
    for who in ("office", "district"):
        client.force_login(getattr(f.world(), who))
        for url in PAGES:
            response = client.get(url)
            shown = seen(response.content) if response.status_code == 200 else [response.status_code]
            yield from ([who, url, line] for line in shown)


def case_pages(client, cases):
    """The handler's page of each case above its record; of some, what the district sees and the handler does not."""
    shown = {name: page_of(client, "handler", case) for name, case in cases.items()}
    everywhere = Counter(line for lines in shown.values() for line in set(lines))
    for name, lines in shown.items():
        yield from ([name, line] for line in lines if everywhere[line] < len(shown) // 2)
        if name in BY_DISTRICT:
            others = page_of(client, "district", cases[name])
            yield from ([name, "district", line] for line in others if line not in lines)


def page_of(client, who, case):
    client.force_login(getattr(f.world(), who))
    lines = seen(client.get(f"/cases/{case.pk}/").content)
    return lines[: lines.index("办理记录")] if "办理记录" in lines else lines
