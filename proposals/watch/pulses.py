"""When something that comes by itself came last: housekeeping, and the last proof of the record."""

import datetime as dt

from django.utils import timezone

from proposals.backups.state import last_drill
from proposals.models.administration.watched import Pulse

HOUSEKEEPING = "housekeeping"


def note_pulse(name: str) -> None:
    """It was there, just now."""
    Pulse.objects.update_or_create(name=name, defaults={"at": timezone.now()})


def last_pulse(name: str) -> dt.datetime | None:
    """When it was there last; None: never."""
    return Pulse.objects.filter(name=name).values_list("at", flat=True).first()


def last_proof() -> dt.datetime | None:
    """When the record was last proved whole: by a drill, which proves what it has restored. None: never."""
    drill = last_drill().good
    return drill.at if drill else None
