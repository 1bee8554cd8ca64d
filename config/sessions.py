"""Sessions in the database, asked only for keys that can be one."""

from django.contrib.sessions.backends import db


class SessionStore(db.SessionStore):
    def _validate_session_key(self, key: str) -> bool:
        """A cookie may hold anything; PostgreSQL takes no NUL."""
        return bool(super()._validate_session_key(key)) and key.isascii() and key.isalnum()
