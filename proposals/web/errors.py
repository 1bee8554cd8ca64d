"""Pages for requests that cannot be served."""

from django.http import HttpRequest


def wants_json(request: HttpRequest) -> bool:
    """Whether a script is asking, which can do nothing with a page."""
    return "application/json" in request.headers.get("Accept", "")
