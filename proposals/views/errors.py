"""Pages for requests that cannot be served."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose security mark is missing or old (Django's CSRF failure)."""
    return render(request, "403_csrf.html", {"back": request.path}, status=403)
