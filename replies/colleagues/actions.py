"""留言 and 关注. A note is no event: the record of a case is read by other offices, a note by the unit alone. It is
kept for good all the same; what its author takes back is only no longer shown."""

import re
import uuid

from django.db import transaction
from django.utils import timezone

from proposals.cases.access import NotYours, insiders_only
from proposals.cases.locks import lock_case
from proposals.models import Case, Follow, Note, User
from replies.colleagues.people import colleagues_of

AT = re.compile("[@＠]")


def write_note(case: Case, user: User, *, text: str, key: uuid.UUID) -> Note:
    """Leave a note for the people of the unit; those it names with @ are told (notices/events.py). The same form
    sent again writes nothing."""
    with transaction.atomic():
        now = lock_case(case.pk)
        insiders_only(now, user, "留言")
        if before := Note.objects.filter(key=key).first():
            return before
        made = Note.objects.create(key=key, case=now, author=user, text=text, at=timezone.now())
        made.asked.set([one for one in named_people(text, colleagues_of(now)) if one.pk != user.pk])
    return made


def named_people(text: str, people: list[User]) -> list[User]:
    """Whom a text names with @; of names that begin alike the longest, of namesakes both."""
    names = sorted({one.name for one in people if one.name}, key=len, reverse=True)
    after = AT.split(text)[1:]
    named = {name for part in after if (name := next((one for one in names if part.startswith(one)), ""))}
    return [one for one in people if one.name in named]


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
