"""One case in full, as its deputy reads it: the reply, the own opinion, what became of it, promises, contacts, the
course so far. Each text is one that was given to the deputies."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from proposals.deadlines.due_date import Reason, explain_due_date
from proposals.intake.corrections.differences import CORRECT
from proposals.intake.corrections.told import corrections_since
from proposals.models import Case, Deputy, Event, Status
from replies.feedback.deputy.shown import ShownPromise, day, letter_shown, show_promises
from replies.letter.tables.mark import Table
from replies.letter.text import Paragraph
from replies.messages.told import ToldRow, told_to_deputy
from replies.mine.course import HANDED, STEPS, TALKED, WORKED, Course, answers_of, find_decision, tell_judged
from replies.models import Contact, Draft, Feedback, Reply

DECIDED = {"reopen": "再办一次", "decline": "不再办理"}
LAST = 10_000  # among what fell on one day


@dataclass(frozen=True)
class ShownAnswer:
    """What the deputy said, and what was decided on it where it was a 不满意: 再办一次, 不再办理."""

    said: Feedback
    event: Event | None

    @property
    def decision(self) -> str:
        return DECIDED[self.event.action] if self.event else ""

    @property
    def decided_on(self) -> dt.date | None:
        return timezone.localdate(self.event.at) if self.event else None

    @property
    def why(self) -> str:
        return self.event.comment if self.event else ""


@dataclass(frozen=True)
class ShownRound:
    """A reply that was given, and what the deputy said of it: the newest first, which counts; the earlier ones over
    which another stands, or on which was decided."""

    reply: Reply
    letter: list[Paragraph | Table]
    answers: list[ShownAnswer]

    @property
    def said(self) -> Feedback | None:
        return self.answers[0].said if self.answers else None

    @property
    def draft(self) -> Draft | None:
        return self.reply.signed_draft


@dataclass(frozen=True)
class ShownContact:
    row: Contact

    @property
    def said(self) -> str:
        """11月14日走访，高扬; 11月14日没有联系上."""
        way = self.row.get_way_display()
        return f"{day(self.row.on)}，{way}" + (f"，{self.row.staff}" if self.row.way in TALKED else "")


@dataclass(frozen=True)
class Mark:
    """One line of the course: what, when; past, now or next."""

    said: str
    when: str
    css: str = ""


@dataclass(frozen=True)
class Whole:
    course: Course
    rounds: list[ShownRound]  # the newest first
    contacts: list[ShownContact]
    promises: list[ShownPromise]
    reasons: list[Reason]  # why the due date is that day
    marks: list[Mark]
    corrected: list[tuple[str, str, str]]
    told: list[ToldRow]  # what the deputy was told by message or by a person

    @property
    def last(self) -> ShownRound | None:
        return self.rounds[0] if self.rounds else None

    @property
    def has_table(self) -> bool:
        return any(isinstance(part, Table) for one in self.rounds for part in one.letter)


def read_whole(course: Course, beside: Sequence[Case] = ()) -> Whole:
    """Everything of one case that its deputy may read; with what was told of the cases `beside` it: of units that had
    it before or that sign the same answer."""
    case = course.case
    record = Event.objects.filter(case=case).order_by("sequence")  # of case.events only the extensions are fetched
    reply = course.reply
    signed = reply.signed_at if reply else None
    return Whole(
        course,
        rounds=[_shown_round(one, course) for one in course.rounds],
        contacts=[ShownContact(one) for one in course.contacts],
        promises=show_promises(course.promises),
        reasons=explain_due_date(case, course.days) if course.is_timed else [],
        marks=_course_marks(course),
        corrected=corrections_since(record.filter(action=CORRECT), signed),
        told=told_to_deputy(course.deputy, [case, *beside]),
    )


def _shown_round(reply: Reply, course: Course) -> ShownRound:
    return ShownRound(reply, letter_shown(reply), _shown_answers(reply, course.deputy))


def _shown_answers(reply: Reply, deputy: Deputy) -> list[ShownAnswer]:
    """A correction within its days takes the place of what it corrects, unless that was decided on already."""
    rows = answers_of(reply, deputy)
    over = {row.stands_over_id for row in rows}
    shown = [ShownAnswer(row, find_decision(row)) for row in rows]
    return [one for one in shown if one.said.is_current or one.said.pk in over or one.event]


def _course_marks(course: Course) -> list[Mark]:
    """The way so far with its days, and what comes. What fell on one day stands round by round."""
    case, unit = course.case, course.case.unit.short_name
    dated = [(case.handed_on, 0, Mark(f"交给{unit}办理", day(case.handed_on)))]
    if case.received_on:
        dated.append((case.received_on, 1, Mark(f"{unit}签收", day(case.received_on))))
    for one in course.contacts:
        if one.way in TALKED and not one.denied_at:
            words = f"{one.staff}联系您：{one.get_way_display()}"
            dated.append((one.on, _rank(one.reply, 2), Mark(words, day(one.on))))
    dated += [(on, 2, Mark(f"{who}督办", day(on))) for on, who in course.urged]
    for reply in course.rounds:
        dated += _round_marks(reply, course)
    if case.status in (Status.CLOSED, Status.WITHDRAWN) and case.closed_on:
        words = "代表撤回，不再办理" if case.status == Status.WITHDRAWN else "办结"
        dated.append((case.closed_on, LAST, Mark(words, day(case.closed_on))))
    marks = [mark for *_, mark in sorted(dated, key=lambda row: row[:2])]
    return [*marks, *_marks_to_come(course)]


def _rank(reply: Reply, place: int) -> int:
    """Where something of a round stands among what fell on the same day."""
    return reply.round * 10 + place


def _round_marks(reply: Reply, course: Course) -> list[tuple[dt.date, int, Mark]]:
    found: list[tuple[dt.date, int, Mark]] = []
    ordinal = f"第{reply.round}次" if reply.round > 1 else ""
    if reply.round > 1:
        found.append(
            (reply.opened_on, _rank(reply, 1), Mark(f"{reply.get_occasion_display()}开始办理", day(reply.opened_on)))
        )
    if reply.given_on:
        signer = f"{reply.signer}签发" if reply.signer_id else ""
        words = f"{course.case.unit.short_name}{ordinal}答复"
        found.append(
            (reply.given_on, _rank(reply, 3), Mark(words, "，".join(filter(None, [day(reply.given_on), signer]))))
        )
    for one in reversed(_shown_answers(reply, course.deputy)):
        on = timezone.localdate(one.said.submitted_at)
        if one.said.is_current or one.event:
            found.append((on, _rank(reply, 4), Mark(f"您提了意见：对结果{tell_judged(one.said)}", day(on))))
        if one.event and one.decided_on and one.event.action == "decline":
            words = f"{course.case.suggestion.session.working_body}研究定了：{one.decision}"
            found.append((one.decided_on, _rank(reply, 4), Mark(words, day(one.decided_on))))
    found += [
        (one.kept_on, _rank(reply, 5), Mark(f"兑现：{one.item}", day(one.kept_on)))
        for one in reply.promises.all()
        if one.kept_on
    ]
    return found


def _marks_to_come(course: Course) -> list[Mark]:
    case = course.case
    if course.has_ended:
        return []
    if course.step in (HANDED, WORKED):
        now = Mark(STEPS[course.step], course.said, "now")
        return [now, Mark("答复您", f"{day(case.statutory_due)}前", "next")]
    found = []
    if course.waits:
        found.append(Mark("请您提意见", "", "now"))
    if course.is_mine_studied:
        until = course.study_until
        body = case.suggestion.session.working_body
        found += [
            Mark(f"{body}研究您的意见", f"{day(until)}前告诉您", "now"),
            Mark("告诉您：再办一次，还是不再办理，以及为什么", "", "next"),
        ]
    found += [Mark(f"兑现：{one.item}", f"{day(one.due_on)}前", "next") for one in course.promises if one.is_open]
    return found
