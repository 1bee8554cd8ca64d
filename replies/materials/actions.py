"""材料 taken in and set aside. Like a note, a material is no event: the record is read by other offices."""

from django.db import transaction

from proposals.cases.access import insiders_only
from proposals.cases.locks import lock_case
from proposals.models import Attachment, Case, User

MATERIAL = Attachment.Kind.MATERIAL


def describe_material(case: Case, user: User, material: Attachment, said: str) -> None:
    """Say what a file of the folder is; of the same file taken in again the newest word holds."""
    with transaction.atomic():
        now = lock_case(case.pk)
        insiders_only(now, user, "办理材料")
        Attachment.objects.filter(pk=material.pk, case=now, kind=MATERIAL).update(said=said)
