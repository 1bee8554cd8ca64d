"""All that the list of cases holds under the conditions of its address."""

from django.http import QueryDict

from proposals.cases.access import Refused
from proposals.models import Case, User
from proposals.models.querysets import CaseQuerySet
from replies.desk.cases.forms import CaseFilter
from replies.search import filter_cases, order_cases


def list_cases(user: User, params: QueryDict) -> CaseQuerySet:
    """In the order of the page. Raises Refused for conditions that are wrong."""
    seen = Case.objects.visible_to(user)
    form = CaseFilter(params, seen=seen)
    if not form.is_valid():
        raise Refused("列表的条件里有一处不对，请回到列表改好再办。")
    return order_cases(filter_cases(seen, form.chosen, user), form.order)
