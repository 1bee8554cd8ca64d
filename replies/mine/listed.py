"""The deputy's suggestions as 我的建议 shows them, one by one and in their order."""

from dataclasses import dataclass, field

from django.utils import timezone

from proposals.calendar.workdays import WorkCalendar
from proposals.models import Case, Deputy, Objection, Part, Status, Suggestion
from proposals.models.oversight.silence import read_silences
from proposals.models.states import LEFT
from replies.feedback.deputy.shown import day
from replies.mine.course import DONE, NOT_YET, Course, Person, handled_by, tell_judged
from replies.mine.seen import fetch_suggestions, find_body, own_suggestions


@dataclass
class Mine:
    """One suggestion with its courses: one case, or one a unit where several answer."""

    suggestion: Suggestion
    deputy: Deputy
    courses: list[Course]
    helpers: list[str]  # the units that help (会办)
    hosts: list[Person]  # of the other 主办 units that sign the one reply (共同主办), who handles it
    shares: list[tuple[str, str]]  # of several 主办 units what each is in charge of
    left: list[Case]  # of the units that had it before (改办)
    objections: list[Objection] = field(default_factory=list)  # the deputy's own, to the assignment

    @property
    def handed_on(self) -> list[str]:
        """What was handed on to another unit (改办): 11月2日先交给区房管局，11月9日改由别的单位办."""
        moves = [(one.handed_on, one.unit.short_name, one.passed_on) for one in self.left if one.passed_on]
        return [f"{day(on)}先交给{unit}，{day(passed_on)}改由别的单位办" for on, unit, passed_on in moves]

    @property
    def beside(self) -> list[Case]:
        """All its cases that have no course: of units that had it before, that help, that sign the same answer; also
        what was registered by mistake. A query."""
        shown = [one.case.pk for one in self.courses]
        return list(Case.objects.filter(suggestion=self.suggestion.pk).exclude(pk__in=shown).order_by("pk"))

    @property
    def heard(self) -> list[Objection]:
        """Those that wait to be heard."""
        return [one for one in self.objections if one.is_open]

    @property
    def led_by(self) -> str:
        """区民政局牵头，和区房管局共同主办，统一答复您: of several 主办 units; "" of one."""
        if not self.hosts or not self.courses:
            return ""
        lead, others = self.courses[0].case.unit.short_name, "、".join(one.unit for one in self.hosts)
        return f"{lead}牵头，和{others}共同主办，统一答复您"

    @property
    def waits(self) -> bool:
        return any(one.is_asked for one in self.courses)

    @property
    def is_over(self) -> bool:
        """Whether nothing more is to be expected."""
        return all(one.step > DONE or one.has_ended for one in self.courses)

    @property
    def role(self) -> str:
        """您领衔，同周建伟、李倩宇; 宋澄领衔，您附议; 您一人提出."""
        first, *others = self.suggestion.proposers
        if first.pk == self.deputy.pk:
            if not others:
                return "您一人提出" if not first.is_group else f"{first}提出"
            names = "、".join(map(str, others[:2])) if len(others) < 3 else f"{others[0]}等{len(others)}位"
            return f"您领衔，同{names}"
        return f"{first}领衔，您附议"

    @property
    def result(self) -> str:
        """For the list of earlier sessions: 正在解决；您对结果说满意；还有1项承诺，12月20日前."""
        return "；".join(said for course in self.courses for said in tell_result(course))


def tell_result(course: Course) -> list[str]:
    """What came of a case, in short."""
    if course.reply is None or course.is_at_work or course.case.status in NOT_YET:
        return [course.said.rstrip("。")]
    said = [course.reply.classification or "已答复"]
    if course.answer:
        said.append(f"您对结果{tell_judged(course.answer)}")
    if owed := [one for one in course.promises if one.is_open]:
        said.append(f"还有{len(owed)}项承诺，{day(min(one.due_on for one in owed))}前")
    return said


def read_all(deputy: Deputy, pk: int | None = None) -> list[Mine]:
    """The deputy's suggestions, or the one named, as they are shown; in a constant number of queries."""
    rows, days, body = own_suggestions(deputy), WorkCalendar.load(), find_body(deputy.kind)
    own = set(rows.values_list("pk", flat=True))
    wanted = fetch_suggestions(rows if pk is None else rows.filter(pk=pk), deputy)
    rules = {kind: rule.answer for kind, rule in read_silences().items()}
    shown = [_read_one(one, deputy, own, days, body, rules) for one in wanted]
    return [one for one in shown if one.courses]


def _read_one(
    suggestion: Suggestion,
    deputy: Deputy,
    own: set[int],
    days: WorkCalendar,
    body: Person | None,
    rules: dict[str, str],
) -> Mine:
    today, cases = timezone.localdate(), list(suggestion.shown_cases)  # type: ignore[attr-defined]  # as fetched
    for case in cases:
        case.suggestion = suggestion
    left = [one for one in cases if one.status == Status.RETURNED and one.passed_on]
    answering = [one for one in cases if not one.helps and one not in left]
    gone = not answering  # to no unit of ours: the case that was given back is the last there is
    answering, left = (left[-1:], []) if gone else (answering, left)
    studied_by = body if suggestion.session.is_own else None
    hosts = [one for one in cases if one.hosts_along and one.status not in LEFT]
    along = [one.unit.short_name for one in hosts]
    return Mine(
        suggestion,
        deputy,
        [Course(one, deputy, days, today, studied_by, own, along, rules[suggestion.kind]) for one in answering],
        [one.unit.short_name for one in cases if one.part == Part.HELP and one.status not in LEFT],
        [handled_by(one) for one in hosts],
        [(one.unit.short_name, one.share) for one in (*answering, *hosts) if one.share],
        left,
        [said for one in cases for said in one.objections.all()],
    )


@dataclass(frozen=True)
class Shelf:
    """The suggestions of one session of which nothing more is to be expected; folded."""

    title: str
    year: int | None
    rows: list[Mine]


@dataclass(frozen=True)
class Overview:
    """The page: what waits for the deputy, this session's, what of earlier ones is open, the rest by session."""

    waiting: list[Mine]
    present: list[Mine]
    running: list[Mine]
    shelves: list[Shelf]

    @property
    def count_past(self) -> int:
        return sum(len(one.rows) for one in self.shelves)


def put_in_order(rows: list[Mine]) -> Overview:
    """By date where one counts: what is due first stands first."""
    newest = rows[0].suggestion.session_id if rows else None
    waiting = [one for one in rows if one.waits]
    present = [one for one in rows if one.suggestion.session_id == newest and not one.waits]
    earlier = [one for one in rows if one.suggestion.session_id != newest and not one.waits]
    running = [one for one in earlier if not one.is_over]
    shelves: dict[int, list[Mine]] = {}
    for one in earlier:
        if one.is_over:
            shelves.setdefault(one.suggestion.session_id, []).append(one)
    return Overview(
        sorted(waiting, key=_by_date),
        sorted(present, key=_by_date),
        sorted(running, key=_by_date),
        [_shelve(held) for held in shelves.values()],
    )


def _by_date(one: Mine) -> tuple[bool, object]:
    running = [course.case.statutory_due for course in one.courses if course.case.clock_runs]
    return (not running, min(running) if running else one.suggestion.number_key)


def _shelve(rows: list[Mine]) -> Shelf:
    session = rows[0].suggestion.session
    return Shelf(session.short_name, session.opened_on.year if session.opened_on else None, rows)
