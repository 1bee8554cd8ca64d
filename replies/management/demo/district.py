"""What the district office did in the demo: leaders' cases marked, notes sent to the units, some of them answered."""

import datetime as dt
import uuid

from django.utils import timezone

from proposals.calendar.workdays import WorkCalendar
from proposals.cases.access import administers_all
from proposals.cases.oversight import plans, supervision
from proposals.erasures.actions import ask_erasure, confirm_erasure
from proposals.erasures.places import find_places
from proposals.models import Case, Erasure, LedAs, Role, Session, Status, User
from proposals.models.states import HELPING_PARTS
from replies.colleagues.actions import write_note
from replies.joint.actions import join_suggestions
from replies.management.demo.cast import case_files, session_of
from replies.management.demo.clock import at_moment

LED = {
    "029": (LedAs.KEY, "区人大常委会马骏副主任"),
    "041": (LedAs.LED, "沈嘉副区长"),
    "099": (LedAs.LED, "沈嘉副区长"),
    "077": (LedAs.KEY, "区人大常委会马骏副主任"),
}
# number: (the plan, from and to: days from today)
PLANS = {
    "029": ("听取区民政局汇报，实地察看两处综合为老服务中心，召开一次代表座谈会；请在年底前形成督办报告。", -40, 34),
    "077": ("由城建环保委员会牵头，实地察看三个老旧小区的停车改造，与代表面对面交换意见。", -60, -3),
}
# number: (working days ago, what is asked, days to answer in, the answer)
NOTES = {
    "016": (1, "这件建议昨天到期，还没有送审。请说明卡在哪里，哪一天能送达代表。", 2, ""),
    "034": (
        2,
        "今天到期，请抓紧签发；签发后当天送达代表。",
        2,
        "答复昨天已经核稿，局领导今天签发，下午由经办科室当面送到代表手里。",
    ),
    "092": (1, "还剩3个工作日，答复仍在核稿。请在到期前留出送达代表的时间，回复预计签发的日期。", 2, ""),
}
# A note in which somebody's number at a hospital stood.
NUMBER = "住院号ZY20260317"
NOTE = f"反映情况的老人家属打来电话，{NUMBER}，答应本周回访。"


def join_cases() -> None:
    """并案 of the cases whose files say so, by their handler."""
    for script in case_files():
        if leading := script.get("joined_to"):
            cases = Case.objects.filter(suggestion__session=session_of(script["session"]))
            case, lead = (cases.get(suggestion__number=number) for number in (script["number"], leading))
            reason = "两件都要求为居委会减负，内容相同。"
            join_suggestions(case, lead, User.objects.get(cases=lead), comment=reason)


def play_supervision(calendar: WorkCalendar) -> None:
    """Played after the cases, through the program's own actions."""
    office = User.objects.filter(memberships__role=Role.DISTRICT).earliest("pk")
    cases = Case.objects.filter(suggestion__session__body=Session.Body.CONGRESS, suggestion__session__meeting=5)
    main = {
        case.suggestion.number: case
        for case in cases.exclude(part__in=HELPING_PARTS).select_related("suggestion", "unit")
    }
    today = timezone.localdate()
    for number, (led_as, led_by) in LED.items():
        with at_moment(_before(calendar, 5)):
            supervision.mark_led(main[number], office, led_as=led_as, led_by=led_by, seen=("", ""))
            if number in PLANS:
                _plan(main[number], office, today, *PLANS[number])
    for number, (ago, text, days, answer) in NOTES.items():
        with at_moment(_before(calendar, ago)):
            due = calendar.after_working_days(timezone.localdate(), days)
            note = supervision.supervise_case(main[number], office, text=text, answer_due=due, key=uuid.uuid4())
        if answer:
            with at_moment(_before(calendar, ago - 1) + dt.timedelta(minutes=40)):
                supervision.answer_supervision(note, User.objects.get(cases=main[number]), text=answer)


def _plan(case: Case, office: User, today: dt.date, text: str, starts: int, ends: int) -> None:
    first, last = today + dt.timedelta(days=starts), today + dt.timedelta(days=ends)
    plans.write_plan(case, office, text=text, starts=first, ends=last, seen=0)


def _before(calendar: WorkCalendar, count: int) -> dt.datetime:
    """The morning so many working days before today."""
    day = timezone.localdate()
    for _ in range(count):
        day -= dt.timedelta(days=1)
        while not calendar.is_working(day):
            day -= dt.timedelta(days=1)
    return timezone.make_aware(dt.datetime.combine(day, dt.time(9, 20)))


def play_erasure() -> None:
    """Asked for by the district's office, agreed to by the auditor."""
    cases = Case.objects.filter(suggestion__session__body=Session.Body.CONGRESS, status=Status.CLOSED)
    case = cases.exclude(handler=None).order_by("pk").first()
    if case is None or case.handler is None:
        return
    write_note(case, case.handler, text=NOTE, key=uuid.uuid4())
    office = User.objects.filter(memberships__role=Role.DISTRICT).earliest("pk")
    people = User.objects.filter(memberships__role=Role.AUDITOR).order_by("pk")
    auditor = next(one for one in people if administers_all(one, Role.AUDITOR))
    places = [one for one in find_places(case.suggestion, [NUMBER]) if one.is_sure]
    law, reason = Erasure.Law.PERSONAL, "家属来信要求删除个人信息"
    erasure = ask_erasure(case.suggestion, office, places, law=law, reason=reason, key=uuid.uuid4(), whole=False)
    confirm_erasure(erasure, auditor)
