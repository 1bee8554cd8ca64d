"""What people are to be told, made into notices: who they are, and the table of what is told of a case's record.

A person finds the notice in the program; delivery.py takes it to mail and robots. Nobody is told what their own unit
did. Run as often as one likes: a notice's key makes it once.
"""

from collections import defaultdict
from dataclasses import dataclass

from django.conf import settings
from django.db.models import F
from django.utils import timezone
from django_tasks import task

from proposals.models import Event, Notice, PlaceRule, Role, Status, User
from proposals.models.approval import list_reviewers, name_step
from proposals.models.event import ASKED_AS, EXTENSION_DECIDED
from proposals.models.people import BODIES
from proposals.models.querysets import joined_cases
from proposals.models.rounds import plugged_rounds
from proposals.notices.recipients import (
    NEWS,
    OFFICE,
    OFFICE_AND_HANDLER,
    People,
    case_name,
    for_people,
    keep_notices,
    say_by_whom,
)

M = PlaceRule.Question


@dataclass(frozen=True)
class NoticeRule:
    """An action of the record, what is said of it, and who of the case's unit (or the district office) is told."""

    action: str
    said: str
    to: tuple[Role, ...] = OFFICE_AND_HANDLER
    signing: tuple[Role, ...] = ()  # who else is told while the text waits to be signed
    kind: Notice.Kind = Notice.Kind.TOLD
    matter: str = ""  # of the bodies those are told that decide this, by the rule of the place
    also: tuple[Role, ...] = ()  # who is told beside the body that asked, or those that decide
    many: str = ""  # what is said once of many cases of a unit, done at one press (their `deed`)


# fmt: off
TOLD = (
    NoticeRule("hand_over", "已交办给你单位，请签收", OFFICE, kind=Notice.Kind.GIVEN, many="交办{count}件，请签收"),
    NoticeRule("correct", "{label}", signing=(Role.LEADER,)),
    NoticeRule("asked", "{actor}请你单位会办，请签收", OFFICE_AND_HANDLER, kind=Notice.Kind.GIVEN),
    NoticeRule("ask_again", "又请你单位会办", OFFICE_AND_HANDLER),
    NoticeRule("cosign_asked", "{label}", OFFICE_AND_HANDLER),
    NoticeRule("lapse", "主办单位改动了文字，原来的会签失效，请重新会签", (Role.HANDLER, Role.LEADER)),
    NoticeRule("cosigned", "{label}", (Role.HANDLER,)),
    NoticeRule("cosign_waive", "{body}决定{label}"),
    NoticeRule("back_to_lead", "{label}，请看理由", (Role.HANDLER,)),
    NoticeRule("answered_along", "{label}，本单位不用再办"),
    NoticeRule("host_again", "{label}"),
    NoticeRule("remind", "{label}", (Role.HANDLER,)),  # the office was mailed (remind_unit)
    NoticeRule("ask_return", "{unit}申请退办，请批复", BODIES, matter=M.RETURN),
    NoticeRule("ask_extension", "{unit}{label}，请批复", BODIES, matter=M.EXTEND),
    NoticeRule("consent", "{body}{label}，请批复", BODIES),
    NoticeRule("consent_void", "{label}", BODIES),
    NoticeRule("consent_back", "{body}{label}", BODIES, also=OFFICE_AND_HANDLER),
    NoticeRule(EXTENSION_DECIDED, "{body}{label}"),
    NoticeRule("agree_return", "{body}同意退办"),
    NoticeRule("refuse_return", "{body}不同意退办，请继续办理"),
    NoticeRule("refuse_withdraw", "{body}不同意撤回，请继续办理"),
    NoticeRule("led_back", "{label}"),
    NoticeRule("help_back", "{label}"),
    NoticeRule("led_on", "{label}"),
    NoticeRule("host_on", "{label}", signing=(Role.LEADER,)),
    NoticeRule("hand_on", "已改由别的单位办理", OFFICE),
    NoticeRule("objection", "{label}，等着听取", BODIES, also=OFFICE_AND_HANDLER),
    NoticeRule("objection_advised", "代表对交办有意见，{body}{label}", BODIES),
    NoticeRule("objection_heard", "{label}（{body}）", also=OFFICE_AND_HANDLER),
    NoticeRule("supervise", "{body}督办，请看要求并按期回复", (*OFFICE_AND_HANDLER, Role.LEADER),
               kind=Notice.Kind.URGE),
    NoticeRule("supervise_answer", "{unit}已回复督办", BODIES),
    NoticeRule("inquire", "{label}，请按期答复", (*OFFICE_AND_HANDLER, Role.LEADER), kind=Notice.Kind.URGE),
    NoticeRule("inquire_answer", "{unit}已答复询问", (Role.COMMITTEE,)),
    NoticeRule("coordinate", "{body}召集{label}", kind=Notice.Kind.URGE),
    NoticeRule("coordinate_move", "{label}", kind=Notice.Kind.URGE),
    NoticeRule("coordinate_off", "{label}"),
    NoticeRule("coordinate_record", "{body}写了{label}"),
    NoticeRule("coordinate_supplement", "{body}写了{label}"),
    NoticeRule("coordinate_ask", "{unit}：{label}", BODIES),
    NoticeRule("coordinate_refuse", "{body}答复：{label}"),
    NoticeRule("lead", "{label}", (*OFFICE_AND_HANDLER, Role.LEADER)),
    NoticeRule("lead_plan", "{body}{label}", (*OFFICE_AND_HANDLER, Role.LEADER)),
    NoticeRule("lead_report", "{body}写了{label}", (*OFFICE_AND_HANDLER, Role.LEADER)),
    NoticeRule("widen", "{label}"),
    NoticeRule("recount", "{label}"),
    NoticeRule("withdraw", "代表已书面撤回，不再办理"),
    NoticeRule("take_off", "登记有误，已经更正，你单位不用再办", OFFICE),
    NoticeRule("void", "登记有误，已经作废，不用再办", (*OFFICE_AND_HANDLER, Role.LEADER)),
    NoticeRule("join", "{label}"),
    NoticeRule("split", "{label}"),
    NoticeRule("contact_denied", "{label}，请看代表怎么说，尽快联系"),
    NoticeRule("disown", "{label}，请核对号码，另发链接"),
    NoticeRule("silent", "{label}"),
    NoticeRule("silent_remind", "{label}"),
    NoticeRule("say_silent", "{body}登记：{label}", OFFICE_AND_HANDLER),
    NoticeRule("study", "有代表不满意，已转待研究"),
    NoticeRule("study_off", "{label}", BODIES, matter=M.AGAIN, also=OFFICE_AND_HANDLER),
    NoticeRule("reopen", "经研究须再次办理，请在新的期限内再次答复"),
    NoticeRule("decline", "经研究不再办理，请报送办结", OFFICE),
)
# fmt: on
BY_ACTION = {row.action: row for row in TOLD}


def tell_units() -> int:
    """Tell units what others did to their cases, as the record says. Returns the number of new notices."""
    now = timezone.now()
    events = Event.objects.filter(action__in=BY_ACTION, at__range=(now - NEWS, now))
    events, people = events.select_related("case__suggestion__session", "case__unit"), People()
    alone: list[Event] = []
    gathered: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        if BY_ACTION[event.action].many and "deed" in event.data:
            gathered[f"{event.action}:{event.data['deed']}:{event.case.unit_id}"].append(event)
        else:
            alone.append(event)
    single = (notice for event in alone for notice in _of_event(event, people))
    many = (notice for key, deed in gathered.items() for notice in _of_many(key, deed, people))
    return keep_notices([*single, *many])


def tell_of_event(event: Event) -> None:
    """Tell at once what would be told with the next housekeeping, where the page says that it was told. The notice is
    the same, so it is made once. On the outside's face by a job: it may not read who works where."""
    if settings.FACE == "outside":
        tell_by_job.enqueue(event.pk)
    else:
        keep_notices(_of_event(event, People()))


@task()
def tell_by_job(pk: int) -> None:
    """The same, of the event with this key; run twice, it tells once."""
    rows = Event.objects.select_related("case__suggestion__session", "case__unit")
    keep_notices(_of_event(rows.get(pk=pk), People()))


def _of_many(key: str, deed: list[Event], people: People) -> list[Notice]:
    """One line for all of them, which leads to their list."""
    case, row = deed[0].case, BY_ACTION[deed[0].action]
    users = _users_told(deed[0], people)
    facts = {"case": None, "kind": row.kind, "key": key, "sentence": f"{row.many.format(count=len(deed))}。"}
    return for_people(users, people.robots.get(case.unit_id), **facts) if users else []


def _roles_told(event: Event, people: People) -> tuple[Role, ...]:
    """Of two bodies the one that asked, or those that decide the matter."""
    row = BY_ACTION[event.action]
    if asked_as := event.data.get(ASKED_AS):
        return (*row.also, Role(asked_as))
    bodies = (*people.deciders.named(row.matter, event.case), *row.also) if row.matter else row.to
    return bodies + (row.signing if event.to_status == Status.SIGNING else ())


def _users_told(event: Event, people: People) -> list[User]:
    case, to = event.case, _roles_told(event, people)
    theirs = people.units[event.actor_id] if event.actor_id else set()
    if Role.COMMITTEE in to:
        told = people.by_role[Role.COMMITTEE, event.data["committee"]]
    else:
        told = list(people.holders(case, to) or people.acting_people(case))  # never nobody
    for committee in event.data.get("committees", ()):
        told = [*told, *people.by_role[Role.COMMITTEE, committee]]
    return [user for user in told if not theirs & people.units[user.pk]]


def _of_event(event: Event, people: People) -> list[Notice]:
    case, row = event.case, BY_ACTION[event.action]
    if not (users := _users_told(event, people)):
        return []
    said = row.said.format(actor=_who(event), unit=case.unit, label=event.label, body=event.bodies)
    to = _roles_told(event, people)
    robot = people.district_robot if Role.DISTRICT in to else people.robots.get(case.unit_id)
    if to in ((Role.CONGRESS,), (Role.COMMITTEE,)):  # of the working bodies' business no group of another hears
        robot = None
    facts = {"case": case, "kind": row.kind, "key": f"event:{event.pk}"}
    return for_people(users, robot, **facts, sentence=f"{case_name(case)}：{said}。")


# What brings a text before its next reviewer.
PASSED = (
    "submit", "check", "amend_check", "check_back", "send_back", "take_back", "cosigned", "cosign_waive",
)  # fmt: skip


def tell_reviewers() -> int:
    """Tell exactly those who can take the next step of a review that a case waits for them; of each case only the
    last step, and only while it waits there. Returns the number of new notices."""
    now = timezone.now()
    events = Event.objects.filter(action__in=PASSED, to_status=F("case__status"), at__range=(now - NEWS, now))
    waiting = events.filter(to_status__in=(Status.CHECKING, Status.SIGNING)).order_by("case_id", "sequence")
    waiting = waiting.exclude(joined_cases("case__"))
    cases = ("case__suggestion", "case__unit", "case__approval_plan", "case__approval_step")
    last = {event.case_id: event for event in waiting.select_related(*cases)}
    people = People()
    waits = plugged_rounds().waits_for_others
    ready = (event for event in last.values() if not waits(event.case))
    return keep_notices(notice for event in ready for notice in _for_reviewers(event, people))


def _for_reviewers(event: Event, people: People) -> list[Notice]:
    case = event.case
    able = list_reviewers(case)
    users = [user for user in able if user.pk != event.actor_id]
    doing = "签发" if case.status == Status.SIGNING else f"办“{name_step(case)}”" if case.approval_step else "核稿"
    asked = f"请您{doing}"
    if not able:  # never nobody
        users, asked = people.district, f"{case.unit}没有能{doing}的人，请督促安排"
    facts = {"case": case, "kind": Notice.Kind.SIGN, "key": f"event:{event.pk}"}
    said = f"{case_name(case)}：{say_by_whom(event)}，{asked}。"
    return for_people(users, None, **facts, sentence=said)


def _who(event: Event) -> str:
    """The unit that acted, as the record of the asked unit's case names it: 区民政局请会办."""
    return event.label.removesuffix("请会办")
