"""The tables of the deputies' lasting way in, and of the watch over the server: a row of each as the program
writes it, what breaks its constraints,
and who may watch and end a device."""

import datetime as dt
import uuid

from django.utils import timezone

from proposals.models import WatchedMatter
from proposals.models.administration.pace import Pace
from replies.mine.codes import request_code
from replies.mine.keys import end_keys_for, make_key, must_watch_devices
from replies.models import DeviceKey, EntryCode
from tests import factories as f
from tests.rules.kinds import Doing, Lock

WATCHERS = ("admin", "handler", "office")


def device_key() -> DeviceKey:
    who = f.make_case("in_progress").suggestion.proposers[0]
    return make_key(who, lasts="year", device="安卓手机", press=uuid.uuid4()).key


def entry_code() -> EntryCode:
    return request_code("13712345678", "10.0.0.1")


def entry_pace() -> Pace:
    entry_code()
    return Pace.objects.order_by("pk")[0]


def watched_matter() -> WatchedMatter:
    return WatchedMatter.objects.create(name="space", level="soon", told_at=timezone.now(), tellings=1)


# By constraint: how the row is made, what is changed of it; a function is asked for the row.
BREAKS = {
    "device_key_lasts_known": (device_key, {"lasts": "ever"}),
    "device_key_expires_later": (device_key, {"expires_at": lambda row: row.made_at}),
    "device_key_ended_at_a_time": (device_key, {"ended_by": lambda row: f.world().district}),
    "entry_code_tried_so_often": (entry_code, {"tries": 6}),
    "entry_code_expires_later": (entry_code, {"expires_at": lambda row: row.made_at}),
    "entry_code_used_was_sent": (entry_code, {"used_at": lambda row: timezone.now()}),
    "watched_matter_is_told": (watched_matter, {"told_at": None}),
    "watched_matter_well_once_told": (watched_matter, {"level": "", "well_since": lambda row: row.told_at}),
    "pace_waits_forward": (entry_pace, {"free_at": lambda row: row.counted_from - dt.timedelta(seconds=1)}),
}


def watched() -> Doing:
    deputy = device_key().deputy
    return lambda who: must_watch_devices(who, deputy)


def ended() -> Doing:
    key = device_key()
    return lambda who: end_keys_for(key.deputy, who, key.pk)


WAYS_IN = {must_watch_devices: Lock(WATCHERS, watched), end_keys_for: Lock(WATCHERS, ended)}
