"""补资料: how a deputy is reached, added by whoever handles a case of the deputy's."""

import pytest
from django.urls import reverse

from proposals.models import AdministrationEvent, Deputy
from tests import factories as f
from tests.proposals.administration.offices import browser_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def unknown():
    """A case whose first deputy cannot be reached, with the address of the page."""
    case = f.make_case("in_progress")
    deputy = case.suggestion.proposers[0]
    Deputy.objects.filter(pk=deputy.pk).update(phone="", delegation="")
    return case, deputy, f"/cases/{case.pk}/deputies/{deputy.pk}/"


def test_what_is_missing_is_added_and_both_records_say_so_without_the_number(unknown):
    case, deputy, path = unknown
    browser = browser_of(f.world().handler)
    assert path in browser.get(reverse("case_tab", args=[case.pk, "contacts"])).content.decode()
    assert browser.post(path, {"phone": "13900002207", "delegation": "大场代表团"}).status_code == 302
    row = Deputy.objects.get(pk=deputy.pk)
    assert (row.phone, row.delegation) == ("13900002207", "大场代表团")
    told = AdministrationEvent.objects.get(subject="deputy", subject_id=deputy.pk)
    assert (told.label, told.source) == ("补资料", "区民政局办理时补")
    assert [(one["field"], one["old"], one["new"]) for one in told.changes] == [
        ("手机", "", "已改"),
        ("代表团", "", "大场代表团"),
    ]
    assert case.events.last().label == "补了赵洪蓉的手机、代表团"


def test_what_is_known_stays(unknown):
    _, deputy, path = unknown
    browser = browser_of(f.world().handler)
    browser.post(path, {"phone": "13900002207"})
    browser.post(path, {"phone": "13900009999", "delegation": ""})
    assert Deputy.objects.get(pk=deputy.pk).phone == "13900002207"
    assert AdministrationEvent.objects.count() == 1


def test_a_delegation_that_makes_two_of_one_is_refused(unknown):
    _, deputy, path = unknown
    Deputy.objects.create(name=deputy.name, delegation="大场代表团")
    page = browser_of(f.world().handler).post(path, {"delegation": "大场代表团"})
    assert (page.status_code, "请系统管理员核对是不是同一位" in page.content.decode()) == (409, True)
