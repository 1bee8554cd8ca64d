"""Saying what was done, with the offer to undo it."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpRequest

from proposals.models import Event

STEP = "undo:"


def say_done(request: HttpRequest, sentence: str, events: Iterable[Event | None]) -> None:
    """Say at the foot of the next page what was done; the steps of these events can be undone there."""
    steps = [f"{STEP}{event.case_id}.{event.sequence}" for event in events if event]
    messages.success(request, sentence, extra_tags=" ".join(steps))
