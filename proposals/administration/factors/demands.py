"""Who must take the second step, by what the place says of the roles."""

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from proposals.administration.access import must_administer_unit, people_of_all
from proposals.administration.record import Change, record_change, tell_person
from proposals.cases.access import Stale
from proposals.models import AdministrationEvent, FactorRule, Membership, Role, User

RULES, CHANGED = "两步登录的规定", "改两步登录的规定"
RULE = AdministrationEvent.Subject.RULE


@dataclass(frozen=True)
class Demand:
    """What is asked of a role, or of a person by all roles held: a second step at signing in, one before signing."""

    daily: bool
    signing: bool


def list_demands() -> dict[str, Demand]:
    """What is asked of each role."""
    usual = {role: Demand(role in settings.FACTOR_ROLES, False) for role in Role.granted()}
    return usual | {row.role: Demand(row.daily, row.signing) for row in FactorRule.objects.all()}


def demand_of(user: User) -> Demand:
    """What is asked of this person by the roles held now, the lent ones too."""
    roles = {row.role for row in user.active_memberships}
    if not roles:
        return Demand(False, False)
    found = [demand for role, demand in list_demands().items() if role in roles]
    return Demand(any(one.daily for one in found), any(one.signing for one in found))


def rules_version() -> int:
    """The newest change of these rules; the page says back which one it showed."""
    rows = AdministrationEvent.objects.filter(subject=RULE, subject_id=None, label=CHANGED)
    return rows.values_list("pk", flat=True).first() or 0


def change_demands(user: User, wished: dict[str, Demand], *, seen: int) -> bool:
    """Say what is asked of these roles from the next sign-in on; whether anything is different. A signature that asks
    for a code asks for a telephone that makes it, so the sign-in asks as well. Raises Stale where somebody changed
    the rules since `seen`."""
    must_administer_unit(user, None, Role.ADMIN, "两步登录的规定")
    with transaction.atomic():
        # Rows that are always there are locked in place of those that may still be missing.
        list(Membership.objects.filter(role=Role.ADMIN).order_by("pk").select_for_update())
        if seen != rules_version():
            raise Stale("两步登录的规定刚才有人改过。请看过现在的样子，再改一次。")
        before, changes = list_demands(), list[Change]()
        for role, demand in wished.items():
            new = Demand(demand.daily or demand.signing, demand.signing)
            if before[role] == new:
                continue
            FactorRule.objects.update_or_create(role=role, defaults={"daily": new.daily, "signing": new.signing})
            changes.append({"field": Role(role).label, "old": _in_words(before[role]), "new": _in_words(new)})
        if changes:
            event = record_change(user, RULE, None, CHANGED, name=RULES, changes=changes)
            said = "；".join(f"{one['field']}：{one['old']}改为{one['new']}" for one in changes)
            for auditor in people_of_all(Role.AUDITOR):
                tell_person(auditor, event, f"{user}改了两步登录的规定：{said}。")
    return bool(changes)


def _in_words(demand: Demand) -> str:
    if demand.signing:
        return "登录和签发前都要"
    return "登录要" if demand.daily else "不要"
