"""What was printed, and who took it, can be added, never changed or removed: the database itself refuses."""

from django.db import migrations

from proposals.models import append_only


class Migration(migrations.Migration):
    dependencies = [("replies", "0001_initial"), ("proposals", "0002_append_only")]
    operations = [append_only.operation("replies_printout", "replies_printtaking")]
