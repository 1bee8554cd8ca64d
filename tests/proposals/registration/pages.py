"""The page of 更正登记 as a person sees and sends it."""

from typing import Any

from django.http import HttpResponse
from django.test import Client
from lxml import html

from proposals.models import Case, User


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def filled(client: Client, case: Case) -> dict[str, Any]:
    """What the page sends when nobody touches it."""
    form = client.get(f"/cases/{case.pk}/correct/").context["form"]
    sent = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in sent.items() if value not in (None, "", False, [])}


def correct(user: User, case: Case, *, confirm: bool = True, **changes: Any) -> HttpResponse:
    """Change these fields and leave the others as they are; look over what is shown once more."""
    client = signed_in(user)
    sent = {**filled(client, case), "reason": "与代表核对过。", **changes}
    sent = {name: value for name, value in sent.items() if value is not None}
    looked = client.post(f"/cases/{case.pk}/correct/", sent)
    return press(client, looked, "confirm") if confirm and shows_look(looked) else looked


def shows_look(page: HttpResponse) -> bool:
    """Whether the page asks to look over what is corrected."""
    return page.status_code == 200 and 'name="confirm"' in page.content.decode()


def press(client: Client, looked: HttpResponse, button: str) -> HttpResponse:
    """One of the buttons of that page: what the page itself holds is sent."""
    [form] = (one for one in html.fromstring(looked.content.decode()).forms if one.get("id") == "form")
    held = [(name, value) for name, value in form.form_values() if name != "csrfmiddlewaretoken"]
    sent: dict[str, Any] = {}
    for name, value in [*held, (button, "1")]:
        sent.setdefault(name, []).append(value)
    return client.post(looked.wsgi_request.path, sent)
