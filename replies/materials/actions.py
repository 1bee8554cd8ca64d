"""材料 taken in and set aside. Like a note, a material is no event: the record is read by other offices."""

from django.db import transaction
from django.utils import timezone

from proposals.cases.access import NotYours, Refused, insiders_only
from proposals.cases.locks import lock_case
from proposals.models import Attachment, Case, Role, User
from replies.materials.folder import annexes_among
from replies.models.reply import find_reply

MATERIAL = Attachment.Kind.MATERIAL


def describe_material(case: Case, user: User, material: Attachment, said: str) -> None:
    """Say what a file of the folder is; of the same file taken in again the newest word holds."""
    with transaction.atomic():
        now = lock_case(case.pk)
        insiders_only(now, user, "办理材料")
        Attachment.objects.filter(pk=material.pk, case=now, kind=MATERIAL).update(
            said=said, removed_at=None, removed_by=None
        )


def remove_material(material: Attachment, user: User) -> None:
    """移走: by who put it there or the unit's office. The file stays stored, with who took it away and when; nobody
    sees it any more. What a letter names as its annex stays. Again changes nothing."""
    if material.case_id is None:
        raise NotYours("这一份不是办理材料。")
    with transaction.atomic():
        now = lock_case(material.case_id)
        insiders_only(now, user, "办理材料")
        if material.uploaded_by_id != user.pk and not user.has_role(Role.OFFICE, now.unit_id):
            raise NotYours("材料由放进来的人或者本单位办公室移走，您不能替办。")
        reply = find_reply(now)
        if annexes_among(reply.latest_draft if reply else None, [material]):
            raise Refused(f"答复的附件里列着“{material.said}”。先在答复里去掉，再移走。")
        rows = Attachment.objects.filter(pk=material.pk, kind=MATERIAL, removed_at=None)
        rows.update(removed_at=timezone.now(), removed_by=user)
