"""Which units an administrator finds: by words, by kind, in the order of the tree."""

from enum import StrEnum

from django.db.models import Count, Q, QuerySet

from proposals.administration.access import administered_units
from proposals.administration.people.queries import by_kind
from proposals.formats.offered import LetterFormat
from proposals.models import Case, Role, Unit, UnitKind, User
from proposals.models.querysets import OPEN


class Shown(StrEnum):
    """What narrows the list of units."""

    ALL = ""
    BUREAU = UnitKind.BUREAU.value
    DISTRICT = UnitKind.DISTRICT.value
    CONGRESS = UnitKind.CONGRESS.value
    CPPCC = UnitKind.CPPCC.value
    COMMITTEE = UnitKind.COMMITTEE.value
    NO_PHONE = "no-phone"
    OUT = "out"


LABELS = {
    Shown.ALL: "全部",
    Shown.BUREAU: "承办单位",
    Shown.DISTRICT: "区政府办公室",
    Shown.CONGRESS: "人大代表工作机构",
    Shown.CPPCC: "政协提案工作机构",
    Shown.COMMITTEE: "人大专门委员会",
    Shown.NO_PHONE: "没有电话",
    Shown.OUT: "停用",
}
KINDS = (Shown.BUREAU, Shown.DISTRICT, Shown.CONGRESS, Shown.CPPCC, Shown.COMMITTEE)
CONDITIONS = {
    Shown.ALL: Q(pk__isnull=False),
    **{shown: Q(kind=shown.value, is_active=True) for shown in KINDS},
    Shown.NO_PHONE: Q(phone="", is_active=True),
    Shown.OUT: Q(is_active=False),
}


LETTERS = "letters"  # `of` in an address: the list of letterheads, whose filters are its own


class LetterShown(StrEnum):
    """What narrows the list of letterheads."""

    ALL = ""
    NO_MARK = "no-mark"
    NO_PHONE = "no-phone"
    NO_ADDRESS = "no-address"
    LETTERHEAD = "letterhead"


LETTER_LABELS = {
    LetterShown.ALL: "全部",
    LetterShown.NO_MARK: "没有代字",
    LetterShown.NO_PHONE: "没有电话",
    LetterShown.NO_ADDRESS: "没有地址",
    LetterShown.LETTERHEAD: "信函格式",
}
LETTER_CONDITIONS = {
    LetterShown.ALL: Q(pk__isnull=False),
    LetterShown.NO_MARK: Q(letter_mark=""),
    LetterShown.NO_PHONE: Q(phone=""),
    LetterShown.NO_ADDRESS: Q(address=""),
    LetterShown.LETTERHEAD: Q(letter_format=LetterFormat.LETTERHEAD),
}


def units_of(admin: User) -> QuerySet[Unit]:
    """Every unit this administrator of people and base data looks after."""
    return Unit.objects.filter(administered_units(admin, Role.ADMIN))


def letter_units(admin: User) -> QuerySet[Unit]:
    """The units that answer deputies, and so have a letterhead."""
    return units_of(admin).filter(kind=UnitKind.BUREAU, is_active=True)


def search_units(units: QuerySet[Unit], words: str) -> QuerySet[Unit]:
    """Those whom every word fits: part of a name, an alias, the mark on letters."""
    for word in words.split():
        named = Unit.objects.filter(aliases__name__contains=word)
        fits = Q(name__contains=word) | Q(short_name__contains=word) | Q(letter_mark__contains=word)
        units = units.filter(fits | Q(pk__in=named.values("pk")))
    return units


def order_units(units: QuerySet[Unit]) -> QuerySet[Unit]:
    """Those in use first, the district's own offices before the bureaus, with how many people and open cases."""
    held = units.annotate(
        people_count=Count("people", filter=Q(people__is_active=True), distinct=True),
        open_count=Count("cases", filter=Q(cases__in=Case.objects.filter(OPEN).values("pk")), distinct=True),
    )
    return held.select_related("parent").prefetch_related("aliases").order_by("-is_active", by_kind(), "short_name")


def as_tree(units: list[Unit]) -> list[tuple[Unit, bool]]:
    """The units with those under them behind each; whether a row stands under the one before. A unit whose upper one
    is not on the page stands by itself."""
    here = {unit.pk for unit in units}
    tops = [unit for unit in units if unit.parent_id not in here]
    return [row for top in tops for row in [(top, False), *((one, True) for one in units if one.parent_id == top.pk)]]
