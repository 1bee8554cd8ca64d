"""What waits for whom, said in words: the groups of the side navigation, the rows of a list, the state line.

Who must act is read from the table: the person whose role takes the main step from the state a case is in.
"""

from collections.abc import Collection
from enum import Enum, auto
from typing import Any

from django.utils import timezone

from proposals.cases.hands import hands_of
from proposals.cases.workflow import TABLE, Transition
from proposals.models import Case, Extension, Kind, Role, Status, User
from proposals.models.approval import name_step, step_people, step_role, wide_signers
from proposals.models.people import address_all
from proposals.models.states import AT_WORK
from replies.drafts.submission import list_missing
from replies.models import Review
from replies.models.reply import current_reply, find_reply
from replies.rounds.obstacles import extension_to_tell, is_kept

S = Status
NAMED = 2  # deputies a row names
Held = Collection[Role] | None  # the roles of who reads it; None: nobody in particular
THEN = "。接着要办的："  # between who has to be found first and what that one will do


# ---- what is to be done ----------------------------------------------------------------------------------


def main_step(case: Case) -> Transition | None:
    """The step the case waits for in its present state; none where it goes along with another (并案)."""
    if case.passed_on or case.is_joined:
        return None
    rows = (row for row in TABLE if row.main and case.status in row.sources and case.part in row.parts)
    return next(rows, None)


def to_do(case: Case, *, inside: bool = True, held: Held = None, whole: bool = False) -> str:
    """What is to be done now, first where the person whose turn it is cannot act. Outside the unit nothing of the
    unsigned text or its review is told. `held`: the reader's roles on the case, whose own act is said plainly (None:
    nobody's). `whole`: of one case, with all that is missing counted."""
    gone = _gone_first(case, inside, held)
    said = _say_gone(case, gone, inside, held) if gone else ""
    where_only = not inside and case.status in (S.IN_PROGRESS, S.SIGNED)  # outside it is said where it stands
    return ("。" if where_only else THEN).join(filter(None, (said, _plain_to_do(case, inside, whole))))


def say_missing_people(case: Case, *, inside: bool, held: Held) -> str:
    """Who is missing besides, where what is to be done is said without it: for the unit, and the district office
    that sees to it; "" mostly. That the handler is missing is the office's to know."""
    gone, roles = _gone_for(case, held), set(held or ())
    if gone is None or _gone_first(case, inside, held) or not (inside or Role.DISTRICT in roles):
        return ""
    if gone == Gone.HANDLER and Role.OFFICE not in roles:
        return ""
    return _say_gone(case, gone, inside, held)


def _plain_to_do(case: Case, inside: bool, whole: bool) -> str:
    if not inside and asks_extension(case):
        return "批复延期申请"
    if inside and (untold := extension_to_tell(case)):
        tell = f"把延期告知{untold}位{case.suggestion.address}"
        if waiting_role(case) in (Role.HANDLER, None):
            return f"{tell}；{_to_do(case, inside, whole)}"
        teller = _called(case, Role.HANDLER if case.handler else Role.OFFICE)
        return f"{_to_do(case, inside, whole)}；另由{teller}{tell}"
    return _to_do(case, inside, whole)


def _to_do(case: Case, inside: bool, whole: bool) -> str:
    if case.is_joined and case.joined_to:
        return f"与{case.joined_to.suggestion.short_number}并案，在那里一起办"
    if case.status == S.IN_PROGRESS:
        return _writing(case, whole) if inside else f"办理中，{_paper(case)}尚未签发"
    if case.status == S.SEEKING_FEEDBACK:
        return _asking(case)
    if case.status == S.SIGNED:
        return held_line(case) if inside else f"{_paper(case)}已签发，还没有发出"
    plain = {
        S.AWAITING_RECEIPT: "签收",
        S.RETURN_REQUESTED: "批复退办申请" if hands_of(case).district else "等交办机关批复退办，批了请登记",
        S.RETURNED: "改由别的单位办理" if main_step(case) else "",
        S.RECEIVED: "分办到科室和经办人",
        S.CHECKING: _checking(case),
        S.SIGNING: f"{_paper(case)}签发",
        S.UNDER_STUDY: "研究是否再次办理",
        S.TO_REPORT: "报送办结",
    }
    return plain.get(Status(case.status)) or due_promise_line(case) or case.get_status_display()


def _checking(case: Case) -> str:
    """The step of the unit by its own name; whose it may be, 答复主要负责人审核 would leave open."""
    if case.approval_step is None:
        return f"{_paper(case)}{name_step(case)}"
    return f"{name_step(case)}{'（会办意见）' if case.helps else ''}"


def held_line(case: Case) -> str:
    """When the signed reply goes out, and that it can be taken back until then."""
    reply, to = current_reply(case), "送给主办单位" if case.helps else "发给代表"
    if reply.minutes_held:
        return f"{reply.sends_at_clock}自动{to}，在此之前可以撤回签发"
    return f"已到{reply.sends_at_clock}，正在{to}"


def _paper(case: Case) -> str:
    return "会办意见" if case.helps else "答复"


def _writing(case: Case, whole: bool) -> str:
    """A list does not have the checker read every letter, so it counts nothing (drafts.submission)."""
    reply = find_reply(case)
    if reply is None:
        return f"拟写{_paper(case)}"
    draft, reviews = reply.latest_draft, list(reply.reviews.all())
    if draft and reviews and reviews[-1].outcome == Review.Outcome.RETURNED and reviews[-1].draft_id == draft.pk:
        return f"按退回意见修改（{reviews[-1].opinion.rstrip('。')}）"
    if draft is None or not draft.body.strip():
        return f"拟写{_paper(case)}"
    missing = list_missing(reply, checked=whole)
    if not missing:
        return f"{_paper(case)}可以送审" if whole else f"{_paper(case)}写齐了，检查后送审"
    first = missing[0].said.split("（")[0]
    if len(missing) == 1:
        return first
    return f"送审前还差{len(missing)}项（{first}等）" if whole else f"{first}，另有几项要补"


def _asking(case: Case) -> str:
    reply = current_reply(case)
    for wish in reply.wishes.all():
        if not wish.settled_at:
            return str(wish)
    if missing := reply.undelivered_deputies():
        return f"把答复送达{len(missing)}位{case.suggestion.address}"
    if silent := reply.unexplained_deputies():
        return f"等{_called_by_name(silent, case.suggestion.address)}反馈"
    return "说明情况办结" if reply.unanswered_deputies() else "报送办结"


def _called_by_name(deputies: list[Any], noun: str) -> str:
    """Who is missing, by name as long as that is short."""
    names = "、".join(deputy.name for deputy in deputies[:NAMED])
    return address_all(deputies) if len(deputies) <= NAMED else f"{names}等{len(deputies)}位{noun}"


def waiting_role(case: Case) -> Role | None:
    """Whose turn it is: the role that takes the main step, or that does what the step still waits for; None at the
    end of a case of which nothing that was promised is due."""
    step = main_step(case)
    if step is None:
        return Role.HANDLER if due_promise_line(case) else None
    if case.status == S.SEEKING_FEEDBACK:
        reply = current_reply(case)
        asked = any(not wish.settled_at for wish in reply.wishes.all())
        if asked or reply.undelivered_deputies():
            return Role.HANDLER
        if reply.unexplained_deputies():
            return Role.DEPUTY
    if case.status == S.CHECKING:
        return step_role(case)
    return step.by[0]


def waiting_people(case: Case) -> list[User]:
    """The people, by name, who take what the case waits for (approval); empty where a role takes it."""
    return step_people(case) or wide_signers(case)


def current_holder(case: Case, *, inside: bool = True, held: Held = None) -> str:
    """Who has what to_do says to this reader; "" when the case is at its end and nothing that was promised is due.
    Where nobody in the unit can act, the office that sees to it."""
    role = waiting_role(case)
    if not inside and asks_extension(case):
        return _called(case, Role.DISTRICT)
    if gone := _gone_first(case, inside, held):
        return _called(case, Role.OFFICE if gone == Gone.HANDLER else Role.DISTRICT)
    if role == Role.DEPUTY:
        return case.suggestion.address
    if named := waiting_people(case):
        return "、".join(map(str, named))
    return _called(case, role) if role else ""


# ---- where nobody can act --------------------------------------------------------------------------------


class Gone(Enum):
    """Whom a case lacks: its handler, somebody of the unit's office, a leader who may take the step."""

    HANDLER = auto()
    OFFICE = auto()
    LEADER = auto()


def find_vacancy(case: Case) -> str:
    """Who has to be found, because nobody can do what the case waits for; "" for most cases."""
    gone = _gone_for(case, None)
    return _say_gone(case, gone, False, None) if gone else ""


def _list_gone(case: Case) -> list[Gone]:
    """All whom the case lacks; of a step that nobody can take first who takes it."""
    unattended, office = is_unattended(case), hands_of(case).office
    found = {
        Gone.HANDLER: unattended and office,
        Gone.LEADER: _lacks_leader(case),
        Gone.OFFICE: _lacks_office(case) or (unattended and not office),
    }
    return [gone for gone, lacks in found.items() if lacks]


def _gone_for(case: Case, held: Held) -> Gone | None:
    """Of these the one that concerns the reader: the office gives the case to another, the district office sees to
    the unit's people."""
    missing, roles = _list_gone(case), set(held or ())
    if Role.OFFICE in roles and is_unattended(case):
        return Gone.HANDLER
    if Role.DISTRICT in roles and len(missing) > 1:
        return next(gone for gone in missing if gone != Gone.HANDLER)
    return missing[0] if missing else None


def _gone_first(case: Case, inside: bool, held: Held) -> Gone | None:
    """The same where it is what is to be done first: not before an act that is the reader's own, nor before one that
    somebody else can do."""
    if not inside and asks_extension(case):
        return None
    if held is None or comes_first(case, set(held)):
        return _gone_for(case, held)
    return None if _can_go_on(case) or _is_own_act(case, set(held)) else _gone_for(case, held)


def waits_for_people(case: Case, *, inside: bool, held: Held) -> bool:
    """Whether this reader is told first that somebody has to be found."""
    return _gone_first(case, inside, held) is not None


def _can_go_on(case: Case) -> bool:
    """Whether somebody can do what the case waits for, even where others are missing."""
    if main_step(case) is None or _lacks_office(case) or _lacks_leader(case):
        return False
    return waiting_role(case) != Role.HANDLER or not is_unattended(case)


def _is_own_act(case: Case, held: set[Role]) -> bool:
    """Whether the next act belongs to somebody with these roles."""
    step, role = main_step(case), waiting_role(case)
    taken_by = step.by if step and role == step.by[0] else (role,)
    return bool(held.intersection(taken_by)) or _is_districts(case, held)


def _is_districts(case: Case, held: set[Role]) -> bool:
    """Whether the district office itself has something to decide (conditions.district_acts)."""
    return Role.DISTRICT in held and (asks_extension(case) or case.status == S.UNDER_STUDY)


def _say_gone(case: Case, gone: Gone, inside: bool, held: Held) -> str:
    """In the words of who reads it: the own unit does not urge itself."""
    own = inside and held is not None and Role.DISTRICT not in held
    if gone == Gone.HANDLER:
        return f"经办人{case.handler}不在，要改派给别人"
    if gone == Gone.OFFICE and own:
        return "本单位办公室没有在岗的人，请提前结束离岗或者请局领导安排"
    if gone == Gone.OFFICE:
        return f"要督促{case.unit}安排办公室人员"
    doing = f"办“{name_step(case)}”" if case.status == S.CHECKING else "签发"
    if own:
        return f"本单位没有能{doing}的局领导在岗，请提前结束离岗或者另行安排"
    return f"要督促{case.unit}安排能{doing}的局领导"


def _lacks_office(case: Case) -> bool:
    return waiting_role(case) == Role.OFFICE and not hands_of(case).office and not waiting_people(case)


def _lacks_leader(case: Case) -> bool:
    """What is signed goes out by itself when it is time."""
    return waiting_role(case) == Role.LEADER and case.status != S.SIGNED and not hands_of(case).signer


def comes_first(case: Case, roles: set[Role]) -> bool:
    """Whether somebody with these roles on the case has to find first who can act (conditions.vacant_cases)."""
    missing = _list_gone(case)
    if Role.OFFICE in roles and is_unattended(case):
        return True
    stranded = any(gone != Gone.HANDLER for gone in missing)
    return Role.DISTRICT in roles and stranded and not _is_districts(case, roles)


def is_unattended(case: Case) -> bool:
    """Whether the handler has something to do and cannot (conditions.unattended_cases)."""
    if case.handler_id is None or case.is_joined or hands_of(case).handler:
        return False
    return case.status in AT_WORK or is_kept(case)


def say_who(case: Case, *, inside: bool, held: Held = None) -> tuple[str, str, str]:
    """Who does what to_do says, and the words around the name: 现在由 高扬 办：; 现在 before what is only waited for
    or what the reader's own unit has to see to; nothing before what says itself where it stands."""
    gone = _gone_first(case, inside, held)
    if waiting_role(case) == Role.DEPUTY and not gone:
        return "现在", "", ""
    if gone in (Gone.OFFICE, Gone.LEADER) and inside and held is not None and Role.DISTRICT not in held:
        return "现在", "", ""
    if not inside and case.status == S.IN_PROGRESS and not gone and not asks_extension(case):
        return "", "", ""
    return "现在由", current_holder(case, inside=inside, held=held), "办："


def next_holder(case: Case, step: Transition) -> str:
    """Who gets the case after that step."""
    stop = step.route(case) if step.route else None
    if stop and stop.status == S.CHECKING and stop.fields.get("approval_step"):
        return f"“{stop.name}”这一步"
    target = stop.status if stop else step.leads_to(case.status)
    if target == S.SEEKING_FEEDBACK:
        return case.suggestion.address
    rows = (row for row in TABLE if row.main and target in row.sources and case.part in row.parts)
    after = next(rows, None)
    return _called(case, after.by[0]) if after else ""


def _called(case: Case, role: Role) -> str:
    if role == Role.HANDLER and case.handler:
        acts = hands_of(case).handler
        return f"{acts}（代{case.handler}）" if acts not in ("", case.handler.name) else str(case.handler)
    if role == Role.HANDLER:
        return str(role.label)
    if role == Role.OFFICE:
        return f"{case.unit}办公室"
    if role == Role.LEADER:
        return f"{case.unit}领导"
    if role == Role.CONGRESS and not case.suggestion.session.is_own:
        return str(Role.DISTRICT.label)  # it records what the city's body decided
    if role == Role.CONGRESS:
        return "政协提案工作机构" if case.suggestion.kind == Kind.PROPOSAL else "代表工作机构"
    if role == Role.DISTRICT and not hands_of(case).district:
        return "交办机关"
    return str(role.label)


# ---- what is due -----------------------------------------------------------------------------------------


def due_promises(case: Case) -> list[Any]:
    """What is due or about to be once the case is closed, the nearest first."""
    if case.status != Status.CLOSED or case.finished_before:
        return []
    today = timezone.localdate()
    owed = [one for reply in case.replies.all() for one in reply.promises.all() if one.is_due(today)]
    return sorted(owed, key=lambda one: one.due_on)


def extension_asked(case: Case) -> Extension | None:
    """The extension on which the district office is to decide."""
    waiting = (one for one in case.extensions.all() if one.outcome == one.Outcome.WAITING)
    return next(waiting, None) if case.clock_runs else None


def asks_extension(case: Case) -> bool:
    """Whether the district office is to decide on an extension."""
    return extension_asked(case) is not None


def due_promise_line(case: Case) -> str:
    """The same in a line of a list, "" when nothing is due."""
    owed = due_promises(case)
    if not owed:
        return ""
    return f"兑现承诺“{owed[0].item}”" + (f"，另有{len(owed) - 1}项" if len(owed) > 1 else "")
