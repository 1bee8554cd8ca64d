"""The WSGI entry point: gunicorn config.wsgi."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

from replies.letter.fonts import faces  # noqa: E402 (apps are ready only now)

faces.announce_faces()
