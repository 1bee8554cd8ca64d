"""Where one may want to go, by a few words: what can be done to the present case, cases, pages of the navigation."""

from dataclasses import asdict, dataclass
from urllib.parse import urlencode

from django.db.models import Count
from django.http import Http404
from django.urls import reverse

from proposals.administration.access import administered_units
from proposals.cases.access import administers_all
from proposals.cases.workflow import available
from proposals.models import Case, Deputy, Role, Status, Unit
from proposals.models.kept import rows
from proposals.models.querysets import CaseQuerySet, may_open
from proposals.request import StaffRequest
from replies.desk.case.acts import acts_for
from replies.desk.case.buttons import AT_ONCE, bar_buttons
from replies.desk.navigation import side_navigation
from replies.desk.recent import recent_cases
from replies.desk.rows import fetch_listed
from replies.search import deputies_named, find_named, units_named, words_of

MOST = 8  # cases at once
MOST_OTHERS = 4  # units, deputies


@dataclass(frozen=True)
class Place:
    label: str
    url: str
    detail: str = ""


@dataclass(frozen=True)
class PlaceGroup:
    title: str
    places: list[Place]


def find_places(request: StaffRequest, typed: str, here: int | None) -> list[dict[str, object]]:
    """The groups that hold something, as plain values. Without words: what can be done here, what was seen last, and
    the pages. As many queries whatever is found."""
    words = words_of(typed)
    groups = (
        PlaceGroup("这件建议", _acts(request, words, here)),
        PlaceGroup("建议" if words else "最近看过", _cases(request, words)),
        PlaceGroup("单位", _units(request, words)),
        PlaceGroup("代表和委员", _deputies(request, words)),
        PlaceGroup("页面", _pages(request, words)),
    )
    return [asdict(group) for group in groups if group.places]


def _fits(label: str, words: list[str]) -> bool:
    return all(word.lower() in label.lower() for word in words)


def _acts(request: StaffRequest, words: list[str], here: int | None) -> list[Place]:
    """What the bar of the case offers now. A step that the bar takes at once is asked for first on its own page."""
    case = next(iter(fetch_listed([here])), None) if here else None
    if case is None or not may_open(request.user, case):
        return []
    buttons = bar_buttons(case, available(case, request.user), acts_for(case, request.user))
    free = [one for one in buttons if not one.reason and one.name not in AT_ONCE]
    return [Place(one.label, one.url, case.suggestion.short_number) for one in free if _fits(one.label, words)]


def _cases(request: StaffRequest, words: list[str]) -> list[Place]:
    if words:
        seen = Case.objects.visible_to(request.user).for_lists()
        cases = list(find_named(seen, words, request.user)[:MOST])
    else:
        cases = recent_cases(request.session, request.user, _write_listed)
    return [
        Place(f"{case.suggestion.short_number}　{case.suggestion.title}", case.get_absolute_url(), _whose(case))
        for case in cases
    ]


def _write_listed(count: int) -> CaseQuerySet:
    return Case.objects.filter(pk__in=rows.places(count)).order_by().for_lists()


def _units(request: StaffRequest, words: list[str]) -> list[Place]:
    """To the cases of a unit; for who looks after it also to its page."""
    if not words:
        return []
    seen = Case.objects.visible_to(request.user).exclude(status=Status.VOID).order_by()
    found = Unit.objects.filter(units_named(words)).order_by("pk")
    counts = dict(seen.filter(unit__in=found).values_list("unit").annotate(n=Count("pk")))
    shown = list(found.filter(pk__in=counts)[:MOST_OTHERS])
    places = [Place(f"{unit}的建议", f"{reverse('cases')}?unit={unit.pk}", f"{counts[unit.pk]}件") for unit in shown]
    if request.user.has_role(Role.ADMIN):
        kept = found.filter(administered_units(request.user, Role.ADMIN))[:MOST_OTHERS]
        places += [Place(str(unit), reverse("unit", args=[unit.pk]), "单位资料") for unit in kept]
    return places


def _deputies(request: StaffRequest, words: list[str]) -> list[Place]:
    """To what a deputy proposed, as far as this person sees it; for who looks after deputies also to the record."""
    if not words:
        return []
    seen = Case.objects.visible_to(request.user).exclude(status=Status.VOID).order_by()
    found = Deputy.objects.filter(deputies_named(words)).order_by("name", "pk")
    shown = list(found.filter(suggestions__in=seen.values("suggestion")).distinct()[:MOST_OTHERS])
    places = [
        Place(f"{one.name}提出的建议", f"{reverse('cases')}?{urlencode({'q': one.name})}", one.delegation)
        for one in shown
    ]
    if administers_all(request.user, Role.ADMIN):
        kept = found[:MOST_OTHERS]
        places += [Place(one.name, reverse("deputy", args=[one.pk]), f"{one.kind}资料") for one in kept]
    return places


def _whose(case: Case) -> str:
    return " · ".join(filter(None, (case.suggestion.lead_and_count, case.unit.short_name, str(case.handler or ""))))


def _pages(request: StaffRequest, words: list[str]) -> list[Place]:
    sections = side_navigation(request, request.user)
    pages = [Place(item.label, item.url, section.title) for section in sections for item in section.items]
    pages += [Place("按键和手册", reverse("help"), "帮助"), Place("提醒", reverse("notices"))]
    return [page for page in pages if _fits(f"{page.detail}{page.label}", words)]


def read_key(typed: str) -> int | None:
    """The key of the present case, or None where the page has none. Raises Http404 for what is no key."""
    if not typed:
        return None
    if not (typed.isascii() and typed.isdigit() and len(typed) < 16):
        raise Http404
    return int(typed)
