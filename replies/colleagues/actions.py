"""留言 and 关注. A note is no event: the record of a case is read by other offices, a note by the unit alone. It is
kept for good all the same; what its author takes back is only no longer shown."""

import re
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from proposals.cases.access import NotYours, insiders_only
from proposals.cases.locks import lock_case
from proposals.models import Case, Follow, Note, User
from replies.colleagues.people import colleagues_of

AT = re.compile("(?<![A-Za-z0-9])[@＠]")  # not in the middle of an address of mail
WORD = re.compile(r"[\s@＠，。、：；！？,.:;!?]")  # what ends a name
LONGEST_NAME = 12  # characters


def write_note(case: Case, user: User, *, text: str, key: uuid.UUID) -> Note:
    """Leave a note for the people of the unit; those it names with @ are told (notices/events.py). The same form
    sent again writes nothing."""
    with transaction.atomic():
        now = lock_case(case.pk)
        insiders_only(now, user, "留言")
        if before := Note.objects.filter(key=key).first():
            return before
        made = Note.objects.create(key=key, case=now, author=user, text=text, at=timezone.now())
        made.asked.set([one for one in read_names(text, colleagues_of(now)).asked if one.pk != user.pk])
    return made


@dataclass(frozen=True)
class Named:
    """Whom a text names with @: colleagues, who are told; people of other units, who see nothing of it and are not;
    and words that are nobody's name."""

    asked: list[User]
    outside: list[User]
    unknown: list[str]

    @property
    def left_out(self) -> str:
        """In a sentence whom the note does not reach, and why; "" where it reaches all."""
        said = [f"{one}（{_works_at(one)}）看不到这条留言，没有提醒他" for one in self.outside]
        said += [f"没有找到“@{word}”是谁，没有提醒" for word in self.unknown]
        return f"{'；'.join(said)}。{'留言只有本单位的同事看得到。' if self.outside else ''}" if said else ""


def _works_at(user: User) -> str:
    units = dict.fromkeys(row.unit.short_name for row in user.own_memberships)
    return "、".join(units) or (user.unit.short_name if user.unit else "不在任何单位")


def read_names(text: str, colleagues: list[User]) -> Named:
    """Whom a text names with @; of names that begin alike the longest, of namesakes both, a colleague before somebody
    of another unit."""
    after = [part for part in AT.split(text)[1:] if part[:1].isalpha() and not part[:1].isascii()]
    begun = {part[:length] for part in after for length in range(2, LONGEST_NAME + 1)}
    here = {one.name for one in colleagues if one.name}
    others = User.objects.filter(is_active=True, name__in=begun - here).exclude(pk__in=[one.pk for one in colleagues])
    elsewhere = list(others.select_related("unit").order_by("name", "pk"))
    names = sorted(here | {one.name for one in elsewhere}, key=len, reverse=True)
    found = {part: next((one for one in names if part.startswith(one)), "") for part in after}
    named = set(found.values())
    unknown = dict.fromkeys(WORD.split(part)[0][:LONGEST_NAME] for part, name in found.items() if not name)
    return Named(
        [one for one in colleagues if one.name and one.name in named],
        [one for one in elsewhere if one.name in named],
        list(unknown),
    )


def take_back_note(note: Note, user: User) -> None:
    """收回: by its author alone. It stays, marked; whom it told need not read it any more. Again changes nothing."""
    with transaction.atomic():
        now = lock_case(note.case_id)
        insiders_only(now, user, "留言")
        if note.author_id != user.pk:
            raise NotYours("留言由写的人自己收回，您不能替他收回。")
        Note.objects.filter(pk=note.pk, taken_back_at=None).update(taken_back_at=timezone.now())


def follow_case(case: Case, user: User, *, follows: bool) -> None:
    """关注, or no longer. Again changes nothing."""
    if not Case.objects.visible_to(user).filter(pk=case.pk).exists():
        raise NotYours("这件建议您看不到，不能关注。")
    if follows:
        Follow.objects.get_or_create(user=user, case=case, defaults={"since": timezone.now()})
    else:
        Follow.objects.filter(user=user, case=case).delete()
