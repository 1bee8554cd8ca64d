"""Django's test client, entered by thousands of people a run."""

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.test import Client
from lxml import html

from config.sessions import SessionStore
from proposals.administration.factors.asked import PASSED, STANDS

BY_PASSWORD = "django.contrib.auth.backends.ModelBackend"


def _must_say_once(content: bytes) -> None:
    """No two summaries of the same errors, no line twice in a summary, no field with two errors of its own."""
    page = html.fromstring(content)
    summaries = [[line.text_content() for line in one.iter("li")] for one in page.find_class("errors-summary")]
    assert [lines for n, lines in enumerate(summaries) if lines and lines in summaries[:n]] == []
    assert [lines for lines in summaries if len(lines) != len(set(lines))] == []
    fields = [one.get("id") for one in page.find_class("error") if one.get("id", "").endswith("_error")]
    assert len(fields) == len(set(fields))


class Browser(Client):
    """Somebody who is let in has a session, and nothing else is written: no log, no last_login. What signing in does
    is tried by those who fill in the form. Whatever page comes back, a form on it says each of its errors once."""

    def request(self, **request):
        answer = super().request(**request)
        if not answer.streaming and b"errors-summary" in answer.content:
            _must_say_once(answer.content)
        return answer

    def force_login(self, user, backend=None):
        cookie = self.cookies.get(settings.SESSION_COOKIE_NAME)
        session = SessionStore(cookie and cookie.value)
        now = session.get(SESSION_KEY)
        if now == str(user.pk):
            return
        if now:
            session.flush()
        session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), backend or BY_PASSWORD
        session[STANDS] = PASSED
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        self.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
