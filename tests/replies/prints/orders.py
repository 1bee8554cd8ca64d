"""Issued forms, jobs over them, and a worker in this very process."""

import re
import uuid

from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from proposals.models import Status
from replies.models import PrintedForm
from replies.prints.room import orders
from tests import factories as f
from tests.replies.letter.pages import pages_of


def signed(*numbers, **facts):
    """The issued forms of cases with these numbers, signed by the first bureau."""
    cases = [f.make_case(Status.SEEKING_FEEDBACK, number=number, **facts) for number in numbers]
    return [PrintedForm.objects.get(reply__case=case) for case in cases]


def ordered(forms, who="office", **how):
    """A job over these forms."""
    office = orders.print_office_of(getattr(f.world(), who))
    asked = {"copies": [1, 2, 3, 4], "each_deputy": False, "order": "number", "duplex": True, "form": "pdf", **how}
    return orders.order_print(office, forms, key=uuid.uuid4(), **asked)


def work():
    """Everything that waits in the queue is done, by the worker's own code but for its loop, which closes the
    connection that a test's transaction lives in."""
    how = {"queue_names": [], "interval": 0, "batch": True, "backend_name": "default", "startup_delay": False}
    worker = Worker(**how, max_tasks=None, worker_id="test", excluded_queue_names=[])
    while waiting := DBTaskResult.objects.ready().first():
        waiting.claim(worker.worker_id)
        worker.run_task(waiting)


def labels(content):
    """(case, copy) of every page in its order; None for an empty page."""
    found = []
    for page in pages_of(content):
        copy = re.search(r"第.份·\S+", page)
        number = re.search(r"第(\d+)号", page)
        found.append((number and number.group(1), copy.group()) if copy else None)
    return found
