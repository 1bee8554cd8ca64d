"""The keys of the deputies' devices: made, recognised, renewed, ended."""

import datetime as dt
import secrets
import uuid
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from proposals.administration.deputies.actions import DEPUTY
from proposals.administration.record import record_change
from proposals.cases.access import NotYours, administers_all
from proposals.models import Case, Deputy, Role, User
from proposals.models.people import CASE_STAFF
from proposals.models.querysets import reach_of
from replies.models import DeviceKey, Invitation

COOKIE, PATH = "mine", "/mine/"
TOKEN_BYTES = 32
TWICE = dt.timedelta(seconds=30)  # within which the same press is one
# To these a mandate's end leaves nothing to read: the person is gone, or may no longer speak as one.
SHUT = (Deputy.Left.DIED, Deputy.Left.RECALLED, Deputy.Left.DISSOLVED)
ENDED_DEVICE = "停用设备"


@dataclass(frozen=True)
class NewKey:
    """A key with its token, which is known once: on the way into the cookie."""

    key: DeviceKey
    token: str
    is_first: bool  # not what the same press, sent twice, had made already


def may_enter(deputy: Deputy) -> bool:
    """Whether 我的建议 opens for this record: who left office in the usual way goes on reading what was proposed and
    what became of it."""
    return deputy.merged_into_id is None and deputy.left_why not in SHUT


def make_key(
    deputy: Deputy, *, lasts: str, device: str, press: uuid.UUID, invitation: Invitation | None = None
) -> NewKey:
    """Remember a device, let in by a link (`invitation`) or, without one, by a code. The same `press` sent twice
    makes one key, which then has the later token."""
    token, now = secrets.token_urlsafe(TOKEN_BYTES), timezone.now()
    digest = Invitation.hash_of(token)
    with transaction.atomic():
        Deputy.objects.select_for_update(no_key=True).get(pk=deputy.pk)
        same = DeviceKey.objects.filter(press=press).first()
        if same and same.is_live and same.deputy_id == deputy.pk and now - same.made_at < TWICE:
            same.previous_hash, same.token_hash = same.token_hash, digest
            same.save(update_fields=["previous_hash", "token_hash"])
            return NewKey(same, token, is_first=False)
        key = DeviceKey(deputy=deputy, invitation=invitation, device=device, lasts=lasts, token_hash=digest)
        key.press = uuid.uuid4() if same else press  # an old page, after the key that it made has ended
        key.used_on, key.expires_at = timezone.localdate(), now + key.age
        key.save()
    return NewKey(key, token, is_first=True)


def find_key(request: HttpRequest) -> DeviceKey | None:
    """The live key that this browser holds, of a deputy who may enter; else None."""
    token = request.COOKIES.get(COOKIE, "")
    if not token:
        return None
    digest = Invitation.hash_of(token)
    rows = DeviceKey.objects.live().filter(Q(token_hash=digest) | Q(previous_hash=digest)).select_related("deputy")
    key = rows.first()
    return key if key and may_enter(key.deputy) else None


def renew_key(key: DeviceKey, held: str) -> str:
    """On the first use of a day a new token takes the place of the one that is `held`, and the time begins again.
    Returns it, or "" where nothing is to change: used today, by this page or another at the same moment."""
    today = timezone.localdate()
    if key.used_on == today:
        return ""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    values = {"token_hash": Invitation.hash_of(token), "previous_hash": Invitation.hash_of(held), "used_on": today}
    if key.lasts != DeviceKey.Lasts.VISIT:
        values["expires_at"] = timezone.now() + key.age
    changed = DeviceKey.objects.filter(pk=key.pk, used_on=key.used_on, ended_at=None).update(**values)
    return token if changed else ""


def hand_key(response: HttpResponse, key: DeviceKey, token: str) -> HttpResponse:
    """Put the token into the browser, for these pages alone."""
    age = None if key.lasts == DeviceKey.Lasts.VISIT else int(key.age.total_seconds())
    response.set_cookie(
        COOKIE,
        token,
        max_age=age,
        path=PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def end_keys(deputy: Deputy, *pks: int) -> int:
    """End devices of the deputy's own, at the deputy's word: those named, or all. Returns how many."""
    live = DeviceKey.objects.filter(deputy=deputy, ended_at=None)
    return (live.filter(pk__in=pks) if pks else live).update(ended_at=timezone.now())


def may_watch_devices(user: User, deputy: Deputy) -> bool:
    """Whether the person may see how the deputy is reached: who looks after the deputies' records, or works on a case
    of this deputy's."""
    if administers_all(user, Role.ADMIN):
        return True
    cases = Case.objects.filter(suggestion__sponsorships__deputy=deputy)
    return any(cases.filter(reach_of(user, role).as_q()).exists() for role in CASE_STAFF)


def must_watch_devices(user: User, deputy: Deputy) -> None:
    """Refuse everybody else."""
    if not may_watch_devices(user, deputy):
        raise NotYours("代表的设备由管代表资料的人和承办这位代表建议的人查看、停用，您不能替办。")


def end_keys_for(deputy: Deputy, user: User, *pks: int) -> int:
    """End them from the office, in the deputy's record. What has ended already is not ended twice."""
    must_watch_devices(user, deputy)
    with transaction.atomic():
        live = DeviceKey.objects.select_for_update().filter(deputy=deputy, ended_at=None)
        keys = list(live.filter(pk__in=pks) if pks else live)
        if keys:
            DeviceKey.objects.filter(pk__in=[one.pk for one in keys]).update(ended_at=timezone.now(), ended_by=user)
            names = "、".join(one.device for one in keys)
            record_change(user, DEPUTY, deputy, ENDED_DEVICE, name=deputy.full_label, comment=names)
    return len(keys)
