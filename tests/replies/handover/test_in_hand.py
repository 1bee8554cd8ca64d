"""What a person has in hand (手上 N 件) is one number, whichever page tells it."""

import re
import uuid

import pytest
from django.urls import reverse
from lxml import html

from proposals.models import Case, Part, Role, Status
from tests import factories as f
from tests.factories import make_case, world
from tests.replies.joint.pair import join_pair

pytestmark = pytest.mark.django_db
S = Status


def a_full_desk() -> list[Case]:
    """A case of the handler in every state, as 会办 and as one of two joined; what is closed with a promise. Returns
    those that are in hand."""
    for status in Status:
        make_case(status)
    f.promised(("新增助餐点", 40))
    make_case(S.IN_PROGRESS, part=Part.HELP)
    join_pair("sign_for", "assign")
    w = world()
    w.handler.memberships.create(unit=w.other_bureau, role=Role.HANDLER)
    elsewhere = f.hand_over(f.suggestion(), w.other_bureau)
    f.advance(elsewhere, "sign_for", "assign")
    Case.objects.filter(pk=elsewhere.pk).update(handler=w.handler)
    states = (S.IN_PROGRESS, S.CHECKING, S.SIGNING, S.SIGNED, S.SEEKING_FEEDBACK, S.UNDER_STUDY, S.TO_REPORT)
    mine = Case.objects.filter(handler=w.handler, unit=w.bureau)
    closed = mine.filter(status=S.CLOSED, replies__promises__isnull=False)
    return [*mine.filter(status__in=states, joined_to=None), *closed]


def said_on(client, who, address: str, pattern: str) -> list[int]:
    """The numbers that the page says, by what stands around them."""
    client.force_login(who)
    page = html.fromstring(client.get(address).content.decode())
    text = re.sub(r"\s+", "", page.xpath("//main")[0].text_content())
    return [int(number) for number in re.findall(pattern, text)]


def test_every_page_tells_the_same_number(client):
    kept = len(a_full_desk())
    w = world()
    person, received = w.handler, make_case(S.RECEIVED)
    own = reverse("replies:hand_over", args=[person.pk, w.bureau.pk])
    told = {
        "人员和交接": said_on(client, w.office, reverse("replies:people"), r"高扬基层政权科·经办人在岗(\d+)件"),
        "交接": said_on(client, w.office, own, r"·手上(\d+)件"),
        "调科室": said_on(client, w.office, own, r"手上的(\d+)件随人带到新科室"),
        "我要离岗": said_on(client, person, own, r"·手上(\d+)件"),
        "分办": said_on(client, w.office, reverse("replies:assign", args=[received.pk]), r"高扬（手上(\d+)件"),
        "一起分办": said_on(client, w.office, f"{reverse('many_assign')}?c={received.pk}", r"高扬手上(\d+)件"),
    }
    assert {page: sorted(set(numbers)) for page, numbers in told.items()} == {page: [kept] for page in told}
    client.force_login(w.office)
    assert len(client.get(own).context["forms"]["cases"].held) == kept
    # The administrator looks after the account, whatever the unit: all of it, and what of it is where.
    every, out = kept + 1, reverse("person_out", args=[person.pk])
    at = f"区民政局（{kept}件）、区房管局（1件）办公室"
    told = {
        "人员": said_on(client, w.admin, reverse("people"), r"高扬区民政局.*?从没登录(\d+)"),
        "一个人": said_on(client, w.admin, reverse("person", args=[person.pk]), rf"手上(\d+)件要交给别人的，由{at}"),
        "停用": said_on(client, w.admin, out, rf"手上还有(\d+)件。请先让{at}"),
    }
    assert told == {page: [every] for page in told}


def listed(client, person) -> list[tuple[str, str, str]]:
    """Of what waits for the person, as the page of 交接 lists it: number, what is to be done, who else may."""
    answer = client.get(reverse("replies:hand_over", args=[person.pk, world().bureau.pk]))
    found = html.fromstring(answer.content.decode()).xpath("//section[@aria-labelledby='waiting']//tbody/tr")
    cells = [[re.sub(r"\s+", "", cell.text_content()) for cell in row.xpath("td")] for row in found]
    return [(row[0], row[2], row[4]) for row in cells]


def take_leave(client, person, stand_in="") -> str:
    """Leave is registered on the page; what it then says."""
    said = {"kind": "absence", "starts": f.day(0), "until": f.day(9), "reason": "休假", "stand_in": stand_in}
    address = reverse("replies:hand_over", args=[person.pk, world().bureau.pk])
    answer = client.post(address, {**said, "key": uuid.uuid4()}, follow=True)
    return " ".join(str(one) for one in answer.context["messages"])


def test_what_waits_for_an_act_is_listed_with_who_else_may(client):
    """A leader has nothing in hand, but signatures wait; the office has what is to be checked and received."""
    w = world()
    (
        make_case(S.SIGNING, number="034"),
        make_case(S.SIGNING, number="081"),
        make_case(S.AWAITING_RECEIPT, number="090"),
    )
    client.force_login(w.office)
    sign = "答复签发审核中·待签发"
    assert listed(client, w.leader) == [("034", sign, "鲁正平"), ("081", sign, "鲁正平")]
    assert listed(client, w.handler) == []
    assert listed(client, w.office) == [("090", "签收待签收", "没有别人能办")]
    client.force_login(w.leader)
    assert "没有人代办。等着办的2件列在下面，写明了还有谁能办。" in take_leave(client, w.leader)
    client.force_login(w.second_leader)
    assert listed(client, w.second_leader) == [("034", sign, "没有别人能办"), ("081", sign, "没有别人能办")]
    take_leave(client, w.second_leader, w.office.pk)
    assert listed(client, w.second_leader) == [("034", sign, "孙莉"), ("081", sign, "孙莉")]
