"""Sessions in the database: asked only for keys that can be one, written only where something is to be kept, and no
reason to fail."""

import datetime as dt
import json
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.base_session import AbstractBaseSession
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from proposals.web.failures import is_store_failure
from proposals.web.outage import answer_failure

LAID_ASIDE = 12 * 3600  # seconds
# Every request puts the idle exit off; that is written down when it makes this part of the time (1 minute of 30).
PART = 30


class SessionStore(db.SessionStore):
    # What was read: the key, the content, the end; nothing once something was written.
    _read: tuple[str | None, str, dt.datetime] | None = None

    def get_session_cookie_age(self) -> int:
        """The idle exit is for people who are signed in. A deputy lays the phone aside and goes on after lunch."""
        return settings.SESSION_COOKIE_AGE if SESSION_KEY in self else LAID_ASIDE

    def save(self, must_create: bool = False) -> None:
        """Most pages change nothing of a session but its end, and write nothing for a while: so who is idle is signed
        out up to a minute earlier, and of two requests at once the later takes nothing back that the other kept."""
        if must_create or not self._is_as_read():
            super().save(must_create)

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        self._read = None
        return super().create_model_instance(data)

    def load(self) -> dict[str, Any]:
        row: AbstractBaseSession | None = self._get_session_from_db()  # type: ignore[attr-defined]  # Django's hook
        if row is None:
            return {}
        data: dict[str, Any] = self.decode(row.session_data)
        self._read = row.session_key, _content_of(data), row.expire_date
        return data

    def _is_as_read(self) -> bool:
        if self._read is None:
            return False
        key, content, end = self._read
        put_off = self.get_expiry_date() - end
        soon = dt.timedelta(0) <= put_off < dt.timedelta(seconds=self.get_session_cookie_age() / PART)
        return soon and key == self.session_key and content == _content_of(dict(self.items()))

    def _validate_session_key(self, key: str) -> bool:
        """A cookie may hold anything; PostgreSQL takes no NUL."""
        known = super()._validate_session_key(key)  # type: ignore[misc]  # Django's hook, which the stubs leave out
        return bool(known) and key.isascii() and key.isalnum()


class ReadOn(SessionMiddleware):
    """Django's own; but where the store takes nothing, what was read is shown without renewing the session."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        begun = request.session.session_key is None
        try:
            return super().process_response(request, response)
        except (SessionInterrupted, UpdateError, DatabaseError) as error:
            if not is_store_failure(error):
                raise
            if request.method in ("GET", "HEAD") and not begun:
                return response
            return answer_failure(request, error)


def _content_of(data: dict[str, Any]) -> str:
    return json.dumps(data, sort_keys=True)
