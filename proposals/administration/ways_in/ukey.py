"""A gateway has read somebody's UKey and says whose it is, in a header.

It is believed from the addresses of UKEY_PROXIES alone and with the secret that it shares with the program; the face
of the deputies has no such page. A key with its PIN is what one has and what one knows: no further code is asked.
"""

import ipaddress

from axes.helpers import get_client_ip_address
from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache

from proposals.administration.factors.asked import note_passed
from proposals.administration.factors.pages import wanted_page
from proposals.cases.access import NotYours
from proposals.models import SignIn, User
from proposals.web.sign_in_log import write_sign_in

BACKEND = "django.contrib.auth.backends.ModelBackend"
ACCOUNT, SECRET = "X-UKey-Account", "X-UKey-Secret"


def comes_from_gateway(request: HttpRequest) -> bool:
    """Whether the request came through the gateway: from one of its addresses, with its secret."""
    said = request.headers.get(SECRET, "")
    if not settings.UKEY_SECRET or not constant_time_compare(said, settings.UKEY_SECRET):
        return False
    try:
        address = ipaddress.ip_address(str(get_client_ip_address(request)))
        return any(address in ipaddress.ip_network(one) for one in settings.UKEY_PROXIES)
    except ValueError:
        return False


@never_cache
def ukey_sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as the gateway says; anybody else is told nothing."""
    if not settings.UKEY_SECRET:
        raise Http404
    account = request.headers.get(ACCOUNT, "")[:150]
    user = User.objects.filter(username=account, is_active=True).first() if account and "\0" not in account else None
    if not comes_from_gateway(request) or user is None:
        write_sign_in(request, account, SignIn.Outcome.REFUSED)
        raise NotYours("没有认出您的 UKey。请插好 UKey，从单位的入口重新打开；也可以用账号和密码登录。")
    login(request, user, backend=BACKEND)
    note_passed(request)
    return redirect(wanted_page(request))


ukey_sign_in.login_required = False  # type: ignore[attr-defined]  # it is a door itself: read by the middlewares
