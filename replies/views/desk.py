"""What the desk's pages share: the way to a case, who may look, and a refusal that keeps what was typed."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from proposals.models import Handling, User
from proposals.workflow import TABLE, Choice, NotYours, Refused, available, must_be
from proposals.worklist import works_here
from replies.models import Consultation, Reply


def find_case(request: HttpRequest, pk: int) -> Handling:
    """The case, or 404 for whoever may not know of it."""
    return get_object_or_404(Handling.objects.visible_to(request.user).for_lists(), pk=pk)


def round_of(case: Handling) -> Reply:
    """The round in hand."""
    if case.current_reply is None:
        raise Refused("这件建议还没有分办，暂时没有答复。请先由办公室签收并分办。")
    return case.current_reply


def with_answers(reply: Reply | None) -> Reply | None:
    """The round with what its deputies said, in a constant number of queries."""
    if reply is not None:
        prefetch_related_objects([reply], "feedback__deputy", "feedback__entered_by", "attempts")
    return reply


def with_talks(reply: Reply) -> Reply:
    """The round with its contacts and 会办, in a constant number of queries."""
    asked = Consultation.objects.select_related("unit", "draft", "kept_draft", "scan", "enclosure")
    prefetch_related_objects([reply], "contacts__deputy", "contacts__record", Prefetch("consultations", asked))
    return reply


def insiders_only(case: Handling, user: User, what: str) -> None:
    if not works_here(case, user):
        raise NotYours(f"{what}只有承办单位自己能看。")


def steps_of(case: Handling, user: User, page: str) -> list[Choice]:
    """The steps that this page takes and the table gives this person now; refuses who holds none of their roles."""
    rows = [row for row in TABLE if row.page == page]
    roles = tuple(dict.fromkeys(role for row in rows for role in row.by))
    must_be(case, user, roles, "、".join(row.label for row in rows))
    return [choice for choice in available(case, user) if choice.page == page]


def only_step(case: Handling, user: User, page: str) -> Choice:
    """The first step of the page that nothing stands in the way of, or the refusal."""
    choices = steps_of(case, user, page)
    if not choices:
        raise Refused(f"这件建议现在是“{case.get_status_display()}”，不能办这一步。")
    return next((choice for choice in choices if not choice.reason), choices[0])


@contextmanager
def kept(form: BaseForm) -> Iterator[None]:
    """A step refused inside leaves the form as it was typed, with the reason above it."""
    try:
        yield
    except Refused as refusal:
        form.add_error(None, str(refusal))
        form.refused = refusal.http_status


def show(request: HttpRequest, template: str, case: Handling, form: BaseForm, **context: Any) -> HttpResponse:
    """The page with its form: 200 to begin with, 400 for what must be mended, the refusal's own status else."""
    status = getattr(form, "refused", 400 if form.errors else 200)
    if status == 409 and "seen" in form.fields:
        # The page now shows the case as it is: sent again, the form speaks of that.
        case.forget()
        form.data = form.data.copy()
        form.data["seen"] = case.version
    return render(request, template, {"case": case, "form": form, **context}, status=status)
