"""Django's test client, entered by thousands of people a run."""

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.test import Client

from config.sessions import SessionStore

BY_PASSWORD = "django.contrib.auth.backends.ModelBackend"


class Browser(Client):
    """Somebody who is let in has a session, and nothing else is written: no log, no last_login. What signing in does
    is tried by those who fill in the form."""

    def force_login(self, user, backend=None):
        cookie = self.cookies.get(settings.SESSION_COOKIE_NAME)
        session = SessionStore(cookie and cookie.value)
        now = session.get(SESSION_KEY)
        if now == str(user.pk):
            return
        if now:
            session.flush()
        session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), backend or BY_PASSWORD
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        self.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
