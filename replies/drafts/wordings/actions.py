"""Standard wording (标准用语): written on top of each other, taken out of use, never changed in place."""

import datetime as dt
import uuid

from django.db import IntegrityError, transaction
from django.utils import timezone

from proposals.cases.access import NotYours, Refused, Stale
from proposals.formats.chinese import cn_date
from proposals.models import Role, Unit, User
from proposals.models.people import STAFF
from replies.models import Wording


def may_edit(wording: Wording, user: User) -> bool:
    """Its owner, while still at work in the unit, and the unit's office."""
    own = wording.owner_id == user.pk and wording.unit_id in user.units_as(*STAFF)
    return own or user.has_role(Role.OFFICE, wording.unit_id)


def must_edit(wording: Wording, user: User) -> None:
    """Refuse a person who neither owns it nor works in the unit's office."""
    if not may_edit(wording, user):
        raise NotYours(f"这条用语由{wording.owner}和本单位办公室维护，您不能改。")


def save_wording(
    unit: Unit,
    user: User,
    *,
    key: uuid.UUID,
    topic: str,
    text: str,
    owner: User,
    expires_on: dt.date,
    source: str,
    before: Wording | None = None,
) -> Wording:
    """Add a wording, or a newer version of `before`. The same form sent twice (`key`) is one row.

    Raises Stale when somebody wrote a newer version in the meantime, NotYours for people who may not.
    """
    said = {"topic": topic, "text": text, "owner": owner, "expires_on": expires_on, "source": source}
    with transaction.atomic():
        if before is None and unit.pk not in user.units_as(*STAFF):
            raise NotYours("只有本单位的人员可以登记标准用语。")
        if before is not None:
            must_edit(before, user)
        if sent := Wording.objects.filter(key=key, written_by=user).first():
            return sent
        if before is not None and not before.is_current:
            raise _gone(before)
        try:
            with transaction.atomic():
                return Wording.objects.create(key=key, unit=unit, written_by=user, supersedes=before, **said)
        except IntegrityError:
            raise Stale("这条用语刚刚被别人改过，请看过最新的再改。您写的文字还在下面，没有保存。") from None


def retire_wording(wording: Wording, user: User) -> None:
    """停用: no longer offered. It stays readable, with who took it out and when."""
    with transaction.atomic():
        must_edit(wording, user)
        now = Wording.objects.select_for_update().get(pk=wording.pk)
        if now.retired_at:
            return
        if not now.is_current:
            raise _gone(now)
        now.retired_at, now.retired_by = timezone.now(), user
        now.save(update_fields=["retired_at", "retired_by"])


def earlier_versions(wording: Wording, replaced: dict[int, Wording]) -> list[Wording]:
    """The versions this one has taken the place of, newest first, out of the unit's replaced ones by id."""
    found: list[Wording] = []
    while wording.supersedes_id in replaced:
        wording = replaced[wording.supersedes_id]
        found.append(wording)
    return found


def wording_text(wording: Wording) -> str:
    """The words, to be put into a draft today; Refused once they have expired or are out of use."""
    if not wording.is_current:
        raise _gone(wording)
    if wording.is_expired:
        day = wording.expires_on
        raise Refused(f"这条用语{cn_date(day)}已经过期，不能插入。请向{wording.owner}确认是否仍然有效。")
    return wording.text


def _gone(wording: Wording) -> Stale:
    if wording.retired_at:
        return Stale("这条用语已经停用。")
    return Stale("这条用语刚刚被别人改过，请看过最新的再办。")
