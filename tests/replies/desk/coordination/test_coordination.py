"""协调会: asked for, called, postponed, called off, written down; who is told, where it waits, what is read."""

import uuid

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from proposals.models import Coordination, CoordinationAsk, Notice, Status
from proposals.notices.events import tell_units
from tests import factories as f
from tests.proposals.administration.offices import browser_of, text_of
from tests.replies.messages.people import tell
from tests.replies.originals.papers import picture
from tests.rules.oversight.meeting import ask_for, call_for, minuted_meeting, two_units

pytestmark = pytest.mark.django_db
REASON, MATTER, MINUTES = "两家对选址看法不同。", "由谁牵头选址。", "民政牵头，房管配合，月底前定址。"


def browser(who):
    return browser_of(getattr(f.world(), who))


def lists(who):
    return [row.case.pk for row in browser(who).get("/?group=coordination").context["rows"]]


def called(case, **said):
    """The form of 召集协调会, as the page gives it."""
    sent = {"on": f.day(3).isoformat(), "hour": "14:00", "place": "第二会议室", "matter": MATTER}
    sent |= {"units": [one.unit_id for one in case.suggestion.cases.all()], "key": str(uuid.uuid4())}
    return sent | {"deputies": [case.suggestion.proposers[0].pk]} | said


def told(words):
    tell_units()
    rows = Notice.objects.filter(sentence__contains=words, recipient__isnull=False)
    return sorted(set(rows.values_list("recipient__username", flat=True)))


def test_from_the_request_to_the_record():
    case, key = two_units(), str(uuid.uuid4())
    helper = case.suggestion.cases.exclude(pk=case.pk).get()
    asked = [browser("handler").post(f"/cases/{case.pk}/coordination/ask/", {"reason": REASON, "key": key})] * 2
    again = browser("office").post(
        f"/cases/{case.pk}/coordination/ask/", {"reason": REASON, "key": str(uuid.uuid4())}
    )
    assert ([one.status_code for one in asked], again.status_code) == ([302, 302], 409)
    assert {who: lists(who) for who in ("congress", "district", "cppcc")} == {
        "congress": [case.pk], "district": [case.pk], "cppcc": [],
    }  # fmt: skip
    assert told("请协调") == ["congress", "district"]
    path, sent = f"/cases/{case.pk}/coordination/", called(case)
    page = browser("congress").get(path)
    assert (REASON in text_of(page), REASON in page.context["form"].initial["matter"]) == (True, True)
    wrong = [{"units": [case.unit_id]}, {"on": f.day(-1).isoformat()}, {"matter": ""}]
    assert [browser("congress").post(path, sent | one).status_code for one in wrong] == [409, 400, 400]
    assert [browser("congress").post(path, sent).status_code for _ in range(2)] == [302, 302]
    held = Coordination.objects.get()
    assert CoordinationAsk.objects.get().meeting == held
    assert (lists("congress"), lists("district")) == ([case.pk], [])  # it waits for who called it
    assert told("召集协调会") == ["handler", "office", "other_office"]
    (message,) = [one for one in tell() if one.kind == "coordinate"]
    assert (message.deputy, MATTER.rstrip("。") in message.words) == (case.suggestion.proposers[0], True)
    for who, one in (("handler", case), ("other_office", helper), ("district", case)):
        page = text_of(browser(who).get(f"/cases/{one.pk}/"))
        assert ("第二会议室" in page, MATTER in page, "写纪要" in page) == (True, True, False)
    early = browser("congress").post(f"/coordination/{held.pk}/record/", {"minutes": MINUTES})
    assert (early.status_code, "还没有开" in text_of(early)) == (409, True)
    # The record: once, with a file, read by every unit; late until it is there.
    with time_machine.travel(timezone.now() + timezone.timedelta(days=5)):
        nav = browser("congress").get("/").context["desk_nav"]
        hot = {item.label: (item.count, item.hot) for section in nav for item in section.items}
        assert hot["协调"] == (1, True)
        scan = SimpleUploadedFile("纪要.png", picture())
        record, tasks = f"/coordination/{held.pk}/record/", "民政：月底前定址"
        assert browser("congress").post(record, {"minutes": ""}).status_code == 400
        done = browser("congress").post(record, {"minutes": MINUTES, "tasks": tasks, "file": scan})
        assert (done.status_code, lists("congress")) == (302, [])
        assert browser("congress").post(record, {"minutes": "另一份。"}).status_code == 409
    held.refresh_from_db()
    assert held.minutes == MINUTES
    for who, one in (("handler", case), ("other_office", helper)):
        page = text_of(browser(who).get(f"/cases/{one.pk}/"))
        assert (MINUTES in page, held.file.name in page) == (True, True)
        assert one.events.filter(action="coordinate_record").count() == 1


def test_what_the_record_left_out_is_written_beside_it():
    held = minuted_meeting()
    cases = list(held.suggestion.cases.order_by("pk"))
    path, sent = (
        f"/coordination/{held.pk}/supplement/",
        {"words": "房管局的意见漏记，补上。", "key": str(uuid.uuid4())},
    )
    assert browser("congress").post(path, sent | {"words": " "}).status_code == 400
    sheets = [{"file": SimpleUploadedFile("签到.png", picture())} for _ in range(2)]
    assert [browser("congress").post(path, sent | one).status_code for one in sheets] == [302, 302]
    (row,) = held.supplements.all()
    assert (row.words, row.by, row.file.name) == (sent["words"], f.world().congress, "签到.png")
    assert told("补充纪要") == ["handler", "office", "other_office"]
    for who, one in (("handler", cases[0]), ("other_office", cases[1])):
        page = browser(who).get(f"/cases/{one.pk}/")
        shown = text_of(page)
        assert (held.minutes in shown, row.words in shown, path in page.content.decode()) == (True, True, False)
        (event,) = one.events.filter(action="coordinate_supplement")
        assert (event.comment, event.data["supplement"]) == (row.words, row.pk)
    assert path in browser("congress").get(f"/cases/{cases[0].pk}/").content.decode()
    assert browser("district").post(path, sent | {"key": str(uuid.uuid4())}).status_code == 403
    bare = call_for(two_units())
    early = browser("congress").post(f"/coordination/{bare.pk}/supplement/", sent | {"key": str(uuid.uuid4())})
    assert (early.status_code, "还没有写纪要" in text_of(early), bare.supplements.count()) == (409, True, 0)


def test_another_hour_and_off():
    case = two_units()
    held = call_for(case)
    (message,) = [one for one in tell() if one.kind == "coordinate"]
    moved = {"on": f.day(9).isoformat(), "hour": "09:00", "place": "区人大会议室", "why": "领导出差", "version": 1}
    path = f"/coordination/{held.pk}/move/"
    assert [browser("congress").post(path, moved).status_code for _ in range(2)] == [302, 302]
    assert browser("congress").post(path, moved | {"hour": "10:00"}).status_code == 409
    same = browser("congress").post(path, moved | {"why": "再说一遍", "version": 2})
    assert (same.status_code, "都没有变" in text_of(same)) == (409, True)
    assert browser("district").post(path, moved).status_code == 403
    held.refresh_from_db()
    assert (held.version, held.place, case.events.filter(action="coordinate_move").count()) == (2, "区人大会议室", 1)
    assert told("协调会改期") == ["handler", "office", "other_office"]
    (message,) = tell(since=message.pk)
    assert ("原来约的" in message.words, "区人大会议室" in message.words) == (True, True)
    off = f"/coordination/{held.pk}/off/"
    assert [browser("congress").post(off, {"why": "已经商定"}).status_code for _ in range(2)] == [302, 302]
    assert browser("congress").post(f"/coordination/{held.pk}/record/", {"minutes": MINUTES}).status_code == 409
    assert (lists("congress"), told("取消协调会")) == ([], ["handler", "office", "other_office"])
    (message,) = tell(since=message.pk)
    assert (message.kind, "已经商定" in message.words) == ("coordoff", True)
    assert "已取消" in text_of(browser("handler").get(f"/cases/{case.pk}/"))


def test_no_meeting_and_nobody_to_meet():
    case = two_units()
    ask = ask_for(case)
    path = f"/coordination/asks/{ask.pk}/"
    assert [browser("district").post(path, {"why": "已经电话商定。"}).status_code for _ in range(2)] == [302, 302]
    assert browser("congress").post(path, {"why": "另一句。"}).status_code == 409
    assert (lists("congress"), told("不开协调会")) == ([], ["handler", "office"])
    assert "已经电话商定。" in text_of(browser("handler").get(f"/cases/{case.pk}/"))
    alone = f.make_case(Status.IN_PROGRESS)
    sent = {"reason": REASON, "key": str(uuid.uuid4())}
    assert browser("handler").post(f"/cases/{alone.pk}/coordination/ask/", sent).status_code == 409
    assert browser("congress").get(f"/cases/{alone.pk}/coordination/").status_code == 409
    page = text_of(browser("congress").get(f"/cases/{alone.pk}/"))
    assert "召集协调会" not in page


def test_who_may_neither_ask_for_a_meeting_nor_call_one_sees_no_empty_heading(client):
    lead = two_units()
    client.force_login(f.world().handler)
    assert "<h2>协调</h2>" in client.get(f"/cases/{lead.pk}/").content.decode()
    call_for(lead)
    client.force_login(f.world().committee)
    assert "<h2>协调</h2>" not in client.get(f"/cases/{lead.pk}/").content.decode()
