"""The groups of the side navigation: which cases wait for whom."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import F, Q
from django.utils import timezone

from proposals.calendar.workdays import PROMISE_SOON_DAYS
from proposals.cases.workflow import ANSWERING, TABLE, Transition
from proposals.models import Case, Extension, Part, Role, Status, User
from proposals.models.people import BODIES, STAFF
from proposals.models.states import FINAL
from replies.letter.questions import NOTED, NOTED_LIST, STUDIED, name_questions
from replies.models.cases import disputed_plan_cases, wished_cases

S = Status

# An empty Q() would vanish in an "or".
EVERYTHING, NOTHING = Q(pk__isnull=False), Q(pk__in=[])

# From querysets.with_answers: every deputy has answered, or is known not to.
ALL_ANSWERED = Q(delivered_on__isnull=False, given__gte=F("asked") - F("silent"))


def reachable_cases(user: User, role: str) -> Q:
    """The cases on which this person may act in that role: a handler on the own ones, office and leader on the
    unit's, the working bodies on what concerns them."""
    if role == Role.DISTRICT:
        return EVERYTHING if user.has_role(Role.DISTRICT) else NOTHING
    if role == Role.CONGRESS:
        return Q(suggestion__kind__in=user.studies())
    mine = Q(unit__in=user.units_as(role))
    return mine & Q(handler=user) if role == Role.HANDLER else mine


def waiting_cases(user: User) -> Q:
    """What waits for this person: cases in a state whose main step is this person's, unless that step itself
    waits for somebody else; and for the handler, what is signed and has not reached every deputy, and what a deputy
    asks for."""
    found = Q(status=S.SEEKING_FEEDBACK, delivered_on__isnull=True) & reachable_cases(user, Role.HANDLER)
    found |= wished_cases() & reachable_cases(user, Role.HANDLER)
    untold = Q(pk__in=Extension.objects.untold().values("case")) & ~Q(status=S.WITHDRAWN)
    found |= untold & (reachable_cases(user, Role.HANDLER) | Q(handler=None) & reachable_cases(user, Role.OFFICE))
    found |= _asks_extension() & reachable_cases(user, Role.DISTRICT)
    for row in TABLE:
        if row.main:
            here = Q(status__in=row.sources, part__in=row.parts) & _not_elsewhere(row, user)
            for role in row.by:
                found |= here & reachable_cases(user, role)
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
    return Q(pk__in=Extension.objects.waiting().values("case"))


def _of_staff(user: User) -> Q:
    """The unit's cases for its office and leaders, the own ones for a handler."""
    return Q(unit__in=user.units_as(Role.OFFICE, Role.LEADER)) | reachable_cases(user, Role.HANDLER)


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


def late_cases(on: dt.date) -> Q:
    """Past the date the desk works to and not yet with every deputy (with querysets.with_due)."""
    return OPEN & Q(delivered_on__isnull=True, due_on__lt=on)


def promised_cases(user: User, days: int) -> Q:
    """The cases of this handler or office that owe something promised by so many days from now. (The promises
    belong to the other app; the relation is all that is used of them here.)"""
    by = timezone.localdate() + dt.timedelta(days=days)
    owed = Q(replies__promises__kept_on=None, replies__promises__carried_to=None, replies__promises__due_on__lte=by)
    cases = Case.objects.exclude(status=S.WITHDRAWN).filter(owed)
    return Q(pk__in=cases.values("pk")) & (reachable_cases(user, Role.OFFICE) | reachable_cases(user, Role.HANDLER))


OPEN = ~Q(status__in=FINAL)

GROUPS = (
    Group(
        "todo",
        "我的待办",
        (),
        waiting_cases,
        "现在没有等您办的",
        "有新的建议转到您这里，会出现在这一页。",
        hot=lambda user: waiting_cases(user) & late_cases(timezone.localdate()),
    ),
    Group(
        "supervised",
        "督办",
        STAFF,
        lambda user: Q(pk__in=Case.objects.supervised().values("pk")) & _of_staff(user),
        "没有等您回复的督办",
        "区政府办公室发来督办单，会出现在这里，请在期限前回复。",
        hot=lambda user: Q(pk__in=Case.objects.supervised().values("pk")) & _of_staff(user),
    ),
    Group(
        "mine",
        "我在办",
        (Role.HANDLER,),
        lambda user: OPEN & ~Q(part=Part.HELP) & reachable_cases(user, Role.HANDLER),
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
        lambda user: promised_cases(user, PROMISE_SOON_DAYS),
        "没有快到期的承诺",
        "答复里承诺的事项快到期时，会出现在这里。",
        hot=lambda user: promised_cases(user, -1),
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
        NOTED_LIST,
        (Role.LEADER,),
        lambda user: disputed_plan_cases() & _of_staff(user),
        f"没有代表对办理{name_questions(NOTED)}不满意",
        f"代表只对办理{name_questions(NOTED)}不满意的，不必转待研究，但会列在这里请局领导过目。",
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
        lambda user: (
            Q(status=S.UNDER_STUDY) & (reachable_cases(user, Role.DISTRICT) | reachable_cases(user, Role.CONGRESS))
        ),
        "没有待研究的建议",
        f"代表对办理{name_questions(STUDIED, '或')}不满意时，会转到这里研究。",
        "全区",
    ),
)


def groups_for(user: User) -> list[Group]:
    return [group for group in GROUPS if not group.roles or user.units_as(*group.roles)]
