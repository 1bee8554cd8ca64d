"""Whose own work the text of a case is: who wrote it, or sent it up, neither reviews nor signs it."""

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from proposals.models.leave.absence import Absence
from proposals.models.people import Role, User
from proposals.models.querysets import reach_of

if TYPE_CHECKING:
    from proposals.models.case import Case


def own_work(user: User) -> Q:
    """The cases whose text is this person's own work: as their handler, in the handler's place, or as who sent it up
    before the case was given to another or the handler came back."""
    sent = _submissions().filter(actor=user)
    later = _submissions().filter(case=OuterRef("case"), sequence__gt=OuterRef("sequence"))
    own = Q(handler=user) | reach_of(user, Role.HANDLER).as_q()
    return own | Q(pk__in=sent.exclude(Exists(later)).values("case"))


def is_own_work(case: "Case", user: User) -> bool:
    """The same of one case."""
    if case.handler_id == user.pk or reach_of(user, Role.HANDLER).covers(case):
        return True
    sent = case.events.filter(action="submit").last()
    return sent is not None and sent.actor_id == user.pk


def _submissions() -> models.QuerySet[Any]:
    return apps.get_model("proposals", "Event").objects.filter(action="submit")  # its rows point at cases


def apart_from_authors(rows: models.QuerySet[Any], case: Any, handler: Any) -> models.QuerySet[Any]:
    """Of the roles that somebody can act in (able_members), those in which it is not the own work of who acts; `case`
    and `handler` are expressions for the case that is meant and for who handles it."""
    number = models.BigIntegerField()
    rows = rows.annotate(
        of_case=ExpressionWrapper(case, output_field=number), made_by=ExpressionWrapper(handler, output_field=number)
    )
    sent = _submissions().filter(case=OuterRef("of_case")).order_by("-sequence")
    lent = Absence.objects.lasting(timezone.localdate()).filter(
        user=OuterRef("made_by"), unit=OuterRef("unit"), stand_in=OuterRef("acts")
    )
    rows = rows.annotate(sent_by=Coalesce(Subquery(sent.values("actor")[:1]), Value(0)))
    return rows.exclude(acts=Coalesce(F("made_by"), Value(0))).exclude(acts=F("sent_by")).exclude(Exists(lent))
