"""授权: what was decided is found by words; both lists are taken as workbooks, and the record says so."""

import io

import pytest
from openpyxl import load_workbook

from proposals.administration.roles.actions import confirm_proposals, propose_roles, refuse_proposals
from proposals.models import AdministrationEvent, Role, RoleProposal
from tests import factories as f
from tests.proposals.administration.offices import browser_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def w():
    w = f.world()
    propose_roles(w.handler, w.admin, {(w.bureau, Role.OFFICE): True})
    propose_roles(w.other_handler, w.admin, {(w.other_bureau, Role.OFFICE): True})
    confirm_proposals(list(RoleProposal.objects.filter(user=w.handler)), w.grants)
    refuse_proposals(list(RoleProposal.objects.filter(user=w.other_handler)), w.grants, reason="先不授。")
    return w


def rows_of(answer, head):
    rows = list(load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active.values)
    at = next(number for number, row in enumerate(rows) if row[0] == head)
    return [row for row in rows[at + 1 :] if row[0]]


def test_what_was_decided_is_found_and_taken(w):
    browser = browser_of(w.grants)
    assert [one.user for one in browser.get("/office/roles/decided/?q=房管").context["page"]] == [w.other_handler]
    assert list(browser.get("/office/roles/decided/?q=没有").context["page"]) == []
    rows = rows_of(browser.post("/office/roles/decided/file/?q=房管"), "人员")
    assert [(row[0], row[4], row[6], row[7], row[9]) for row in rows] == [
        (str(w.other_handler), "办公室", "先不授。", str(w.grants), str(w.admin))
    ]
    event = AdministrationEvent.objects.get(label="导出")
    assert (event.actor, event.subject, event.subject_name, event.comment) == (
        w.grants, "role", "决定过的角色申请", "1行，房管",
    )  # fmt: skip


def test_who_holds_what_is_taken_as_it_is_shown(w):
    browser = browser_of(w.grants)
    rows = rows_of(browser.post("/office/roles/held/file/?show=leader"), "人员")
    shown = browser.get("/office/roles/held/?show=leader").context["page"]
    assert [(row[1], row[4]) for row in rows] == [(one.user.username, "局领导") for one in shown]
    assert AdministrationEvent.objects.get(label="导出").comment == f"{len(rows)}行，局领导"
