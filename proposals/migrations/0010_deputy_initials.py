from django.db import migrations

import proposals.pinyin


def fill(apps, schema_editor):
    """Saving works them out."""
    deputies = apps.get_model("proposals", "Deputy")
    for deputy in deputies.objects.iterator():
        deputy.save(update_fields=["initials"])


class Migration(migrations.Migration):
    dependencies = [("proposals", "0009_notice")]

    operations = [
        migrations.AddField(
            model_name="deputy",
            name="initials",
            field=proposals.pinyin.Initials(blank=True, editable=False, max_length=250, verbose_name="拼音首字母"),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
