"""What every page of the desk shows around its own content."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import get_script_prefix, reverse
from django.utils.functional import SimpleLazyObject

from proposals.administration.factors.lost import count_resets
from proposals.administration.identities.actions import count_ready
from proposals.administration.roles.queries import count_waiting
from proposals.cases.access import administers_all
from proposals.models import Kind, Notice, Role, SavedView, Suggestion, User
from proposals.models.kept.rows import count_rows, fetch_rows
from proposals.models.people import ACTING, ADMINISTRATORS, BODIES, CASE_STAFF, SEEING, STAFF
from replies.desk import counts as desk_counts
from replies.desk.conditions import count_vacancies
from replies.desk.groups import groups_for
from replies.desk.help.handbook import chapter_of
from replies.desk.recent import recent_cases
from replies.models.reports.work_report import WRITERS
from replies.reports.asks.listed import count_report_tasks

WORDINGS, CALENDAR, REPORTS = "replies:wordings", "calendar", "replies:work_reports"
# Whose page it is, what it is called, its address.
ADMINISTRATION = (
    (Role.ADMIN, "人员", "people"),
    (Role.ADMIN, "单位", "units"),
    (Role.ADMIN, "代表", "deputies"),
    (Role.ADMIN, "届次", "sessions"),
    (Role.ADMIN, "来信抬头", "letterheads"),
    (Role.ADMIN, "标准用语", WORDINGS),
    (Role.ADMIN, "工作日历和期限", CALENDAR),
    (Role.ADMIN, "两步登录的规定", "factor_rules"),
    (Role.ADMIN, "开始使用", "setup"),
    (Role.ADMIN, "运行和留痕", "server_state"),
    (Role.ADMIN, "外存末笔", "heads"),
    (Role.GRANTS, "授权", "roles"),
    (Role.ADMIN, "两步登录丢失", "factor_resets"),
    (Role.GRANTS, "核实账号", "identities"),
    (Role.GRANTS, "两步登录丢失", "factor_resets"),
    (Role.GRANTS, "外存末笔", "heads"),
    (Role.AUDITOR, "核实账号", "identities"),
    (Role.AUDITOR, "两步登录丢失", "factor_resets"),
    (Role.AUDITOR, "审计", "audit"),
    (Role.AUDITOR, "清除", "erasures"),
    (Role.AUDITOR, "管理记录", "records"),
    (Role.AUDITOR, "运行和留痕", "server_state"),
    (Role.AUDITOR, "外存末笔", "heads"),
    (Role.AUDITOR, "登录记录", "sign_ins"),
    (Role.AUDITOR, "导出记录", "exports"),
)
# The pages of an administrator who looks after all units.
OF_ALL = ("deputies", "sessions", CALENDAR, "factor_rules", "setup", "server_state", "heads", "erasures", "audit")


@dataclass(frozen=True)
class Item:
    """One line of the side navigation. `count` is None where nothing is counted; `hot` colours it."""

    label: str
    url: str
    current: bool
    count: int | None = None
    hot: bool = False


@dataclass(frozen=True)
class Section:
    title: str
    items: list[Item]


def desk_context(request: HttpRequest) -> dict[str, Any]:
    """The side navigation, the person's unit and roles. Nothing is asked of the database before a page uses it."""
    user = getattr(request, "user", None)
    if settings.FACE == "outside" or user is None or not user.is_authenticated:
        return {}
    return {
        "desk_nav": SimpleLazyObject(lambda: side_navigation(request, user)),
        "desk_recent": SimpleLazyObject(lambda: recent_cases(request.session, user)),
        "desk_help": SimpleLazyObject(lambda: reverse("help_chapter", args=[chapter_of(view_of(request), user)])),
        "desk_unit": SimpleLazyObject(
            lambda: "、".join(dict.fromkeys(row.unit.short_name for row in user.active_memberships))
        ),
        "desk_who": SimpleLazyObject(lambda: "、".join(dict.fromkeys(row.called for row in user.own_memberships))),
        "desk_standing": SimpleLazyObject(lambda: standing_sentence(user)),
        "desk_leave": SimpleLazyObject(lambda: _own_units(user)),
        "desk_unread": SimpleLazyObject(lambda: count_unread(user)),
        "desk_search_url": reverse("cases"),
        "desk_jump": SimpleLazyObject(lambda: search_of(user)),
        "desk_vacancies": SimpleLazyObject(lambda: count_vacancies(user)),
    }


def count_unread(user: User) -> int:
    """How many notices this person has not read."""
    return count_rows(_write_unread, of=[user.pk])


def _write_unread() -> QuerySet[Notice, Any]:
    return Notice.objects.for_user(User(pk=-1)).unread().order_by().values("pk")


def _write_saved() -> QuerySet[SavedView, SavedView]:
    return SavedView.objects.filter(user=-1)


def only_administers(user: User) -> bool:
    """Whether the person has an administrator's role and none with cases."""
    return bool(user.units_as(*ADMINISTRATORS)) and not user.units_as(*SEEING)


def administration_home(user: User) -> str:
    """The first page of what this administrator looks after; until the first suggestion is registered, 开始使用."""
    if administers_all(user, Role.ADMIN) and not Suggestion.objects.exists():
        return reverse("setup")
    return next(reverse(name) for role, _, name in ADMINISTRATION if user.units_as(role))


def search_of(user: User) -> dict[str, str]:
    """What the search in the head of a page finds, by the pages that the person has."""
    if not only_administers(user):
        return {
            "url": reverse("cases"),
            "label": "查找件号、标题、提出人、经办人、单位、内容里的词",
            "hint": "件号、标题、姓名、单位、内容",
        }
    role = next(role for role, _, _ in ADMINISTRATION if user.units_as(role))
    url, label, hint = {
        Role.ADMIN: ("people", "查找人员", "姓名、账号、科室"),
        Role.GRANTS: ("roles_held", "查找谁有什么角色", "姓名、账号、单位"),
        Role.AUDITOR: ("records", "查找管理记录", "操作人、对象、做了什么"),
    }[role]
    return {"url": reverse(url), "label": label, "hint": hint}


def view_of(request: HttpRequest) -> str:
    """The name of the page's address; "" of a page that has none."""
    return request.resolver_match.view_name if request.resolver_match else ""


def standing_sentence(user: User) -> str:
    """您正在代高扬（至12月11日）; "" for who stands in for nobody."""
    lent = {row.user_id for row in user.lent_memberships}
    people = [
        f"{one.user}（{one.ends}）" if one.until else str(one.user)
        for one in user.lent_absences
        if one.user_id in lent
    ]
    return f"您正在代{'、'.join(people)}" if people else ""


def _own_units(user: User) -> dict[str, str]:
    """Where this person may say that the person is away: each unit with the address of the page."""
    own = {row.unit_id: row.unit for row in user.own_memberships if row.role in ACTING}
    return {str(unit): reverse("replies:hand_over", args=[user.pk, pk]) for pk, unit in own.items()}


def side_navigation(request: HttpRequest, user: User) -> list[Section]:
    """The groups this person has, each with its count: one query for them all."""
    groups = [] if only_administers(user) else groups_for(user)
    counts = desk_counts.count_groups(user)
    here = view_of(request)
    chosen = request.GET.get("group", "todo") if here == "worklist" else ""
    sections: dict[str, list[Item]] = {}
    for group in groups:
        url = _address_of("worklist") + ("" if group.slug == "todo" else f"?group={group.slug}")
        url = _address_of(group.page) if group.page else url
        item = Item(
            group.label,
            url,
            (chosen or here) == (group.page or group.slug),
            counts[group.slug],
            bool(counts.get(f"hot_{group.slug}")),
        )
        sections.setdefault(group.part, []).append(item)
    current = request.GET.urlencode() if here == "cases" else None
    views = fetch_rows(_write_saved, of=[user.pk])
    saved = [Item(one.name, one.get_absolute_url(), one.query == current) for one in views]
    kept = any(item.current for item in saved)
    for part, label, name in _links(user):
        count, hot = count_report_tasks(user) if name == REPORTS else (0, False)
        item = Item(label, _address_of(name), here == name and not kept, count or None, hot)
        sections.setdefault(part, []).append(item)
    sections["系统管理"] = administration_items(request, user)
    sections["常用查询"] = saved
    return [Section(title, items) for title, items in sections.items() if items]


def _address_of(name: str) -> str:
    return _reverse_once(name, get_script_prefix(), settings.ROOT_URLCONF)


@cache
def _reverse_once(name: str, prefix: str, addresses: str) -> str:
    """The address of a page without arguments, of which each page names thirty."""
    return reverse(name)


def administration_items(request: HttpRequest, user: User) -> list[Item]:
    """What each of the three administrators looks after; a page below one of them is still there."""
    whole = {role for role in ADMINISTRATORS if administers_all(user, role)}
    there = {name for _, _, name in _links(user)}
    pages = {
        _address_of(name): label
        for role, label, name in ADMINISTRATION
        if user.units_as(role) and (role in whole or name not in OF_ALL) and name not in there
    }
    waiting = count_waiting(user) if user.units_as(Role.GRANTS) else 0
    roles, identities, resets = map(_address_of, ("roles", "identities", "factor_resets"))
    unproven = count_ready(user) if identities in pages else 0
    lost = count_resets(user) if resets in pages else 0
    counts = {roles: (waiting, waiting > 0), identities: (unproven, unproven > 0), resets: (lost, lost > 0)}
    return [Item(label, url, request.path.startswith(url), *counts.get(url, ())) for url, label in pages.items()]


def _links(user: User) -> list[tuple[str, str, str]]:
    links = []
    if user.units_as(*STAFF):
        links += [("本单位", "全部建议", "cases"), ("本单位", "承诺台账", "replies:promises")]
        links += [("本单位", "标准用语", WORDINGS), ("本单位", "办理统计", "replies:figures")]
    elif user.units_as(*BODIES):
        links += [
            ("全区", "全部建议", "cases"),
            ("全区", "承诺台账", "replies:promises"),
            ("全区", "延期", "extensions"),
        ]
    elif user.units_as(Role.COMMITTEE):
        links.append(("", "我们领域的建议", "cases"))
    if user.units_as(Role.CONGRESS):
        links.append(("全区", "回访", "replies:revisits"))
    if Kind.SUGGESTION in user.kinds_studied():
        links.append(("全区", "专门委员会", "committees"))
    if user.units_as(Role.OFFICE, *BODIES):
        links.append(("全区" if user.units_as(*BODIES) else "本单位", "打印室", "replies:print_room"))
    if user.units_as(*CASE_STAFF):
        links.append(("本单位", "一叠签名表", "replies:stacks"))
    if user.units_as(Role.OFFICE):
        links.append(("本单位", "审批步骤", "approvals"))
    if user.units_as(*WRITERS):
        links.append(("全区" if user.units_as(*BODIES) else "本单位", "办理情况报告", REPORTS))
    if user.units_as(Role.OFFICE, *BODIES):
        links.append(("全区" if user.units_as(*BODIES) else "本单位", "人员和交接", "replies:people"))
    if user.has_role(Role.DISTRICT):
        links += [("全区", "工作日历和期限", CALENDAR), ("全区", "归档", "archive")]
    if user.units_as(*BODIES):
        links += [("全区", "告知代表", "replies:told")] if not user.units_as(*CASE_STAFF) else []
        links += [("全区", "督办台", "board"), ("全区", "办理统计", "replies:figures")]
    if user.units_as(Role.OFFICE, Role.DISTRICT):
        links += [("登记", "登记一件建议", "intake"), ("登记", "用名单登记", "intake_list")]
        links.append(("登记", "补录往年办结件", "replies:finished"))
    return links
