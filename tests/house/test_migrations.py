"""A database of a released version is brought up by the migrations that were added since: those that are released say
what they said. One that has to be mended is followed by another."""

import hashlib

from django.conf import settings

RELEASED = {
    "proposals/migrations/0001_initial.py": "4c48c4e59eba321d0786370a7e3d348f3b2ee62ed38805ff2d2b66e96ca43602",
    "proposals/migrations/0002_append_only.py": "735b27b6d6ce9e9a163648c137d4034b09da7f2fa95181059ff7a920df513721",
    "replies/migrations/0001_initial.py": "be71338a189615102f69798b384b8df1d08272691df925739385ab476d018ff8",
    "replies/migrations/0002_append_only.py": "5541fcfce03f94fe62f1910d3974a383d74cb3504f0d47955b536bd941f5d89b",
}


def test_released_migrations_say_what_they_said():
    found = {name: hashlib.sha256((settings.BASE_DIR / name).read_bytes()).hexdigest() for name in sorted(RELEASED)}
    assert found == RELEASED
