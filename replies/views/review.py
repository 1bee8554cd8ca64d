from django.http import HttpRequest, HttpResponse


def review(request: HttpRequest, **kwargs: int) -> HttpResponse:
    return HttpResponse("")
