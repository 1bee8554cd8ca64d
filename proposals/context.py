"""What every page of the desk shows around its own content."""

from django.http import HttpRequest


def desk(request: HttpRequest) -> dict:
    return {}
