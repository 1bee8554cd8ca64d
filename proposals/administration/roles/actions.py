"""Roles asked for, given, refused and ended; the person is told of each change."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from proposals.administration.access import must_administer_unit
from proposals.administration.decisions import is_decided, write_decision
from proposals.administration.record import record_change, tell_person
from proposals.administration.roles.rules import Held, roles_held, why_last, why_not_together
from proposals.cases.access import NotYours, Refused
from proposals.models import AdministrationEvent, Membership, Role, RoleProposal, Unit, User
from proposals.models.people import ADMINISTRATORS

ROLE = AdministrationEvent.Subject.ROLE
GIVE, END = RoleProposal.Wish.GIVE, RoleProposal.Wish.END
CONFIRMED, REFUSED, TAKEN_BACK = RoleProposal.Decision


@dataclass(frozen=True)
class RoleOutcome:
    """What became of one proposal: done, or why not."""

    pk: int
    said: str
    done: bool


def open_proposals(**of: object) -> "list[RoleProposal]":
    """Those that wait, the oldest first."""
    rows = RoleProposal.objects.filter(decision="", **of)
    return list(rows.select_related("user", "user__unit", "unit", "proposed_by"))


def roles_token(user: User) -> str:
    """The roles a person holds and those that wait: a page says back which it showed."""
    held = sorted(f"{unit.pk}{role}" for unit, role in roles_held(user))
    waiting = sorted(str(row.pk) for row in open_proposals(user=user))
    return f"{'.'.join(held)}-{'.'.join(waiting)}"


# ---- asked for by the administrator of people ------------------------------------------------------------


def propose_roles(
    whom: User, user: User, wished: Mapping[Held, bool], *, seen: str | None = None, source: str = ""
) -> int:
    """Ask that the person holds each of these roles, or does not: what is so already asks for nothing, a proposal
    that says the opposite is taken back. Returns how many proposals were made or taken back. Raises Refused where
    the roles could not all be one person's, or where they are no longer those of the page (`seen`, roles_token)."""
    for unit in {unit for unit, _ in wished}:
        must_administer_unit(user, unit, Role.ADMIN, "角色的申请")
    with transaction.atomic():
        person = User.objects.select_for_update().get(pk=whom.pk)
        if seen is not None and seen != roles_token(person):
            raise Refused(f"{person}的角色刚才有变动。请看过现在的样子，再勾一次。")
        held, waiting = roles_held(person), {(row.unit, row.role): row for row in open_proposals(user=person)}
        after = (held | {of for of, row in waiting.items() if row.wish == GIVE}) - {
            of for of, row in waiting.items() if row.wish == END
        }
        changed = {of for of, wish in wished.items() if wish != (of in after)}
        if why := why_not_together(
            (after | {of for of in changed if wished[of]}) - {o for o in changed if not wished[o]}
        ):
            raise Refused(why)
        for unit, role in sorted(changed, key=lambda of: (of[0].pk, of[1])):
            if (unit, role) in waiting:
                _decide(waiting[unit, role], user, TAKEN_BACK, "")
            else:
                _propose(person, user, unit, role, GIVE if wished[unit, role] else END, source)
    return len(changed)


def _propose(person: User, user: User, unit: Unit, role: str, wish: str, source: str) -> None:
    section = person.section if person.unit_id == unit.pk else ""
    made = RoleProposal.objects.create(
        user=person, unit=unit, role=role, section=section, wish=wish, source=source, proposed_by=user
    )
    words = f"申请{made.get_wish_display()}"
    record_change(user, ROLE, person, words, unit=unit, comment=_named(unit, role), source=source)


# ---- decided by the administrator of roles ---------------------------------------------------------------


def confirm_proposals(chosen: Sequence[RoleProposal], user: User) -> list[RoleOutcome]:
    """Each by itself, in a transaction of its own; what ends before what begins, so that one role can take the place
    of another in one press."""
    in_order = sorted(chosen, key=lambda row: (row.wish != END, row.pk))
    return [_outcome(row, user, CONFIRMED, "") for row in in_order]


def refuse_proposals(chosen: Sequence[RoleProposal], user: User, *, reason: str) -> list[RoleOutcome]:
    """Each stays as it is; who asked reads the reason."""
    return [_outcome(row, user, REFUSED, reason) for row in chosen]


def _outcome(row: RoleProposal, user: User, decision: RoleProposal.Decision, reason: str) -> RoleOutcome:
    try:
        done = decide_proposal(row, user, decision, reason=reason)
    except Refused as refusal:
        return RoleOutcome(row.pk, f"{row}：{refusal}", done=False)
    return RoleOutcome(row.pk, f"{row}：{decision.label if done else '刚才已经办过，没有重复办'}", done=True)


def decide_proposal(row: RoleProposal, user: User, decision: RoleProposal.Decision, *, reason: str = "") -> bool:
    """Confirm or refuse one proposal. Returns whether it did: the same decision made again by the same person changes
    nothing. Raises Refused with the reason where it cannot be made."""
    with transaction.atomic():
        person = User.objects.select_for_update().get(pk=row.user_id)
        wish = (
            RoleProposal.objects.select_for_update(of=("self",)).select_related("unit", "proposed_by").get(pk=row.pk)
        )
        wish.user = person
        must_decide_for(user, person, wish.unit)
        if is_decided(wish, user, decision):
            return False
        if wish.proposed_by_id == user.pk:
            raise NotYours("自己提的申请请另一位授权管理员决定。")
        if decision == CONFIRMED:
            _carry_out(wish, user)
        _decide(wish, user, decision, reason)
    return True


def must_decide_for(user: User, person: User, unit: Unit) -> None:
    """Refuse a person who does not give the roles of that unit, or would decide about the own ones."""
    must_administer_unit(user, unit, Role.GRANTS, "角色的决定")
    if person.pk == user.pk:
        raise NotYours("自己的角色请另一位授权管理员决定。")


def _carry_out(wish: RoleProposal, user: User) -> None:
    person, of = wish.user, (wish.unit, wish.role)
    if wish.wish == END:
        _end(person, *of)
        return
    if not wish.unit.is_active:
        raise Refused(f"{wish.unit}已经停用。")
    if why := why_not_together(roles_held(person) | {of}):
        raise Refused(why)
    if wish.role in ADMINISTRATORS and (person.password_until or not person.has_usable_password()):
        raise Refused(f"{person}还没有自己的密码。请本人先登录，改好密码，再授予。")
    Membership.objects.update_or_create(
        user=person, unit=wish.unit, role=wish.role, defaults={"is_active": True, "section": wish.section}
    )


def _end(person: User, unit: Unit, role: str) -> bool:
    if unit.is_active and person.is_active and (why := why_last(person, [role])):
        raise Refused(why)
    return bool(Membership.objects.filter(user=person, unit=unit, role=role, is_active=True).update(is_active=False))


def _decide(row: RoleProposal, user: User, decision: RoleProposal.Decision, reason: str) -> None:
    row.reason = reason
    write_decision(row, user, decision, "reason")
    label = row.get_wish_display() if decision == CONFIRMED else f"{row.get_wish_display()}：{decision.label}"
    comment = "，".join(filter(None, [_named(row.unit, row.role), f"{row.proposed_by}申请", reason]))
    event = record_change(user, ROLE, row.user, label, unit=row.unit, comment=comment, source=row.source)
    if decision == CONFIRMED:
        _tell(row.user, event, row.unit, row.role, given=row.wish == GIVE)
    elif decision == REFUSED:
        said = f"您申请{row.get_wish_display()}{row.user}的{_named(row.unit, row.role)}，{user}没有同意：{reason}"
        tell_person(row.proposed_by, event, said)


def end_role(membership: Membership, user: User, *, reason: str) -> bool:
    """The administrator of roles takes a role away, at once. Returns whether it was held until now."""
    with transaction.atomic():
        person = User.objects.select_for_update().get(pk=membership.user_id)
        must_decide_for(user, person, membership.unit)
        if not _end(person, membership.unit, membership.role):
            return False
        comment = "，".join(filter(None, [_named(membership.unit, membership.role), reason]))
        event = record_change(user, ROLE, person, END.label, unit=membership.unit, comment=comment)
        _tell(person, event, membership.unit, membership.role, given=False)
        for row in open_proposals(user=person, unit=membership.unit, role=membership.role):
            _decide(row, user, REFUSED, "这个角色已经由授权管理员取消")
    return True


def _tell(person: User, event: AdministrationEvent, unit: Unit, role: str, *, given: bool) -> None:
    said = "现在是您的角色" if given else "不再是您的角色"
    tell_person(person, event, f"{_named(unit, role)}{said}，由{event.actor_name}办理。")


def _named(unit: Unit, role: str) -> str:
    return f"{unit}·{Role(role).label}"


def summarise_roles(outcomes: Iterable[RoleOutcome], word: str) -> str:
    """3项都已确认。 5项中4项已确认，1项没有办："""
    rows = list(outcomes)
    left = sum(not one.done for one in rows)
    if not left:
        return f"{len(rows)}项都已{word}。" if len(rows) > 1 else f"{rows[0].said}。"
    return f"{len(rows)}项中{len(rows) - left}项已{word}，{left}项没有办："
