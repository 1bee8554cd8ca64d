"""Who reaches which case: the lists and the checks of a single case say the same, of everybody and every case."""

import pytest
from django.contrib.auth.models import AnonymousUser

from proposals.cases.access import roles_in, works_here
from proposals.models import Case, Membership, Part, Role, Status, User
from proposals.models.querysets import EVERY_CASE, may_open, own_cases, reach_of, reachable_cases, sight_of
from replies.desk.turn.todo import current_holder
from tests import factories as f

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def everybody():
    """The world's people, and who holds several roles, a role no longer, or one in a unit that is gone."""
    w = f.world()
    gone = f.unit("区旧办公室", is_active=False)
    f.person("twice", "两处任职", (w.bureau, Role.OFFICE), (w.other_bureau, Role.HANDLER), (w.bureau, Role.HANDLER))
    f.person("bodies", "两个机构", (w.congress_office, Role.CONGRESS), (w.cppcc_office, Role.CONGRESS))
    f.person("strange", "放错的", (w.bureau, Role.CONGRESS), (w.bureau, Role.ADMIN), (w.cppcc_office, Role.LEADER))
    f.person("left", "调走的", (w.bureau, Role.OFFICE), (w.district_office, Role.DISTRICT), (gone, Role.LEADER))
    Membership.objects.filter(user__username="left").exclude(unit=gone).update(is_active=False)
    # Away, with a stand-in: a handler here and not there, a leader, the district office; and in a circle.
    both = User.objects.get(username="twice")
    lends = [(both, w.bureau, w.second_handler), (w.handler, w.bureau, both), (w.leader, w.bureau, w.office)]
    lends += [(w.district, w.district_office, w.admin), (w.second_handler, w.bureau, w.handler)]
    f.lend(*lends)
    f.committee()
    return list(User.objects.all())


@pytest.fixture
def cases(everybody):
    """In every state, of both bodies and both bureaus, with a 会办 one and handlers who hold other roles too."""
    w = f.world()
    made = [f.make_case(status) for status in Status]
    made += [f.make_case(status, body="政协") for status in (Status.IN_PROGRESS, Status.CHECKING, Status.UNDER_STUDY)]
    made += [f.make_case(status, session=f.city_session()) for status in (Status.IN_PROGRESS, Status.UNDER_STUDY)]
    made += [f.hand_over(one.suggestion, w.other_bureau, Part.HELP) for one in made[:2]]
    made.append(f.advance(f.hand_over(f.suggestion(), w.other_bureau, Part.SOLE), "sign_for", "assign"))
    for case, who in zip(made[4:], ("twice", "leader", "bodies", "left"), strict=False):
        Case.objects.filter(pk=case.pk).update(handler=User.objects.get(username=who))
    return list(Case.objects.select_related("suggestion"))


def found(condition, cases):
    return {case.pk for case in cases if condition(case)}


def queried(cases):
    return set(cases.values_list("pk", flat=True))


def test_a_role_held_on_a_case_and_the_cases_of_a_role_are_the_same(everybody, cases):
    for user in everybody:
        for role in Role:
            one_by_one = found(lambda case, user=user, role=role: role in roles_in(case, user), cases)
            assert one_by_one == queried(Case.objects.filter(reachable_cases(user, role))), (user.username, role)


def test_what_was_asked_of_the_city_is_not_studied_in_the_district(client):
    w = f.world()
    own, citys = (f.make_case(Status.UNDER_STUDY, session=one()) for one in (f.session, f.city_session))
    for user, seen in ((w.congress, [own]), (w.district, [own, citys])):
        assert list(Case.objects.visible_to(user).order_by("pk")) == seen
        assert list(Case.objects.filter(reachable_cases(user, Role.CONGRESS, Role.DISTRICT)).order_by("pk")) == seen
    client.force_login(w.congress)
    assert client.get(f"/cases/{citys.pk}/").status_code == 404
    assert [current_holder(one) for one in (own, citys)] == ["代表工作机构", "区政府办公室"]


def test_several_roles_reach_what_each_of_them_reaches(everybody, cases):
    for user in everybody:
        both = found(lambda case, user=user: roles_in(case, user) & {Role.HANDLER, Role.CONGRESS}, cases)
        assert both == queried(Case.objects.filter(reachable_cases(user, Role.HANDLER, Role.CONGRESS)))


def test_a_case_that_may_be_opened_is_in_the_list(everybody, cases):
    for user in everybody:
        seen = found(lambda case, user=user: may_open(user, case), cases)
        assert seen == queried(Case.objects.visible_to(user)), user.username
    assert queried(Case.objects.visible_to(AnonymousUser())) == set()


def test_a_case_of_the_own_unit_is_in_the_list_of_those(everybody, cases):
    for user in everybody:
        here = found(lambda case, user=user: works_here(case, user), cases)
        assert here == queried(Case.objects.filter(own_cases(user))), user.username


def test_people_who_act_on_a_case_see_it(everybody, cases):
    """A working body from 交办 on."""
    for user in everybody:
        acts = found(lambda case, user=user: roles_in(case, user), cases)
        assert acts - queried(Case.objects.visible_to(user)) == set(), user.username


@pytest.mark.parametrize(
    ("who", "held"),
    [
        ("office", {Role.OFFICE}),
        ("handler", {Role.HANDLER}),
        ("second_handler", set()),
        ("leader", {Role.LEADER}),
        ("district", {Role.DISTRICT}),
        ("congress", {Role.CONGRESS}),
        ("cppcc", set()),
        ("committee", {Role.COMMITTEE}),
        ("admin", set()),
        ("nobody", set()),
        ("other_office", set()),
    ],
)
def test_each_role_on_a_case_of_the_bureau(who, held):
    assert roles_in(f.make_case(Status.IN_PROGRESS), getattr(f.world(), who)) == held


def test_a_person_without_a_role_reaches_nothing_and_the_district_everything():
    w = f.world()
    case = f.make_case()
    nobody = [reach_of(w.nobody, role).covers(case) for role in Role]
    assert nobody == [False] * len(Role)
    assert (reach_of(w.district, Role.DISTRICT), sight_of(w.district)) == (EVERY_CASE, (EVERY_CASE,))
