"""What an administrator of roles sees: what waits, who holds what, what was decided."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from proposals.administration.access import administered_units
from proposals.administration.roles.rules import Held, why_not_together
from proposals.models import Membership, Role, RoleProposal, Unit, User
from proposals.models.people import ADMINISTRATORS


@dataclass(frozen=True)
class WaitingRow:
    """One proposal, why it cannot be confirmed as things stand (the box is then not offered), and what should be
    known before it is."""

    proposal: RoleProposal
    barred: str
    warning: str


def proposals_of(user: User) -> QuerySet[RoleProposal]:
    """Every proposal for the units whose roles this person gives."""
    units = Unit.objects.filter(administered_units(user, Role.GRANTS)).values("pk")
    return RoleProposal.objects.filter(unit__in=units).select_related(
        "user__unit", "unit", "proposed_by", "decided_by"
    )


def decidable_proposals(user: User) -> QuerySet[RoleProposal]:
    """Those that a form may name: also decided ones, so that a page sent twice is told what became of them."""
    return proposals_of(user)


def count_waiting(user: User) -> int:
    """How many proposals wait for a person who gives roles."""
    return proposals_of(user).filter(decision="").count()


def decided_proposals(user: User, words: str) -> QuerySet[RoleProposal]:
    """What was decided and every word fits (who, where, who asked or decided), the newest first."""
    rows = proposals_of(user).exclude(decision="")
    for word in words.split():
        fits = Q(user__name__contains=word) | Q(user__username__icontains=word) | Q(unit__short_name__contains=word)
        rows = rows.filter(fits | Q(proposed_by__name__contains=word) | Q(decided_by__name__contains=word))
    return rows.order_by("-decided_at", "-pk")


def waiting_rows(user: User) -> list[WaitingRow]:
    """What waits, in the order in which it was asked for."""
    rows = list(proposals_of(user).filter(decision=""))
    held: dict[int, set[Held]] = defaultdict(set)
    for one in Membership.objects.filter(user__in=[row.user_id for row in rows], is_active=True).select_related(
        "unit"
    ):
        held[one.user_id].add((one.unit, one.role))
    # What is asked to end would end first (confirm_proposals).
    for row in rows:
        if row.wish == RoleProposal.Wish.END:
            held[row.user_id].discard((row.unit, row.role))
    return [WaitingRow(row, _barred(row, user, held[row.user_id]), _warning(row, held[row.user_id])) for row in rows]


def _barred(row: RoleProposal, user: User, held: set[Held]) -> str:
    if row.user_id == user.pk:
        return "这是您自己的角色，请另一位授权管理员决定。"
    if row.proposed_by_id == user.pk:
        return "这是您自己提的，请另一位授权管理员决定。"
    return why_not_together(held | {(row.unit, row.role)}) if row.wish == RoleProposal.Wish.GIVE else ""


def _warning(row: RoleProposal, held: set[Held]) -> str:
    if row.wish != RoleProposal.Wish.GIVE:
        return ""
    others = {role for _, role in held}
    if row.role in ADMINISTRATORS and others - set(ADMINISTRATORS):
        return "已经有办件的角色，再管系统，请确认人手确实不够。"
    if row.role not in ADMINISTRATORS and others & set(ADMINISTRATORS):
        return "已经是管理员，再办件，请确认人手确实不够。"
    return ""


def held_roles(user: User, words: str, role: str) -> QuerySet[Membership]:
    """Who holds which role now, in the units whose roles this person gives."""
    units = Unit.objects.filter(administered_units(user, Role.GRANTS)).values("pk")
    rows = Membership.objects.filter(unit__in=units, is_active=True, unit__is_active=True)
    if role:
        rows = rows.filter(role=role)
    for word in words.split():
        fits = Q(user__name__contains=word) | Q(user__username__icontains=word) | Q(section__contains=word)
        rows = rows.filter(fits | Q(unit__short_name__contains=word))
    return rows.select_related("user", "unit").order_by("unit__kind", "unit__short_name", "role", "user__username")
