"""The folder of a case as a page shows it, and which of its files a letter names as its annexes."""

from proposals.cases.access import works_here
from proposals.models import Attachment, Case, User
from replies.models import Draft


def materials_of(case: Case, user: User) -> list[Attachment]:
    """The materials of a case, oldest first; outside the unit none."""
    if not works_here(case, user):
        return []
    rows = case.attachments.filter(kind=Attachment.Kind.MATERIAL, removed_at=None)
    return list(rows.select_related("uploaded_by").order_by("uploaded_at", "pk"))


def annexes_among(draft: Draft | None, materials: list[Attachment]) -> list[Attachment]:
    """Of the materials those that the letter's 附件 names, in the letter's order."""
    named = draft.annexes.splitlines() if draft else []
    by_name = {one.said: one for one in materials}
    return [by_name[name] for line in named if (name := line.strip()) in by_name]
