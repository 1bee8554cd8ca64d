"""What a workbook would do, row by row: what is new, what changes, what is wrong and how it would be right."""

import difflib
import re
from collections.abc import Callable, Sequence
from typing import Any

from proposals.administration.access import administered_units
from proposals.administration.roles.rules import ROLES_OF, why_not_together
from proposals.administration.units.actions import ONE_EACH, why_not_under
from proposals.administration.workbooks.books import UNREAD, Book, Row
from proposals.administration.workbooks.checks import (
    Planned,
    Wrong,
    ask_whether_meant,
    check_as_stored,
    check_mail,
    check_mobile,
    check_needed,
    find_meant,
    is_given_masked,
    keep_changes,
    read_choice,
    refuse_twice,
    suggest_unit,
    units_by_name,
)
from proposals.administration.workbooks.plan_sessions import ALMOST_LEVELS, LEVELS, plan_sessions
from proposals.administration.workbooks.tree import refuse_shared_names, refuse_wrong_trees
from proposals.formats.offered import LetterFormat
from proposals.models import Deputy, Level, Role, RoleProposal, Unit, UnitAlias, UnitKind, User
from proposals.templatetags.desk import masked

SPLIT = re.compile(r"[、，,;；/\s]+")
ROLE_NAMES = {
    "办公室": Role.OFFICE, "经办人": Role.HANDLER, "局领导": Role.LEADER, "区政府办公室": Role.DISTRICT,
    "代表工作机构": Role.CONGRESS, "专门委员会": Role.COMMITTEE,
    "系统管理员": Role.ADMIN, "授权管理员": Role.GRANTS, "审计管理员": Role.AUDITOR,
}  # fmt: skip
# As offices write them; each means one role, so nobody is asked.
ROLE_WORDS = ROLE_NAMES | {
    "经办": Role.HANDLER, "承办人": Role.HANDLER, "办理人": Role.HANDLER, "具体经办人": Role.HANDLER,
    "领导": Role.LEADER, "分管领导": Role.LEADER, "签发人": Role.LEADER, "主要领导": Role.LEADER,
    "办公室人员": Role.OFFICE, "办公室联络员": Role.OFFICE, "联络员": Role.OFFICE,
    "区府办": Role.DISTRICT, "区政府办": Role.DISTRICT, "代表工委": Role.CONGRESS, "提案委": Role.CONGRESS,
}  # fmt: skip
KIND_WORDS = {
    "承办单位": UnitKind.BUREAU, "政府部门": UnitKind.BUREAU, "事业单位": UnitKind.BUREAU, "街道": UnitKind.BUREAU,
    "镇": UnitKind.BUREAU, "街镇": UnitKind.BUREAU, "区政府办公室": UnitKind.DISTRICT, "政府办": UnitKind.DISTRICT,
    "人大": UnitKind.CONGRESS, "人大代表工委": UnitKind.CONGRESS, "代表工作机构": UnitKind.CONGRESS,
    "区人大常委会代表工作机构": UnitKind.CONGRESS, "专门委员会": UnitKind.COMMITTEE, "专委会": UnitKind.COMMITTEE,
    "人大专门委员会": UnitKind.COMMITTEE,
    "政协": UnitKind.CPPCC, "政协提案委": UnitKind.CPPCC, "政协提案工作机构": UnitKind.CPPCC,
}  # fmt: skip


UNIT_COLUMNS = {
    "short_name": "简称", "name": "全称", "phone": "联系电话", "address": "地址", "letter_mark": "机关代字",
}  # fmt: skip
PERSON_COLUMNS = {
    "name": "姓名", "section": "科室", "username": "账号", "mobile": "手机", "phone": "办公电话", "email": "电子邮箱",
}  # fmt: skip
DEPUTY_COLUMNS = {
    "name": "姓名", "delegation": "代表团", "code": "代表证号", "phone": "手机", "email": "电子邮箱",
    "address": "通讯地址", "contact": "联系人",
}  # fmt: skip
ALIAS_LONGEST = 60


def plan_rows(book: Book, rows: Sequence[Row], user: User) -> list[Planned]:
    """Each row of the book as it would be taken in; nothing is written."""
    planner: Callable[[Sequence[Row], User], list[Planned]] = PLANNERS[book]
    planned = planner(rows, user)
    for one in planned:
        if unread := [(name, said) for name, said in one.cells.items() if said.startswith(UNREAD)]:
            one.wrong[:] = [Wrong(name, said.removeprefix(UNREAD)) for name, said in unread]
    return planned


# ---- 单位 ---------------------------------------------------------------------------------------------------


def plan_units(rows: Sequence[Row], user: User) -> list[Planned]:
    """By 简称, else by 全称. A unit above may stand in the same file, further up or down."""
    units = list(Unit.objects.prefetch_related("aliases"))
    by_name = {unit.short_name: unit for unit in units} | {unit.name: unit for unit in units}
    aliases = dict(UnitAlias.objects.values_list("name", "unit"))
    here = {name for row in rows for name in (row.cells.get("简称"), row.cells.get("全称")) if name}
    by_whole = {unit.name: unit for unit in units}
    planned = []
    for row in rows:
        said, one = row.cells, Planned(row.number, row.cells)
        planned.append(one)
        short, whole = said.get("简称", ""), said.get("全称", "")
        one.row = by_name.get(short) or by_name.get(whole)
        check_needed(one, Book.UNITS, new=one.row is None)
        one.twin = short
        if one.row and short == one.row.short_name:
            ask_whether_meant(one, row, "全称", whole, one.row.name, f"“{short}”")
        elif one.row:
            ask_whether_meant(one, row, "简称", short, one.row.short_name, f"“{whole}”")
        if short in aliases and (one.row is None or aliases[short] != one.row.pk):
            one.wrong.append(Wrong("简称", f"“{short}”已经是别的单位的别名。"))
        if (called := by_whole.get(whole)) and called != one.row:
            one.wrong.append(Wrong("全称", f"“{whole}”是{called}的全称。"))
        facts: dict[str, Any] = {"short_name": short, "name": whole}
        facts |= {"phone": said.get("联系电话", ""), "address": said.get("地址", "")}
        facts |= {"letter_mark": said.get("机关代字", "")}
        if kind := said.get("性质"):
            facts["kind"] = read_choice(one, "性质", kind, KIND_WORDS, {})
        if letter := said.get("答复的格式"):
            facts["letter_format"] = read_choice(one, "答复的格式", letter, {v: v for v in LetterFormat.values}, {})
        if above := said.get("上级单位"):
            if parent := by_name.get(above):
                facts["parent"] = parent
                if one.row and (why := why_not_under(one.row, parent)):
                    one.wrong.append(Wrong("上级单位", why))
            elif above not in here:
                one.wrong.append(suggest_unit("上级单位", above, units))
            else:
                facts["parent"] = above  # of this file: found when it is there
        if "别名" in said:
            wished = [name for name in dict.fromkeys(SPLIT.split(said["别名"])) if name]
            for name in wished:
                if (owner := aliases.get(name)) and (one.row is None or owner != one.row.pk):
                    one.wrong.append(Wrong("别名", f"“{name}”已经是别的单位的别名。"))
                elif (named := by_name.get(name)) and named != one.row:
                    one.wrong.append(Wrong("别名", f"“{name}”是{named}的名称。"))
            if sorted(wished) != sorted(a.name for a in one.row.aliases.all()) if one.row else wished:
                one.aliases = wished
                one.told.append(f"别名：{'、'.join(wished)}")
        keep_changes(one, facts)
        check_as_stored(one, Unit, UNIT_COLUMNS)
        if any(len(name) > ALIAS_LONGEST for name in one.aliases or ()):
            one.wrong.append(Wrong("别名", f"别名最多{ALIAS_LONGEST}个字。"))
        _ask_second_office(one, row, units)
    refuse_twice(planned, "简称", lambda one: f"“{one.row or one.twin}”")
    refuse_shared_names(planned)
    refuse_wrong_trees(planned)
    return planned


def _ask_second_office(one: Planned, row: Row, units: Sequence[Unit]) -> None:
    """The district's office hands out all cases: a second one is hardly ever meant; nor of the working bodies."""
    kind = one.facts.get("kind")
    there = next((unit for unit in units if unit.kind == kind and unit.is_active and unit != one.row), None)
    if there is None or kind not in ONE_EACH:
        return
    yes = f"second:{there.pk}:{one.cells.get('简称', '')}"
    if yes not in row.sure:
        why = f"已经有{there}，一般只有一个{there.get_kind_display()}。真的要第二个，请打勾；不是，请改性质。"
        one.wrong.append(Wrong("性质", why, one.cells["性质"], yes))


# ---- 人员 ---------------------------------------------------------------------------------------------------


def plan_people(rows: Sequence[Row], user: User) -> list[Planned]:
    """By 账号, else by name and unit where that is one person."""
    units = list(Unit.objects.filter(is_active=True))
    mine = set(Unit.objects.filter(administered_units(user, Role.ADMIN)).values_list("pk", flat=True))
    called = units_by_name(units)
    people = list(User.objects.prefetch_related("memberships__unit"))
    asked = set(
        RoleProposal.objects.filter(decision="", wish=RoleProposal.Wish.GIVE).values_list("user", "unit", "role")
    )
    by_account = {person.username.lower(): person for person in people}
    planned = []
    for row in rows:
        said, one = row.cells, Planned(row.number, row.cells)
        planned.append(one)
        unit = called.get(said.get("单位", ""))
        if said.get("单位") and unit is None:
            one.wrong.append(suggest_unit("单位", said["单位"], units))
        if unit is not None and unit.pk not in mine:
            one.wrong.append(Wrong("单位", f"{unit}的人员由那个单位的系统管理员登记。"))
        account = said.get("账号", "")
        one.twin = said.get("姓名") and (said["姓名"], unit)
        if account:
            one.named, one.twin = one.twin, account.lower()
            one.row = by_account.get(account.lower())
        elif not one.wrong:
            one.another = f"another:{said.get('姓名', '')}:{row.number}"
            if one.another in row.sure:
                one.twin = (one.twin, row.number)
            named = [person for person in people if person.name and person.name == said.get("姓名")]
            one.row = _person_meant(one, row, named, unit, mine)
        if not any(each.choices for each in one.wrong):
            check_needed(one, Book.PEOPLE, new=one.row is None)
        if account and not re.fullmatch(r"[\w.@+-]+", account):
            one.wrong.append(Wrong("账号", "账号只用字母、数字和 @ . + - _，中间不空格。"))
        if one.row and one.row.unit_id and one.row.unit_id not in mine:
            one.wrong.append(Wrong("账号", "这个账号是别的单位的人，请核对。"))
        if one.row and account:
            ask_whether_meant(one, row, "姓名", said.get("姓名", ""), one.row.name, f"账号{one.row.username}")
        check_mobile(one)
        check_mail(one)
        unit = unit or (one.row.unit if one.row else None)
        facts: dict[str, Any] = {"name": said.get("姓名", ""), "unit": unit, "section": said.get("科室", "")}
        facts |= {
            "mobile": said.get("手机", ""),
            "phone": said.get("办公电话", ""),
            "email": said.get("电子邮箱", ""),
        }
        if account and one.row is None:
            facts["username"] = account
        _plan_roles(one, unit, asked)
        keep_changes(one, facts)
        check_as_stored(one, User, PERSON_COLUMNS)
    refuse_twice(
        planned,
        "姓名",
        lambda one: (
            f"{one.row}（账号{one.row.username}）" if one.row else f"“{one.cells.get('账号') or one.cells['姓名']}”"
        ),
        "；同名的请写不同的账号",
    )
    return planned


def _person_meant(one: Planned, row: Row, named: Sequence[User], unit: Unit | None, mine: set[int]) -> User | None:
    """The person whom a row without an account means: of that name in the unit that it says, else among all whom the
    administrator looks after; of several the one of that mobile. Where that leaves more than one, or where the row
    says no unit, it is asked."""
    here = [person for person in named if person.unit_id == (unit.pk if unit else person.unit_id)]
    here = [person for person in here if person.unit_id in mine]
    mobile = one.cells.get("手机")
    reached = [person for person in here if mobile and person.mobile == mobile]
    if len(reached) == 1:
        return reached[0]
    if not here or (unit and len(here) == 1):
        return here[0] if here else None
    if unit:
        said = f"{unit}有{len(here)}位{one.cells['姓名']}，请选是哪一位。"
        return find_meant(one, row, here, _tell_person_apart, said, "都不是，是另一位同名的")
    which = "是这一位的请选上" if len(here) == 1 else "请选是哪一位"
    said = f"没有写单位，登记过{len(here)}位{one.cells['姓名']}，{which}。"
    meant = find_meant(one, row, here, _tell_person_apart, said)
    if meant is None:
        one.wrong.append(Wrong("单位", "都不是的，请写单位。"))
    return meant


def _tell_person_apart(person: User) -> str:
    phone = masked(person.mobile) or masked(person.phone)
    said = (f"{person.unit}{person.section}", f"账号{person.username}", phone, "" if person.is_active else "已停用")
    return "，".join(filter(None, said))


def _plan_roles(one: Planned, unit: Unit | None, asked: set[tuple[int, int, str]]) -> None:
    """The roles that the person neither holds nor is asked for already (`asked`: person, unit, role)."""
    words = [word for word in SPLIT.split(one.cells.get("角色", "")) if word]
    if unit is None or not words:
        return
    held: set[tuple[Unit, Role]] = set()
    if one.row is not None:
        held = {(row.unit, Role(row.role)) for row in one.row.memberships.all() if row.is_active}
        held |= {(unit, role) for role in ROLES_OF[unit.kind] if (one.row.pk, unit.pk, role) in asked}
    here = {word for word, role in ROLE_NAMES.items() if role in ROLES_OF[unit.kind]}
    for word in words:
        role = ROLE_WORDS.get(word)
        if role is None or role not in ROLES_OF[unit.kind]:
            near = next(iter(difflib.get_close_matches(word, here, 1, 0.5)), "")
            better = "、".join(near if word == other else other for other in words) if near in here else ""
            said = (
                f"“{word}”要写“{near}”。"
                if better
                else f"“{word}”不是{unit}的角色，可以写：{'、'.join(sorted(here))}。"
            )
            one.wrong.append(Wrong("角色", said, better))
        elif (unit, role) not in held and (unit, role) not in one.roles:
            one.roles.append((unit, role))
    if not one.wrong and (why := why_not_together(held | set(one.roles))):
        one.wrong.append(Wrong("角色", why, words[0] if len(words) > 1 else ""))
    if one.roles:
        one.told.append(f"申请角色：{'、'.join(role.label for _, role in one.roles)}")


# ---- 代表 ---------------------------------------------------------------------------------------------------


def plan_deputies(rows: Sequence[Row], user: User) -> list[Planned]:
    """By 代表证号, else by name, 身份 and 级别, and by 代表团 where namesakes are."""
    deputies = list(Deputy.objects.filter(merged_into=None))
    by_code = {one.code: one for one in deputies if one.code}
    groups = {(one.kind, one.delegation.removesuffix("代表团")): one.delegation for one in deputies if one.delegation}
    planned = []
    for row in rows:
        said, one = row.cells, Planned(row.number, row.cells)
        planned.append(one)
        kind = read_choice(one, "身份", said.get("身份") or "代表", KINDS, {})
        level = read_choice(one, "级别", said.get("级别") or Level.DISTRICT.label, LEVELS, ALMOST_LEVELS)
        proposes = read_choice(one, "以什么提出", said.get("以什么提出") or "个人", PROPOSES, {})
        code, group = said.get("代表证号"), said.get("代表团", "")
        group = groups.get((kind, group.removesuffix("代表团")), group)
        same = [d for d in deputies if (d.name, d.kind, d.level) == (said.get("姓名"), kind, level)]
        near = [d for d in same if not group or d.delegation in ("", group)]
        one.row = by_code.get(code) if code else None
        if one.row is None and len(near) == 1 and not (code and near[0].code):
            one.row = near[0]
        one.twin = said.get("姓名") and (said["姓名"], kind, level, group)
        if code:
            one.named, one.twin = one.twin, code
        if one.row is None and len(near) > 1 and not code:
            one.row = _deputy_meant(one, row, near, group)
        check_needed(one, Book.DEPUTIES, new=one.row is None)
        if one.row and code and one.row.code == code:
            ask_whether_meant(one, row, "姓名", said.get("姓名", ""), one.row.name, f"代表证号{code}")
        as_what = proposes if said.get("以什么提出") or one.row is None else one.row.proposes_as
        if (said.get("联系人") or (one.row and one.row.contact)) and as_what == Deputy.ProposesAs.PERSON:
            one.wrong.append(Wrong("联系人", "个人不写联系人；是团体的，请写“以什么提出”。"))
        if said.get("手机") and not is_given_masked(one, "phone", said["手机"]):
            if not re.fullmatch(r"[0-9+\- ]{5,20}", said["手机"]):
                one.wrong.append(Wrong("手机", "手机请写5位以上的数字，可含“-”。"))
            elif re.fullmatch(r"1[0-9]{8,11}", said["手机"]):
                check_mobile(one)
        check_mail(one)
        facts: dict[str, Any] = {"name": said.get("姓名", ""), "delegation": group, "code": code or ""}
        facts |= {"phone": said.get("手机", ""), "email": said.get("电子邮箱", "")}
        facts |= {"address": said.get("通讯地址", ""), "contact": said.get("联系人", "")}
        if one.row is None or said.get("以什么提出"):
            facts["proposes_as"] = proposes
        if one.row is None:
            facts |= {"kind": kind, "level": level}
        keep_changes(one, facts)
        check_as_stored(one, Deputy, DEPUTY_COLUMNS)
    refuse_twice(
        planned,
        "姓名",
        lambda one: f"“{one.row or one.cells.get('姓名', one.twin)}”",
        "；同名的请写代表证号或者代表团",
    )
    return planned


def _deputy_meant(one: Planned, row: Row, near: Sequence[Deputy], group: str) -> Deputy | None:
    """Which of several namesakes a row without 代表证号 means: the one of that telephone, else it is asked. Whether
    it is one more can be answered where the 代表团 tells the new one from the others."""
    phone = one.cells.get("手机")
    reached = [deputy for deputy in near if phone and deputy.phone == phone]
    if len(reached) == 1:
        return reached[0]
    told = all(deputy.delegation != group for deputy in near)
    other = f"都不是，是{group or '没有写代表团'}的另一位" if told else ""
    return find_meant(
        one, row, near, _tell_deputy_apart, f"登记过{len(near)}位{one.cells['姓名']}，请选是哪一位。", other
    )


def _tell_deputy_apart(deputy: Deputy) -> str:
    said = (
        deputy.delegation or "没有代表团",
        f"证号{deputy.code}" if deputy.code else "",
        masked(deputy.phone),
        "不再担任" if deputy.has_left else "",
    )
    return "，".join(filter(None, said))


KINDS = {"代表": "代表", "人大代表": "代表", "委员": "委员", "政协委员": "委员"}
PROPOSES = {value: value for value in Deputy.ProposesAs.values}
PLANNERS = {Book.UNITS: plan_units, Book.PEOPLE: plan_people, Book.DEPUTIES: plan_deputies}
PLANNERS[Book.SESSIONS] = plan_sessions
