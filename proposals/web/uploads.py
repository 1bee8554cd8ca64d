"""How many files one request may bring: few, but where a page says that it takes many."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.core.exceptions import TooManyFilesSent
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse

from proposals.cases.attachments import noting_written
from proposals.web.middleware import refused_page
from proposals.web.pace import FILES_OF_STAFF, FILES_OUTSIDE, TooOften, address_of, keep_pace

MOST_FILES = 100  # of a page that says nothing

View = TypeVar("View", bound=Callable[..., Any])


def takes_files(most: int) -> Callable[[View], View]:
    """Let a view be sent so many files at once; outermost of its decorators."""

    def marked(view: View) -> View:
        view.most_files = most  # type: ignore[attr-defined]  # read below
        return view

    return marked


class CountedUpload(FileUploadHandler):
    """Ends a request that brings more files than its page takes, before they are read. Keeps no file itself."""

    count = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.count += 1
        match = self.request.resolver_match if self.request else None
        if self.count > getattr(match and match.func, "most_files", MOST_FILES):
            raise TooManyFilesSent

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


class FilesInMeasure:
    """Files come so fast and no faster, by who brings them; a request that is refused leaves none in the store."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with noting_written():
            return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if not (request.content_type or "").startswith("multipart/") or not request.FILES:
            return None
        mine = settings.FACE != "outside" and request.user.is_authenticated
        try:
            keep_pace((FILES_OF_STAFF, request.user.pk) if mine else (FILES_OUTSIDE, address_of(request)))
        except TooOften as refusal:
            return refused_page(request, refusal.http_status, str(refusal), request.path)
        return None
