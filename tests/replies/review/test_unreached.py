"""A signed reply goes by itself to the deputies that have a mail address or a mobile; of the others it is said."""

import re

import pytest
from django.urls import reverse
from lxml import html

from proposals.models import Deputy, Status
from replies.feedback.links import make_link
from tests.factories import advance, make_case, world
from tests.replies.review.test_signed import reachable, said

pytestmark = pytest.mark.django_db


def no_address(case, **facts):
    """The second deputy has neither telephone nor mail, or only what `facts` say."""
    second = case.suggestion.proposers[1]
    Deputy.objects.filter(pk=second.pk).update(**{"email": "", "phone": "", **facts})
    case.reload()


WARNING = "//section[contains(@class, 'answer')]//p[@class='quiet small' and contains(., '征询链接')]"
UNREACHED = "周建伟没有手机和邮箱，征询链接不能自动发出，由经办人高扬转交链接，或者当面送达。"


@pytest.mark.parametrize(
    ("facts", "way_out", "reason"),
    [
        ({}, "", "周建伟没有手机和邮箱"),
        ({"phone": "021-56780000"}, "file", "周建伟没有邮箱，登记的电话不是手机"),
        ({"phone": "13000000001"}, "", "周建伟没有邮箱，这里也没有开通短信"),
    ],
)
@pytest.mark.parametrize("minutes", [0, 10])
def test_who_signs_hears_which_deputies_get_no_link_and_why(client, settings, facts, way_out, reason, minutes):
    settings.SEND_AFTER_MINUTES, settings.SMS_URL = minutes, way_out
    case = make_case(Status.SIGNING)
    reachable(case)
    no_address(case, **facts)
    client.force_login(world().leader)
    data = {"step": "sign", "opinion": "同意。", "seen": case.version}
    [first] = said(client.post(reverse("replies:review", args=[case.pk]), data, follow=True))
    told = UNREACHED.replace("周建伟没有手机和邮箱", reason)
    assert first.startswith(f"{case.suggestion.short_number}已签发。{told}")
    if minutes:
        case.reload()
        sent_now = client.post(reverse("replies:send_out", args=[case.pk]), {"seen": case.version}, follow=True)
        assert said(sent_now) == [f"已经发出，代表收到征询链接后就能看到答复。{told}"]


def test_nothing_is_said_where_everybody_is_reached_or_nothing_was_signed(client):
    case = make_case(Status.SIGNING)
    reachable(case)
    back = make_case(Status.SIGNING)
    client.force_login(world().leader)
    for one, step in ((case, "sign"), (back, "send_back")):
        if one == back:
            no_address(back)
        data = {"step": step, "opinion": "请看。", "seen": one.version}
        [first] = said(client.post(reverse("replies:review", args=[one.pk]), data, follow=True))
        assert ("征询链接" in first) is False


def test_the_handler_reads_on_the_case_why_no_link_went_out_and_what_to_do(client):
    case = make_case(Status.SIGNING)
    reachable(case)
    no_address(case)
    advance(case, "sign")
    client.force_login(world().handler)
    page = html.fromstring(client.get(case.get_absolute_url()).content.decode())
    [word] = page.xpath(WARNING)
    assert re.sub(r"\s+", "", word.text_content()) == (
        "没有手机和邮箱，征询链接没有自动发给周建伟代表。可以“发征询链接”，复制到微信或者请本人扫码；送纸件的，送到以后登记送达。"
        "没有登记的手机、邮箱可以补上，补上以后再“发征询链接”，就直接发给本人。"
    )
    ways = [("deliver", case.pk), ("reach", case.pk, case.suggestion.proposers[1].pk)]
    assert [a.get("href") for a in word.xpath(".//a")] == [reverse(f"replies:{name}", args=at) for name, *at in ways]
    make_link(case.current_round, world().handler, case.suggestion.proposers[1])
    page = html.fromstring(client.get(case.get_absolute_url()).content.decode())
    assert page.xpath(WARNING) == []
