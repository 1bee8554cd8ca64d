"""The pages on which contacts with the deputies are recorded and corrected."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from proposals.cases import attachments
from proposals.cases.access import must_be
from proposals.models import Attachment, Case
from proposals.models.people import CASE_STAFF, address_all
from proposals.request import StaffRequest
from proposals.web.pages import find_case, kept, show_form
from replies.contacts.actions import add_contact, correct_contact
from replies.contacts.forms import ContactCorrectionForm, ContactForm
from replies.models import Contact
from replies.models.reply import current_reply
from replies.pages import with_contacts_and_consultations


@login_required
def contact_page(request: StaffRequest, pk: int) -> HttpResponse:
    """登记代表沟通: one contact, several deputies."""
    case = find_case(request, pk)
    reply = current_reply(case)
    must_be(case, request.user, CASE_STAFF, "登记代表沟通")
    form = ContactForm(request.POST or None, request.FILES or None, reply=reply, initial={"staff": request.user.name})
    if request.method == "POST" and form.is_valid():
        data = {**form.cleaned_data, "deputies": list(form.cleaned_data["deputies"])}
        with kept(form):
            add_contact(reply, request.user, **with_file(request, case, data))
            messages.success(request, f"已登记与{address_all(data['deputies'])}的沟通。")
            return redirect("case_tab", case.pk, "contacts")
    return render_contact(request, case, form, "replies/contacts/contact.html")


@login_required
def contact_correct(request: StaffRequest, pk: int) -> HttpResponse:
    """更正沟通记录: the wrong row stays, marked."""
    rows = Contact.objects.select_related("deputy", "record", "reply__case__suggestion__session", "reply__case__unit")
    wrong = get_object_or_404(rows, pk=pk, reply__case__in=Case.objects.visible_to(request.user))
    case = wrong.reply.case
    must_be(case, request.user, CASE_STAFF, "更正沟通记录")
    form = ContactCorrectionForm(request.POST or None, request.FILES or None, contact=wrong)
    if request.method == "POST" and form.is_valid():
        with kept(form):
            correct_contact(wrong, request.user, **with_file(request, case, form.cleaned_data))
            messages.success(request, "已更正，原来的记录保留在下面。")
            return redirect("case_tab", case.pk, "contacts")
    return render_contact(request, case, form, "replies/contacts/correct.html", wrong=wrong)


def with_file(request: StaffRequest, case: Case, data: dict[str, Any]) -> dict[str, Any]:
    """What was typed, with the photographs stored; the right answer to a form without any is no file at all."""
    taken = data.pop("kept")
    if taken is None:
        return data
    kind, suggestion = Attachment.Kind.OTHER, case.suggestion
    stored = attachments.store_attachment(taken, suggestion=suggestion, case=case, kind=kind, user=request.user)
    return {**data, "kept": stored}


def render_contact(
    request: HttpRequest, case: Case, form: BaseForm, template: str, **context: object
) -> HttpResponse:
    return show_form(
        request, template, case, form, reply=with_contacts_and_consultations(current_reply(case)), **context
    )
