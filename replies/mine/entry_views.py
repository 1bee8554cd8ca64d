"""The way into 我的建议: by a living link, or by the registered telephone and a code."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from proposals.formats.devices import name_device
from proposals.models import Deputy
from proposals.web.pace import TooOften, address_of, wait_in_words
from replies.feedback.deputy import browsers
from replies.feedback.deputy.pages import TO_MINE, ask_digits, opened_here
from replies.mine.codes import LIVES, find_deputies, is_whole_code, plain_number, request_code, try_code
from replies.mine.keys import find_key, hand_key, make_key, may_enter
from replies.mine.messages import tell_device
from replies.mine.pages import ASKED, PROVED, entry_page, lasts_said, sized
from replies.models import EntryCode, Invitation

NUMBER_LEAST, NUMBER_MOST = 5, 15
READ = ["GET", "HEAD", "POST"]


@require_http_methods(READ)
@sized
def enter_page(request: HttpRequest) -> HttpResponse:
    """Ask for a code."""
    if request.method != "POST":
        return redirect("outside:mine") if find_key(request) else entry_page(request, "enter")
    typed = request.POST.get("number", "")[:40]
    number = plain_number(typed)
    if not NUMBER_LEAST <= len(number) <= NUMBER_MOST:
        return entry_page(request, "enter", 422, typed=typed, wrong="请填您的手机号码，11位数字。")
    try:
        asked = request_code(number, address_of(request))
    except TooOften as refusal:
        wait = wait_in_words(refusal.until)
        wrong = f"验证码要得太勤了，请过{wait}再要。刚才收到的，10分钟内还能用。"
        return entry_page(request, "enter", 429, typed=typed, wrong=wrong, asked=ASKED in request.session)
    request.session[ASKED] = asked.pk
    return redirect("outside:mine_code")


@require_http_methods(READ)
@sized
def code_page(request: HttpRequest) -> HttpResponse:
    """Type the code. Who has the number is looked up only when it is right."""
    asked = EntryCode.objects.filter(pk=request.session.get(ASKED, 0)).first()
    if asked is None:
        return redirect("outside:mine_enter")
    if request.method != "POST":
        return entry_page(request, "code", asked=asked, lasts="")
    lasts = lasts_said(request)
    typed = request.POST.get("code", "")[:20]
    left = try_code(asked, typed)
    deputies = [] if left else find_deputies(asked.number)
    if left or not deputies:
        facts = {"asked": asked, "lasts": lasts, "left": left, "over": left < 0 or not left}
        return entry_page(request, "code", 422, **facts, whole=is_whole_code(typed))
    request.session.cycle_key()
    if len(deputies) == 1:
        return _let_in(request, deputies[0], lasts, _press_of(asked))
    request.session[PROVED] = [asked.pk, lasts]
    return redirect("outside:mine_who")


@require_http_methods(READ)
@sized
def who_page(request: HttpRequest) -> HttpResponse:
    """A number that several deputies share: which of them it is."""
    pk, lasts = request.session.get(PROVED, (0, ""))
    proved = EntryCode.objects.filter(pk=pk, used_at__gt=timezone.now() - LIVES).first()
    if proved is None:
        return redirect("outside:mine_enter")
    deputies = find_deputies(proved.number)
    chosen = [one for one in deputies if str(one.pk) == request.POST.get("deputy")]
    if not chosen:
        return entry_page(request, "who", deputies=deputies)
    return _let_in(request, chosen[0], lasts, _press_of(proved))


@require_http_methods(READ)
@sized
def keep_page(request: HttpRequest, pk: int) -> HttpResponse:
    """From a living link: a press, and this device is remembered."""
    invitation = opened_here(request, pk)
    if invitation is None or not invitation.is_live or not may_enter(invitation.deputy):
        return redirect("outside:mine_enter")
    key = find_key(request)
    if key and key.deputy_id == invitation.deputy_id:
        return redirect("outside:mine")
    if browsers.must_ask(request, invitation):
        return ask_digits(request, invitation, to=TO_MINE)
    facts: dict[str, Any] = {
        "invitation": invitation,
        "deputy": invitation.deputy,
        "press": uuid.uuid4(),
    }
    if request.method != "POST":
        return entry_page(request, "keep", **facts)
    browsers.note_pressed(request, invitation)
    if browsers.must_ask(request, invitation):  # another browser was first, this very moment
        return ask_digits(request, invitation, to=TO_MINE)
    try:
        press = uuid.UUID(request.POST.get("press", ""))
    except ValueError:
        press = uuid.uuid4()
    return _let_in(request, invitation.deputy, lasts_said(request), press, invitation)


def _press_of(code: EntryCode) -> uuid.UUID:
    """A code lets one device in."""
    return uuid.uuid5(uuid.NAMESPACE_OID, f"entry code {code.pk}")


def _let_in(
    request: HttpRequest, deputy: Deputy, lasts: str, press: uuid.UUID, invitation: Invitation | None = None
) -> HttpResponse:
    device = name_device(request.headers.get("User-Agent", ""))
    made = make_key(deputy, lasts=lasts, device=device, press=press, invitation=invitation)
    if invitation and made.is_first:
        tell_device.enqueue(made.key.pk)
    return hand_key(redirect("outside:mine"), made.key, made.token)
