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


def differences(ours, theirs, depth=4):
    """Where our row is not what Django's is, or something stands beside Django's that does not beside ours."""
    values = [field.attname for field in theirs._meta.concrete_fields]
    yield from [name for name in values if getattr(ours, name) != getattr(theirs, name)]
    own, django = (getattr(row, "_prefetched_objects_cache", {}) for row in (ours, theirs))
    if hasattr(theirs, "newest_drafts"):
        own, django = own | {"newest": ours.newest_drafts}, django | {"newest": theirs.newest_drafts}
    pairs = [(name, list(own.get(name, "?")), list(found)) for name, found in django.items()]
    cached = theirs._state.fields_cache.items()
    pairs += [(name, [ours._state.fields_cache.get(name, "?")], [found]) for name, found in cached]
    for name, mine, found in pairs:
        if mine != found:
            yield name
        elif depth:
            for one, other in zip(mine, found, strict=True):
                yield from differences(one, other, depth - 1) if other else ()


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
    assert [one for pair in zip(cases, others, strict=True) for one in differences(*pair)] == []
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
