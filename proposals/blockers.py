"""What stands in the way of a step: each function returns "" or the sentence shown beside the greyed button."""

from django.utils import timezone

from proposals.chinese import cn_date
from proposals.models import Handling, Limit, Status, User


def none(case: Handling, user: User | None) -> str:
    return ""


def return_limit(case: Handling, user: User | None) -> str:
    """SH 14: a return is asked for within seven working days of receipt of the 交办."""
    from proposals.deadlines import WorkCalendar

    days = WorkCalendar.load()
    limit = days.limit(Limit.Step.RETURN, case.suggestion.kind)
    last = days.counted(case.handed_on, limit).due
    if timezone.localdate() <= last:
        return ""
    return f"申请退办须在交办后{limit.term}内提出，期限是{cn_date(last)}"


def passed_on(case: Handling, user: User | None) -> str:
    return f"已经在{case.passed_on.month}月{case.passed_on.day}日改办" if case.passed_on else ""


def submission(case: Handling, user: User | None) -> str:
    reply = case.current_reply
    if reply is None:
        return "还没有拟写答复"
    # The checker reads the whole letter: asked for the one case in hand, never for the rows of a list.
    return "；".join(filter(None, (reply.obstacle_to_submission(), reply.errors_in_text())))


def own_case(case: Handling, user: User | None) -> str:
    if user is not None and case.handler_id == user.pk:
        return "经办人不能签发自己办理的答复，请另一位领导签发"
    return ""


def report(case: Handling, user: User | None) -> str:
    if case.status == Status.TO_REPORT:
        return ""
    reply = case.current_reply
    return reply.obstacle_to_report() if reply else "还没有答复"


def close_without(case: Handling, user: User | None) -> str:
    reply = case.current_reply
    return reply.obstacle_to_closing_without() if reply else "还没有答复"


def follow_up(case: Handling, user: User | None) -> str:
    """SH 22: there must be something promised that is kept or due."""
    reply = case.current_reply
    return reply.obstacle_to_follow_up() if reply else "还没有答复"


def withdrawal(case: Handling, user: User | None) -> str:
    """SH 10: before the reply has been given, by all deputies who signed."""
    if case.replies.filter(deliveries__isnull=False).exists():
        return "答复已经送达代表，不能再撤回"
    return ""
