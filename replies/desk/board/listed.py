"""All that a list of 督办台 holds under the conditions of its address."""

from django.http import QueryDict

from proposals.calendar.workdays import WorkCalendar
from proposals.cases.access import NotYours, Refused
from proposals.models import Unit, User
from proposals.models.people import BODIES
from proposals.models.querysets import CaseQuerySet, overseen_cases
from replies.desk.board.forms import BoardFilter
from replies.desk.board.lights import light_dates, watched_cases


def list_watched(user: User, params: QueryDict) -> CaseQuerySet:
    """In the order of the page. Raises Refused for wrong conditions, NotYours for others than the bodies."""
    if not user.units_as(*BODIES):
        raise NotYours("督办台由区政府办公室、代表工作机构使用。")
    form = BoardFilter(params, units=Unit.objects.filter(cases__isnull=False).distinct())
    if not form.is_valid():
        raise Refused("督办台的条件里有一处不对，请回到督办台改好再办。")
    unit = form.cleaned_data["unit"]
    found = watched_cases(light_dates(WorkCalendar.load()), form.cleaned_data["show"], unit.pk if unit else None)
    return found.filter(overseen_cases(user))
