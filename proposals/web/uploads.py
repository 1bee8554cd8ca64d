"""How many files one request may bring: few, but where a page says that it takes many."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.core.exceptions import TooManyFilesSent
from django.core.files.uploadhandler import FileUploadHandler

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
