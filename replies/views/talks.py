from django.http import HttpRequest, HttpResponse


def contact(request: HttpRequest, **kwargs: int) -> HttpResponse:
    return HttpResponse("")


def consult(request: HttpRequest, **kwargs: int) -> HttpResponse:
    return HttpResponse("")


def consult_answer(request: HttpRequest, **kwargs: int) -> HttpResponse:
    return HttpResponse("")


def consult_drop(request: HttpRequest, **kwargs: int) -> HttpResponse:
    return HttpResponse("")
