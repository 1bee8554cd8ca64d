"""Events can be added, never changed or removed: the database itself refuses."""

from django.db import migrations

from proposals.triggers import install_in_migration, remove_in_migration


class Migration(migrations.Migration):
    dependencies = [("proposals", "0001_initial")]
    operations = [migrations.RunPython(install_in_migration, remove_in_migration)]
