"""What the deputies' pages share: which links a browser has opened, the page that asks whose telephone it is, the one
of every link that does not work, and what each page of a reply shows."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from proposals.formats.plain_text import make_plain
from proposals.intake.corrections.differences import CORRECT
from proposals.intake.corrections.told import corrections_since
from proposals.models import Unit, UnitKind
from proposals.models.people import find_bureaus
from proposals.web.pace import NEW_SESSION, keep_pace_of
from replies.feedback.deputy import browsers
from replies.feedback.deputy.actions import carry_typed
from replies.feedback.deputy.forms import FeedbackForm
from replies.feedback.deputy.shown import earlier_rounds, has_table, letter_shown, read_promises, tel
from replies.feedback.links import leads_somewhere, runs_on
from replies.feedback.progress import REGISTERED, has_known_phone, refuse_digits
from replies.letter.questions import HOW_MANY
from replies.models import Invitation
from replies.models.messages.own_link import OwnLink

# What the session holds: the invitations opened in this browser, what was typed and drawn for each, the size of the
# text, the links of which it was said here that they are somebody else's.
OPENED, TYPED, SIGNED, BIG, DISOWNED = "invitations", "typed", "signed", "big_text", "disowned"
MOST_OPENED, MOST_TYPED, LONGEST_TYPED = 20, 10, 50_000
TO_MINE = "mine"  # what the page of the digits carries where it stands before 我的建议
View = Callable[[HttpRequest, Invitation], HttpResponse]


def open_here(request: HttpRequest, invitation: Invitation) -> None:
    """Note in the session, under a new key, that this browser may open the invitation's pages. What was typed here by
    an earlier link of the same round goes on by this one."""
    opened = request.session.get(OPENED, [])
    if invitation.pk not in opened:
        request.session.cycle_key()
        request.session[OPENED] = [*opened, invitation.pk][-MOST_OPENED:]
        request.session[TYPED] = carry_typed(invitation, request.session.get(TYPED, {}))


def for_the_deputy_alone(request: HttpRequest) -> str:
    """Why a browser in which a member of staff is signed in may read and not write, or ""."""
    if not request.user.is_authenticated:
        return ""
    return f"您正以工作人员{request.user}的身份登录，只能看，不能替代表填写。请代表在自己的手机上打开链接。"


def opened_here(request: HttpRequest, pk: int) -> Invitation | None:
    """The invitation opened in this browser, while its link leads anywhere; else None."""
    if pk not in request.session.get(OPENED, ()):
        return None
    rows = Invitation.objects.select_related(
        "deputy", "reply__signed_draft", "reply__case__unit", "reply__case__suggestion__session"
    )
    try:
        invitation = rows.prefetch_related("reply__case__suggestion__sponsorships__deputy").get(pk=pk)
    except Invitation.DoesNotExist:
        return None
    return invitation if leads_somewhere(invitation) else None


def gone(request: HttpRequest) -> HttpResponse:
    """One page for every link that does not work: unknown, ended, another person's. Which unit sent it must not be
    told, so all of them are listed with their telephones."""
    office = Unit.objects.filter(kind=UnitKind.DISTRICT, is_active=True).first()
    units = find_bureaus().exclude(phone="").order_by("name")
    context = {"office": office, "tel": tel(office.phone) if office else "", "big_text": request.session.get(BIG)}
    context["units"] = [(unit, tel(unit.phone)) for unit in units]
    context["typed"] = any(name in request.POST for name in FeedbackForm.names())
    pk = request.resolver_match.kwargs.get("pk") if request.resolver_match else None
    context["disowned"] = pk in request.session.get(DISOWNED, ())
    context["ended"] = pk in request.session.get(OPENED, ())  # opened here once, and leads nowhere now
    return render(request, "replies/feedback/deputy/gone.html", context, status=404)


def ask_digits(request: HttpRequest, invitation: Invitation, wrong: str = "", to: str = "") -> HttpResponse:
    """The page of a browser that has to say the last four digits before it shows or takes an answer. `to` is where it
    goes on, by its name, where that is not the reply."""
    unit, where = invitation.reply.case.unit, reverse("outside:who", args=[invitation.pk])
    typed = str(invitation.pk) in request.session.get(TYPED, {})
    return show_digits(request, invitation, unit, where, wrong, invitation=invitation, to=to, typed=typed)


def show_digits(
    request: HttpRequest, link: OwnLink, unit: Unit, where: str, wrong: str = "", **facts: object
) -> HttpResponse:
    """The page that asks for them, of any link: nothing of the case but who sent the link and for whom it is; what
    was typed is kept. A form sent from here was not taken: 403, wrong digits 422."""
    context = {"deputy": link.deputy, "unit": unit.name, "unit_phone": unit.phone, "wrong": wrong, "where": where}
    context |= {"tel": tel(unit.phone), "big_text": request.session.get(BIG, False)}
    context["registered"] = REGISTERED
    context |= {"known": has_known_phone(link.deputy), "second": browsers.is_second(request, link)}
    status = 422 if wrong else 200 if request.method in ("GET", "HEAD") else 403
    shown = render(request, "replies/feedback/deputy/who.html", context | facts, status=status)
    return browsers.keep_key(request, shown)


def take_digits(
    request: HttpRequest, link: OwnLink, ask: Callable[[str], HttpResponse], on: HttpResponse
) -> HttpResponse:
    """The last four digits, right or wrong: `on`, or the page that asks (`ask`, with what was wrong)."""
    if not browsers.must_ask(request, link) or for_the_deputy_alone(request):
        return on
    if not has_known_phone(link.deputy):
        return ask("")
    if wrong := refuse_digits(link, request.POST.get("fact", "")):
        return ask(wrong)
    browsers.let_in(request, link)
    browsers.note_pressed(request, link)
    return on


def deputy_page(
    request: HttpRequest, invitation: Invitation, name: str, status: int = 200, **facts: Any
) -> HttpResponse:
    """One of the deputy's pages with what they all show. The letter comes first."""
    reply = invitation.reply
    case, draft = reply.case, reply.signed_draft
    wishes = list(reply.wishes.filter(deputy=invitation.deputy, settled_at__isnull=True))
    phone = draft.phone if draft and draft.phone else case.unit.phone
    context = {
        "invitation": invitation,
        "questions": HOW_MANY,
        "reply": reply,
        "letter": letter_shown(reply),
        "earlier": earlier_rounds(invitation),
        "has_table": has_table(reply),
        "suggestion": case.suggestion,
        "address": case.suggestion.address,
        "corrected": corrections_since(case.events.filter(action=CORRECT).order_by("sequence"), reply.signed_at),
        "wishes": wishes,
        "wished": [one.kind for one in wishes],
        "promises": read_promises(case),
        # Who may still read on has the way to a new link where this one is no more needed, or no more good.
        "renews": (invitation.is_expired or name == "receipt") and runs_on(reply, invitation.deputy),
        "others": [one for one in case.suggestion.proposers if one != invitation.deputy],
        "unit": case.unit.name,
        "units": [one.name for one in reply.signing_units],
        "unit_phone": phone,
        "tel": tel(phone),
        "big_text": request.session.get(BIG, False),
    }
    return render(request, f"replies/feedback/deputy/{name}.html", context | facts, status=status)


def invited(view: View) -> Callable[..., HttpResponse]:
    """Give the view the live invitation that this browser has opened, and take care of the size of the text."""

    @wraps(view)
    def enter(request: HttpRequest, pk: int) -> HttpResponse:
        size = request.POST.get("size") or request.GET.get("size")
        if size in ("big", "normal") and pk in request.session.get(OPENED, ()):
            request.session[BIG] = size == "big"
        if request.method == "POST" and pk not in request.session.get(DISOWNED, ()):
            if request.session.session_key is None:
                keep_pace_of(request, NEW_SESSION)
            keep_typed(request, pk)
        invitation = opened_here(request, pk)
        if invitation is None:
            return gone(request)
        if request.method == "POST" and (closed := for_the_deputy_alone(request)):
            return deputy_page(request, invitation, "reply", 403, closed=closed)
        if browsers.must_ask(request, invitation):
            return ask_digits(request, invitation)
        if request.method == "POST":
            browsers.note_pressed(request, invitation)
            if browsers.must_ask(request, invitation):  # another browser was first, this very moment
                return ask_digits(request, invitation)
        if size:
            again = "?change" if request.method == "POST" or "change" in request.GET else ""
            return redirect(request.path + again)
        return browsers.keep_key(request, view(request, invitation))

    return enter


def keep_typed(request: HttpRequest, pk: int) -> None:
    """Remember what was typed for this invitation, even before we know whether its link still works: a deputy who
    opens the link again finds it."""
    names = [name for name in FeedbackForm.names() if name in request.POST]
    if not names:
        return  # the pad sends no answers
    typed = request.session.get(TYPED, {})
    typed.pop(str(pk), None)
    typed[str(pk)] = {name: make_plain(request.POST[name])[:LONGEST_TYPED] for name in names}
    request.session[TYPED] = dict(list(typed.items())[-MOST_TYPED:])
