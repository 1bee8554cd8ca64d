"""核稿 and 签发: everything on one page, and the next case after it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html

from proposals.models import Handling, Role, Status, User
from proposals.workflow import BY_NAME, Choice, Refused
from replies import reviewing
from replies.forms.draft import DraftForm
from replies.forms.review import PHRASES, ReviewForm
from replies.models import Draft, Reply
from replies.views.desk import find_case, round_of, steps_of
from replies.views.draft import material

PAGE = "replies:review"


@login_required
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """The page, and the step taken on it."""
    case = find_case(request, pk)
    choices = steps_of(case, request.user, PAGE)
    reply = round_of(case)
    if request.method != "POST":
        return page(request, case, reply, choices)
    name = request.POST.get("step", "")
    if name not in PHRASES:
        raise Refused("页面不完整，请刷新后再试。")
    form = ReviewForm(request.POST, row=BY_NAME[name])
    text = DraftForm(request.POST, auto_id="id_text_%s") if name == "amend_sign" else None
    if not form.is_valid() or (text and not text.is_valid()):
        return page(request, case, reply, choices, form, text, status=400)
    try:
        decide(case, request.user, name, form, text)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        case.forget()
        as_it_stands(case, form, text)
        return page(request, case, reply, steps_of(case, request.user, PAGE), form, text, refusal.http_status)
    messages.success(request, after(case, request.user, BY_NAME[name].label))
    return redirect(case)


def as_it_stands(case: Handling, form: ReviewForm, text: DraftForm | None) -> None:
    """After a refusal the page shows the case and its newest version: sent again, the forms speak of those."""
    newest = round_of(case).latest_draft
    form.data = form.data.copy()
    form.data["seen"] = case.version
    if text is not None and newest is not None:
        text.data = form.data
        text.data["base"] = newest.number


def decide(case: Handling, user: User, name: str, form: ReviewForm, text: DraftForm | None) -> None:
    """The verb of the step, by its name in the table."""
    said = {"opinion": form.cleaned_data["opinion"], "seen": form.cleaned_data["seen"]}
    if text is not None:
        said |= {"texts": text.texts, "base": text.cleaned_data["base"]}
    getattr(reviewing, name)(case, user, **said)


def after(case: Handling, user: User, label: str) -> str:
    """What was done, and the next case that waits for the same person."""
    waiting = Handling.objects.visible_to(user).select_related("suggestion").with_due()
    checking = waiting.filter(status=Status.CHECKING, unit__in=user.units_as(Role.OFFICE))
    signing = waiting.filter(status=Status.SIGNING, unit__in=user.units_as(Role.LEADER)).exclude(handler=user)
    following = (signing | checking).order_by("due_on", "pk").first()
    done = f"{case.suggestion.number}号已{label}。"
    if following is None:
        return f"{done}没有别的件在等您审核了。"
    where = reverse(PAGE, args=[following.pk])
    return format_html('{}<a href="{}">下一件：{}</a>', done, where, following.suggestion)


def marks(draft: Draft | None) -> DraftForm | None:
    """The official boxes as they are marked, to be read only."""
    if draft is None:
        return None
    form = DraftForm(initial=draft.texts(), prefix="mark")
    for name in ("classification", "disclosure"):
        form.fields[name].disabled = True
    return form


def page(
    request: HttpRequest,
    case: Handling,
    reply: Reply,
    choices: list[Choice],
    form: ReviewForm | None = None,
    text: DraftForm | None = None,
    status: int = 200,
) -> HttpResponse:
    draft = reply.text
    panels = []
    for choice in choices:
        mine = form if form and request.POST["step"] == choice.name else ReviewForm(row=choice.step)
        mine.initial["seen"] = case.version
        panels.append({"choice": choice, "form": mine, "open": mine is form or (form is None and choice.main)})
    if text is None and draft is not None:
        text = DraftForm(initial={**draft.texts(), "base": draft.number, "seen": case.version}, auto_id="id_text_%s")
    context = {
        "case": case,
        "reply": reply,
        "draft": draft,
        "drafts": reply.drafts.select_related("author").order_by("-number"),
        "panels": panels,
        "lost": form if form and all(panel["form"] is not form for panel in panels) else None,
        "text": text,
        "marks": marks(draft),
        **material(reply),
    }
    return render(request, "replies/review.html", context, status=status)
