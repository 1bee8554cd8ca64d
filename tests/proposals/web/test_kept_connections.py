"""A connection to SQLite is kept from one request to the next, for as long as it leads to the file of that name."""

import shutil

import pytest
from django.db.utils import ConnectionHandler


def read(store):
    """What the next request reads, and by which connection."""
    store.close_if_unusable_or_obsolete()  # as Django does at the beginning and end of each request
    with store.cursor() as cursor:
        return cursor.execute("SELECT word FROM said").fetchall(), store.connection


@pytest.mark.django_db
def test_a_file_put_in_the_place_of_another_is_read_by_the_next_request(tmp_path):
    kept = {"ENGINE": "config.sqlite3", "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    names = {name: {**kept, "NAME": tmp_path / name} for name in ("default", "other")}
    stores = ConnectionHandler(names)
    for name in names:
        with stores[name].cursor() as cursor:
            cursor.execute("CREATE TABLE said (word)")
            cursor.execute("INSERT INTO said VALUES (%s)", [name])
    first, again = read(stores["default"]), read(stores["default"])
    assert first[0] == [("default",)]
    assert again[1] is first[1]
    stores["other"].close()
    shutil.move(tmp_path / "other", tmp_path / "default")
    assert read(stores["default"])[0] == [("other",)]
    stores["default"].close()
