from django.http import HttpRequest, HttpResponse


def assign(request: HttpRequest, **kwargs: int) -> HttpResponse:
    return HttpResponse("")


def reopen(request: HttpRequest, **kwargs: int) -> HttpResponse:
    return HttpResponse("")


def close(request: HttpRequest, **kwargs: int) -> HttpResponse:
    return HttpResponse("")
