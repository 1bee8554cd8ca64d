"""The deputy's page of a 回访: opened by its own link, light, without a script. Opening and reading change nothing
but the browser's session; what is said is kept once."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from proposals.cases.access import Refused
from proposals.models import Unit, UnitKind
from proposals.web.pace import UNKNOWN_LINK, keep_pace_of
from replies.feedback.deputy import browsers
from replies.feedback.deputy.pages import BIG, for_the_deputy_alone, show_digits, take_digits
from replies.feedback.deputy.shown import tel
from replies.models import RevisitAsk
from replies.revisits.actions import record_revisit_answer
from replies.revisits.forms import RevisitAnswerForm
from replies.revisits.opened import MOST_OPENED, asked_here, open_ask

SAID = "revisits_said"  # of the session: what was answered in this browser, and is read in it alone
TYPED = (
    "revisits_typed"  # of the session: by the ask's number what was chosen and written before the digits were said
)


def show_ended(request: HttpRequest) -> HttpResponse:
    """One page for every link of a 回访 that does not work: unknown, replaced, over. It does not say whose it was."""
    bodies = Unit.objects.filter(kind__in=(UnitKind.CONGRESS, UnitKind.CPPCC), is_active=True).exclude(phone="")
    shown = [(one, tel(one.phone)) for one in bodies.order_by("kind", "name")]
    context = {"bodies": shown, "big_text": request.session.get(BIG, False)}
    return render(request, "replies/revisits/outside/ended.html", context, status=404)


@require_safe
def open_revisit(request: HttpRequest, token: str) -> HttpResponse:
    """Exchange the token for an entry in the session, under a new session key, and redirect away from the address."""
    ask = RevisitAsk.objects.open_by(token)
    if ask is None:
        keep_pace_of(request, UNKNOWN_LINK)
        return show_ended(request)
    open_ask(request, ask)
    return redirect("outside:revisit", ask.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def answer_revisit(request: HttpRequest, pk: int) -> HttpResponse:
    """The questions; who has answered reads what was said."""
    ask = asked_here(request, pk)
    if ask is None:
        return show_ended(request)
    if (size := request.GET.get("size")) in ("big", "normal"):
        request.session[BIG] = size == "big"
        return redirect(request.path)
    if _must_ask(request, ask):
        return ask_whose(request, ask)
    return browsers.keep_key(request, _answer(request, ask))


def _must_ask(request: HttpRequest, ask: RevisitAsk) -> bool:
    """Whether this browser has to say the digits first; a press makes it the first, or shows that it is a second."""
    if request.method == "POST" and not browsers.must_ask(request, ask) and not for_the_deputy_alone(request):
        browsers.note_pressed(request, ask)
    return browsers.must_ask(request, ask)


def ask_whose(request: HttpRequest, ask: RevisitAsk, wrong: str = "") -> HttpResponse:
    """The page that asks for the last four digits; what was chosen and written is kept."""
    typed = request.session.get(TYPED, {})
    if "grade" in request.POST or "comment" in request.POST:
        said = {name: request.POST.get(name, "") for name in RevisitAnswerForm(revisit=ask.drawn.revisit).fields}
        typed = dict(list({**typed, str(ask.pk): said}.items())[-MOST_OPENED:])
        request.session[TYPED] = typed
    where, unit = reverse("outside:revisit_who", args=[ask.pk]), ask.drawn.revisit.unit
    return show_digits(request, ask, unit, where, wrong, typed=str(ask.pk) in typed)


@require_POST
def revisit_who(request: HttpRequest, pk: int) -> HttpResponse:
    """The last four digits of the registered telephone, right or wrong."""
    ask = asked_here(request, pk)
    if ask is None:
        return show_ended(request)
    return take_digits(request, ask, lambda wrong: ask_whose(request, ask, wrong), redirect("outside:revisit", pk))


def _answer(request: HttpRequest, ask: RevisitAsk) -> HttpResponse:
    pk, closed = ask.pk, for_the_deputy_alone(request)
    typed = request.session.get(TYPED, {}).get(str(pk))
    posted = request.POST if request.method == "POST" else None
    form = RevisitAnswerForm(posted, revisit=ask.drawn.revisit, initial=typed)
    if request.method == "POST" and not closed and form.is_valid():
        try:
            record_revisit_answer(ask, form.said)
        except Refused as refusal:
            stands = asked_here(request, pk)
            return show_revisit(request, stands, None, 409, wrong=str(refusal)) if stands else show_ended(request)
        request.session[SAID] = [*request.session.get(SAID, []), pk][-MOST_OPENED:]
        return redirect("outside:revisit", pk)
    status = 403 if request.method == "POST" and closed else 400 if form.errors else 200
    return show_revisit(request, ask, None if hasattr(ask, "answer") or closed else form, status, closed=closed)


def show_revisit(
    request: HttpRequest, ask: RevisitAsk, form: RevisitAnswerForm | None, status: int, **facts: str
) -> HttpResponse:
    """The page, with what it asks or with what was answered."""
    revisit, case = ask.drawn.revisit, ask.drawn.case
    answer = getattr(ask, "answer", None)
    # A link may have been forwarded; of what was written down by the body nobody's browser is the first.
    here = ask.pk in request.session.get(SAID, []) or browsers.was_let_in(request, ask)
    said = list(zip([one[0] for one in revisit.questions], answer.answers, strict=False)) if answer else []
    context = {
        "ask": ask,
        "revisit": revisit,
        "case": case,
        "suggestion": case.suggestion,
        "form": form,
        "answer": answer,
        "here": here,
        "said": said,
        "unit": revisit.unit.name,
        "unit_phone": revisit.unit.phone,
        "tel": tel(revisit.unit.phone),
        "big_text": request.session.get(BIG, False),
    }
    return render(request, "replies/revisits/outside/answer.html", context | facts, status=status)
