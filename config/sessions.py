"""Sessions in the database: asked only for keys that can be one, kept under a digest, each face its own, written only
where something is to be kept, and no reason to fail."""

import datetime as dt
import hashlib
import json
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.contrib.sessions.serializers import JSONSerializer
from django.core import signing
from django.db import DatabaseError, connection
from django.db.models import QuerySet, Value
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from proposals.web.failures import is_store_failure
from proposals.web.outage import answer_failure

if TYPE_CHECKING:
    from proposals.models.administration.session import BrowserSession

LAID_ASIDE = 12 * 3600  # seconds
# Every request puts the idle exit off; that is written down when it makes this part of the time (1 minute of 30).
PART = 30
# Of a session in which somebody is signed in: since when (in seconds), with what, from where.
BEGUN, DEVICE, ADDRESS = "begun", "device", "address"


class SessionStore(db.SessionStore):
    # What was read: the key, the content, the end; nothing once something was written.
    _read: tuple[str | None, str, dt.datetime] | None = None

    @classmethod
    def get_model_class(cls) -> "type[BrowserSession]":
        # Models can be imported only once every app is loaded.
        from proposals.models.administration.session import BrowserSession

        return BrowserSession

    @property
    def key_salt(self) -> str:
        """What is signed is signed for this session: content that is copied from another one's row says nothing."""
        return salt_of(stored_key(self.session_key or ""))

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
        """A session in which somebody is signed in begins now, if nothing says since when. Most pages change nothing
        of it but its end, and write nothing for a while: so who is idle is signed out up to a minute earlier, and of
        two requests at once the later takes nothing back that the other kept."""
        if SESSION_KEY in self:
            self.setdefault(BEGUN, timezone.now().timestamp())
        if must_create or not self._is_as_read():
            super().save(must_create)

    def create_model_instance(self, data: dict[str, Any]) -> "BrowserSession":
        self._read = None
        row: BrowserSession = super().create_model_instance(data)  # type: ignore[assignment]  # of get_model_class, which the stubs do not follow
        row.session_key = stored_key(row.session_key)
        if SESSION_KEY in data:
            row.user_id = int(data[SESSION_KEY])
            row.begun_at = dt.datetime.fromtimestamp(data[BEGUN], dt.UTC) if BEGUN in data else None
            row.device, row.address = str(data.get(DEVICE, ""))[:60], data.get(ADDRESS)
        return row

    def load(self) -> dict[str, Any]:
        row = self._get_session_from_db()
        if row is None:
            return {}
        data: dict[str, Any] = self.decode(row.session_data)
        self._read = self.session_key, _content_of(data), row.expire_date
        return data

    def _is_as_read(self) -> bool:
        if self._read is None:
            return False
        key, content, end = self._read
        put_off = self.get_expiry_date() - end
        soon = dt.timedelta(0) <= put_off < dt.timedelta(seconds=self.get_session_cookie_age() / PART)
        return soon and key == self.session_key and content == _content_of(dict(self.items()))

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
        # As models can.
        from proposals.models.kept.rows import fetch_rows

        now = connection.ops.adapt_datetimefield_value(timezone.now())
        found = fetch_rows(_write_lasting, self.get_model_class(), of=[stored_key(self.session_key), now])
        if not found:
            self._session_key = None
        return found[0] if found else None

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


def _write_lasting(model: "type[BrowserSession]") -> "QuerySet[BrowserSession]":
    """The session of a key (-1) that ends after a moment (-2)."""
    return model.objects.filter(session_key=Value(-1), expire_date__gt=Value(-2))


def stored_key(key: str) -> str:
    """What stands in the database for the key in a cookie: a session that the outside's face began is none of the
    desk's, and the other way round."""
    face = "outside" if settings.FACE == "outside" else "desk"
    return hashlib.sha256(f"{face}:{key}".encode()).hexdigest()


def salt_of(stored: str) -> str:
    """With what the content of a row is signed."""
    return f"banli.session:{stored}"


def content_of(row: "BrowserSession") -> dict[str, Any]:
    """What a row keeps; nothing where it was signed for another one."""
    try:
        kept: dict[str, Any] = signing.loads(
            row.session_data, salt=salt_of(row.session_key), serializer=JSONSerializer
        )
    except signing.BadSignature:
        return {}
    return kept


def _content_of(data: dict[str, Any]) -> str:
    return json.dumps(data, sort_keys=True)
