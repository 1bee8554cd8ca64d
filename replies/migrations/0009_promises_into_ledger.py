from django.db import migrations


def into_ledger(apps, schema_editor):
    """What was promised by replies signed before there was a ledger; an earlier round's goes over to the next."""
    Reply, Promise = apps.get_model('replies', 'Reply'), apps.get_model('replies', 'Promise')
    signed = Reply.objects.filter(signed_at__isnull=False).select_related('signed_draft').order_by('case', 'round')
    later = {}
    for reply in signed.reverse():
        rows = [row for row in reply.signed_draft.promises if row['item'] and row['on']]
        Promise.objects.bulk_create(
            Promise(
                reply=reply,
                position=position,
                item=row['item'],
                promised_on=row['on'],
                due_on=row['on'],
                carried_to=later.get(reply.case_id),
            )
            for position, row in enumerate(rows, 1)
        )
        later[reply.case_id] = reply


class Migration(migrations.Migration):

    dependencies = [
        ('replies', '0008_wordings_promises'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='draft',
            name='promise',
        ),
        migrations.RemoveField(
            model_name='draft',
            name='promised_on',
        ),
        migrations.RunPython(into_ledger, migrations.RunPython.noop),
    ]
