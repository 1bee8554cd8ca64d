"""Sessions in the database: asked only for keys that can be one, kept under a digest, each face its own."""

import datetime as dt
import hashlib
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.utils import timezone

if TYPE_CHECKING:
    from proposals.models.administration.session import BrowserSession

LAID_ASIDE = 12 * 3600  # seconds
# Of a session in which somebody is signed in: since when (in seconds), with what, from where.
BEGUN, DEVICE, ADDRESS = "begun", "device", "address"


class SessionStore(db.SessionStore):
    @classmethod
    def get_model_class(cls) -> "type[BrowserSession]":
        # Models can be imported only once every app is loaded.
        from proposals.models.administration.session import BrowserSession

        return BrowserSession

    def get_session_cookie_age(self) -> int:
        """The idle exit is for people who are signed in, and so is the end of the day. A deputy lays the phone aside
        and goes on after lunch."""
        if SESSION_KEY not in self:
            return LAID_ASIDE
        begun = self.get(BEGUN)
        if not isinstance(begun, (int, float)):
            return int(settings.SESSION_COOKIE_AGE)
        left = begun + settings.DESK_SESSION_HOURS * 3600 - timezone.now().timestamp()
        return max(0, min(int(settings.SESSION_COOKIE_AGE), int(left)))

    def save(self, must_create: bool = False) -> None:
        """A session in which somebody is signed in begins now, if nothing says since when."""
        if SESSION_KEY in self:
            self.setdefault(BEGUN, timezone.now().timestamp())
        super().save(must_create)

    def create_model_instance(self, data: dict[str, Any]) -> "BrowserSession":
        row: BrowserSession = super().create_model_instance(data)  # type: ignore[assignment]  # of get_model_class, which the stubs do not follow
        row.session_key = stored_key(row.session_key)
        if SESSION_KEY in data:
            row.user_id = int(data[SESSION_KEY])
            row.begun_at = dt.datetime.fromtimestamp(data[BEGUN], dt.UTC) if BEGUN in data else None
            row.device, row.address = str(data.get(DEVICE, ""))[:60], data.get(ADDRESS)
        return row

    def exists(self, session_key: str) -> bool:
        return super().exists(stored_key(session_key))

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is not None:
            self.model.objects.filter(session_key=stored_key(key)).delete()

    @classmethod
    def clear_expired(cls) -> None:
        cls.remove_expired()

    @classmethod
    def remove_expired(cls) -> int:
        """Remove the sessions that are over: they hold what deputies typed and did not submit. Returns how many."""
        return cls.get_model_class().objects.filter(expire_date__lt=timezone.now()).delete()[0]

    def _get_session_from_db(self) -> "BrowserSession | None":
        if self.session_key is None:
            return None
        rows = self.get_model_class().objects
        found = rows.filter(session_key=stored_key(self.session_key), expire_date__gt=timezone.now()).first()
        if found is None:
            self._session_key = None
        return found

    def _validate_session_key(self, key: str) -> bool:
        """A cookie may hold anything; PostgreSQL takes no NUL."""
        known = super()._validate_session_key(key)  # type: ignore[misc]  # Django's hook, which the stubs leave out
        return bool(known) and key.isascii() and key.isalnum()


def stored_key(key: str) -> str:
    """What stands in the database for the key in a cookie: a session that the outside's face began is none of the
    desk's, and the other way round."""
    face = "outside" if settings.FACE == "outside" else "desk"
    return hashlib.sha256(f"{face}:{key}".encode()).hexdigest()
