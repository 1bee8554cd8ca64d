"""A form about deputies offers those of its own suggestion, and takes nobody else's."""

import pytest

from proposals.extensions.actions import decide_extension
from tests import factories as f

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def contact():
    case = f.make_case("in_progress")
    return case, f"/cases/{case.pk}/contacts/add/", "deputies"


def correction():
    case = f.make_case("in_progress")
    f.contact_all(case, f.world().handler)
    return case, f"/contacts/{case.current_round.contacts.first().pk}/correct/", "deputy"


def delivery():
    case = f.make_case("seeking_feedback")
    return case, f"/cases/{case.pk}/deliver/", "deputies"


def paper():
    case = f.make_case("seeking_feedback")
    return case, f"/cases/{case.pk}/paper/", "deputy"


def extension():
    asked = f.extension(f.make_case("in_progress"))
    decide_extension(asked, f.world().district, agree=True, opinion="同意。")
    return asked.case, f"{asked.get_absolute_url()}told/", "deputies"


@pytest.mark.parametrize("ready", [contact, correction, delivery, paper, extension], ids=lambda one: one.__name__)
def test_the_deputies_of_this_suggestion_are_offered_and_nobody_else(client, ready):
    stranger = f.deputy("何秀英")
    case, path, field = ready()
    client.force_login(f.world().handler)
    offered = client.get(path).context["form"].fields[field].queryset
    assert sorted(one.name for one in offered) == sorted(one.name for one in case.suggestion.proposers)
    refused = client.post(path, {field: stranger.pk})
    assert (refused.status_code, field in refused.context["form"].errors) == (400, True)
