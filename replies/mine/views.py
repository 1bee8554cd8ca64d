"""我的建议: the list, one suggestion, and what a deputy does there."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from proposals.cases.access import Refused
from proposals.formats.offered import ToldBy
from proposals.models import Deputy, Kind, Objection
from proposals.returns.objections import take_back_objection
from replies.feedback.deputy import browsers
from replies.feedback.deputy.pages import open_here
from replies.messages.actions import wish_ways
from replies.messages.reach import offer_wishes, standing_wish
from replies.mine.actions import deny_contact, open_answer, say_wrong_unit
from replies.mine.keys import end_keys
from replies.mine.listed import Mine, put_in_order, read_all
from replies.mine.pages import ends_said, known, leave, mine_page
from replies.mine.seen import find_body
from replies.mine.whole import read_whole
from replies.models import Contact, DeviceKey, RevisitAsk

# How the ways are called on the deputy's own page, and what is said below.
SAID = {
    ToldBy.ALL: ("短信和邮件都发", ""),
    ToldBy.SMS: ("发短信", "phone"),
    ToldBy.MAIL: ("发邮件", "email"),
    ToldBy.STAFF: ("请工作人员告诉我", "打电话，或者当面说；答复由工作人员送来"),
    ToldBy.LAW: (
        "少打扰我",
        "只告诉法律要求告诉的：答复、延期、研究结果、承诺。交办、约面商、提醒提意见这些不再告诉，随时可以在这里看",
    ),
}


@require_safe
@known
def mine_list(request: HttpRequest, key: DeviceKey) -> HttpResponse:
    """Everything, what waits for the deputy first."""
    rows, asks = read_all(key.deputy), list(RevisitAsk.objects.waiting_for(key.deputy))
    overview = put_in_order(rows)
    facts: dict[str, Any] = {
        "deputy": key.deputy,
        "overview": overview,
        "waits": len(overview.waiting) + len(asks),
        "count": len(rows),
        "body": find_body(key.deputy.kind),
        "asks": asks,
        "kind": Kind.PROPOSAL if key.deputy.kind == Deputy.Kind.MEMBER else Kind.SUGGESTION,
    }
    return mine_page(request, "mine", key=key, **facts)


@require_safe
@known
def mine_one(request: HttpRequest, key: DeviceKey, pk: int) -> HttpResponse:
    """One suggestion, whole."""
    return _show_one(request, key, pk)


def _show_one(
    request: HttpRequest, key: DeviceKey, pk: int, status: int = 200, refused: str = "", **more: Any
) -> HttpResponse:
    one = _find_one(key, pk)
    # What several units answer apart is told of each; what has no course of its own belongs to the first.
    whole = [read_whole(course, () if at else one.beside) for at, course in enumerate(one.courses)]
    has_table = any(part.has_table for part in whole)
    facts: dict[str, Any] = {
        "deputy": key.deputy,
        "one": one,
        "whole": whole,
        "has_table": has_table,
        "key": uuid.uuid4(),
        "typed": request.POST,
        "refused": refused,
    }
    return mine_page(request, "one", status, **facts | more)


def _find_one(key: DeviceKey, pk: int) -> Mine:
    for one in read_all(key.deputy, pk):
        return one
    raise Http404


@require_POST
@known
def mine_answer(request: HttpRequest, key: DeviceKey, pk: int, case_pk: int) -> HttpResponse:
    """To the page on which the opinion is given."""
    one = _find_one(key, pk)
    case = next((course.case for course in one.courses if course.case.pk == case_pk), None)
    if case is None:
        raise Http404
    try:
        invitation = open_answer(case, key.deputy)
    except Refused as refusal:
        return _show_one(request, key, pk, refusal.http_status, str(refusal))
    open_here(request, invitation)
    browsers.let_in(request, invitation)  # who holds a key is known
    return browsers.keep_key(request, redirect("outside:deputy", invitation.pk))


@require_POST
@known
def mine_object(request: HttpRequest, key: DeviceKey, pk: int, case_pk: int) -> HttpResponse:
    """我认为不该由这个单位办."""
    one = _find_one(key, pk)
    case = next((course.case for course in one.courses if course.case.pk == case_pk), None)
    if case is None:
        raise Http404
    try:
        say_wrong_unit(case, key.deputy, request.POST)
    except Refused as refusal:
        return _show_one(request, key, pk, refusal.http_status, str(refusal))
    return redirect("outside:mine_one", pk)


@require_POST
@known
def mine_unsay(request: HttpRequest, key: DeviceKey, pk: int) -> HttpResponse:
    """收回我对交办的意见."""
    held = get_object_or_404(Objection.objects.select_related("case"), pk=pk, deputy=key.deputy)
    _find_one(key, held.case.suggestion_id)
    try:
        take_back_objection(held)
    except Refused as refusal:
        return _show_one(request, key, held.case.suggestion_id, refusal.http_status, str(refusal))
    return redirect("outside:mine_one", held.case.suggestion_id)


@require_POST
@known
def mine_deny(request: HttpRequest, key: DeviceKey, contact_key: str) -> HttpResponse:
    """这次没有联系过我."""
    rows = Contact.objects.select_related("deputy", "reply__case").filter(deputy=key.deputy)
    contact = get_object_or_404(rows, key=contact_key)
    pk = contact.reply.case.suggestion_id
    _find_one(key, pk)
    try:
        deny_contact(contact, request.POST.get("words", ""))
    except Refused as refusal:
        return _show_one(request, key, pk, refusal.http_status, str(refusal), denying=contact.key)
    return redirect("outside:mine_one", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@known
def mine_told(request: HttpRequest, key: DeviceKey) -> HttpResponse:
    """怎样告诉您: the deputy's own choice, at any time."""
    deputy, refused, saved = key.deputy, "", False
    if request.method == "POST":
        try:
            wish_ways(deputy, request.POST.get("way", ""))
            saved = True
        except Refused as refusal:
            refused = str(refusal)
        deputy.refresh_from_db()
    offered = [(one.value, SAID[one]) for one in offer_wishes(deputy)]
    facts: dict[str, Any] = {"deputy": deputy, "offered": offered, "standing": standing_wish(deputy).value}
    return mine_page(request, "told", 409 if refused else 200, refused=refused, saved=saved, **facts)


@require_http_methods(["GET", "HEAD", "POST"])
@known
def mine_devices(request: HttpRequest, key: DeviceKey) -> HttpResponse:
    """The devices that are remembered, and the end of one or of all."""
    if request.method == "POST" and request.POST.get("end"):
        pks = ends_said(request)
        end_keys(key.deputy, *pks)
        return leave(request) if not pks or key.pk in pks else redirect("outside:mine_devices")
    live = list(DeviceKey.objects.live().filter(deputy=key.deputy))
    return mine_page(request, "devices", key=key, deputy=key.deputy, live=live)
