"""The proof once more, at the press of a button: by the worker, who has the time."""

from django.core.management import CommandError, call_command
from django_tasks import task

from proposals.administration.record import record_change
from proposals.models import AdministrationEvent, User

ASKED = "要求核对"


@task()
def prove_record(user: int) -> None:
    """Run verify_audit, which keeps what came of it."""
    try:
        call_command("verify_audit", "--asked-by", str(user))
    except CommandError:
        return  # what is wrong is kept with the run


def ask_proof(user: User) -> None:
    """Have the whole record proved now; that it was asked for is on record. Needs a transaction around it."""
    record_change(user, AdministrationEvent.Subject.RECORD, None, ASKED, name="总账")
    prove_record.enqueue(user.pk)
