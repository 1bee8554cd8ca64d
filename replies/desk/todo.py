"""What waits for whom, said in words: the groups of the side navigation, the rows of a list, the state line.

Who must act is read from the table: the person whose role takes the main step from the state a case is in.
"""

from typing import Any

from django.utils import timezone

from proposals.cases.workflow import TABLE, Transition
from proposals.models import Case, Kind, Role, Status
from proposals.models.approval import name_step, step_people, step_role, wide_signers
from proposals.models.people import address_all
from proposals.models.states import ENDED
from replies.models import Review
from replies.models.reply import current_reply, find_reply
from replies.rounds.obstacles import why_not_submit

S = Status
NAMED = 2  # deputies a row names


# ---- what is to be done ----------------------------------------------------------------------------------


def main_step(case: Case) -> Transition | None:
    """The step the case waits for in its present state."""
    if case.passed_on:
        return None
    rows = (row for row in TABLE if row.main and case.status in row.sources and case.part in row.parts)
    return next(rows, None)


def to_do(case: Case, *, inside: bool = True) -> str:
    """What is to be done now. Outside the unit nothing of the unsigned text or its review is told."""
    if not inside and asks_extension(case):
        return "批复延期申请"
    if inside and (untold := extension_to_tell(case)):
        return f"把延期告知{untold}位{case.suggestion.address}；{_to_do(case, inside)}"
    return _to_do(case, inside)


def _to_do(case: Case, inside: bool) -> str:
    if case.status == S.IN_PROGRESS:
        return _writing(case) if inside else f"办理中，{_paper(case)}尚未签发"
    if case.status == S.SEEKING_FEEDBACK:
        return _asking(case)
    if case.status == S.SIGNED:
        return held_line(case) if inside else f"{_paper(case)}已签发，还没有发出"
    plain = {
        S.AWAITING_RECEIPT: "签收",
        S.RETURN_REQUESTED: "批复退办申请",
        S.RETURNED: "改由别的单位办理" if main_step(case) else "",
        S.RECEIVED: "分办到科室和经办人",
        S.CHECKING: f"{_paper(case)}{name_step(case)}",
        S.SIGNING: f"{_paper(case)}签发",
        S.UNDER_STUDY: "研究是否再次办理",
        S.TO_REPORT: "报送办结",
    }
    return plain.get(Status(case.status)) or due_promise_line(case) or case.get_status_display()


def held_line(case: Case) -> str:
    """When the signed reply goes out, and that it can be taken back until then."""
    reply, to = current_reply(case), "送给主办单位" if case.helps else "发给代表"
    if reply.minutes_held:
        return f"{reply.sends_at_clock}自动{to}，在此之前可以撤回签发"
    return f"已到{reply.sends_at_clock}，正在{to}"


def _paper(case: Case) -> str:
    return "会办意见" if case.helps else "答复"


def _writing(case: Case) -> str:
    reply = find_reply(case)
    if reply is None:
        return f"拟写{_paper(case)}"
    draft, reviews = reply.latest_draft, list(reply.reviews.all())
    if draft and reviews and reviews[-1].outcome == Review.Outcome.RETURNED and reviews[-1].draft_id == draft.pk:
        return f"按退回意见修改：{reviews[-1].opinion}"
    first, *rest = (one.split("（")[0] for one in why_not_submit(reply).split("；"))
    if draft is None or not draft.body.strip():
        return f"拟写{_paper(case)}" + (f"，{rest[0]}" if rest and "未联系" in rest[0] else "")
    return f"{first}{f'，另有{len(rest)}处要补' if rest else ''}" if first else f"{_paper(case)}可以送审"


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


def current_holder(case: Case) -> str:
    """Who has the case now; "" when it is at its end and nothing that was promised is due."""
    step = main_step(case)
    if step is None:
        return str(case.handler) if due_promise_line(case) else ""
    if case.status == S.SEEKING_FEEDBACK:
        reply = current_reply(case)
        asked = any(not wish.settled_at for wish in reply.wishes.all())
        if asked or reply.undelivered_deputies():
            return str(case.handler)
        if reply.unexplained_deputies():
            return case.suggestion.address
    if case.status == S.CHECKING:
        return "、".join(map(str, step_people(case))) or _called(case, step_role(case))
    if case.status == S.SIGNING and (named := wide_signers(case)):
        return "、".join(map(str, named))
    return _called(case, step.by[0])


def next_holder(case: Case, step: Transition) -> str:
    """Who gets the case after that step."""
    if step.target == S.SEEKING_FEEDBACK:
        return case.suggestion.address
    rows = (row for row in TABLE if row.main and step.target in row.sources and case.part in row.parts)
    after = next(rows, None)
    return _called(case, after.by[0]) if after else ""


def _called(case: Case, role: Role) -> str:
    if role == Role.HANDLER:
        return str(case.handler) if case.handler else "经办人"
    if role == Role.OFFICE:
        return f"{case.unit}办公室"
    if role == Role.LEADER:
        return f"{case.unit}领导"
    if role == Role.CONGRESS and not case.suggestion.session.is_own:
        return str(Role.DISTRICT.label)  # it records what the city's body decided
    if role == Role.CONGRESS:
        return "政协提案工作机构" if case.suggestion.kind == Kind.PROPOSAL else "代表工作机构"
    return str(role.label)


# ---- what is due -----------------------------------------------------------------------------------------


def due_promises(case: Case) -> list[Any]:
    """What is due or about to be once the case is closed, the nearest first."""
    if case.status != Status.CLOSED or case.finished_before:
        return []
    today = timezone.localdate()
    owed = [one for reply in case.replies.all() for one in reply.promises.all() if one.is_due(today)]
    return sorted(owed, key=lambda one: one.due_on)


def extension_to_tell(case: Case) -> int:
    """How many deputies have not been told of an agreed extension (SH 19)."""
    if case.status in ENDED:
        return 0
    to_tell = [one for one in case.extensions.all() if one.outcome == one.Outcome.AGREED and one.told_on is None]
    asked = case.suggestion.sponsorships.all()
    return sum(len(asked) - len(one.notices.all()) for one in to_tell)


def asks_extension(case: Case) -> bool:
    """Whether the district office is to decide on an extension."""
    return case.clock_runs and any(one.outcome == one.Outcome.WAITING for one in case.extensions.all())


def due_promise_line(case: Case) -> str:
    """The same in a line of a list, "" when nothing is due."""
    owed = due_promises(case)
    if not owed:
        return ""
    return f"兑现承诺：{owed[0].item}" + (f"，另有{len(owed) - 1}项" if len(owed) > 1 else "")
