from django.http import HttpRequest, HttpResponse


def deliver(request: HttpRequest, **kwargs: int) -> HttpResponse:
    return HttpResponse("")


def invite(request: HttpRequest, **kwargs: int) -> HttpResponse:
    return HttpResponse("")


def revoke(request: HttpRequest, **kwargs: int) -> HttpResponse:
    return HttpResponse("")


def paper(request: HttpRequest, **kwargs: int) -> HttpResponse:
    return HttpResponse("")
