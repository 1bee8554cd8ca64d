"""The desk's way to deputies who have not answered, and 代填 for those who asked for it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from proposals.acts import DESK
from proposals.models import Handling
from proposals.workflow import Refused, must_be
from replies import attempts, feedback
from replies.forms.attempts import AttemptForm
from replies.forms.feedback import DictatedForm
from replies.models import Wish
from replies.views.desk import find_case, kept, show
from replies.views.feedback_desk import find_deputy, signed_round


@login_required
def attempt(request: HttpRequest, pk: int, deputy_pk: int) -> HttpResponse:
    """登记联系: one attempt to hear a deputy, beside those before it."""
    case = find_case(request, pk)
    must_be(case, request.user, DESK, "登记征求意见的联系")
    deputy, reply = find_deputy(case, deputy_pk), signed_round(case)
    form = AttemptForm(request.POST or None, reply=reply, deputy=deputy)
    if request.method == "POST" and form.is_valid():
        with kept(form):
            attempts.record_attempt(reply, request.user, deputy, **form.cleaned_data)
            messages.success(request, f"已登记与{deputy.name}{case.suggestion.address}的联系。")
            return redirect("case_tab", case.pk, "feedback")
    tried = reply.attempts.filter(deputy=deputy).select_related("recorded_by")
    links = reply.invitations.filter(deputy=deputy)
    return show(request, "replies/attempt.html", case, form, reply=reply, deputy=deputy, attempts=tried, links=links)


@login_required
def dictated(request: HttpRequest, pk: int) -> HttpResponse:
    """代填: the deputy asked for it by the own link and has told staff what to fill in."""
    rows = Wish.objects.select_related("deputy", "reply__case", "reply__signed_draft")
    wish = get_object_or_404(rows, pk=pk, reply__case__in=Handling.objects.visible_to(request.user))
    case = find_case(request, wish.reply.case_id)
    must_be(case, request.user, DESK, "代填意见")
    if wish.kind != Wish.Kind.BY_STAFF:
        raise Refused(f"{wish.deputy.name}代表没有请工作人员代填。")
    form = DictatedForm(request.POST or None, wish=wish)
    if request.method == "POST" and form.is_valid():
        with kept(form):
            feedback.record_dictated(wish, request.user, form.judgement)
            messages.success(request, f"已代{wish.deputy.name}{case.suggestion.address}填好，代填人{request.user}。")
            return redirect("case_tab", case.pk, "feedback")
    return show(request, "replies/dictated.html", case, form, reply=wish.reply, wish=wish)
