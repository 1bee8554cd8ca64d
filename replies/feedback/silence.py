"""期满没有反馈: the term is past, the deputy was reminded and says nothing. What then is a rule of the place: one
waits, or the unit writes 未反馈 down, or a body decides it. It is nobody's mark: counted apart from every opinion,
and what the deputy says later stands."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from proposals.calendar.workdays import WorkCalendar
from proposals.cases.access import Refused, must_be, records_outside, roles_in
from proposals.cases.hands import hands_of
from proposals.cases.locks import lock_case
from proposals.cases.workflow import record_event
from proposals.formats.chinese import cn_date
from proposals.models import Case, Deputy, PlaceRule, Role, Status, User
from proposals.models.event import ASKED_AS
from proposals.models.oversight.silence import body_of_silence, read_silences
from proposals.models.people import BODIES, CASE_STAFF, address_all
from replies.messages.reach import why_unreached
from replies.models import Attempt, Delivery, Reply
from replies.models.reply import find_reply

Rule = PlaceRule.Answer
Silence = Delivery.Silence
SAY, DOING = "say_silent", "登记“未反馈”"
BY_RULE = (Silence.CLOSE, Silence.BODY)
PATIENCE = 3  # working days after the term in which the program may still ask again by itself
NOBODY = "没有期满又提醒过、还没有反馈的代表，或者本地规定一直等，不能登记“未反馈”。代表刚刚反馈了的，以代表的为准。"


@dataclass(frozen=True)
class SilentDeputy:
    """One deputy who has said nothing: the delivery, with until when an opinion was asked for; when one last asked
    again."""

    deputy: Deputy
    delivery: Delivery
    reminded: dt.date | None

    @property
    def until(self) -> dt.date:
        return self.delivery.until

    @property
    def note(self) -> str:
        """What stands in the record."""
        asked = f"{cn_date(self.reminded)}提醒过，" if self.reminded else ""
        return f"{cn_date(self.delivery.on)}送达，请在{cn_date(self.until)}前提意见，{asked}没有回音。"


def list_silent(reply: Reply) -> list[SilentDeputy]:
    """The deputies whom the reply has reached and who say nothing, of whom nothing else is written down."""
    reached = {row.deputy_id: row for row in reply.deliveries.all()}
    return [
        SilentDeputy(one, row, _reminded_on(reply, one, row.on))
        for one in reply.unexplained_deputies()
        if (row := reached.get(one.pk))
    ]


def _reminded_on(reply: Reply, deputy: Deputy, reached: dt.date) -> dt.date | None:
    """When the deputy was last asked again: by a reminder that left, or by a person."""
    links = (row for row in reply.invitations.all() if row.deputy_id == deputy.pk and row.reminder)
    sent = [timezone.localdate(at) for row in links for at in (row.mailed_at, row.texted_at) if at]
    tried = [row.on for row in reply.attempts.all() if row.deputy_id == deputy.pk]
    return max((on for on in [*sent, *tried] if on >= reached), default=None)


def note_silences() -> int:
    """Housekeeping: note of each deputy that the term is past, and who has to act is told: who was asked again is for
    the rule of the place, who was not is asked again by a person first. Returns of how many rounds."""
    rules = {kind: rule for kind, rule in read_silences().items() if rule.answer != Rule.WAIT}
    if not rules:
        return 0
    today, days = timezone.localdate(), WorkCalendar.load()
    waiting = Reply.objects.filter(case__status=Status.SEEKING_FEEDBACK, closed_on=None, delivered_on__isnull=False)
    waiting = waiting.filter(case__suggestion__kind__in=list(rules), deliveries__until__lt=today).distinct()
    rows = waiting.select_related("case__suggestion__session", "case__unit").prefetch_related(
        "case__suggestion__sponsorships__deputy", "deliveries", "invitations", "attempts", "feedback"
    )
    found = 0
    for reply in rows.order_by("pk"):
        rule = Silence(rules[reply.case.suggestion.kind].answer)
        said = [(one, _what_then(reply, one, rule, today, days)) for one in list_silent(reply)]
        noted = [
            _note_silence(reply, [one.deputy for one, then in said if then == what], what, today)
            for what in (rule, Silence.REMIND)
        ]
        found += any(noted)
    return found


def _what_then(reply: Reply, one: SilentDeputy, rule: Silence, today: dt.date, days: WorkCalendar) -> Silence | None:
    """What is to be noted of the deputy now; None where nothing is, or it was noted before."""
    noted = one.delivery.silence
    if one.until >= today or noted in (Silence.CLOSE, Silence.BODY):
        return None
    if one.reminded:
        return rule
    # The program asks again by itself who is reached by it; after a few days a person does.
    asks_itself = not why_unreached(one.deputy) and any(
        row.deputy_id == one.deputy.pk and row.is_live for row in reply.invitations.all()
    )
    if noted or (asks_itself and days.after_working_days(one.until, PATIENCE) >= today):
        return None
    return Silence.REMIND


def _note_silence(reply: Reply, over: list[Deputy], what: Silence, today: dt.date) -> bool:
    with transaction.atomic():
        case = lock_case(reply.case_id)
        open_round = Reply.objects.filter(pk=reply.pk, closed_on=None, case__status=Status.SEEKING_FEEDBACK)
        here = Delivery.objects.filter(reply__in=open_round, deputy__in=over)
        here = here.filter(silence="") if what == Silence.REMIND else here.exclude(silence__in=BY_RULE)
        names = [one for one in over if one.pk in set(here.values_list("deputy", flat=True))]
        if not names:
            return False
        here.update(silent_on=today, silence=what)
        asked, data, action = f"期满没有反馈：{address_all(names)}", {}, "silent"
        if what == Silence.BODY:
            body = body_of_silence(case, hands_of(case).deciders)
            asked, data = f"{asked}，请决定要不要按“未反馈”办", {ASKED_AS: body.value}
        elif what == Silence.CLOSE:
            asked = f"{asked}，可以登记“未反馈”再办结"
        else:
            asked, action = f"{asked}，还没有提醒过，请联系一次并登记", "silent_remind"
        record_event(case, None, action, asked, role=Role.SYSTEM, data=data)
    return True


def who_says_silent(case: Case) -> tuple[Role, ...]:
    """Who writes 未反馈 down on this case now; nobody where the place waits or no term is past."""
    reply = find_reply(case)
    if reply is None or case.status != Status.SEEKING_FEEDBACK:
        return ()
    found = [role for what in BY_RULE if reply.past_term(what) for role in _takers(case, what)]
    return tuple(dict.fromkeys(found))


def _takers(case: Case, what: Silence) -> tuple[Role, ...]:
    return (body_of_silence(case, hands_of(case).deciders),) if what == Silence.BODY else CASE_STAFF


def silent_for(case: Case, reply: Reply, user: User) -> list[SilentDeputy]:
    """Of whom this person may write 未反馈 down."""
    held = roles_in(case, user)
    whats = [
        what
        for what in BY_RULE
        if held.intersection(_takers(case, what)) or records_outside(case, user, _takers(case, what))
    ]
    return [one for one in list_silent(reply) if one.delivery.silence in whats]


def say_silent(case: Case, user: User, *, key: uuid.UUID) -> list[Deputy]:
    """登记未反馈 for everybody whose term is past; the others are waited for. The same form sent twice is written
    once. Raises Refused where there is nobody."""
    with transaction.atomic():
        now = lock_case(case.pk)
        reply = find_reply(now)
        if reply and Attempt.objects.filter(reply=reply, key=_key_of(key, 0), recorded_by=user).exists():
            return []
        roles = who_says_silent(now)
        must_be(now, user, roles or (*CASE_STAFF, *BODIES), DOING, recorded=True)
        if reply is None or not roles:
            raise Refused(NOBODY)
        today, over = timezone.localdate(), silent_for(now, reply, user)
        if not over:
            raise Refused(NOBODY)
        for place, one in enumerate(over):
            _write(reply, one, user, today, _key_of(key, place))
        names = [one.deputy for one in over]
        rule = PlaceRule.Answer(over[0].delivery.silence)
        data = {"deputies": [one.pk for one in names], "rule": rule}
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
