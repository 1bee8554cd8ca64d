"""What the print room of the demo has to show: two batches, made by the worker as soon as one runs."""

import uuid

from proposals.models import Status, User
from replies.models import PrintJob
from replies.prints.room import orders


def order_prints() -> None:
    """The district office has taken its copies of what is closed; a unit's office all copies of two cases."""
    district, office = (
        orders.print_office_of(User.objects.filter(memberships__role=role).earliest("pk"))
        for role in ("district", "office")
    )
    _order(district, [3, 4], PrintJob.Form.PDF, "办结", 4)
    _order(office, [1, 2, 3, 4], PrintJob.Form.ZIP, "", 2)


def _order(office: orders.PrintOffice, copies: list[int], form: str, words: str, most: int) -> None:
    forms = office.forms().filter(reply__case__status=Status.CLOSED).order_by("-pk")
    forms = forms.select_related("reply__case__unit", "reply__case__suggestion__session")[:most]
    orders.order_print(
        office,
        forms,
        key=uuid.uuid4(),
        copies=copies,
        each_deputy=True,
        order=PrintJob.Order.NUMBER,
        duplex=True,
        form=form,
        chosen_from=words,
    )
