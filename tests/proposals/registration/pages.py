"""The page of 更正登记 as a person sees and sends it."""

from typing import Any

from django.http import HttpResponse
from django.test import Client

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
    return client.post(f"/cases/{case.pk}/correct/", sent | ({"confirm": "1"} if confirm else {}))
