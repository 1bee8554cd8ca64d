"""The folder of a case as a page shows it, and which of its files a letter names as its annexes."""

from django.db.models import QuerySet

from proposals.cases.access import works_here
from proposals.models import Attachment, Case, User
from proposals.models.kept.rows import fetch_rows
from replies.models import Draft


def materials_of(case: Case, user: User) -> list[Attachment]:
    """The materials of a case, oldest first; outside the unit none."""
    if not works_here(case, user):
        return []
    found = fetch_rows(_write_materials, of=[case.pk])
    for one in found:
        one.case = case
    return found


def _write_materials() -> QuerySet[Attachment, Attachment]:
    rows = Attachment.objects.filter(case=-1, kind=Attachment.Kind.MATERIAL, removed_at=None)
    return rows.select_related("uploaded_by").order_by("uploaded_at", "pk")


def annexes_among(draft: Draft | None, materials: list[Attachment]) -> list[Attachment]:
    """Of the materials those that the letter's 附件 names, in the letter's order."""
    named = draft.annexes.splitlines() if draft else []
    by_name = {one.said: one for one in materials}
    return [by_name[name] for line in named if (name := line.strip()) in by_name]
