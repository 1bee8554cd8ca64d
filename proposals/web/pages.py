"""What the desk's pages share: a refusal that keeps what was typed, and the page of a form."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, cast

from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.datastructures import MultiValueDict

from proposals.cases.access import Refused
from proposals.models import Case
from proposals.models.kept.beside import fetch_whole
from proposals.models.querysets import CaseQuerySet, may_open
from proposals.request import StaffRequest
from proposals.web.kinds import call_fields_by_kind


def find_case(request: StaffRequest, pk: int) -> Case:
    """The case as lists show it, or 404 for a person who may not know of it."""
    return open_case(request, pk, _write_listed)


def open_case(request: StaffRequest, pk: int, write: Callable[[], CaseQuerySet]) -> Case:
    """The case with what the query fetches that `write` makes of the number -1, or 404 for a person who may not know
    of it."""
    found = next((case for case in fetch_whole(write, of=[pk]) if may_open(request.user, case)), None)
    if found is None:
        raise Http404
    return found


def _write_listed() -> CaseQuerySet:
    return Case.objects.filter(pk=-1).order_by().for_lists()


def sent_form(request: HttpRequest) -> tuple[Any, ...]:
    """What a form was filled with; nothing when the page is only opened."""
    return (request.POST, request.FILES) if request.method == "POST" else ()


def kept(form: BaseForm) -> AbstractContextManager[None, bool]:
    """A step refused inside leaves the form as it was typed, with the reason above it."""
    # What stands behind the block is reached after a refusal: told to the checker of types by the bool.
    return cast("AbstractContextManager[None, bool]", _keep(form))


@contextmanager
def _keep(form: BaseForm) -> Iterator[None]:
    try:
        yield
    except Refused as refusal:
        mark_refused(form, refusal)


def mark_refused(form: BaseForm, refusal: Refused) -> None:
    """Put the reason above the form, and its status where the page of the form looks for it."""
    form.add_error(None, str(refusal))
    form.refused = refusal.http_status  # type: ignore[attr-defined]  # our own mark on Django's form


def form_status(form: BaseForm) -> int:
    """The status of a form's page: 200 to begin with, 400 for what must be corrected, else the refusal's own."""
    status: int = getattr(form, "refused", 400 if form.errors else 200)
    return status


def rewrite_fields(form: BaseForm, **values: object) -> None:
    """Put other values in place of what was sent, for a page that shows the form once more."""
    data = cast("MultiValueDict[str, object]", form.data).copy()
    for name, value in values.items():
        data[name] = value
    form.data = data


def show_form(request: HttpRequest, template: str, case: Case, form: BaseForm, **context: Any) -> HttpResponse:
    """The page with its form: 200 to begin with, 400 for what must be corrected, else the refusal's own status."""
    status = form_status(form)
    if status == 409 and "seen" in form.fields:
        # The page now shows the case as it is: sent again, the form speaks of that.
        case.reload()
        rewrite_fields(form, seen=case.version)
    call_fields_by_kind(form, case.suggestion)
    return render(request, template, {"case": case, "form": form, **context}, status=status)
