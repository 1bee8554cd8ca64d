"""归档: a closed year is only read, on every way to write; the way back is recorded."""

import datetime as dt
import re
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from proposals.cases.access import Refused
from proposals.cases.events import record_event
from proposals.models import AdministrationEvent, Case, Status
from proposals.models.administration.archive import ArchivedYear
from replies.colleagues.actions import write_note
from replies.models import PrintedForm, Promise
from replies.promises.actions import keep_promise
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


def test_a_year_waits_for_its_promises_and_offers_nothing_once_it_is_archived(client):
    """Neither on the case's page nor in the ledger; the forms do not open, and say why."""
    w, case = f.world(), f.promised(("新增助餐点4处", 30))
    Case.objects.filter(pk=case.pk).update(handed_on=dt.date(2024, 3, 4), statutory_due=dt.date(2024, 6, 4))
    promise = Promise.objects.get(reply__case=case)

    def archive():
        client.force_login(w.district)
        return client.post(reverse("archive"), {"year": "2024", "step": "archive", "reason": WHY})

    why = "不能归档：还有1项承诺没有兑现，归档以后不能再登记"
    refused = archive()
    assert (refused.status_code, f"2024年{why}。" in refused.content.decode()) == (409, True)
    page = client.get(reverse("archive")).content.decode()
    # Where nothing could be archived nor opened again, no form is there that could only refuse.
    assert (why in page, "现在没有可以归档的年度" in page, 'name="reason"' in page) == (True, True, False)
    client.force_login(w.handler)
    assert ledger_offers(client) == {reverse(f"replies:promise_{name}", args=[promise.pk]) for name in OF_LEDGER}
    ArchivedYear.objects.create(year=2024, reason="此前就归档的", by=w.district)
    assert ledger_offers(client) == set()
    ArchivedYear.objects.update(reopened_at=timezone.now(), reopened_by=w.district, reopened_for="承诺还在办")
    keep_promise(promise, w.handler, on=f.day(0), said="四处都开了。", seen=0)
    assert archive().status_code == 302
    barred = [
        *(reverse(f"replies:promise_{name}", args=[promise.pk]) for name in (*OF_LEDGER, "undo", "letter")),
        *(reverse(f"replies:{name}", args=[case.pk]) for name in ("paper", "deliver", "contact", "note", "print")),
        *(reverse(f"replies:{name}", args=[case.pk]) for name in ("follow_up", "original_add")),
    ]
    for person in (w.handler, w.office):
        client.force_login(person)
        pages = [client.get(reverse("case_tab", args=[case.pk, tab])) for tab in TABS]
        assert {one.status_code for one in pages} == {200}
        offered = {url for page in pages for url in OFFER.findall(main_of(page))}
        assert {url for url in offered if "/phones/" not in url} == {
            f"{case.get_absolute_url()}follow/",
            reverse("replies:materials", args=[case.pk]),
            *(reverse("replies:printed", args=[one.pk]) for one in PrintedForm.objects.filter(reply__case=case)),
            *(reverse("case_tab", args=[case.pk, tab]) for tab in TABS),
        }
        for url in (*barred, reverse("correct", args=[case.pk])):
            page = client.get(url)
            assert page.status_code == (403 if url == reverse("correct", args=[case.pk]) else 409), url
            assert page.status_code == 403 or "2024年已归档" in page.content.decode(), url
        assert 'form="form"' not in main_of(client.get(reverse("replies:materials", args=[case.pk])))
    client.force_login(w.district)
    assert client.get(reverse("correct", args=[case.pk])).status_code == 409


TABS = ("suggestion", "reply", "contacts", "feedback", "prints", "consultations")
OF_LEDGER = ("keep", "change", "report_new")
OFFER = re.compile(r'(?:href|action)="(/(?:cases|promises|printed|correct)/[^"#]+)"')


def main_of(page) -> str:
    return page.content.decode().partition("<main")[2]


def ledger_offers(client) -> set[str]:
    return {url for url in OFFER.findall(main_of(client.get(reverse("replies:promises")))) if url.startswith("/prom")}
