"""What the answer stands in the way of: each function returns "" or the sentence next to the greyed button."""

from django.utils import timezone

from proposals.formats.chinese import cn_date
from proposals.models import Case, Status
from proposals.models.people import address_all
from proposals.models.states import ENDED
from replies.consultations.hosts import say_unsigned, why_not_asked, why_sent_on, why_text_stands
from replies.drafts.submission import list_missing, say_missing
from replies.feedback.silence import BY_RULE
from replies.models import Reply
from replies.models.reply import find_reply

NO_REPLY = "还没有答复"


def _submission(case: Case) -> str:
    """Of a case that goes along with another (并案) it is said there, with what is missing of that one."""
    if case.is_joined:
        return ""
    reply = find_reply(case)
    if reply is None:
        return "还没有拟写答复"
    return say_missing(list_missing(reply))


def extension_to_tell(case: Case) -> int:
    """How many deputies have not been told of an agreed extension (SH 19)."""
    if case.status in ENDED:
        return 0
    to_tell = [one for one in case.extensions.all() if one.outcome == one.Outcome.AGREED and one.told_on is None]
    asked = case.suggestion.sponsorships.all()
    return sum(len(asked) - len(one.notices.all()) for one in to_tell)


def is_kept(case: Case) -> bool:
    """Whether a closed case is still on its handler's hands: a promise to keep, something a deputy asks or is to be
    told (held.kept_cases)."""
    if case.status != Status.CLOSED or case.finished_before:
        return False
    rounds = case.replies.all()
    owed = any(one.is_open for reply in rounds for one in reply.promises.all())
    asked = any(not wish.settled_at for reply in rounds for wish in reply.wishes.all())
    return owed or asked or extension_to_tell(case) > 0


def _reassignment(case: Case) -> str:
    """改派 until 办结, and after it while something that was promised is to be kept."""
    return "" if case.status != Status.CLOSED or is_kept(case) else "已经办结，没有还要跟踪的事"


def _report(case: Case) -> str:
    if case.status == Status.TO_REPORT:
        return ""
    reply = find_reply(case)
    if reply is None:
        return NO_REPLY
    sentences = [
        f"还有{len(reply.undelivered_deputies())}位{case.suggestion.address}未送达"
        if reply.undelivered_deputies()
        else "",
        f"还有{len(reply.unanswered_deputies())}位{case.suggestion.address}未反馈"
        if reply.unanswered_deputies()
        else "",
        "有代表不满意，须先由代表工作机构研究" if reply.feedback_for_study else "",
    ]
    return "；".join(filter(None, sentences))


def _close_without(case: Case) -> str:
    reply = find_reply(case)
    if reply is None:
        return NO_REPLY
    if reply.undelivered_deputies():
        return f"还有{len(reply.undelivered_deputies())}位{case.suggestion.address}未送达"
    if reply.feedback_for_study:
        return "有代表不满意，须先由代表工作机构研究"
    if not reply.unanswered_deputies():
        return "代表都已反馈，请用“报送办结”"
    missing = reply.unexplained_deputies()
    why = "拒签、联系不上或未反馈" if reply.past_term(*BY_RULE) else "拒签或联系不上"
    return f"{address_all(missing)}没有反馈，也没有登记{why}" if missing else ""


def _follow_up(case: Case) -> str:
    """SH 22: what was promised is answered again once it is kept, or on its day at the latest."""
    reply = find_reply(case)
    if case.finished_before:
        return "这一件是补录的，往年已经办结"
    if reply is None:
        return NO_REPLY
    promises = list(reply.promises.all())
    if not promises:
        return "这次答复没有承诺事项"
    if any(one.kept_on or one.is_due(timezone.localdate()) for one in promises):
        return ""
    first = min(one.due_on for one in promises)
    return f"承诺的事项还没有兑现，也没有快到期的（最早{cn_date(first)}）"


def _withdrawal(case: Case) -> str:
    """SH 10: before the reply has been given, by all deputies who signed."""
    if case.replies.filter(deliveries__isnull=False).exists():
        return "答复已经送达代表，不能再撤回"
    return ""


def _answered(case: Case) -> str:
    """What has reached the deputies does not become void: its registration is corrected."""
    if Reply.objects.filter(case__suggestion=case.suggestion_id, deliveries__isnull=False).exists():
        return "答复已经送达代表，不能作废；登记的内容有误，请用“更正登记”"
    return ""


# Plugged into proposals.cases.blockers at start.
BLOCKERS = {
    "submission": _submission,
    "reassignment": _reassignment,
    "report": _report,
    "close_without": _close_without,
    "follow_up": _follow_up,
    "withdrawal": _withdrawal,
    "answered": _answered,
    "cosigned": say_unsigned,
    "unchanged": why_text_stands,
    "asked_to_cosign": why_not_asked,
    "sent_on": why_sent_on,
}
