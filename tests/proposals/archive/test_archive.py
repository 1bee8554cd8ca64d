"""归档: a closed year is only read, on every way to write; the way back is recorded."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse

from proposals.cases.access import Refused
from proposals.cases.events import record_event
from proposals.models import AdministrationEvent, Case, Status
from replies.colleagues.actions import write_note
from tests import factories as f

pytestmark = pytest.mark.django_db
WHY = "全部办结，已移交档案室"


def test_an_archived_year_is_only_read_until_it_is_opened_again(client):
    w, case = f.world(), f.make_case(Status.CLOSED)
    lasting = f.make_case("in_progress")
    old = dt.date(2024, 3, 4)
    Case.objects.filter(pk__in=[case.pk, lasting.pk]).update(handed_on=old, statutory_due=dt.date(2024, 6, 4))
    client.force_login(w.district)
    page = reverse("archive")

    def send(step):
        return client.post(page, {"year": "2024", "step": step, "reason": WHY})

    refused = send("archive")
    assert (refused.status_code, "2024年不能归档：还有1件没有办结。" in refused.content.decode()) == (409, True)
    Case.objects.filter(pk=lasting.pk).update(handed_on=dt.date(2025, 3, 4), statutory_due=dt.date(2025, 6, 4))
    assert [send("archive").status_code for _ in range(2)] == [302, 302]  # sent twice it is done once
    said = "2024年已归档，只能看，不能再改。确要更正的，请区政府办公室在“归档”里写明原因重新打开。"
    for write in (
        lambda: write_note(case, w.handler, text="补一句", key=uuid.uuid4()),
        lambda: record_event(case, w.handler, "print", "打印"),
        lambda: f.advance(case, "follow_up"),
    ):
        with pytest.raises(Refused, match=said):
            write()
    client.force_login(w.handler)
    shown = client.get(case.get_absolute_url())
    assert (shown.status_code, "2024年已归档" in shown.content.decode()) == (200, True)
    note = client.post(reverse("replies:note", args=[case.pk]), {"text": "补一句话", "key": str(uuid.uuid4())})
    assert note.status_code == 409
    write_note(lasting, w.handler, text="别的年度照常", key=uuid.uuid4())
    client.force_login(w.district)
    assert [send("reopen").status_code for _ in range(2)] == [302, 302]
    write_note(case, w.handler, text="补一句", key=uuid.uuid4())
    kept = AdministrationEvent.objects.filter(subject="year").order_by("pk")
    assert [(one.label, one.subject_name, one.comment) for one in kept] == [
        ("归档", "2024年", WHY),
        ("重新打开", "2024年", WHY),
    ]
