"""What can be wrong beside PostgreSQL: its programs, and the scratch database of the drill."""

import os
from pathlib import Path

import pytest
from django.db import connection

from proposals.backups.databases.postgresql import major_of
from tests.proposals.backups.test_backup import place, refused, restored, run, scratch

__all__ = ["place", "scratch"]  # fixtures
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]


@pytest.fixture(autouse=True)
def _here():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no programs of its own")


def test_without_its_programs_there_is_a_sentence(place, settings, tmp_path):
    settings.PG_BIN = str(tmp_path / "bin")
    (tmp_path / "bin").mkdir()
    server = major_of(connection)
    said = f"没有找到 pg_dump。请安装 postgresql-client-{server}，或者用 PG_BIN 说明它在哪个文件夹。"
    assert refused("backup", place) == said
    old = Path(settings.PG_BIN, "pg_dump")
    old.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 9.6'\n", encoding="utf-8")
    os.chmod(old, 0o700)
    said = f"pg_dump是9版，比数据库服务器（{server}版）旧。请安装 postgresql-client-{server}。"
    assert refused("backup", place) == said
    old.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 99.1'\n[ $1 = --version ] || { echo no >&2; exit 3; }\n")
    assert refused("backup", place) == "pg_dump 没有导出数据库：no"
    assert [path.name for path in place.iterdir()] == [".lock"]


def test_a_drill_asks_for_a_database_of_its_own_and_spares_every_other(place, scratch, settings):
    run("backup", place)
    own = settings.DRILL_DATABASE_URL
    settings.DRILL_DATABASE_URL = ""
    said = "还没有演练用的数据库。请建一个空的（createdb banli_drill），写进 DRILL_DATABASE_URL。"
    assert refused("drill_backup", place) == said
    settings.DRILL_DATABASE_URL = f"{own.rpartition('/')[0]}/{connection.settings_dict['NAME']}"
    said = "DRILL_DATABASE_URL 就是正在用的数据库，没有动它。请另建一个空的。"
    assert refused("drill_backup", place) == said
    settings.DRILL_DATABASE_URL = f"{own}_no"
    assert refused("drill_backup", place).startswith("演练用的数据库连不上：")
    settings.DRILL_DATABASE_URL = own
    with restored(scratch) as there, there.cursor() as cursor:
        cursor.execute("CREATE TABLE somebodys (id int)")
    assert "里有别的数据，没有动它" in refused("drill_backup", place)
    with restored(scratch) as there, there.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM somebodys")
        cursor.execute("COMMENT ON SCHEMA public IS '办理台恢复演练'")  # as a drill that was killed leaves it
    assert "恢复演练成功" in run("drill_backup", place)
    with restored(scratch) as there:
        assert there.introspection.table_names() == []
