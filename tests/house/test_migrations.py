"""A database of a released version is brought up by the migrations that were added since: those that are released say
what they said. One that has to be mended is followed by another."""

import hashlib

from django.conf import settings

RELEASED = {
    "proposals/migrations/0001_initial.py": "7f61252294711005ecde7b34b0696c1447c44442da25f342d13c4a5d6dc59ffb",
    "proposals/migrations/0002_append_only.py": "8a9d3f566fb5be92a4dc6a63b76a0f845276a44c21ea733481c66b46db6e9bd3",
    "replies/migrations/0001_initial.py": "f331bf571e04897ca7ff5aedee5b874fe377104cb6f03077a5ae17db663e0e08",
    "replies/migrations/0002_append_only.py": "84802a724cfda09595c6996d5d08d04e75b36368c42c0aa098b2c2f5645cb584",
}


def test_released_migrations_say_what_they_said():
    found = {name: hashlib.sha256((settings.BASE_DIR / name).read_bytes()).hexdigest() for name in sorted(RELEASED)}
    assert found == RELEASED
