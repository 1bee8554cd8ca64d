"""The groups of the side navigation: lists of cases, by what a person has to do with them."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from proposals.calendar.workdays import PROMISE_SOON_DAYS
from proposals.cases.workflow import ANSWERING, HOSTING
from proposals.models import Follow, Part, PlaceRule, Role, Status, User
from proposals.models.oversight.deciders import cases_to_decide, decides_any
from proposals.models.people import BODIES, STAFF
from proposals.models.querysets import JOINED, OPEN, late_cases, own_cases, reachable_cases
from replies.desk.board.led import being_led, to_report
from replies.desk.committee.listed import cases_inquired, late_inquiries, only_reads, own_inquiries
from replies.desk.conditions import (
    AWAITED,
    extension_cases,
    objections_to_hear,
    promised_cases,
    stranded_cases,
    supervised_cases,
    unattended_cases,
    waiting_cases,
)
from replies.desk.coordination.listed import cases_to_coordinate, late_coordination
from replies.letter.questions import NOTED, NOTED_LIST, STUDIED, name_questions
from replies.messages.told import cases_to_tell
from replies.models.cases import disputed_plan_cases

S, M = Status, PlaceRule.Question


@dataclass(frozen=True, kw_only=True)
class Group:
    """A list in the side navigation, under the heading `part`, for people with one of these roles (everybody where
    none is named), and what it says when nothing is in it. `hot`: which of its cases colour the count; `page` names
    the page it leads to where that is not the plain list; `offered`: to whom of these, by the rules of the place."""

    slug: str
    label: str
    part: str = ""
    roles: tuple[Role, ...] = ()
    page: str = ""
    where: Callable[[User], Q]
    hot: Callable[[User], Q] | None = None
    offered: Callable[[User], bool] = lambda user: True
    empty: str
    then: str


def _unattended(user: User) -> Q:
    return unattended_cases() & reachable_cases(user, Role.OFFICE)


def _decides(user: User) -> bool:
    return decides_any(user, M.RETURN, M.EXTEND)


def _hands_on(user: User) -> bool:
    return decides_any(user, M.RETURN)


def _studies(user: User) -> bool:
    return decides_any(user, M.AGAIN)


def _to_decide(user: User) -> Q:
    asked = Q(status=S.RETURN_REQUESTED) & cases_to_decide(user, M.RETURN)
    return asked | extension_cases() & cases_to_decide(user, M.EXTEND)


def _stranded(user: User) -> Q:
    return stranded_cases() & reachable_cases(user, Role.DISTRICT)


GROUPS = (
    Group(
        slug="todo",
        label="我的待办",
        offered=lambda user: not only_reads(user),
        where=waiting_cases,
        hot=lambda user: late_cases(timezone.localdate()),
        empty="现在没有等您办的",
        then="有新的建议转到您这里，会出现在这一页。",
    ),
    Group(
        slug="unattended",
        label="经办人不在",
        roles=(Role.OFFICE,),
        where=_unattended,
        hot=_unattended,
        empty="每一件都有经办人在办",
        then="经办人停用、调走，或者离岗而没有人代办，手上的件会出现在这里，请改派。",
    ),
    Group(
        slug="stranded",
        label="单位没有人办",
        roles=(Role.DISTRICT,),
        where=_stranded,
        hot=_stranded,
        empty="各单位都有人签收、办理、签发",
        then="一个单位没有在岗的办公室人员或局领导，等着他们办的件会出现在这里，请督促补上。",
    ),
    Group(
        slug="supervised",
        label="督办",
        roles=STAFF,
        where=supervised_cases,
        hot=supervised_cases,
        empty="没有等您回复的督办",
        then="区政府办公室、代表工作机构发来督办单，会出现在这里，请在期限前回复。",
    ),
    Group(
        slug="inquired",
        label="专委会询问",
        roles=STAFF,
        where=cases_inquired,
        hot=cases_inquired,
        empty="没有等您答复的询问",
        then="人大专门委员会询问一件建议，会出现在这里，请在期限前答复。",
    ),
    Group(
        slug="asked",
        label="还没有答复的询问",
        roles=(Role.COMMITTEE,),
        where=own_inquiries,
        hot=late_inquiries,
        empty="没有在等答复的询问",
        then="在一件建议的页面上询问承办单位，还没有答复的会列在这里。",
    ),
    Group(
        slug="mine",
        label="我在办",
        roles=(Role.HANDLER,),
        where=lambda user: OPEN & ~JOINED & ~Q(part=Part.HELP) & reachable_cases(user, Role.HANDLER),
        empty="您手上没有在办的建议",
        then="办公室分办给您以后，会出现在这里。",
    ),
    Group(
        slug="helping",
        label="会办给我们",
        roles=STAFF,
        where=lambda user: OPEN & Q(part=Part.HELP) & own_cases(user),
        empty="没有请我们会办的建议",
        then="别的单位请我们会办时，会出现在这里。",
    ),
    Group(
        slug="feedback",
        label="等代表反馈",
        roles=STAFF,
        where=lambda user: AWAITED & reachable_cases(user, *STAFF),
        empty="没有在等代表反馈的建议",
        then="答复送达代表以后，在这里等代表填写意见。",
    ),
    Group(
        slug="promises",
        label="承诺到期",
        roles=(Role.OFFICE, Role.HANDLER),
        where=lambda user: promised_cases(user, PROMISE_SOON_DAYS),
        hot=lambda user: promised_cases(user, -1),
        empty="没有快到期的承诺",
        then="答复里承诺的事项快到期时，会出现在这里。",
    ),
    Group(
        slug="convey",
        label="告知代表",
        roles=(Role.OFFICE, Role.HANDLER),
        page="replies:told",
        where=cases_to_tell,
        empty="没有要您转达的",
        then="短信和邮件都发不到的代表，或者没有发出的，会列在这里，由您打电话或当面告诉。",
    ),
    Group(
        slug="followed",
        label="我关注的",
        roles=(*STAFF, *BODIES, Role.COMMITTEE),
        where=lambda user: Q(pk__in=Follow.objects.filter(user=user).values("case")),
        empty="还没有关注哪一件",
        then="在一件建议的页面上按“关注”，它就会列在这里，状态有变化会提醒您。",
    ),
    Group(
        slug="receive",
        label="待签收",
        part="本单位",
        roles=STAFF,
        where=lambda user: Q(status=S.AWAITING_RECEIPT) & ~JOINED & own_cases(user),
        empty="没有待签收的建议",
        then="区政府办公室交办以后，会出现在这里。",
    ),
    Group(
        slug="review",
        label="审核中",
        part="本单位",
        roles=STAFF,
        where=lambda user: Q(status__in=(S.CHECKING, S.SIGNING, S.SIGNED)) & ~JOINED & own_cases(user),
        empty="没有在审核的答复",
        then="经办人送审以后，在这里等审核和签发。",
    ),
    Group(
        slug="plan",
        label=NOTED_LIST,
        part="本单位",
        roles=(Role.LEADER,),
        where=lambda user: disputed_plan_cases() & reachable_cases(user, *STAFF),
        empty=f"没有代表对办理{name_questions(NOTED)}不满意",
        then=f"代表只对办理{name_questions(NOTED)}不满意的，不必转待研究，但会列在这里请局领导过目。",
    ),
    Group(
        slug="done",
        label="已办结",
        part="本单位",
        roles=STAFF,
        where=lambda user: Q(status=S.CLOSED) & own_cases(user),
        empty="还没有办结的建议",
        then="代表都反馈、报送办结以后，会收在这里。",
    ),
    Group(
        slug="decisions",
        label="待批",
        part="全区",
        roles=BODIES,
        offered=_decides,
        page="decisions",
        where=_to_decide,
        empty="没有等待批复的退办和延期",
        then="承办单位申请退办或延期以后，会出现在这里。",
    ),
    Group(
        slug="hand_on",
        label="待改办",
        part="全区",
        roles=BODIES,
        offered=_hands_on,
        where=lambda user: (
            Q(status=S.RETURNED, passed_on=None, part__in=ANSWERING | HOSTING) & cases_to_decide(user, M.RETURN)
        ),
        empty="没有退回后等着改办的建议",
        then="同意退办以后还没有交给别的单位的，会出现在这里。",
    ),
    Group(
        slug="study",
        label="待研究",
        part="全区",
        roles=BODIES,
        offered=_studies,
        where=lambda user: Q(status=S.UNDER_STUDY) & cases_to_decide(user, M.AGAIN),
        empty="没有待研究的建议",
        then=f"代表对办理{name_questions(STUDIED, '或')}不满意时，会转到这里研究。",
    ),
    Group(
        slug="objections",
        label="对交办有意见",
        part="全区",
        roles=BODIES,
        where=objections_to_hear,
        hot=objections_to_hear,
        empty="没有等着听取的代表意见",
        then="代表认为不该由这个单位办的，在“我的建议”里提出或者来电，会出现在这里，请听取后答复代表。",
    ),
    Group(
        slug="coordination",
        label="协调",
        part="全区",
        roles=BODIES,
        where=cases_to_coordinate,
        hot=late_coordination,
        empty="没有等着协调的",
        then="单位请求协调，或者您这一方召集的协调会还没有写纪要，会出现在这里。",
    ),
    Group(
        slug="led",
        label="重点督办",
        part="全区",
        roles=BODIES,
        page="led",
        where=being_led,
        hot=to_report,
        empty="没有领办、督办的建议",
        then="标记领导领办、重点督办以后，会出现在这里。",
    ),
)


def groups_for(user: User) -> list[Group]:
    """The lists in this person's side navigation."""
    return [group for group in GROUPS if (not group.roles or user.units_as(*group.roles)) and group.offered(user)]
