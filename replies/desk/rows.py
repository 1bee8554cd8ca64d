"""What a list shows of a case."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from proposals.calendar.workdays import WorkCalendar
from proposals.cases.access import roles_in, stood_in_for, works_here
from proposals.cases.hands import find_hands
from proposals.deadlines.due_date import begun_on, leading_case
from proposals.formats.chinese import days_left
from proposals.models import Case, Part, Role, Status, User
from proposals.models.approval import in_place_of_named, keep_takers
from proposals.models.kept.beside import fetch_whole
from proposals.models.kept.rows import places, places_for
from proposals.models.oversight.objection import open_objections
from proposals.models.oversight.plan import standing_plan
from proposals.models.people import BODIES
from proposals.models.querysets import CaseQuerySet
from replies.consultations.hosts import hosts_of
from replies.desk.many_acts import acts_fitting, acts_offered
from replies.desk.sections import section_of
from replies.desk.turn.gone import comes_first, say_missing_people
from replies.desk.turn.own_reports import find_own_reports, report_in_row
from replies.desk.turn.todo import current_holder, to_do
from replies.desk.turn.where import where_to_do
from replies.desk.turn.whose import due_promises, waiting_people, waiting_role
from replies.messages.plan.facts import say_day
from replies.models.cases import consultations_both_ways, newest_drafts
from replies.models.reply import find_reply
from replies.terms.place import PlaceTerm, running_terms

OVERSEEING = (*BODIES, Role.COMMITTEE)
TOGETHER = str(Part.JOINT.label)


@dataclass(frozen=True)
class HelperCount:
    """会办 of the current round: how many of the units asked have answered, as 1/2; until when the next one should;
    how many agreements no longer hold. `noun` says what is counted: 会签 or 材料 of the other 主办 units, or 会办."""

    done: int
    asked: int
    nearest: dt.date | None
    late: bool
    lapsed: int
    noun: str = "会办"

    def __str__(self) -> str:
        return f"{self.done}/{self.asked}" if self.asked else ""

    def __bool__(self) -> bool:
        return self.asked > 0


def count_helpers(case: Case, today: dt.date) -> HelperCount:
    """Of a case fetched with for_rows."""
    reply = find_reply(case)
    signing = reply.newest_cosignings() if reply and case.status == Status.SIGNING else {}
    asked = list(signing.values()) or (reply.current_consultations() if reply else [])
    nearest = min((one.due_on for one in asked if one.is_waiting), default=None)
    done = sum(not one.is_waiting for one in asked)
    lapsed = len(reply.lapsed_consultations()) if reply and asked and case.status == Status.IN_PROGRESS else 0
    nouns = dict.fromkeys("承办材料" if one.asks_material else "会签" if one.cosigns else "会办" for one in asked)
    late = nearest is not None and nearest < today
    return HelperCount(done, len(asked), nearest, late, lapsed, "和".join(nouns) or "会办")


def count_reminders(case: Case) -> int:
    """How often a unit that helps was reminded of what it still owes."""
    owed = [one for one in case.asked_through.all() if one.is_waiting] if case.helps else []
    return sum(len(one.reminders.all()) for one in owed)


@dataclass(frozen=True)
class RowMark:
    """督办, 领办 or 催办 of a row, and what it asks. `css` is the look of the mark."""

    css: str
    label: str
    text: str
    term: bool = False  # a limit of the place


def row_marks(case: Case, *, inside: bool, body: bool, terms: Iterable[PlaceTerm] = ()) -> list[RowMark]:
    """What others ask of this case; the words of a 督办 only for the unit that it was sent to and for the bodies.
    `terms` are the limits of the place that run on it."""
    marks = [*map(_term_mark, terms), *_joined_marks(case), *_together_marks(case)]
    if case.suggestion.led_as:
        plan = standing_plan(case.suggestion)
        until = f"，督办到{say_day(plan.ends)}" if plan and not plan.reported_at else ""
        marks.append(RowMark("led", case.suggestion.led_as, f"{case.suggestion.led_by}{until}"))
    for note in case.supervisions.all():
        if note.answered_at is None:
            said = note.text if inside or body else ""
            day = f"{note.answer_due.month}月{note.answer_due.day}日前回复"
            marks.append(RowMark("watched", "督办", f"{day}：{said}" if said else day))
    marks += _oversight_marks(case, told=inside or body)
    if reminded := count_reminders(case):
        marks.append(
            RowMark("urged", "催办", f"主办单位催过{reminded}次{case.paper if not case.hosts_along else ''}")
        )
    return marks


def _oversight_marks(case: Case, *, told: bool) -> Iterable[RowMark]:
    """What deputies, committees and units ask the bodies or through them; the words where they are `told`."""
    for one in open_objections(case):
        advised = f"，{one.heard_by}建议改办" if one.advice else ""
        said = f"：{one.reason}" if told else ""
        yield RowMark("urged", "对交办有意见", f"{one.deputy.addressed}{advised}{said}")
    for asked in case.inquiries.all():
        if asked.is_open:
            day = f"{asked.answer_due.month}月{asked.answer_due.day}日前答复"
            yield RowMark("watched", "询问", f"{asked.committee}，{day}{f'：{asked.text}' if told else ''}")
    for ask in case.coordination_asks.all():
        if ask.is_open:
            yield RowMark("urged", "请协调", ask.reason if told else "单位有分歧")
    for held in case.suggestion.coordinations.all():
        if held.is_standing:
            yield RowMark("led", "协调会", f"{held.when}，{held.place}，{held.called_by}召集")


def _term_mark(term: PlaceTerm) -> RowMark:
    """A limit of the place: its step, the day and what is left of it."""
    said = f"{term.due.month}月{term.due.day}日前{term.doing}，{days_left(term.left)}"
    return RowMark("watched" if term.left < 0 else "urged", term.limit.get_step_display(), said, term=True)


def _joined_marks(case: Case) -> Iterable[RowMark]:
    """并案, on the row of the leading case; what is joined says it where it says what is to be done."""
    for one in case.joined_cases:
        earlier = f"，期限更早，{one.due.month}月{one.due.day}日" if one.due < case.due else ""
        yield RowMark("joined", "并案", f"{one.suggestion.short_number}《{one.suggestion.title}》{earlier}")


def _together_marks(case: Case) -> Iterable[RowMark]:
    """共同主办: who leads, who is beside, and what this unit takes on."""
    said = say_together(case)
    if said:
        yield RowMark("joined", TOGETHER, f"{said}；承办：{case.share}" if case.share else said)


def say_together(case: Case) -> str:
    """区民政局牵头 of a unit that signs along; 牵头，和区房管局一起 of the one that leads; "" of one alone."""
    if case.hosts_along:
        lead = leading_case(case)
        return f"{lead.unit.short_name}牵头" if lead else "牵头单位还没有定"
    beside = "、".join(one.unit.short_name for one in hosts_of(case))
    return f"牵头，和{beside}一起" if beside else ""


@dataclass(frozen=True)
class CaseRow:
    """What a list shows of a case."""

    case: Case
    to_do: str
    holder: str
    left: int | None
    given: int
    provisional: bool
    helpers: HelperCount
    missing: str = ""  # who is missing besides (say_missing_people)
    asks: Sequence[RowMark] = ()
    section: str = ""  # of a list in the order of urgency (sections)
    stands_in_for: str = ""  # whose place the reader takes
    page: str = ""  # where the reader does it (where_to_do)
    also: tuple[str, str] | None = None  # what the reader does besides, and where (own_reports)
    why: Sequence[tuple[str, str]] = ()  # where the words looked for stand (search.match_reasons)
    fits: Mapping[str, str] = field(default_factory=dict)  # the acts for many under the list (many_acts)

    @property
    def runs_to(self) -> dt.date | None:
        """The day that the days left are counted to: of what is handled as one the earliest."""
        return runs_until(self.case) if self.case.clock_runs else None

    @property
    def fitting(self) -> str:
        """The acts for many that this case can be part of."""
        return " ".join(slug for slug, why in self.fits.items() if not why)

    @property
    def urgency(self) -> str:
        """late: past the date; soon: at most five working days are left; else ""."""
        return "" if self.left is None else "late" if self.left < 0 else "soon" if self.left <= 5 else ""


def for_rows(cases: CaseQuerySet) -> CaseQuerySet:
    """With what a row says of the work (case_rows): of the drafts only the newest, no long text."""
    return (
        cases.for_lists()
        .defer("suggestion__text")
        .prefetch_related(
            newest_drafts(),
            "approval_step__people",
            "approval_plan__wide_signers",
            "replies__reviews",
            "replies__contacts",
            "replies__deliveries",
            "replies__feedback",
            "replies__wishes__deputy",
            "replies__attempts",
            "replies__promises__reports__approval_step__people",
            "extensions__notices",
            "supervisions",
            "objections__deputy",
            "inquiries__committee",
            "coordination_asks",
            "suggestion__coordinations__units",
            "suggestion__supervision_plans",
            "suggestion__cases__unit",
            *consultations_both_ways(),
        )
    )


def fetch_listed(numbers: Iterable[int]) -> list[Case]:
    """The cases of these numbers, in their order, as for_rows fetches them: a list picks its page first."""
    wanted = list(numbers)
    cases = fetch_whole(_write_rows, places_for(len(wanted)), of=wanted) if wanted else []
    found = {case.pk: case for case in cases}
    return [found[pk] for pk in wanted if pk in found]


def _write_rows(count: int) -> CaseQuerySet:
    return for_rows(Case.objects.filter(pk__in=places(count)).order_by())


def case_rows(cases: Iterable[Case], user: User, today: dt.date) -> list[CaseRow]:
    """The rows of a page, each with the acts for many that fit it; the calendar is read once. The cases come with
    for_rows."""
    days, cases, offered = WorkCalendar.load(), list(cases), acts_offered(user)
    keep_takers(cases)
    find_hands(cases, user)
    reports = find_own_reports(cases, user)
    rows = (case_row(case, user, today, days) for case in cases)
    return [
        replace(
            row,
            fits=acts_fitting(row.case, user, offered),
            **report_in_row(row.case, user, reports.get(row.case.pk), row.page),
        )
        for row in rows
    ]


def runs_until(case: Case) -> dt.date:
    """The date the unit works to; of what is handled as one (并案) the earliest binds all."""
    return min(one.due for one in (case, *case.joined_cases))


def case_row(case: Case, user: User, today: dt.date, days: WorkCalendar, *, whole: bool = False) -> CaseRow:
    """`whole`: for the page of one case, with all counted that is missing before 送审."""
    owed = due_promises(case)
    inside, held = works_here(case, user), roles_in(case, user)
    runs_to = runs_until(case) if case.clock_runs else owed[0].due_on if owed else None
    return CaseRow(
        case=case,
        to_do=to_do(case, inside=inside, held=held, whole=whole),
        holder=current_holder(case, inside=inside, held=held),
        missing=say_missing_people(case, inside=inside, held=held),
        left=days.working_days_left(today, runs_to) if runs_to else None,
        given=0 if owed else days.working_days_left(begun_on(case, days), case.due),
        provisional=days.is_provisional(runs_until(case)),
        helpers=count_helpers(case, today),
        asks=row_marks(
            case, inside=inside, body=bool(held.intersection(OVERSEEING)), terms=running_terms(case, days, today)
        ),
        section=section_of(case, today, first=comes_first(case, held)),
        stands_in_for=_stood_in_for(case, user, held),
        page=where_to_do(case, held, inside=inside),
    )


def _stood_in_for(case: Case, user: User, held: set[Role]) -> str:
    """For whom the reader acts on the case (代): in the role whose turn it is, else as its handler."""
    if waiting_people(case):
        named = in_place_of_named(case, user)
        return named.name if named else ""
    for role in (waiting_role(case), Role.HANDLER):
        if role in held and (absent := stood_in_for(case, user, role)):
            return absent.name
    return ""
