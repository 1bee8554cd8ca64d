"""The words and the quiet hours that hold now, and how the office changes them: a further version on top."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from proposals.cases.access import NotYours, Refused, Stale, has_district_office
from proposals.models import Role, User
from replies.messages.words.blanks import TEXT_VALUE, fill_in, why_wrong_words
from replies.messages.words.kinds import BY_KIND, KINDS, KindRow
from replies.models import Message, MessageTemplate, QuietHours
from replies.models.messages.message import MessageKind

STALE = "刚才有人改过。请看过现在的样子，再改一次。您写的都还在，没有保存。"


@dataclass(frozen=True)
class CurrentWords:
    """What holds of a kind now: its row, its newest version if there is one."""

    row: KindRow
    version: MessageTemplate | None

    @property
    def words(self) -> str:
        return self.version.text if self.version and self.version.text else self.row.words

    @property
    def is_on(self) -> bool:
        return bool(self.row.law) or self.version is None or self.version.is_on

    @property
    def is_changed(self) -> bool:
        return bool(self.version and self.version.text)

    @property
    def number(self) -> int:
        return self.version.number if self.version else 0

    def say(self, facts: Mapping[str, str], way: str = Message.Way.SMS) -> str:
        """The message; a text takes the beginning of what is long."""
        return fill_in(self.words, facts, longest=TEXT_VALUE if way == Message.Way.SMS else 0)

    def title(self, facts: Mapping[str, str]) -> str:
        """The subject of a mail."""
        return fill_in(self.row.subject, facts, longest=TEXT_VALUE)


def read_words() -> dict[MessageKind, CurrentWords]:
    """What holds of every kind; one query."""
    newest: dict[str, MessageTemplate] = {}
    for one in MessageTemplate.objects.select_related("by").order_by("kind", "-number"):
        newest.setdefault(one.kind, one)
    return {row.kind: CurrentWords(row, newest.get(row.kind)) for row in KINDS}


def words_of(kind: MessageKind) -> CurrentWords:
    """What holds of one kind."""
    newest = MessageTemplate.objects.filter(kind=kind).select_related("by").order_by("-number").first()
    return CurrentWords(BY_KIND[kind], newest)


def may_change_words(user: User) -> bool:
    """Whether the person changes what deputies are told: the district office, and where none takes part an office."""
    return user.has_role(Role.DISTRICT) or (user.has_role(Role.OFFICE) and not has_district_office())


def must_change_words(user: User) -> None:
    """Refuse everybody else."""
    if not may_change_words(user):
        who = "区政府办公室" if has_district_office() else "承办单位的办公室"
        raise NotYours(f"告知代表的用语由{who}修改。")


def change_words(kind: MessageKind, user: User, *, text: str, is_on: bool, seen: int) -> bool:
    """Another text, or the program's own again (""), or no message of the kind. False where nothing is different."""
    must_change_words(user)
    row, now = BY_KIND[kind], words_of(kind)
    text = "" if text == row.words else text
    if text and (wrong := why_wrong_words(text, row)):
        raise Refused(wrong)
    if not is_on and row.law:
        raise Refused(f"这一条不能停用：{row.law}。")
    stands = now.version.text if now.version else ""
    if (text, is_on) == (stands, now.is_on):
        return False
    if seen != now.number:
        raise Stale(STALE)
    try:
        with transaction.atomic():
            MessageTemplate.objects.create(
                kind=kind, number=seen + 1, text=text, is_on=is_on, by=user, at=timezone.now()
            )
    except IntegrityError:
        raise Stale(STALE) from None
    return True


def read_hours() -> QuietHours:
    """The quiet hours that hold; those of the settings before anybody changed them."""
    if changed := QuietHours.objects.select_related("by").order_by("-number").first():
        return changed
    begins, ends = map(dt.time.fromisoformat, settings.QUIET_HOURS.split("-"))
    return QuietHours(number=0, begins=begins, ends=ends)


def change_hours(user: User, *, begins: dt.time, ends: dt.time, seen: int) -> bool:
    """Other quiet hours. False where nothing is different."""
    must_change_words(user)
    now = read_hours()
    if (now.begins, now.ends) == (begins, ends):
        return False
    if seen != now.number:
        raise Stale(STALE)
    try:
        with transaction.atomic():
            QuietHours.objects.create(number=seen + 1, begins=begins, ends=ends, by=user, at=timezone.now())
    except IntegrityError:
        raise Stale(STALE) from None
    return True


def is_night(at: dt.datetime | None = None) -> bool:
    """Whether nobody is disturbed now."""
    return read_hours().is_quiet(timezone.localtime(at).time())
