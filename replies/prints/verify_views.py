"""Whether a paper or a file is what was issued: for anybody who holds it. Only plain facts, never content."""

import hashlib
import unicodedata

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from proposals.erasures.erased import say_erased
from proposals.models import Case
from proposals.web.pace import UNKNOWN_PAPER, keep_pace_of
from replies.feedback.deputy.pages import OPENED, opened_here
from replies.letter.pdf.copies import COPIED
from replies.models import PrintedForm
from replies.models.classification import OPEN
from replies.prints.issue import CODE

LENGTH, GROUP = 12, 4
LARGEST_FILE = 20_000_000  # bytes


def clean_code(typed: str) -> str:
    """A code as it is stored, without what is typed between its characters, in half width; "" if it is no code."""
    code = "".join(one for one in unicodedata.normalize("NFKC", typed).upper() if one.isascii() and one.isalnum())
    if len(code) != LENGTH or not set(code) <= set(CODE):
        return ""
    return "-".join(code[at : at + GROUP] for at in range(0, LENGTH, GROUP))


@require_http_methods(["GET", "HEAD"])
def ask_code(request: HttpRequest) -> HttpResponse:
    """A code typed by hand."""
    typed = request.GET.get("code", "").strip()
    if code := clean_code(typed):
        return redirect("outside:verify", code)
    wrong = "这不是一个核验码。核验码有12位，由数字和大写字母组成，印在纸的左下角。" if typed else ""
    context = {"typed": typed[:40], "wrong": wrong}
    return render(request, "replies/prints/verify.html", context, status=400 if wrong else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def verify_page(request: HttpRequest, code: str, copy: str = "") -> HttpResponse:
    """What was issued under this code. A posted file is compared with it and not kept."""
    forms = PrintedForm.objects.select_related("reply__case__suggestion__session", "reply__case__unit")
    printed = forms.filter(verification=clean_code(code)).first() if clean_code(code) else None
    if printed is None:
        keep_pace_of(request, UNKNOWN_PAPER)
        wrong = "没有签发过这个核验码的办理情况表。请核对有没有看错或输错。"
        return render(request, "replies/prints/verify.html", {"typed": code[:40], "wrong": wrong}, status=404)
    if request.method == "POST":
        compare_file(request, printed)
    context = {"printed": printed, "case": printed.reply.case, "copy": named(copy)}
    frozen = printed.snapshot
    context["units"] = [frozen["unit"], *frozen.get("units", ())]
    context["void"] = printed.reply.case.suggestion.voided_on is not None
    newer = forms.standing().filter(reply__case=printed.reply.case_id, pk__gt=printed.pk)
    context["later"] = newer.order_by("pk").last()
    context["erased"] = bool(say_erased(printed, "pdf"))  # the reason is not for everybody
    context["public"] = is_public(printed)
    context["asked"] = None if context["void"] else own_way(request, printed)
    context["inside"] = settings.FACE != "outside" and (
        Case.objects.visible_to(request.user).filter(pk=printed.reply.case_id).exists()
    )
    return render(request, "replies/prints/verified.html", context)


def is_public(printed: PrintedForm) -> bool:
    """Whether anybody may know whose suggestion it is, of what, and with what result: 主动公开, sent and in force."""
    reply = printed.reply
    stands = reply.is_given and not printed.taken_back_at and not reply.case.suggestion.voided_on
    return stands and not reply.case.helps and reply.disclosure in OPEN


def own_way(request: HttpRequest, printed: PrintedForm) -> str:
    """Where a deputy who signed it goes to see the own answer or to give one: to the page of a link that is open in
    this browser, else to 我的建议, which asks who it is; "" where the deputies are not asked."""
    case = printed.reply.case
    if case.helps or not printed.reply.is_given or printed.taken_back_at:
        return ""
    for pk in reversed(request.session.get(OPENED, [])):
        link = opened_here(request, pk)
        if link and link.reply.case_id == case.pk:
            return reverse("outside:deputy", args=[pk])
    return reverse("outside:mine_one", args=[case.suggestion_id])


def compare_file(request: HttpRequest, printed: PrintedForm) -> None:
    """Say whether the uploaded PDF is byte for byte the issued one. It is not kept."""
    file = request.FILES.get("file")
    name = (file.name or "")[:60] if file else ""
    if file is None or not 0 < (file.size or 0) <= LARGEST_FILE:
        messages.error(request, "请选一个PDF文件，不超过20 MB。")
    elif printed.sha256 and hashlib.sha256(file.read()).hexdigest() == printed.sha256:
        messages.success(request, f"“{name}”与签发时存下的定稿完全一致。")
    else:
        messages.error(request, f"“{name}”不是签发时存下的定稿文件，或者被改动过。")


def named(copy: str) -> str:
    """第二份 for 2 or 2-1, as the code on the paper has it, 抄送件 for the bodies'; "" for anything else."""
    number = copy.partition("-")[0]
    if number == str(COPIED):
        return "抄送件"
    return f"第{'一二三四'[int(number) - 1]}份" if number in ("1", "2", "3", "4") else ""
