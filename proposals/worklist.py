"""What waits for whom, said in words: the groups of the side navigation, the rows of a list, the state line.

Who must act is read from the table: the person whose role takes the main step from the state a case is in.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q
from django.utils import timezone

from proposals import owing
from proposals.deadlines import PROMISE_SOON_DAYS, WorkCalendar
from proposals.helping import Helpers, helpers, reminded
from proposals.models import Handling, Part, Role, Status, User
from proposals.models.case import FINAL
from proposals.terms import begun_on
from proposals.workflow import ANSWERING, TABLE, Transition

S = Status
STAFF = (Role.OFFICE, Role.HANDLER, Role.LEADER)
NAMED = 2  # deputies a row names
# An empty Q() would vanish in an "or".
EVERYTHING, NOTHING = Q(pk__isnull=False), Q(pk__in=[])
# From querysets.with_answers: every deputy has answered, or is known not to.
ALL_ANSWERED = Q(delivered_on__isnull=False, given__gte=F("asked") - F("silent"))


# ---- who must act ----------------------------------------------------------------------------------------


def reach(user: User, role: str) -> Q:
    """The cases on which this person may act in that role: a handler on the own ones, office and leader on the
    unit's, the working bodies on what concerns them."""
    if role == Role.DISTRICT:
        return EVERYTHING if user.has_role(Role.DISTRICT) else NOTHING
    if role == Role.CONGRESS:
        return Q(suggestion__kind__in=user.studies())
    mine = Q(unit__in=user.units_as(role))
    return mine & Q(handler=user) if role == Role.HANDLER else mine


def waiting(user: User) -> Q:
    """What waits for this person: cases in a state whose main step is this person's, unless that step itself
    waits for somebody else; and for the handler, what is signed and has not reached every deputy, and what a deputy
    asks for."""
    found = Q(status=S.SEEKING_FEEDBACK, delivered_on__isnull=True) & reach(user, Role.HANDLER)
    found |= Q(pk__in=Handling.objects.with_wishes().values("pk")) & reach(user, Role.HANDLER)
    untold = Q(pk__in=Handling.objects.with_extension_untold().values("pk"))
    found |= untold & (reach(user, Role.HANDLER) | Q(handler=None) & reach(user, Role.OFFICE))
    found |= _asks_extension() & reach(user, Role.DISTRICT)
    for row in TABLE:
        if row.main:
            here = Q(status__in=row.sources, part__in=row.parts) & _not_elsewhere(row, user)
            for role in row.by:
                found |= here & reach(user, role)
    return found


def _not_elsewhere(row: Transition, user: User) -> Q:
    """The table's blockers as far as they mean that somebody else is to act."""
    if Role.LEADER in row.by:
        return ~Q(handler=user)
    if row.name == "hand_on":
        return Q(passed_on=None)
    if row.name == "report":
        return ALL_ANSWERED | Q(status=S.TO_REPORT)
    return Q()


def _asks_extension() -> Q:
    return Q(pk__in=Handling.objects.with_extension_asked().values("pk"))


def _of_staff(user: User) -> Q:
    """The unit's cases for its office and leaders, the own ones for a handler."""
    return Q(unit__in=user.units_as(Role.OFFICE, Role.LEADER)) | reach(user, Role.HANDLER)


def _of_unit(user: User) -> Q:
    return Q(unit__in=user.units_as(*STAFF))


@dataclass(frozen=True)
class Group:
    """A list in the side navigation, and what it says when nothing is in it. `hot` are the cases that colour the
    count; `page` names the page it leads to where that is not the plain list."""

    slug: str
    label: str
    roles: tuple[Role, ...]
    where: Callable[[User], Q]
    empty: str
    then: str
    part: str = ""
    hot: Callable[[User], Q] | None = None
    page: str = ""


def late(on: dt.date) -> Q:
    """Past the date the desk works to and not yet with every deputy (with querysets.with_due)."""
    return OPEN & Q(delivered_on__isnull=True, due_on__lt=on)


def promised(user: User, days: int) -> Q:
    """The cases of this handler or office that owe something promised by so many days from now. (The promises
    belong to the other app; the relation is all that is used of them here.)"""
    by = timezone.localdate() + dt.timedelta(days=days)
    owed = Q(replies__promises__kept_on=None, replies__promises__carried_to=None, replies__promises__due_on__lte=by)
    cases = Handling.objects.exclude(status=S.WITHDRAWN).filter(owed)
    return Q(pk__in=cases.values("pk")) & (reach(user, Role.OFFICE) | reach(user, Role.HANDLER))


OPEN = ~Q(status__in=FINAL)
BODIES = (Role.DISTRICT, Role.CONGRESS)
GROUPS = (
    Group(
        "todo",
        "我的待办",
        (),
        waiting,
        "现在没有等您办的",
        "有新的建议转到您这里，会出现在这一页。",
        hot=lambda user: waiting(user) & late(timezone.localdate()),
    ),
    Group(
        "supervised",
        "督办",
        STAFF,
        lambda user: Q(pk__in=Handling.objects.supervised().values("pk")) & _of_staff(user),
        "没有等您回复的督办",
        "区政府办公室发来督办单，会出现在这里，请在期限前回复。",
        hot=lambda user: Q(pk__in=Handling.objects.supervised().values("pk")) & _of_staff(user),
    ),
    Group(
        "mine",
        "我在办",
        (Role.HANDLER,),
        lambda user: OPEN & ~Q(part=Part.HELP) & reach(user, Role.HANDLER),
        "您手上没有在办的建议",
        "办公室分办给您以后，会出现在这里。",
    ),
    Group(
        "helping",
        "会办给我们",
        STAFF,
        lambda user: OPEN & Q(part=Part.HELP) & _of_unit(user),
        "没有请我们会办的建议",
        "别的单位请我们会办时，会出现在这里。",
    ),
    Group(
        "feedback",
        "等代表反馈",
        STAFF,
        lambda user: Q(status=S.SEEKING_FEEDBACK, delivered_on__isnull=False) & ~ALL_ANSWERED & _of_staff(user),
        "没有在等代表反馈的建议",
        "答复送达代表以后，在这里等代表填写意见。",
    ),
    Group(
        "promises",
        "承诺到期",
        (Role.OFFICE, Role.HANDLER),
        lambda user: promised(user, PROMISE_SOON_DAYS),
        "没有快到期的承诺",
        "答复里承诺的事项快到期时，会出现在这里。",
        hot=lambda user: promised(user, -1),
    ),
    Group(
        "receive",
        "待签收",
        STAFF,
        lambda user: Q(status=S.AWAITING_RECEIPT) & _of_unit(user),
        "没有待签收的建议",
        "区政府办公室交办以后，会出现在这里。",
        "本单位",
    ),
    Group(
        "review",
        "审核中",
        STAFF,
        lambda user: Q(status__in=(S.CHECKING, S.SIGNING)) & _of_unit(user),
        "没有在审核的答复",
        "经办人送审以后，在这里等核稿和签发。",
        "本单位",
    ),
    Group(
        "plan",
        "对方案不满意",
        (Role.LEADER,),
        lambda user: Q(pk__in=Handling.objects.with_disputed_plan().values("pk")) & _of_staff(user),
        "没有代表对办理方案不满意",
        "代表只对办理方案不满意的，不必转待研究，但会列在这里请局领导过目。",
        "本单位",
    ),
    Group(
        "done",
        "已办结",
        STAFF,
        lambda user: Q(status=S.CLOSED) & _of_unit(user),
        "还没有办结的建议",
        "代表都反馈、报送办结以后，会收在这里。",
        "本单位",
    ),
    Group(
        "decisions",
        "待批",
        (Role.DISTRICT,),
        lambda user: Q(status=S.RETURN_REQUESTED) | _asks_extension(),
        "没有等待批复的退办和延期",
        "承办单位申请退办或延期以后，会出现在这里。",
        "全区",
        page="decisions",
    ),
    Group(
        "hand_on",
        "待改办",
        (Role.DISTRICT,),
        lambda user: Q(status=S.RETURNED, passed_on=None, part__in=ANSWERING),
        "没有退回后等着改办的建议",
        "同意退办以后还没有交给别的单位的，会出现在这里。",
        "全区",
    ),
    Group(
        "study",
        "待研究",
        BODIES,
        lambda user: Q(status=S.UNDER_STUDY) & (reach(user, Role.DISTRICT) | reach(user, Role.CONGRESS)),
        "没有待研究的建议",
        "代表对办理结果或态度不满意时，会转到这里研究。",
        "全区",
    ),
)


def groups_for(user: User) -> list[Group]:
    return [group for group in GROUPS if not group.roles or user.units_as(*group.roles)]


# ---- what is to be done ----------------------------------------------------------------------------------


def main_step(case: Handling) -> Transition | None:
    """The step the case waits for in its present state."""
    if case.passed_on:
        return None
    rows = (row for row in TABLE if row.main and case.status in row.sources and case.part in row.parts)
    return next(rows, None)


def works_here(case: Handling, user: User) -> bool:
    """Whether the person belongs to the unit that handles the case, and may read what is not yet signed."""
    return case.unit_id in user.units_as(*STAFF)


def to_do(case: Handling, *, inside: bool = True) -> str:
    """What is to be done now. Outside the unit nothing of the unsigned text or its review is told."""
    if not inside and owing.asks_extension(case):
        return "批复延期申请"
    if inside and (untold := owing.extension_to_tell(case)):
        return f"把延期告知{untold}位{case.suggestion.address}；{_to_do(case, inside)}"
    return _to_do(case, inside)


def _to_do(case: Handling, inside: bool) -> str:
    if case.status == S.IN_PROGRESS:
        return _writing(case) if inside else f"办理中，{_paper(case)}尚未签发"
    if case.status == S.SEEKING_FEEDBACK:
        return _asking(case)
    plain = {
        S.AWAITING_RECEIPT: "签收",
        S.RETURN_REQUESTED: "批复退办申请",
        S.RETURNED: "改由别的单位办理" if main_step(case) else "",
        S.RECEIVED: "分办到科室和经办人",
        S.CHECKING: f"{_paper(case)}核稿",
        S.SIGNING: f"{_paper(case)}签发",
        S.UNDER_STUDY: "研究是否再次办理",
        S.TO_REPORT: "报送办结",
    }
    return plain.get(Status(case.status)) or owing.said(case) or case.get_status_display()


def _paper(case: Handling) -> str:
    return "会办意见" if case.helps else "答复"


def _writing(case: Handling) -> str:
    reply = case.current_reply
    if reply is None:
        return f"拟写{_paper(case)}"
    draft, reviews = reply.latest_draft, list(reply.reviews.all())
    if draft and reviews and reviews[-1].outcome == "returned" and reviews[-1].draft_id == draft.pk:
        return f"按退回意见修改：{reviews[-1].opinion}"
    first, *rest = (one.split("（")[0] for one in reply.obstacle_to_submission().split("；"))
    if draft is None or not draft.body.strip():
        return f"拟写{_paper(case)}" + (f"，{rest[0]}" if rest and "未联系" in rest[0] else "")
    return f"{first}{f'，另有{len(rest)}处要补' if rest else ''}" if first else f"{_paper(case)}可以送审"


def _asking(case: Handling) -> str:
    reply = case.current_reply
    for wish in reply.wishes.all():
        if not wish.settled_at:
            return str(wish)
    if missing := reply.undelivered():
        return f"把答复送达{len(missing)}位{case.suggestion.address}"
    if silent := reply.unexplained():
        return f"等{_called_by_name(silent)}{case.suggestion.address}反馈"
    return "说明情况办结" if reply.unanswered() else "报送办结"


def _called_by_name(deputies: list[Any]) -> str:
    """Who is missing, by name as long as that is short."""
    names = "、".join(deputy.name for deputy in deputies[:NAMED])
    return names if len(deputies) <= NAMED else f"{names}等{len(deputies)}位"


def holder(case: Handling) -> str:
    """Who has the case now; "" when it is at its end and nothing that was promised is due."""
    step = main_step(case)
    if step is None:
        return str(case.handler) if owing.said(case) else ""
    if case.status == S.SEEKING_FEEDBACK and case.current_reply:
        asked = any(not wish.settled_at for wish in case.current_reply.wishes.all())
        if asked or case.current_reply.undelivered():
            return str(case.handler)
        if case.current_reply.unexplained():
            return case.suggestion.address
    return _called(case, step.by[0])


def receiver(case: Handling, step: Transition) -> str:
    """Who gets the case after that step."""
    if step.target == S.SEEKING_FEEDBACK:
        return case.suggestion.address
    rows = (row for row in TABLE if row.main and step.target in row.sources and case.part in row.parts)
    after = next(rows, None)
    return _called(case, after.by[0]) if after else ""


def _called(case: Handling, role: Role) -> str:
    if role == Role.HANDLER:
        return str(case.handler) if case.handler else "经办人"
    if role == Role.OFFICE:
        return f"{case.unit}办公室"
    if role == Role.LEADER:
        return f"{case.unit}领导"
    if role == Role.CONGRESS:
        return "政协提案工作机构" if case.suggestion.kind == "提案" else "代表工作机构"
    return str(role.label)


# ---- rows of a list --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """What a list shows of a case."""

    case: Handling
    to_do: str
    holder: str
    left: int | None
    given: int
    provisional: bool
    helpers: Helpers
    reminded: int = 0
    why: Sequence[tuple[str, str]] = ()  # where the words looked for stand (searching.reasons)

    @property
    def urgency(self) -> str:
        return "" if self.left is None else "late" if self.left < 0 else "soon" if self.left <= 5 else ""


def rows(cases: Iterable[Handling], user: User, today: dt.date) -> list[Row]:
    """The rows of a page; the calendar is read once. The cases come with querysets.for_rows."""
    days = WorkCalendar.load()
    return [row(case, user, today, days) for case in cases]


def row(case: Handling, user: User, today: dt.date, days: WorkCalendar) -> Row:
    owed = owing.due_promises(case)
    runs_to = case.due if case.clock_runs else owed[0].due_on if owed else None
    return Row(
        case=case,
        to_do=to_do(case, inside=works_here(case, user)),
        holder=holder(case),
        left=days.working_days_left(today, runs_to) if runs_to else None,
        given=0 if owed else days.working_days_left(begun_on(case), case.due),
        provisional=days.is_provisional(case.due),
        helpers=helpers(case, today),
        reminded=reminded(case),
    )
