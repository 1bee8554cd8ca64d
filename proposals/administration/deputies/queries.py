"""Which deputies an administrator finds: by words, by who they are, by what is missing."""

from enum import StrEnum

from django.db.models import Count, Q, QuerySet

from proposals.models import Deputy


class Shown(StrEnum):
    """What narrows the list of deputies."""

    ALL = ""
    NO_PHONE = "no-phone"
    NO_GROUP = "no-group"
    NO_ADDRESS = "no-address"
    GROUPS = "groups"
    LEFT = "left"
    MERGED = "merged"


LABELS = {
    Shown.ALL: "在任",
    Shown.NO_PHONE: "没有手机",
    Shown.NO_GROUP: "没有代表团",
    Shown.NO_ADDRESS: "没有地址",
    Shown.GROUPS: "团体",
    Shown.LEFT: "不再担任",
    Shown.MERGED: "已并入",
}
IN_OFFICE = Q(left_on=None, merged_into=None)
CONDITIONS = {
    Shown.ALL: IN_OFFICE,
    Shown.NO_PHONE: IN_OFFICE & Q(phone=""),
    Shown.NO_GROUP: IN_OFFICE & Q(delegation="", proposes_as=Deputy.ProposesAs.PERSON),
    Shown.NO_ADDRESS: IN_OFFICE & Q(address=""),
    Shown.GROUPS: IN_OFFICE & ~Q(proposes_as=Deputy.ProposesAs.PERSON),
    Shown.LEFT: Q(left_on__isnull=False, merged_into=None),
    Shown.MERGED: Q(merged_into__isnull=False),
}


def search_deputies(deputies: QuerySet[Deputy], words: str) -> QuerySet[Deputy]:
    """Those whom every word fits: part of name, contact, 代表团 or code, initials, the end of a telephone."""
    for word in words.split():
        fits = Q(name__contains=word) | Q(delegation__contains=word) | Q(contact__contains=word)
        fits |= Q(code__icontains=word)
        if word.isascii() and word.isalpha():
            fits |= Q(initials__contains=f" {word.lower()}")
        if word.isascii() and word.isdecimal():
            fits |= Q(phone__endswith=word)
        deputies = deputies.filter(fits)
    return deputies


def narrow_deputies(words: str, **columns: str) -> QuerySet[Deputy]:
    """Those whom every word fits, of the kind, level and delegation that are said."""
    return search_deputies(Deputy.objects.filter(**{name: said for name, said in columns.items() if said}), words)


def list_deputies(deputies: QuerySet[Deputy]) -> QuerySet[Deputy]:
    """In the order of names, with how many suggestions each signed."""
    rows = deputies.select_related("merged_into").annotate(signed=Count("sponsorships"))
    return rows.order_by("kind", "-level", "delegation", "name", "pk")


def groups_of_deputies() -> list[str]:
    """The 代表团 and 界别 that there are."""
    named = Deputy.objects.filter(merged_into=None).exclude(delegation="")
    return list(named.order_by("delegation").values_list("delegation", flat=True).distinct())


def same_deputies(deputy: Deputy) -> QuerySet[Deputy]:
    """Who may be the same: of that name, or of that telephone."""
    same = Q(name=deputy.name) | (Q(phone=deputy.phone) if deputy.phone else Q(pk__in=()))
    others = Deputy.objects.filter(same, merged_into=None, kind=deputy.kind, level=deputy.level)
    return others.exclude(pk=deputy.pk).order_by("name", "pk")
