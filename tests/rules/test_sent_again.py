"""What one person sends twice is done once. The same words from somebody else are no second sending: the other is
told that it was done meanwhile."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest

from proposals.cases.access import Stale
from proposals.cases.oversight.supervision import answer_supervision
from proposals.extensions.actions import decide_extension
from proposals.models import Case, Role, User
from proposals.returns.decisions import decide_returns
from replies.drafts.wordings.actions import save_wording
from replies.promises.actions import keep_promise
from tests import factories as f
from tests.rules.test_second_locks import everything

pytestmark = pytest.mark.django_db
Doing = Callable[[User], Any]


def keeping() -> Doing:
    one = f.promised(("新增助餐点", 10)).current_round.promises.get()
    return lambda who: keep_promise(one, who, on=f.day(0), said="做成了。", seen=0)


def answering() -> Doing:
    asked = f.supervise(f.make_case("in_progress"))
    return lambda who: answer_supervision(asked, who, text="已经开工。")


def wording() -> Doing:
    said = {"topic": "助餐", "text": "甲。", "owner": f.world().handler, "expires_on": f.day(9), "source": ""}
    key = uuid.uuid4()
    return lambda who: save_wording(f.world().bureau, who, key=key, **said)


def extending() -> Doing:
    asked = f.extension(f.make_case("in_progress"))
    return lambda who: decide_extension(asked, who, agree=True, opinion="同意。")


def giving_back() -> Doing:
    case = f.make_case("return_requested")
    seen = case.version

    def decide(who: User) -> None:
        [one] = decide_returns([(Case.objects.get(pk=case.pk), seen, None)], who, agree=True, opinion="同意。")
        if not one.done:
            raise Stale(one.said)

    return decide


@pytest.mark.parametrize(
    ("ready", "role"),
    [
        (keeping, "handler"),
        (answering, "handler"),
        (wording, "handler"),
        (extending, "district"),
        (giving_back, "district"),
    ],
    ids=lambda one: getattr(one, "__name__", one),
)
def test_the_same_is_taken_twice_from_one_person_and_not_from_two(ready, role):
    w = f.world()
    other = w.office if role == "handler" else f.person("district2", "丁一", (w.district_office, Role.DISTRICT))
    doing = ready()
    doing(getattr(w, role))
    before = everything()
    doing(getattr(w, role))
    with pytest.raises(Stale):
        doing(other)
    assert everything() == before
