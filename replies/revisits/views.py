"""回访 at the desk of the working body: drawn, sent, written down, told."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from proposals.request import StaffRequest
from proposals.web.pages import form_status, kept, sent_form
from replies.messages.reach import why_unreached
from replies.models import Revisit, RevisitAnswer, RevisitAsk, RevisitQuestion
from replies.models.revisits.told import tell_units
from replies.pages import parts_of, pdf_response, take_part
from replies.revisits import actions, bodies, links
from replies.revisits.draw import proves_itself
from replies.revisits.forms import DrawForm, PaperAnswerForm, QuestionForm
from replies.revisits.paper import SHEETS_MOST, revisit_sheets

DRAWN = ("drawn__case__unit", "drawn__case__suggestion__session", "drawn__revisit__unit", "deputy")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def revisits_page(request: StaffRequest) -> HttpResponse:
    """The body's 回访; a POST draws one."""
    unit = bodies.body_of(request.user)
    form = DrawForm(*sent_form(request)[:1], unit=unit)
    if form.is_valid():
        with kept(form):
            return redirect("replies:revisit", actions.draw_revisit(unit, request.user, **form.drawn).pk)
    asked = Count("cases__asks", distinct=True)
    answered = Count("cases__asks__answer", distinct=True)
    rows = Revisit.objects.visible_to(request.user).select_related("session", "by")
    rows = rows.annotate(asked=asked, answered=answered, chosen=Count("cases", Q(cases__drawn=True), distinct=True))
    context = {
        "form": form,
        "rows": rows,
        "unit": unit,
        "words": bodies.words_of(unit),
        "questions": actions.open_questions(unit),
    }
    return render(request, "replies/revisits/revisits.html", context, status=form_status(form))


def find_revisit(request: StaffRequest, pk: int) -> Revisit:
    return get_object_or_404(Revisit.objects.visible_to(request.user).select_related("unit", "session", "by"), pk=pk)


def find_ask(request: StaffRequest, pk: int) -> RevisitAsk:
    rows = RevisitAsk.objects.filter(drawn__revisit__in=Revisit.objects.visible_to(request.user))
    return get_object_or_404(rows.select_related(*DRAWN), pk=pk)


@login_required
@require_safe
def revisit_page(request: StaffRequest, pk: int) -> HttpResponse:
    """One 回访: who was asked and what they said, the figures by unit, and the proof of the draw."""
    return show_asks(request, find_revisit(request, pk))


def show_asks(request: StaffRequest, revisit: Revisit, message: str = "") -> HttpResponse:
    """The page of a 回访; `message` is a new link's, shown once."""
    cases = list(revisit.cases.select_related("case__unit", "case__suggestion"))
    asks = list(RevisitAsk.objects.filter(drawn__revisit=revisit).select_related(*DRAWN, "answer"))
    for one in asks:
        one.unreached = why_unreached(one.deputy)  # type: ignore[attr-defined]  # for the page
    context: dict[str, Any] = {
        "revisit": revisit,
        "words": bodies.words_of(revisit.unit),
        "cases": cases,
        "drawn": sum(one.drawn for one in cases),
        "proved": proves_itself(cases, revisit.share),
        "asks": asks,
        "answered": sum(hasattr(one, "answer") for one in asks),
        "parts": parts_of(sum(not hasattr(one, "answer") for one in asks), SHEETS_MOST),
        "unsent": [one for one in asks if not (one.sent_at or hasattr(one, "answer"))],
        "told": tell_units(revisit),
        "others": list(answers_by_question(revisit, asks)),
        "message": message,
    }
    return render(request, "replies/revisits/revisit.html", context)


def answers_by_question(revisit: Revisit, asks: list[RevisitAsk]) -> Iterable[tuple[str, list[tuple[str, int]]]]:
    """Each question of the place with how often each answer was given."""
    for at, (asked, options) in enumerate(revisit.questions):
        given = [one.answer.answers[at] for one in asks if hasattr(one, "answer")]
        yield asked, [(option, given.count(option)) for option in options]


@login_required
@require_POST
def end_revisit_page(request: StaffRequest, pk: int) -> HttpResponse:
    """结束回访."""
    actions.end_revisit(find_revisit(request, pk), request.user)
    messages.success(request, "这次回访已经结束，单位可以看到数字了。")
    return redirect("replies:revisit", pk)


@login_required
@require_safe
def revisit_paper(request: StaffRequest, pk: int) -> HttpResponse:
    """A sheet for each deputy who has not answered; of many so many at once (?part=1)."""
    revisit = find_revisit(request, pk)
    asks = RevisitAsk.objects.filter(drawn__revisit=revisit, answer=None).select_related(*DRAWN)
    part, some = take_part(request, list(asks), SHEETS_MOST)
    content = revisit_sheets(revisit, some, before=part.first - 1 if part else 0, count=len(asks))
    return pdf_response(request, content, f"回访表{part or ''}.pdf")


@login_required
@require_POST
def revisit_link_page(request: StaffRequest, pk: int) -> HttpResponse:
    """A new link for a deputy, with its message to be copied: shown once."""
    ask = find_ask(request, pk)
    return show_asks(request, ask.drawn.revisit, links.make_revisit_link(ask, request.user))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def revisit_answer_page(request: StaffRequest, pk: int) -> HttpResponse:
    """An answer written down from paper or by telephone."""
    ask = find_ask(request, pk)
    form = PaperAnswerForm(*sent_form(request)[:1], revisit=ask.drawn.revisit)
    if form.is_valid():
        with kept(form):
            channel = form.cleaned_data["channel"]
            actions.record_revisit_answer(ask, form.said, user=request.user, channel=channel)
            messages.success(request, f"已登记{ask.deputy.addressed}的回答。")
            return redirect("replies:revisit", ask.drawn.revisit_id)
    answer = RevisitAnswer.objects.filter(ask=ask).first()
    said = list(zip([one[0] for one in ask.drawn.revisit.questions], answer.answers, strict=False)) if answer else []
    closed = request.method == "GET" and (answer or ask.drawn.revisit.is_over)
    context = {"ask": ask, "revisit": ask.drawn.revisit, "form": None if closed else form, "said": said}
    return render(request, "replies/revisits/paper.html", context, status=form_status(form))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def revisit_questions_page(request: StaffRequest) -> HttpResponse:
    """The place's own questions; a POST adds one."""
    unit = bodies.body_of(request.user)
    form = QuestionForm(*sent_form(request)[:1])
    if form.is_valid():
        with kept(form):
            actions.add_revisit_question(unit, request.user, **form.cleaned_data)
            return redirect("replies:revisit_questions")
    context = {"form": form, "questions": actions.open_questions(unit), "unit": unit}
    return render(request, "replies/revisits/questions.html", context, status=form_status(form))


@login_required
@require_POST
def retire_question_page(request: StaffRequest, pk: int) -> HttpResponse:
    """停用一个问题."""
    unit = bodies.body_of(request.user)
    actions.retire_revisit_question(get_object_or_404(RevisitQuestion, unit=unit, pk=pk), request.user)
    return redirect("replies:revisit_questions")
