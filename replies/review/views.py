"""核稿 and 签发: everything on one page, and the next case after it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from proposals.administration.factors.asked import must_prove_signing, why_not_proved
from proposals.administration.factors.forms import Ways
from proposals.administration.passwords import say_fresh_resets
from proposals.calendar.workdays import WorkCalendar
from proposals.cases.access import Refused
from proposals.cases.on_page import steps_of
from proposals.cases.record import section_then
from proposals.cases.workflow import Choice
from proposals.models import Case, Status, User
from proposals.models.approval import name_step, wide_signers
from proposals.request import StaffRequest
from proposals.web.fields import INCOMPLETE
from proposals.web.pages import find_case, rewrite_fields
from replies.consultations.hosts import host_rows
from replies.desk.turn.todo import held_line
from replies.drafts.beside import correct_form, gather_material, list_marks, read_form
from replies.drafts.changes import FieldChange, list_changes
from replies.drafts.findings import marks_of
from replies.drafts.forms import OpinionForm, form_for
from replies.drafts.requote import corrected_strip
from replies.feedback.links import tell_unreached
from replies.letter.pdf import preview
from replies.models import Consultation, Draft, Reply, Review
from replies.models.reply import awaited_cosigning, current_reply
from replies.pages import with_feedback
from replies.prints.snapshots import draft_pages
from replies.review.actions import behalf_of, decide_review, list_signed_for
from replies.review.forms import ReviewForm
from replies.review.queue import known_text, known_version, list_step_changes, place_in_queue
from replies.review.verdicts import VERDICTS, Verdict

TAKE_BACK = "replies:take_back"
PAGE, STEPS = "replies:review", "review"  # the address, and the page of the table
AMENDING = {name for name, verdict in VERDICTS.items() if verdict.amends}
# Where the session keeps whether one goes back to the list after each case.
THEN_LIST = "review_then_list"


@login_required
def review_page(request: StaffRequest, pk: int) -> HttpResponse:
    """The page, and the step taken on it."""
    case = find_case(request, pk)
    choices = steps_of(case, request.user, STEPS)
    if request.method != "POST":
        return render_review(request, case, choices, amending=request.GET.get("step") in AMENDING)
    verdict = VERDICTS.get(request.POST.get("step", ""))
    if verdict is None:
        raise Refused(INCOMPLETE)
    act = name_step(case)
    proves = must_prove_signing(request, request.user) if verdict.signs else None
    form = ReviewForm(request.POST, verdict=verdict, case=case, proves=proves)
    text = form_for(case)(request.POST, auto_id="id_text_%s") if verdict.amends else None
    if text and ("look" in request.POST or "mend" in request.POST):
        return own_changes(request, case, choices, form, text)
    if not form.is_valid() or (text and not text.is_valid()):
        leave_to(form, text)
        return render_review(request, case, choices, form, text, status=400)
    if proves and (reason := why_not_proved(request, request.user, form.cleaned_data["factor_code"])):
        form.add_error("factor_code", reason)
        return render_review(request, case, choices, form, text, status=403)
    try:
        take_decision(case, request.user, form, text)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        case.reload()
        as_it_stands(case, form, text)
        return render_review(
            request, case, steps_of(case, request.user, STEPS), form, text, status=refusal.http_status
        )
    request.session[THEN_LIST] = form.cleaned_data["then_list"]
    return redirect(next_review(request, case, verdict, tell_done(case, form, act)))


def leave_to(form: ReviewForm, text: OpinionForm | None) -> None:
    """What is wrong with a field that both forms carry is said by the first of them alone."""
    if text:
        for name in form.errors.keys() & text.errors.keys():
            text.errors.pop(name)


def take_decision(case: Case, user: User, form: ReviewForm, text: OpinionForm | None) -> None:
    """What the forms say, as decide_review takes it; a text is only read with the version it was made from."""
    said = form.said
    if text and said["base"] is None:
        raise Refused(INCOMPLETE)
    decide_review(case, user, form.verdict, texts=text.texts if text else None, **said)


def as_it_stands(case: Case, form: ReviewForm, text: OpinionForm | None) -> None:
    """After a refusal the page shows the case and its newest version: sent again, the forms speak of those."""
    newest = current_reply(case).latest_draft
    rewrite_fields(form, seen=case.version, base=newest.number if newest else "")
    if text is not None:
        text.data = form.data


def tell_done(case: Case, form: ReviewForm, act: str) -> str:
    """What became of the case, behind its number; `act` is what the step was called at which it waited."""
    verdict = form.verdict
    if verdict.outcome == Review.Outcome.RETURNED:
        return f"已退回至{form.said['back_to']}" if form.said["back_to"] else f"已退回给经办人{case.handler}"
    if verdict.cosigns:
        return "已会签" if verdict.signs else "已写明不同意，退回主办单位修改"
    if verdict.signs:
        return "已修改并签发" if verdict.amends else "已签发"
    return f"已修改，{act}通过" if verdict.amends else f"{act}已通过"


def next_review(request: StaffRequest, case: Case, verdict: Verdict, done: str) -> str:
    """Says what was done, and of a signature which deputies get no link by themselves; leads to the next case that
    waits for the same person, or back to the list."""
    place = place_in_queue(case, request.user)
    go_on = place.following and not request.session[THEN_LIST]
    then = "接着是下一件。" if go_on else "没有别的件在等您审核了。" if not place.following else ""
    unreached = tell_unreached(case) if verdict.signs else ""
    if case.status == Status.SIGNED and not verdict.cosigns:
        back = reverse(TAKE_BACK, args=[case.pk])
        then = format_html('{}。<a href="{}">撤回签发</a>。{}', held_line(case), back, then)
    said = format_html(
        '<a href="{}">{}</a>{}。{}{}', case.get_absolute_url(), case.suggestion.short_number, done, unreached, then
    )
    messages.success(request, said)
    return reverse(PAGE, args=[place.following]) if go_on else request.session.get("list", reverse("worklist"))


def own_changes(
    request: StaffRequest, case: Case, choices: list[Choice], form: ReviewForm, text: OpinionForm
) -> HttpResponse:
    """What the reviewer's own text changes, before anything is decided: the part of the page for the script, the
    whole page for a browser without one, with what 改正 corrects. Nothing is stored."""
    if "mend" in request.POST:
        text, said = correct_form(case, current_reply(case), text, request.POST["mend"])
        messages.info(request, said)
    if request.headers.get("X-Part") != "changes":
        return render_review(request, case, choices, form, text)
    return render(request, "replies/review/_own.html", {"own": compare_own_text(current_reply(case), text)})


def compare_own_text(reply: Reply, text: OpinionForm) -> list[FieldChange] | None:
    """The reviewer's text against the version it was made from; None while it cannot be read."""
    draft = reply.text
    if draft is None or not text.is_bound or not text.is_valid():
        return None
    return list_changes(draft.texts(), draft.texts() | text.texts)


def own_findings(case: Case, reply: Reply, draft: Draft, text: OpinionForm, form: ReviewForm) -> dict[str, object]:
    """What the checker finds in the reviewer's text: before the first key in the version that was read."""
    return list_marks(case, read_form(reply, text) if text.is_bound else draft, f"form-{form.row.name}")


def panels_of(
    case: Case, choices: list[Choice], values: dict[str, Any], bound: ReviewForm | None, proves: Ways | None
) -> dict[str, dict[str, Any]]:
    """What may be decided, where the page places it: to agree, to amend, to send back."""
    panels = {}
    for choice in choices:
        mine = (
            bound
            if bound and bound.row.name == choice.name
            else ReviewForm(verdict=VERDICTS[choice.name], case=case, initial=values, proves=proves)
        )
        refuses = VERDICTS[choice.name].outcome == Review.Outcome.REFUSED
        place = "agree" if choice.main else "refuse" if refuses else "back" if choice.needs else "amend"
        panels[place] = {"choice": choice, "form": mine, "typed": mine is bound}
    return panels


def brief(user: User, case: Case, reply: Reply, draft: Draft | None, along: Consultation | None) -> dict[str, Any]:
    """What the reviewer reads next to the letter; of a 会签 (`along`) that is the leading unit's, and so is what is
    compared."""
    shown, read = gather_material(reply), along.draft if along else draft
    since = None
    if draft:
        since = known_text(along, user, shown["reviews"]) if along else known_version(reply, user, shown["reviews"])
    marks = marks_of(draft) if draft else []
    hosts = host_rows(case)
    return {
        **shown,
        "place": place_in_queue(case, user),
        "left": WorkCalendar.load().working_days_left(timezone.localdate(), case.due),
        "since": since,
        "by_step": list_step_changes(reply, shown["reviews"]),
        "changes": list_changes(since.draft.texts(), read.texts()) if since and read and since.draft != read else [],
        "marks": marks,
        "errors": sum(mark.is_error for mark in marks),
        "hosts": hosts,
        "unsigned": [row for row in hosts if row.why],
        "asked": _count_asked(shown["consultations"]),
        "leaders": list_signed_for(case, user),
        "section_then": section_then(case, str(draft.author), draft.saved_at) if draft else "",
        "drafts": reply.drafts.select_related("author").order_by("-number"),
    }


def _count_asked(rows: list[Consultation]) -> list[tuple[str, int, int]]:
    """What other units were asked for, 会办意见 and 承办材料 apart: how many were asked, how many are waited for."""
    kinds = dict.fromkeys(row.noun for row in rows)
    of = {noun: [row for row in rows if row.noun == noun] for noun in kinds}
    return [(noun, len(own), sum(row.is_waiting for row in own)) for noun, own in of.items()]


def typeset(reply: Reply, draft: Draft | None) -> list[preview.Page]:
    """The letter as it prints; where it cannot be set, the page shows its text (and the checker says why)."""
    try:
        return draft_pages(reply, draft) if draft else []
    except Refused:
        return []


def render_review(
    request: StaffRequest,
    case: Case,
    choices: list[Choice],
    form: ReviewForm | None = None,
    text: OpinionForm | None = None,
    *,
    amending: bool = False,
    status: int = 200,
) -> HttpResponse:
    reply = with_feedback(current_reply(case))
    draft = reply.text
    along = awaited_cosigning(case) if case.hosts_along else None
    values: dict[str, Any] = {"seen": case.version, "base": draft.number if draft else None}
    values["then_list"] = request.session.get(THEN_LIST, False)
    if behalf := behalf_of(case, request.user):
        values |= {"on_behalf_of": behalf.name, "behalf_reason": behalf.reason}
    signing = any(VERDICTS[choice.name].signs for choice in choices)
    proves = must_prove_signing(request, request.user) if signing else None
    panels = panels_of(case, choices, values, form, proves)
    amend = panels.get("amend")
    if draft and text is None and amending and amend and not amend["choice"].reason:
        text = form_for(case)(initial=draft.texts(), auto_id="id_text_%s")
    context = {
        "case": case,
        "step_name": name_step(case),
        "after_reset": say_fresh_resets(request.user) if signing else "",
        "wide_signers": wide_signers(case) if case.status == Status.SIGNING else [],
        "reply": reply,
        "draft": draft,
        "along": along,
        "paper": along.draft if along else draft,
        "pages": typeset(along.reply, along.draft) if along else typeset(reply, draft),
        "panels": panels,
        "proves": proves,
        "corrected": corrected_strip(case, text.data if text and text.is_bound else draft.texts()) if draft else None,
        "lost": form if form and not any(panel["typed"] for panel in panels.values()) else None,
        "text": text,
        "own": compare_own_text(reply, text) if text else None,
        **brief(request.user, case, reply, draft, along),
        **(own_findings(case, reply, draft, text, amend["form"]) if draft and text and amend else {}),
    }
    return render(request, "replies/review/page.html", context, status=status)
