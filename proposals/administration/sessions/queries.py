"""Which sessions an administrator finds: by words and by whose they are."""

from enum import StrEnum

from django.db.models import Count

from proposals.models import Level, Session


class Shown(StrEnum):
    """What narrows the list of sessions."""

    ALL = ""
    CONGRESS = "congress"
    CPPCC = "cppcc"
    HIGHER = "higher"
    EMPTY = "empty"
    NO_DAYS = "no-days"


LABELS = {
    Shown.ALL: "全部",
    Shown.CONGRESS: "人大",
    Shown.CPPCC: "政协",
    Shown.HIGHER: "上级的",
    Shown.EMPTY: "还没有建议",
    Shown.NO_DAYS: "没有日期",
}


def find_sessions(words: str) -> list[Session]:
    """The sessions whose names or years every word stands in (九届, 第五次, 政协, 2026), the newest of the own ones
    first, each with the number of its suggestions (`count`)."""
    rows = Session.objects.annotate(count=Count("suggestions"))
    rows = rows.order_by("-level", "-term", "-meeting", "body", "place")
    return [one for one in rows if all(word in _said_of(one) for word in words.split())]


def _said_of(one: Session) -> str:
    days = " ".join(str(day) for day in (one.opened_on, one.closed_on) if day)
    return f"{one} {one.short_name} {one.body} {one.get_level_display()} {one.term}届{one.meeting}次 {days}"


def fits_shown(one: Session, shown: Shown) -> bool:
    """Whether the filter leaves the session in the list; of one that find_sessions() returned."""
    return {
        Shown.ALL: True,
        Shown.CONGRESS: one.body == Session.Body.CONGRESS,
        Shown.CPPCC: one.body == Session.Body.CPPCC,
        Shown.HIGHER: one.level < Level.DISTRICT,
        Shown.EMPTY: not getattr(one, "count", 0),
        Shown.NO_DAYS: one.opened_on is None,
    }[shown]
