"""When something that comes by itself came last."""

import datetime as dt

from django.utils import timezone

from proposals.models.administration.watched import Pulse

HOUSEKEEPING = "housekeeping"


def note_pulse(name: str) -> None:
    """It was there, just now."""
    Pulse.objects.update_or_create(name=name, defaults={"at": timezone.now()})


def last_pulse(name: str) -> dt.datetime | None:
    """When it was there last; None: never."""
    return Pulse.objects.filter(name=name).values_list("at", flat=True).first()
