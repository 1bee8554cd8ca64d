"""What stands in the way of a step: each function returns "" or the sentence shown next to the greyed button.

Eleven of them ask what the answer holds. They are declared here by name, and the answer's side plugs them in once, at
start; a check of the project says which is missing.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.models import QuerySet
from django.utils import timezone

from proposals.calendar.workdays import WorkCalendar
from proposals.cases.record import why_not_undone
from proposals.cases.registrar import why_not_registrar
from proposals.formats.chinese import cn_date
from proposals.models import Case, Limit, Role, Status, User
from proposals.models.approval import at_step, name_step, steps_of_plan
from proposals.models.kept.rows import count_rows
from proposals.models.querysets import reach_of

Blocker = Callable[[Case, User | None], str]


def no_blocker(case: Case, user: User | None) -> str:
    """Nothing stands in the way of the step."""
    return ""


def return_limit(case: Case, user: User | None) -> str:
    """SH 14: a return is asked for within seven working days of receipt of the 交办, signed for or not; of each case
    by itself, before its first answer."""
    if case.answered_on:
        return "已经答复过，不能再退办"
    if case.is_joined or case.joined_cases:
        return "正与别的建议并案，请先拆开"
    days = WorkCalendar.load()
    limit = days.limit(Limit.Step.RETURN, case.suggestion.kind)
    last = days.count_limit(case.handed_on, limit).due
    if timezone.localdate() <= last:
        return ""
    return f"申请退办须在交办后{limit.length}内提出，期限是{cn_date(last)}"


def moving(case: Case, user: User | None) -> str:
    """A body takes a case from its unit because a deputy objects (SH 14): before the first answer, each by itself."""
    if case.answered_on:
        return "已经答复过，不能再改办"
    return "正与别的建议并案，请先拆开" if case.is_joined or case.joined_cases else ""


def joining(case: Case, user: User | None) -> str:
    """并案: cases that stand alone or lead others, before the first answer."""
    if case.is_joined and case.joined_to:
        return f"已经并入{case.joined_to.suggestion.short_number}"
    return "已经答复过，各件单独办" if case.answered_on else ""


def passed_on(case: Case, user: User | None) -> str:
    """A returned case is passed on to another unit once."""
    return f"已经在{case.passed_on.month}月{case.passed_on.day}日改办" if case.passed_on else ""


def own_case(case: Case, user: User | None) -> str:
    """A handler does not sign the reply to the own case; nor does who stands in for the handler, nor who sent the
    text up for review before the case was given to another or the handler came back."""
    if user is None:
        return ""
    if case.handler_id == user.pk:
        return "经办人不能签发自己办理的答复，请另一位领导签发"
    if reach_of(user, Role.HANDLER).covers(case):
        return f"您在代{case.handler}办理这一件，不能签发，请另一位领导签发"
    sent = case.events.filter(action="submit").last()
    if sent and sent.actor_id == user.pk:
        return "这份答复是您送审的，不能再由您签发，请另一位领导签发"
    return ""


def voiding(case: Case, user: User | None) -> str:
    """登记有误，作废: by who registered it, while the deputies have not been answered."""
    if count_rows(_write_withdrawn, of=[case.suggestion_id]):
        return "代表已经书面撤回，不用作废"
    refusal = why_not_registrar(case.suggestion, user) if user else ""
    return refusal or answered(case, user)


def _write_withdrawn() -> QuerySet[Case, Any]:
    return Case.objects.filter(suggestion=-1, status=Status.WITHDRAWN).order_by().values("pk")


def read_already(case: Case, user: User | None) -> str:
    """What a reviewer has passed is not taken back from the next one: the person who reads it now gives it back."""
    if case.approval_step is None or case.approval_plan is None:
        return ""
    first = steps_of_plan(case, case.approval_plan)[0]
    if first == case.approval_step:
        return ""
    return f"{at_step(first).name}已经通过，现在待{name_step(case)}，要改请对方退回"


def own_signature(case: Case, user: User | None) -> str:
    """Who signed decides whether it goes out at once or not at all; the program sends when it is time."""
    signed = case.events.filter(to_status=Status.SIGNED).last() if user else None
    if signed is None or user is None or signed.actor_id == user.pk:
        return ""
    return f"由签发人{signed.actor_name}本人决定"


def signature(case: Case, user: User | None) -> str:
    """签发: nobody signs the own work, and not before every other 主办 unit has signed the same text (SH 17)."""
    return own_case(case, user) or cosigned(case, user)


def own_text(case: Case, user: User | None) -> str:
    """修改后签发: a text that others sign along is not changed behind them."""
    return own_case(case, user) or unchanged(case, user)


def cosigning(case: Case, user: User | None) -> str:
    """会签: nobody signs the own work, nor what the 主办 unit has taken back to change it."""
    return own_case(case, user) or asked_to_cosign(case, user)


def taking_back(case: Case, user: User | None) -> str:
    """撤回: by who signed; what others went on from stands."""
    return own_signature(case, user) or sent_on(case, user)


def undoing(action: str) -> Blocker:
    """A step is undone by who took it, within a minute, before anything followed."""

    def blocker(case: Case, user: User | None) -> str:
        return why_not_undone(case, user, action) if user else ""

    return blocker


# ---- what the answer is asked ----------------------------------------------------------------------------

_declared: list[str] = []
_plugged: dict[str, Callable[[Case], str]] = {}


def _of_the_answer(name: str) -> Blocker:
    """A blocker that the answer's side plugs in under this name."""
    _declared.append(name)

    def blocker(case: Case, user: User | None) -> str:
        return _plugged[name](case)

    return blocker


submission = _of_the_answer("submission")
reassignment = _of_the_answer("reassignment")
report = _of_the_answer("report")
close_without = _of_the_answer("close_without")
follow_up = _of_the_answer("follow_up")
withdrawal = _of_the_answer("withdrawal")
answered = _of_the_answer("answered")
cosigned = _of_the_answer("cosigned")
unchanged = _of_the_answer("unchanged")
asked_to_cosign = _of_the_answer("asked_to_cosign")
sent_on = _of_the_answer("sent_on")


def plug_in_blockers(blockers: Mapping[str, Callable[[Case], str]]) -> None:
    """Say once, at start, what the answer stands in the way of; all that are declared here, and no other."""
    if set(blockers) != set(_declared):
        wrong = "、".join(sorted(set(blockers) ^ set(_declared)))
        raise ImproperlyConfigured(f"Blockers plugged in differ from those that the table of steps asks: {wrong}")
    _plugged.update(blockers)


def missing_blockers() -> list[str]:
    """The declared blockers that nobody has plugged in, for the check at start."""
    return [name for name in _declared if name not in _plugged]
