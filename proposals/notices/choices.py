"""What one person chose of notices, written down."""

from collections.abc import Mapping

from django.db import transaction

from proposals.models import NoticeChoice, User


def choose_notices(user: User, ways: Mapping[str, str], summary_hour: int) -> None:
    """Keep how each kind is to come, and the hour of the summary. The same again changes nothing."""
    with transaction.atomic():
        for kind, way in ways.items():
            NoticeChoice.objects.update_or_create(user=user, kind=kind, defaults={"way": way})
        User.objects.filter(pk=user.pk).update(summary_hour=summary_hour)
