"""What the pages of promises share."""

from django.shortcuts import get_object_or_404

from proposals.cases.access import must_be
from proposals.models.people import CASE_STAFF
from proposals.request import StaffRequest
from replies.models import Promise


def find_promise(request: StaffRequest, pk: int, doing: str) -> Promise:
    """The promise, or 404 for a person who may not know of it, 403 for one who does not write into its ledger."""
    rows = Promise.objects.visible_to(request.user).for_rows()
    promise = get_object_or_404(rows, pk=pk)
    must_be(promise.reply.case, request.user, CASE_STAFF, doing)
    return promise
