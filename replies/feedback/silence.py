"""期满没有反馈: the term is past, the deputy was reminded and says nothing. What then is a rule of the place: one
waits, or the unit writes 未反馈 down, or a body decides it. It is nobody's mark: counted apart from every opinion,
and what the deputy says later stands."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from proposals.calendar.workdays import WorkCalendar
from proposals.cases.access import Refused, must_be
from proposals.cases.hands import hands_of
from proposals.cases.locks import lock_case
from proposals.cases.workflow import record_event
from proposals.formats.chinese import cn_date
from proposals.models import Case, Deputy, Limit, PlaceRule, Role, Status, User
from proposals.models.event import ASKED_AS
from proposals.models.oversight.silence import body_of_silence, read_silences
from proposals.models.people import CASE_STAFF, address_all
from replies.models import Attempt, Reply
from replies.models.reply import find_reply

Rule = PlaceRule.Answer
SAY, DOING = "say_silent", "登记“未反馈”"


@dataclass(frozen=True)
class SilentDeputy:
    """One deputy who has said nothing: until when an opinion was asked for, when one last asked again."""

    deputy: Deputy
    reached: dt.date
    until: dt.date
    reminded: dt.date | None

    def is_over(self, today: dt.date) -> bool:
        """Whether the term is past and the deputy was reminded."""
        return self.until < today and self.reminded is not None

    @property
    def note(self) -> str:
        """What stands in the record."""
        asked = f"{cn_date(self.reminded)}提醒过，" if self.reminded else ""
        return f"{cn_date(self.reached)}送达，请在{cn_date(self.until)}前提意见，{asked}没有回音。"


def list_silent(reply: Reply, days: WorkCalendar) -> list[SilentDeputy]:
    """The deputies whom the reply has reached and who say nothing, of whom nothing else is written down."""
    limit = days.limit(Limit.Step.FEEDBACK, reply.case.suggestion.kind)
    reached = {row.deputy_id: row.on for row in reply.deliveries.all()}
    return [
        SilentDeputy(one, on, days.count_limit(on, limit).due, _reminded_on(reply, one, on))
        for one in reply.unexplained_deputies()
        if (on := reached.get(one.pk))
    ]


def _reminded_on(reply: Reply, deputy: Deputy, reached: dt.date) -> dt.date | None:
    """When the deputy was last asked again: by a reminder that left, or by a person."""
    links = (row for row in reply.invitations.all() if row.deputy_id == deputy.pk and row.reminder)
    sent = [timezone.localdate(at) for row in links for at in (row.mailed_at, row.texted_at) if at]
    tried = [row.on for row in reply.attempts.all() if row.deputy_id == deputy.pk]
    return max((on for on in [*sent, *tried] if on >= reached), default=None)


def note_silences() -> int:
    """Housekeeping: note of each round that the term of somebody is past, once; who has to act is told. Returns how
    many."""
    rules = {kind: rule for kind, rule in read_silences().items() if rule.answer != Rule.WAIT}
    if not rules:
        return 0
    waiting = Reply.objects.filter(case__status=Status.SEEKING_FEEDBACK, closed_on=None, silent_on=None)
    waiting = waiting.filter(delivered_on__isnull=False, case__suggestion__kind__in=list(rules))
    days, today = WorkCalendar.load(), timezone.localdate()
    rows = waiting.select_related("case__suggestion__session", "case__unit").prefetch_related(
        "case__suggestion__sponsorships__deputy", "deliveries", "invitations", "attempts", "feedback"
    )
    found = 0
    for reply in rows.order_by("pk"):
        over = [one.deputy for one in list_silent(reply, days) if one.is_over(today)]
        found += bool(over) and _note_silence(reply, over, rules[reply.case.suggestion.kind].answer, today)
    return found


def _note_silence(reply: Reply, over: list[Deputy], answer: str, today: dt.date) -> bool:
    with transaction.atomic():
        case = lock_case(reply.case_id)
        here = Reply.objects.filter(pk=reply.pk, silent_on=None, closed_on=None, case__status=Status.SEEKING_FEEDBACK)
        if not here.update(silent_on=today, silence_rule=answer):
            return False
        asked, data = f"期满没有反馈：{address_all(over)}", {}
        if answer == Rule.BODY:
            body = body_of_silence(case, hands_of(case).deciders)
            asked, data = f"{asked}，请决定要不要按“未反馈”办", {ASKED_AS: body.value}
        else:
            asked = f"{asked}，可以登记“未反馈”再办结"
        record_event(case, None, "silent", asked, role=Role.SYSTEM, data=data)
    return True


def who_says_silent(case: Case) -> tuple[Role, ...]:
    """Who writes 未反馈 down on this case now; nobody where the place waits or no term is past."""
    reply = find_reply(case)
    if reply is None or reply.silent_on is None or case.status != Status.SEEKING_FEEDBACK:
        return ()
    return (body_of_silence(case, hands_of(case).deciders),) if reply.silence_rule == Rule.BODY else CASE_STAFF


def say_silent(case: Case, user: User, *, key: uuid.UUID) -> list[Deputy]:
    """登记未反馈 for everybody whose term is past; the others are waited for. The same form sent twice is written
    once. Raises Refused where there is nobody."""
    with transaction.atomic():
        now = lock_case(case.pk)
        reply = find_reply(now)
        roles = who_says_silent(now)
        if reply is None or not roles:
            raise Refused("没有期满又提醒过、还没有反馈的代表，或者本地规定一直等，不能登记“未反馈”。")
        must_be(now, user, roles, DOING, recorded=True)
        if Attempt.objects.filter(reply=reply, key=_key_of(key, 0)).exists():
            return []
        days, today = WorkCalendar.load(), timezone.localdate()
        over = [one for one in list_silent(reply, days) if one.is_over(today)]
        if not over:
            raise Refused("没有期满又提醒过、还没有反馈的代表。代表刚刚反馈了的，以代表的为准。")
        for place, one in enumerate(over):
            _write(reply, one, user, today, _key_of(key, place))
        names = [one.deputy for one in over]
        data = {"deputies": [one.pk for one in names], "rule": reply.silence_rule}
        said = "；".join(f"{one.deputy.addressed}：{one.note}" for one in over)
        record_event(now, user, SAY, f"{address_all(names)}：未反馈", comment=said, data=data)
    case.reload()
    return names


def _key_of(key: uuid.UUID, place: int) -> uuid.UUID:
    return uuid.uuid5(key, str(place))


def _write(reply: Reply, one: SilentDeputy, user: User, today: dt.date, key: uuid.UUID) -> None:
    reply.attempts.filter(deputy=one.deputy, is_current=True).update(is_current=False)
    facts = {"on": today, "way": Attempt.Way.MESSAGE, "outcome": Attempt.Outcome.NO_WORD, "note": one.note}
    facts["conclusion"] = Attempt.Conclusion.SILENT
    Attempt.objects.create(key=key, reply=reply, deputy=one.deputy, recorded_by=user, **facts)
