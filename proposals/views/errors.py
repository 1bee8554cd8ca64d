"""Pages for requests that cannot be served."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from proposals.middleware import typed


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose security mark is missing or old (Django's CSRF failure)."""
    context = {"back": request.path, "typed": request.POST.get("comment", ""), "kept": typed(request)}
    page = "deputy/stale_form.html" if request.path.startswith("/deputy/") else "403_csrf.html"
    return render(request, page, context, status=403)
