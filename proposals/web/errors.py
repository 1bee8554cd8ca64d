"""Pages for requests that cannot be served."""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string


def wants_json(request: HttpRequest) -> bool:
    """Whether a script is asking, which can do nothing with a page."""
    return "application/json" in request.headers.get("Accept", "")


def bad_request_page(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What cannot be read (handler400): 413 where it is only too large, which says so."""
    too_large = isinstance(exception, RequestDataTooBig)
    status = 413 if too_large else 400
    if wants_json(request):
        said = "交上来的内容太大，什么都没有改动。" if too_large else "交上来的内容不完整，什么都没有改动。"
        return JsonResponse({"error": said}, status=status)
    return HttpResponse(render_to_string(f"{status}.html"), status=status)
