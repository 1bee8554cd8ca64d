"""What was printed, and who took it, can be added, never changed or removed: the database itself refuses."""

from django.db import migrations

from proposals import triggers

TABLES = ("replies_printout", "replies_printtaking")


def install(apps, schema_editor):
    triggers.install(schema_editor.connection, TABLES)


def remove(apps, schema_editor):
    triggers.remove(schema_editor.connection, TABLES)


class Migration(migrations.Migration):
    dependencies = [("replies", "0012_print_jobs"), ("proposals", "0002_append_only_events")]
    operations = [migrations.RunPython(install, remove)]
