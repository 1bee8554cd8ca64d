from django.http import HttpRequest, HttpResponse


def choose(request: HttpRequest, **kwargs: int) -> HttpResponse:
    return HttpResponse("")


def printed(request: HttpRequest, **kwargs: int) -> HttpResponse:
    return HttpResponse("")
