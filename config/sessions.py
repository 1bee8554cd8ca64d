"""Sessions in the database, asked only for keys that can be one, renewed once a minute, and no reason to fail."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from proposals.web.failures import is_store_failure
from proposals.web.outage import answer_failure

LAID_ASIDE = 12 * 3600  # seconds
RENEWED_AFTER = dt.timedelta(minutes=1)


class SessionStore(db.SessionStore):
    ends_at: dt.datetime | None = None  # as it was read

    def get_session_cookie_age(self) -> int:
        """The idle exit is for people who are signed in. A deputy lays the phone aside and goes on after lunch."""
        return settings.SESSION_COOKIE_AGE if SESSION_KEY in self else LAID_ASIDE

    def _get_session_from_db(self) -> Any:
        row = super()._get_session_from_db()  # type: ignore[misc]  # Django's hook, which the stubs leave out
        self.ends_at = row.expire_date if row else None
        return row

    def save(self, must_create: bool = False) -> None:
        """Write it; what says nothing new once a minute, for each writing is one of the database."""
        if not must_create and not self.modified and self.ends_at:
            ends = timezone.now() + dt.timedelta(seconds=self.get_session_cookie_age())
            if ends - self.ends_at < RENEWED_AFTER:
                return
        super().save(must_create)

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
