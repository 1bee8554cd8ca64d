"""What is done to a unit: registered, changed, taken out of use, brought back; each told in the record."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Count

from proposals.administration.access import must_administer_unit
from proposals.administration.frame import row_version
from proposals.administration.record import list_changes, record_change
from proposals.cases.access import NotYours, Refused, Stale, administers_all
from proposals.models import AdministrationEvent, Case, Role, Status, Unit, UnitAlias, UnitKind, User
from proposals.models.querysets import OPEN

UNIT = AdministrationEvent.Subject.UNIT
ADDED, CHANGED, TAKEN_OUT, BROUGHT_BACK = "新增", "改资料", "停用", "启用"
# What the administrator of a bureau changes of the own unit.
CONTACT_FIELDS = ("phone", "address", "robot")
SECRET = ("robot",)
# Of these a district has one.
ONE_EACH = (UnitKind.DISTRICT, UnitKind.CONGRESS, UnitKind.CPPCC)


def add_unit(user: User | None, facts: Mapping[str, Any], aliases: Sequence[str] = (), *, source: str = "") -> Unit:
    """Register a unit. `facts` are fields of Unit; `aliases` what lists call it elsewhere."""
    must_administer_unit(user, None, Role.ADMIN, "新增单位")
    with transaction.atomic():
        unit = Unit.objects.create(**facts)
        _keep_aliases(unit, user, aliases)
        said = f"别名：{'、'.join(aliases)}" if aliases else ""
        record_change(user, UNIT, unit, ADDED, unit=unit, comment=said, source=source)
    return unit


def change_unit(
    which: Unit,
    user: User | None,
    facts: Mapping[str, Any],
    *,
    seen: int | None,
    aliases: Sequence[str] | None = None,
    source: str = "",
) -> bool:
    """Change fields and aliases (None: they stay). Returns whether anything was different. A unit's own
    administrator changes how it is reached and no more."""
    with transaction.atomic():
        unit = _locked(which, user, seen)
        more = aliases is not None or set(facts) - set(CONTACT_FIELDS)
        if more and user is not None and not administers_all(user, Role.ADMIN):
            raise NotYours("名称、性质和来信格式由区一级的系统管理员改，您可以改联系方式和群机器人。")
        if (kind := facts.get("kind", unit.kind)) != unit.kind and (why := why_kind_stays(unit)):
            raise Refused(why)
        before = {name: getattr(unit, name) for name in facts}
        for name, value in facts.items():
            setattr(unit, name, value)
        if (parent := unit.parent) is not None and (why := why_not_under(unit, parent)):
            raise Refused(why)
        changes = list_changes(before, unit, secret=SECRET)
        if aliases is not None:
            old = list(unit.aliases.values_list("name", flat=True))
            if sorted(old) != sorted(aliases):
                _keep_aliases(unit, user, aliases)
                changes.append({"field": "别名", "old": "、".join(old), "new": "、".join(aliases)})
        if not changes:
            return False
        unit.kind = kind
        unit.save(update_fields=list(facts) or None)
        record_change(user, UNIT, unit, CHANGED, unit=unit, changes=changes, source=source)
    return True


def take_unit_out(which: Unit, user: User, *, reason: str, seen: int) -> None:
    """The unit gets no case any more and its people act no more in it. Refused while anything waits there."""
    must_administer_unit(user, None, Role.ADMIN, "停用单位")
    with transaction.atomic():
        unit = _locked(which, user, seen)
        if not unit.is_active:
            raise Refused(f"{unit}已经停用了。")
        if why := why_not_out(unit):
            raise Refused(why)
        unit.is_active = False
        unit.save(update_fields=["is_active"])
        record_change(user, UNIT, unit, TAKEN_OUT, unit=unit, comment=reason)


def bring_unit_back(which: Unit, user: User, *, seen: int, second: bool = False) -> None:
    """The unit takes part again, with its people and their roles as they were; beside another of a kind that a
    district has one of only where that is meant (`second`)."""
    must_administer_unit(user, None, Role.ADMIN, "启用单位")
    with transaction.atomic():
        unit = _locked(which, user, seen)
        if unit.is_active:
            raise Refused(f"{unit}已经在用了。")
        if not second and (other := another_of_kind(unit.kind, unit)):
            raise Refused(f"{say_one_is_enough(other)}，再启用。")
        unit.is_active = True
        unit.save(update_fields=["is_active"])
        record_change(user, UNIT, unit, BROUGHT_BACK, unit=unit)


def another_of_kind(kind: str, but: Unit) -> Unit | None:
    """Another unit in use of that kind, where a district has one of it; else None."""
    return Unit.objects.filter(kind=kind, is_active=True).exclude(pk=but.pk).first() if kind in ONE_EACH else None


def say_one_is_enough(other: Unit) -> str:
    """What follows from a second unit of its kind, and what to do."""
    return (
        f"已经有{other}，一般只有一个{UnitKind(other.kind).label}，两个里的人都能办它的事。真的要第二个，请在下面打勾"
    )


def open_cases_by_state(unit: Unit) -> list[tuple[str, int]]:
    """How many open cases of the unit stand in which state; nothing of the cases themselves."""
    rows = Case.objects.filter(OPEN, unit=unit).order_by().values_list("status").annotate(n=Count("pk"))
    counts = dict(rows)
    return [(status.label, counts[status]) for status in Status if status in counts]


def why_not_out(unit: Unit) -> str:
    """Why the unit stays in use; "" where it may go."""
    others = Unit.objects.filter(kind=unit.kind, is_active=True).exclude(pk=unit.pk)
    if unit.kind == UnitKind.DISTRICT and not others.exists():
        return f"{unit}是唯一的区政府办公室，停用以后没有人交办、批复。请先登记新的，再停用这一个。"
    if cases := open_cases_by_state(unit):
        where = "、".join(f"{label}{count}件" for label, count in cases)
        total = sum(count for _, count in cases)
        return f"{unit}还有{total}件没有办结（{where}）。请区政府办公室先把这些件改办给别的单位，再停用。"
    if under := list(unit.children.filter(is_active=True).values_list("short_name", flat=True)):
        return f"{'、'.join(under)}还挂在{unit}下面，请先改挂到别的单位。"
    return ""


def why_kind_stays(unit: Unit) -> str:
    """Why the kind cannot be another; "" where nothing hangs on it yet."""
    if unit.memberships.filter(is_active=True).exists():
        return f"{unit}已经有人有角色，性质不能再改：每一类单位的角色不同。请先取消角色，或者停用后另建一个。"
    if unit.cases.exists():
        return f"{unit}已经办过建议，性质不能再改。请停用后另建一个。"
    return ""


def why_not_under(unit: Unit, parent: Unit) -> str:
    """Why the unit cannot stand under that one; "" where it can. The tree has two floors."""
    if parent.pk == unit.pk:
        return f"{unit}不能挂在自己下面。"
    if parent.parent_id:
        return f"{parent}本身挂在{parent.parent}下面，下面不能再挂单位。"
    if unit.pk and unit.children.exists():
        return f"{unit}下面还有单位，不能再挂到{parent}下面。"
    return ""


def _keep_aliases(unit: Unit, user: User | None, names: Sequence[str]) -> None:
    unit.aliases.exclude(name__in=names).delete()
    there = set(unit.aliases.values_list("name", flat=True))
    for name in names:
        if name not in there:
            UnitAlias.objects.create(unit=unit, name=name, added_by=user)


def _locked(which: Unit, user: User | None, seen: int | None) -> Unit:
    unit = Unit.objects.select_for_update(of=("self",)).select_related("parent").get(pk=which.pk)
    must_administer_unit(user, unit, Role.ADMIN, "单位资料")
    if seen is not None and seen != row_version(UNIT, unit.pk):
        raise Stale(f"{unit}的资料刚才有人改过。请看过现在的样子，再改一次。")
    return unit
