from django.http import HttpRequest, HttpResponse


def draft(request: HttpRequest, **kwargs: int) -> HttpResponse:
    return HttpResponse("")


def version(request: HttpRequest, **kwargs: int) -> HttpResponse:
    return HttpResponse("")
