"""Records can be added, never changed or removed: the database itself refuses."""

from django.db import migrations

from proposals.models import append_only


class Migration(migrations.Migration):
    dependencies = [("replies", "0001_initial")]
    operations = [append_only.operation("replies_askedstep", "replies_messagetemplate", "replies_printout", "replies_printtaking", "replies_quiethours", "replies_reportverdict", "replies_revisitanswer", "replies_unitletter")]
