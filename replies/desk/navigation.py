"""What every page of the desk shows around its own content."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from proposals.models import Case, Notice, Role, User
from proposals.models.people import BODIES, STAFF
from replies.desk import counts as desk_counts
from replies.desk.groups import groups_for
from replies.desk.help.handbook import chapter_of
from replies.desk.recent import recent_cases


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
        "desk_recent": SimpleLazyObject(lambda: recent_cases(request.session, Case.objects.visible_to(user))),
        "desk_help": SimpleLazyObject(lambda: reverse("help_chapter", args=[chapter_of(view_of(request), user)])),
        "desk_unit": SimpleLazyObject(
            lambda: "、".join(dict.fromkeys(row.unit.short_name for row in user.active_memberships))
        ),
        "desk_who": SimpleLazyObject(
            lambda: "、".join(dict.fromkeys(_called(row) for row in user.active_memberships))
        ),
        "desk_unread": SimpleLazyObject(lambda: Notice.objects.for_user(user).unread().count()),
        "desk_search_url": reverse("cases"),
    }


def view_of(request: HttpRequest) -> str:
    """The name of the page's address; "" of a page that has none."""
    return request.resolver_match.view_name if request.resolver_match else ""


def _called(row: Any) -> str:
    return f"{row.section}{row.get_role_display()}" if row.role == Role.HANDLER else row.get_role_display()


def side_navigation(request: HttpRequest, user: User) -> list[Section]:
    """The groups this person has, each with its count: one query for them all."""
    groups = groups_for(user)
    counts = desk_counts.count_groups(user)
    here = view_of(request)
    chosen = request.GET.get("group", "todo") if here == "worklist" else ""
    sections: dict[str, list[Item]] = {}
    for group in groups:
        url = reverse("worklist") + ("" if group.slug == "todo" else f"?group={group.slug}")
        url = reverse(group.page) if group.page else url
        item = Item(
            group.label,
            url,
            (chosen or here) == (group.page or group.slug),
            counts[group.slug],
            bool(counts.get(f"hot_{group.slug}")),
        )
        sections.setdefault(group.part, []).append(item)
    current = request.GET.urlencode() if here == "cases" else None
    saved = [Item(one.name, one.get_absolute_url(), one.query == current) for one in user.saved_views.all()]
    kept = any(item.current for item in saved)
    for part, label, name in _links(user):
        sections.setdefault(part, []).append(Item(label, reverse(name), here == name and not kept))
    sections["常用查询"] = saved
    return [Section(title, items) for title, items in sections.items() if items]


def _links(user: User) -> list[tuple[str, str, str]]:
    links = []
    if user.units_as(*STAFF):
        links += [("本单位", "全部建议", "cases"), ("本单位", "承诺台账", "replies:promises")]
        links += [("本单位", "标准用语", "replies:wordings"), ("本单位", "办理统计", "replies:figures")]
    elif user.units_as(*BODIES):
        links += [
            ("全区", "全部建议", "cases"),
            ("全区", "承诺台账", "replies:promises"),
            ("全区", "延期", "extensions"),
        ]
    if user.units_as(Role.OFFICE, Role.DISTRICT):
        links.append(("全区" if user.has_role(Role.DISTRICT) else "本单位", "打印室", "replies:print_room"))
    if user.units_as(Role.OFFICE):
        links.append(("本单位", "审批步骤", "approvals"))
    if user.has_role(Role.DISTRICT):
        links += [("全区", "工作日历和期限", "calendar")]
        links += [("全区", "督办台", "board"), ("全区", "办理统计", "replies:figures")]
    if user.units_as(Role.OFFICE, Role.DISTRICT):
        links += [("登记", "登记一件建议", "intake"), ("登记", "用名单登记", "intake_list")]
        links.append(("登记", "补录往年办结件", "replies:finished"))
    if user.is_staff:
        links.append(("管理", "人员与单位", "admin:index"))
    return links
