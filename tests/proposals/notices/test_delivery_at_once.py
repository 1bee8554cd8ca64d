"""Two runs of housekeeping at the same moment: a mail goes out once."""

import datetime as dt
import threading
import time

import pytest
import time_machine
from django.core import mail
from django.db import connections, transaction
from django.utils import timezone

from proposals.models import Notice, User
from proposals.notices.delivery import post_notices
from tests import factories as f

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_runs_at_once_send_one_mail():
    User.objects.filter(pk=f.world().handler.pk).update(email="handler@example.gov.cn")
    with time_machine.travel(dt.datetime(2026, 3, 19, 10, tzinfo=timezone.get_default_timezone())):
        facts = {"kind": "told", "sentence": "请看。", "made_at": timezone.now()}
        Notice.objects.bulk_create(Notice(recipient=f.world().handler, key=f"k{n}", **facts) for n in range(3))
        sent = []

        def run():
            try:
                sent.append(post_notices())
            finally:
                connections.close_all()

        threads = [threading.Thread(target=run) for _ in range(2)]
        with transaction.atomic():  # both come to the rows before either has them
            list(Notice.objects.select_for_update())
            for thread in threads:
                thread.start()
            time.sleep(1)
        for thread in threads:
            thread.join()
    assert (sorted(sent), len(mail.outbox)) == ([(0, 0), (3, 0)], 1)
    assert set(Notice.objects.values_list("tries", flat=True)) == {1}
