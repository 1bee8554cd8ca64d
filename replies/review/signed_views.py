"""Between the signature and the sending: 现在就发, 撤回签发."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from proposals.cases.access import Refused, must_be
from proposals.cases.on_page import must_be_available
from proposals.cases.workflow import BY_NAME
from proposals.request import StaffRequest
from proposals.web.pages import find_case, form_status, mark_refused
from replies.desk.case.forms import StepForm
from replies.feedback.links import tell_unreached
from replies.review.release import must_have_signed, send_reply, take_back_signature


@login_required
@require_POST
def send_now_page(request: StaffRequest, pk: int) -> HttpResponse:
    """现在就发: the signer does not wait for the time."""
    case = find_case(request, pk)
    seen = request.POST.get("seen", "")
    send_reply(case, request.user, seen=int(seen) if seen.isdecimal() else None)
    said = "已送主办单位。" if case.helps else "已经发出，代表收到征询链接后就能看到答复。"
    messages.success(request, f"{said}{tell_unreached(case)}")
    return redirect(case.get_absolute_url())


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def take_back_signature_page(request: StaffRequest, pk: int) -> HttpResponse:
    """撤回签发: a reason may be written; the case waits for its signature again."""
    case, step = find_case(request, pk), BY_NAME["take_back"]
    must_be(case, request.user, step.by, step.label)
    must_have_signed(case, request.user)
    typed = request.POST if request.method == "POST" else None
    form = StepForm(typed, case=case, step=step, initial={"seen": case.version})
    form.fields["comment"].label = "为什么撤回"
    form.fields["comment"].widget.attrs["rows"] = 3
    if typed is None:
        must_be_available(case, step, request.user)
    elif form.is_valid():
        said = form.cleaned_data
        try:
            take_back_signature(case, request.user, reason=said["comment"], seen=said["seen"])
        except Refused as refusal:
            if not said["comment"]:
                raise
            mark_refused(form, refusal)
        else:
            messages.success(request, "签发已撤回，什么也没有发出。这件现在等您重新签发，也可以退回修改。")
            return redirect("replies:review", case.pk)
    status = form_status(form)
    return render(request, "replies/desk/case/step.html", {"case": case, "step": step, "form": form}, status=status)
