"""For which unit a person writes standard wording."""

from proposals.cases.access import NotYours
from proposals.models import Unit
from proposals.models.people import STAFF
from proposals.request import StaffRequest


def wording_unit(request: StaffRequest) -> Unit:
    """The unit for which this person writes: of several, the first. Raises NotYours for who works in none."""
    units = Unit.objects.filter(pk__in=request.user.units_as(*STAFF))
    if not units:
        raise NotYours("标准用语由承办单位的人员登记。")
    return units.order_by("pk")[0]
