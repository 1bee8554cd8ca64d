"""Records can be added, never changed or removed: the database itself refuses."""

from django.db import migrations

from proposals.models import append_only


class Migration(migrations.Migration):
    dependencies = [("proposals", "0001_initial")]
    operations = [append_only.operation("proposals_administrationevent", "proposals_coordinationsupplement", "proposals_event", "proposals_knownhead", "proposals_signin")]
