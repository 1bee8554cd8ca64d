"""The steps of a unit, said by its office as on the page."""

from proposals.approvals.actions import StepSaid, plan_steps
from proposals.models import Case, Membership, Role, User
from proposals.models.approval import newest_plan
from tests import factories as f


def plan(*steps, signers=()):
    """The first bureau's steps from now on: (name, taker, and what else is said of it)."""
    world = f.world()
    newest = newest_plan(world.bureau.pk)
    said = [StepSaid(name, taker, tuple(people), **how) for name, taker, people, how in map(whole, steps)]
    plan_steps(world.bureau, world.office, said, signers=list(signers), seen=newest.number if newest else 0)


def whole(step):
    name, taker, *rest = step
    people = rest[0] if rest else ()
    return name, taker, people, rest[1] if len(rest) > 1 else {}


def head(username="head", name="李强", section="基层政权科") -> User:
    """A handler of the first bureau who is the head of a section (科长)."""
    return f.person(username, name, (f.world().bureau, Role.HANDLER), section=section)


def gone(user: User) -> None:
    Membership.objects.filter(user=user).update(is_active=False)


def sent(**facts) -> Case:
    """A case sent for review, whatever the first step is."""
    return f.advance(f.make_case("in_progress", **facts), "prepare", "submit")
