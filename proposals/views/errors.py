"""Pages for requests that cannot be served."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from proposals.middleware import typed


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose security mark is missing or old (Django's CSRF failure). A script fetches a new one."""
    if wants_json(request):
        return JsonResponse({"error": "页面的安全标记已经过期", "mark": True}, status=403)
    context = {"back": request.path, "typed": request.POST.get("comment", ""), "kept": typed(request)}
    page = "deputy/stale_form.html" if request.path.startswith("/deputy/") else "403_csrf.html"
    return render(request, page, context, status=403)


def wants_json(request: HttpRequest) -> bool:
    """Whether a script is asking, which can do nothing with a page."""
    return "application/json" in request.headers.get("Accept", "")
