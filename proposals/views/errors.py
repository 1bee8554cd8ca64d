"""Pages for requests that cannot be served."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose security mark is missing or old (Django's CSRF failure)."""
    page = "deputy/stale_form.html" if request.path.startswith("/deputy/") else "403_csrf.html"
    return render(request, page, {"back": request.path, "typed": request.POST.get("comment", "")}, status=403)
