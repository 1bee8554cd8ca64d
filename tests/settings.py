"""The demo's settings with what the tests change; pytest reads this module before any test module.

Each worker moves into a data folder of its own (tests/ground). The built faces are read where `manage.py build_fonts`
left them: they take a minute and never change. Programs started by a test inherit these variables.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
data = tempfile.mkdtemp(prefix="banli-test-")
atexit.register(shutil.rmtree, data, ignore_errors=True)
os.environ["BANLI_DEMO"] = "1"
os.environ["BANLI_DATA"] = data
os.environ.setdefault("BANLI_FONTS", str(BASE_DIR / "data" / "fonts"))
os.environ.setdefault("DB_LOCK_SECONDS", "60")  # a race of fifty on a busy machine waits longer than people do
os.environ["QUIET_HOURS"] = "00:00-00:00"  # never: a test runs at any hour
# Playwright's own event loop runs in the test's thread, which makes Django refuse database calls there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

from config.settings import *  # noqa: E402, F403
from config.settings import DATA_DIR, DATABASES, MIDDLEWARE  # noqa: E402

MIDDLEWARE = ["tests.inflight.Count", *MIDDLEWARE]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WHITENOISE_AUTOREFRESH = True  # every test client would list all static files again
STATIC_ROOT = data  # nothing is collected; WhiteNoise warns of a folder that is not there
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, so that the live server's threads have connections of their own; no waiting for the disk.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] = (
        "PRAGMA synchronous=OFF; PRAGMA journal_mode=MEMORY; PRAGMA temp_store=MEMORY;"
    )
    # One connection asks all that the tests of a worker ask: let it remember more than 128 statements, two pages'.
    DATABASES["default"]["OPTIONS"]["cached_statements"] = 2000
else:
    from tests.ground.planned import Planned

    DATABASES["default"].setdefault("OPTIONS", {})["cursor_factory"] = Planned
