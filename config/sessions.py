"""Sessions in the database, asked only for keys that can be one."""

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db

LAID_ASIDE = 12 * 3600  # seconds


class SessionStore(db.SessionStore):
    def get_session_cookie_age(self) -> int:
        """The idle exit is for people who are signed in. A deputy lays the phone aside and goes on after lunch."""
        return settings.SESSION_COOKIE_AGE if SESSION_KEY in self else LAID_ASIDE

    def _validate_session_key(self, key: str) -> bool:
        """A cookie may hold anything; PostgreSQL takes no NUL."""
        known = super()._validate_session_key(key)  # type: ignore[misc]  # Django's hook, which the stubs leave out
        return bool(known) and key.isascii() and key.isalnum()
