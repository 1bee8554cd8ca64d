"""Rows asked by kept texts are those that Django's own queries find, with the same beside them."""

import pytest
from django.db.models import prefetch_related_objects

from proposals.models import Case, Status
from proposals.models.kept import beside
from proposals.models.kept.beside import prefetch_rows
from replies.desk.case.views import for_page
from tests import factories as f
from tests.rules.oversight.meeting import meeting_of_units

pytestmark = [pytest.mark.django_db, pytest.mark.database]
# What a page of a case shows beside it, by one text for each; what leads to much, to one, back, and over a table.
LOOKUPS = for_page(Case.objects.all())._prefetch_related_lookups


def beside_of(row, depth=4):
    """Everything that stands in the memory of the row, by the names of its relations."""
    listed = {name: getattr(row, name) for name in ["newest_drafts"] if hasattr(row, name)}
    many = {
        name: [beside_of(one, depth - 1) for one in found] if depth else len(found)
        for name, found in {**getattr(row, "_prefetched_objects_cache", {}), **listed}.items()
    }
    one = {name: found and depth and beside_of(found, depth - 1) for name, found in row._state.fields_cache.items()}
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return type(row).__name__, values, many, one


@pytest.fixture
def cases():
    """Some that hold much, one of them twice, two of a suggestion with a 协调会, and one that holds nothing."""
    meeting_of_units()  # its units and deputies stand in tables between two others
    for made, *steps in (
        (f.make_case(Status.SEEKING_FEEDBACK, deputies=3), "deliver", "satisfy"),
        (f.promised(("办成的事", 10), number="7777"), "keep"),
        (f.make_case(Status.UNDER_STUDY), "reopen"),
    ):
        f.advance(made, *steps)
    f.make_case()
    return [*Case.objects.order_by("pk"), Case.objects.order_by("pk").first()]


@pytest.mark.parametrize("most", [512, 2])
def test_what_stands_beside_rows_is_what_django_finds(cases, monkeypatch, most):
    monkeypatch.setattr(beside, "MOST", most)  # more than that, Django finds itself
    others = [*Case.objects.order_by("pk"), Case.objects.order_by("pk").first()]
    prefetch_rows(cases, *LOOKUPS)
    prefetch_related_objects(others, *LOOKUPS)
    assert [beside_of(one) for one in cases] == [beside_of(one) for one in others]
    again = [one.replies.filter(round=1) for one in cases]
    assert [list(one) for one in again] == [list(one.replies.filter(round=1)) for one in others]
    assert all(reply.case is one for one in cases[1:-1] for reply in one.replies.all())


def test_the_answer_is_never_kept(django_assert_num_queries):
    case, found = f.make_case(Status.IN_PROGRESS), []
    for _ in range(2):
        newer = Case.objects.get(pk=case.pk)
        with django_assert_num_queries(1):
            prefetch_rows([newer], "supervisions")
            prefetch_rows([newer], "supervisions")
            found.append(len(newer.supervisions.all()))
        f.supervise(case)
    assert found == [0, 1]
