"""What is said of a link itself: whose telephone this is, that a new one is wanted, that it is somebody else's."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from replies.feedback.deputy.actions import ask_new_link, disown_link
from replies.feedback.deputy.pages import (
    BIG,
    DISOWNED,
    MOST_OPENED,
    TO_MINE,
    TYPED,
    ask_digits,
    deputy_page,
    for_the_deputy_alone,
    gone,
    invited,
    opened_here,
    take_digits,
)
from replies.feedback.deputy.shown import tel
from replies.messages.reach import name_contacts
from replies.models import Invitation


@require_POST
def who_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The last four digits of the registered telephone, right or wrong."""
    invitation = opened_here(request, pk)
    if invitation is None:
        return gone(request)
    to = request.POST.get("to", "")
    on = redirect("outside:mine_keep" if to == TO_MINE else "outside:deputy", pk)
    return take_digits(request, invitation, lambda wrong: ask_digits(request, invitation, wrong, to), on)


@require_POST
@invited
def renew_page(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """把新链接发到我留的手机: to the registered contact alone; the answer is the same whether one is known or not.
    Where nothing leaves from here nothing is asked for."""
    if name_contacts():
        ask_new_link(invitation)
    unit = invitation.reply.case.unit
    context = {"invitation": invitation, "unit": unit.name, "unit_phone": unit.phone, "tel": tel(unit.phone)}
    context["big_text"] = request.session.get(BIG, False)
    return render(request, "replies/feedback/deputy/renewed.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def stranger_page(request: HttpRequest, pk: int) -> HttpResponse:
    """我不是这位代表: asked once whether it is so, then the link ends. Said twice, it has ended once."""
    invitation = opened_here(request, pk)
    if invitation is None and pk not in request.session.get(DISOWNED, ()):
        return gone(request)
    if request.method == "POST" and invitation:
        if closed := for_the_deputy_alone(request):
            return deputy_page(request, invitation, "reply", 403, closed=closed)
        disown_link(invitation)
        request.session[DISOWNED] = [*request.session.get(DISOWNED, []), pk][-MOST_OPENED:]
        request.session[TYPED] = {one: said for one, said in request.session.get(TYPED, {}).items() if one != str(pk)}
        invitation = None
    context = {"invitation": invitation, "big_text": request.session.get(BIG, False)}
    return render(request, "replies/feedback/deputy/stranger.html", context)
