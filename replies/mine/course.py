"""Where one case stands, as its deputy is told: five steps, a sentence, dates, who to ring up."""

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property

from django.utils import timezone

from proposals.calendar.workdays import WorkCalendar
from proposals.deadlines.due_date import agreed_extensions, who_agreed
from proposals.models import Case, Deputy, Event, Extension, Limit, PlaceRule, Status
from proposals.models.states import ANSWERED
from proposals.returns.objections import why_not_object
from replies.feedback.actions import say_cut_short
from replies.feedback.deputy.shown import day, tel
from replies.models import Contact, Delivery, Feedback, Promise, Reply
from replies.models.corrections import uncorrected_rows
from replies.models.reply import DECISIONS, find_reply

S = Status
HANDED, WORKED, REPLIED, JUDGED, DONE = range(5)
STEPS = ("交办", "办理", "答复", "我的意见", "落实")


@dataclass(frozen=True)
class Person:
    """Whom one can ring up: 高扬, 区民政局基层政权科, 021-55550402."""

    name: str
    where: str
    phone: str
    unit: str = ""

    @property
    def dial(self) -> str:
        return tel(self.phone)


def unit_itself(case: Case) -> Person:
    """The unit, while nobody there handles the case."""
    return Person(case.unit.short_name, "承办单位", case.unit.phone, case.unit.short_name)


def handled_by(case: Case) -> Person:
    """Who handles the case in its unit, as far as somebody does."""
    who, unit = case.handler, case.unit
    if who is None:
        return unit_itself(case)
    where = f"{unit.short_name}{case.section or who.section}"
    return Person(who.name, where, who.phone or unit.phone, unit.short_name)


@dataclass(frozen=True)
class Fact:
    """A label and what stands beside it, with the working days that are left."""

    label: str
    said: str
    left: int | None = None


@dataclass
class Course:
    """One case as one deputy sees it."""

    case: Case
    deputy: Deputy
    days: WorkCalendar
    today: dt.date
    body: Person | None  # who studies a 不满意; none of ours of what was proposed elsewhere
    own: set[int] = field(default_factory=set)  # the suggestions that the deputy signed
    along: list[str] = field(default_factory=list)  # the other 主办 units (共同主办)
    silence: str = PlaceRule.Answer.WAIT  # what becomes of it where the deputy says nothing, by the rule of the place

    @cached_property
    def rounds(self) -> list[Reply]:
        """The rounds whose reply has gone out, the newest first. What waits to be sent is not known yet."""
        given = [one for one in self.case.replies.all() if one.is_given]
        return sorted(given, key=lambda one: -one.round)

    @property
    def reply(self) -> Reply | None:
        """The reply that the deputy may read last."""
        return self.rounds[0] if self.rounds else None

    @property
    def now(self) -> Reply | None:
        """The round that is under way or was the last."""
        return find_reply(self.case)

    @property
    def is_at_work(self) -> bool:
        """Whether a reply is being worked on: signed and held back counts as not given."""
        return self.case.status in (S.IN_PROGRESS, S.CHECKING, S.SIGNING, S.SIGNED)

    @cached_property
    def answer(self) -> Feedback | None:
        """What the deputy said of the last reply."""
        return answer_of(self.reply, self.deputy)

    @cached_property
    def decided(self) -> Event | None:
        """What was decided on the deputy's own 不满意 to the last reply."""
        return find_decision(self.answer) if self.answer else None

    @property
    def is_mine_studied(self) -> bool:
        """Whether the deputy's own 不满意 is studied. Another's is not told: it would tell what was answered."""
        asked = bool(self.answer and self.answer.asks_for_study)
        return self.case.status == S.UNDER_STUDY and asked and self.decided is None

    @property
    def waits(self) -> bool:
        """Whether the deputy is asked for an opinion now."""
        open_to_all = self.case.status in (S.SEEKING_FEEDBACK, S.UNDER_STUDY)
        return open_to_all and bool(self.reply) and self.answer is None and not self.deputy.has_left

    @property
    def may_answer(self) -> bool:
        """Whether an opinion is still taken, asked for or not."""
        return self.case.status in ANSWERED and bool(self.reply and self.reply.is_signed) and not self.deputy.has_left

    @property
    def is_reopened(self) -> bool:
        """Whether the deputy is asked to fill in once more, and can."""
        return self.may_answer and bool(self.answer and self.answer.is_reopened)

    @property
    def cut_short(self) -> str:
        """Why the deputy who was asked to fill in once more need not any more; "" where that is not so."""
        after = self.answer.cut_short_by if self.answer else None
        return say_cut_short(self.answer, after) if self.answer and after else ""

    @property
    def is_asked(self) -> bool:
        """Whether there is something for the deputy to do: an opinion, or the same once more."""
        return self.waits or self.is_reopened

    @property
    def promises(self) -> list[Promise]:
        """What was promised, of every round that was given; what a later reply took up stands there."""
        return [one for reply in reversed(self.rounds) for one in reply.promises.all() if one.carried_to_id is None]

    @property
    def step(self) -> int:
        """Which of the five steps is the present one; past the last when all is done."""
        if self.case.status in (S.AWAITING_RECEIPT, S.RETURN_REQUESTED, S.RETURNED, S.RECEIVED):
            return HANDED
        if self.is_at_work:
            return WORKED
        if any(one.is_open for one in self.promises) and not self.waits and not self.is_mine_studied:
            return DONE
        return DONE + 1 if self.case.status == S.CLOSED else JUDGED

    @property
    def steps(self) -> list[tuple[str, str]]:
        """Each step with ok, now or nothing."""
        if self.has_ended:
            return []
        at = self.step
        return [(name, "ok" if n < at else "now" if n == at else "") for n, name in enumerate(STEPS)]

    @property
    def has_ended(self) -> bool:
        """Whether nothing comes of it here: taken back, or passed on to who is no unit of ours."""
        return self.case.status == S.WITHDRAWN or self.case.passed_on is not None

    @property
    def answered_by(self) -> str:
        """区民政局、区教育局: the unit, and those that answer with it in one voice."""
        return "、".join([self.case.unit.short_name, *self.along])

    @property
    def said(self) -> str:
        """Where it stands, in a sentence or two."""
        unit = self.answered_by
        if self.case.passed_on:
            return f"{day(self.case.passed_on)}转给本区以外的单位办理，由那个单位答复您。"
        if self.case.status in NOT_YET:
            handed, received = day(self.case.handed_on), day(self.case.received_on)
            return NOT_YET[S(self.case.status)].format(unit=unit, handed=handed, received=received, kind=self.kind)
        if self.is_at_work and self.now:
            return self._work_said(unit, self.now)
        if self.waits and self.reply:
            return f"{unit}{day(self.reply.given_on)}答复了，请您看看，提提意见。"
        if self.is_mine_studied and self.answer:
            return f"您{day(timezone.localdate(self.answer.submitted_at))}表示不满意，正在研究。"
        return self._answered_said(unit)

    def _work_said(self, unit: str, now: Reply) -> str:
        if now.occasion == Reply.Occasion.AGAIN:
            return f"经研究，{unit}从{day(now.opened_on)}起再次办理，会再答复您。"
        if now.occasion == Reply.Occasion.FOLLOW_UP:
            return f"{unit}从{day(now.opened_on)}起跟踪办理上次答复里的承诺，会再答复您。"
        talks = [one for one in self.contacts if one.way in TALKED and not one.denied_at]
        heard = f"，{day(talks[-1].on)}{talks[-1].get_way_display()}听了您的意见" if talks else ""
        return f"{unit}从{day(now.opened_on)}起在办{heard}。"

    def _answered_said(self, unit: str) -> str:
        reply, closed = self.reply, self.case.status == S.CLOSED
        given = f"{unit}{day(reply.given_on)}答复" if reply and reply.given_on else f"{unit}办结"
        result = f"，办理结果是{reply.classification}" if reply and reply.classification else ""
        if self.answer:
            mine = f"您{day(timezone.localdate(self.answer.submitted_at))}对结果{tell_judged(self.answer)}"
            if self.decided or (self.answer.asks_for_study and self.case.status in (S.TO_REPORT, S.CLOSED)):
                return f"{given}。{mine}，经研究不再办理。"  # no other way leads on from a study
            rest = "，其他代表的意见还在收" if self.others_silent else ""
            return f"{given}{result}。{mine}。" if closed else f"{given}。{mine}{rest}。"
        if closed and self.was_silent and self.may_answer:
            return f"{given}{result}。期满没有收到您的意见，按“未反馈”办结，不算满意。您现在提，照样收，以您的为准。"
        return f"{given}{result}。" if closed else f"{given}。"

    @property
    def was_silent(self) -> bool:
        """Whether the case was closed without this deputy's word, by the rule of the place."""
        if self.answer or self.reply is None:
            return False
        return any(
            one.silence in (Delivery.Silence.CLOSE, Delivery.Silence.BODY) for one in self.reply.deliveries.all()
        )

    @property
    def kind(self) -> str:
        return self.case.suggestion.kind

    @property
    def study_until(self) -> dt.date | None:
        """By when the deputy is to be told what becomes of the 不满意: the limit of a second answer (SH 21)."""
        if not (self.is_mine_studied and self.answer):
            return None
        return self.days.due(timezone.localdate(self.answer.submitted_at), Limit.Step.AGAIN, self.kind)

    @property
    def asked_until(self) -> dt.date | None:
        """By when the deputy is asked for an opinion: as it was told when the reply came; by the limit of the place
        where it is not written down yet that it came."""
        if not (self.waits and self.reply):
            return None
        if told := next((one.until for one in self.reply.deliveries.all()), None):
            return told
        given = self.reply.given_on
        return self.days.due(given, Limit.Step.FEEDBACK, self.kind) if given else None

    @property
    def urged(self) -> list[tuple[dt.date, str]]:
        """Each 督办 with its day: by whom, and nothing of what was written to the unit."""
        name = self.case.suggestion.name_body
        return [(timezone.localdate(one.at), name(one.body)) for one in self.case.supervisions.all()]

    @property
    def may_object(self) -> bool:
        """Whether the deputy may say that another unit should have it, and has not said so already."""
        said = any(one.is_open for one in self.case.objections.all())
        return not said and not why_not_object(self.case, self.deputy)

    @property
    def is_timed(self) -> bool:
        """Whether a date runs by which the deputy is to be answered."""
        return self.case.clock_runs and self.step in (HANDED, WORKED) and self.case.status != S.RETURNED

    @property
    def facts(self) -> list[Fact]:
        """The dates that count now, and why one was moved."""
        found = []
        if self.is_timed:
            due = self.case.statutory_due
            note = "（暂定，等国务院放假安排）" if self.days.is_provisional(due) else ""
            found.append(Fact("答复期限", f"{day(due)}{note}，", self.days.working_days_left(self.today, due)))
            found += [Fact("延期了", tell_extension(one)) for one in agreed_extensions(self.case)[-1:]]
            found += [Fact("在督办", f"{day(on)}{who}督办，催承办单位按期答复您。") for on, who in self.urged[-1:]]
        if until := self.asked_until:
            left = self.days.working_days_left(self.today, until)
            over = "请您在这以前提意见，现在提也收。" if left < 0 else "前请您提意见，"
            found.append(Fact("提意见", f"{day(until)}{over}", None if left < 0 else left))
            if said := SILENT.get(PlaceRule.Answer(self.silence), ""):
                body = self.body.name if self.body else "代表工作机构"
                found.append(Fact("没有提的", said.format(body=body)))
        if self.is_reopened and self.answer and self.answer.reopened_until:
            found.append(Fact("重新填写", f"{day(timezone.localdate(self.answer.reopened_until))}前可以改您的意见。"))
        return found

    @property
    def contacts(self) -> list[Contact]:
        """What the unit has recorded of contacts with this deputy, the oldest first."""
        return [row for reply in self.case.replies.all() for row in uncorrected_rows(reply.contacts.all())]

    @property
    def person(self) -> Person:
        """Who to ring up about it now."""
        case = self.case
        if self.is_mine_studied and self.body:
            return self.body
        return unit_itself(case) if self.step == HANDED else handled_by(case)

    @property
    def others_answered(self) -> list[str]:
        """Who else has given an opinion of the last reply: that, and not which."""
        if self.reply is None or not self.reply.is_signed:
            return []
        given = {row.deputy_id for row in self.reply.feedback.all() if row.deputy_id != self.deputy.pk}
        return [one.addressed for one in self.case.suggestion.proposers if one.pk in given]

    @property
    def others_silent(self) -> list[str]:
        """Who else has not."""
        if self.reply is None or not self.reply.is_signed:
            return []
        return [one.addressed for one in self.reply.unanswered_deputies() if one.pk != self.deputy.pk]

    @property
    def joined_with(self) -> str:
        """With what it is handled as one (并案). Another's suggestion is not named to who did not sign it."""
        others = [one.suggestion for one in self.case.answered_with]
        named = "、".join(f"{one.full_number}《{one.title}》" for one in others if one.pk in self.own)
        hidden = sum(one.pk not in self.own for one in others)
        rest = f"内容相近的另外{hidden}件{self.kind}" if hidden else ""
        return f"与{'，还有'.join(filter(None, [named, rest]))}一起办，答复是就您这一件写的" if others else ""


LATER = "不算满意；以后您提了，以您的为准。"
SILENT = {
    PlaceRule.Answer.CLOSE: f"过了这一天、也提醒过，可以按“未反馈”办结，{LATER}",
    PlaceRule.Answer.BODY: f"过了这一天、也提醒过，由{{body}}决定要不要按“未反馈”办结，{LATER}",
}
TALKED = (Contact.Way.VISIT, Contact.Way.MEETING, Contact.Way.PHONE, Contact.Way.WECHAT)
NOT_YET = {
    S.AWAITING_RECEIPT: "{handed}交给{unit}，还没有签收。",
    S.RETURN_REQUESTED: "{handed}交给{unit}，正在商量由哪个单位办更合适。",
    S.RECEIVED: "{handed}交给{unit}，{received}签收，正在定经办人。",
    S.RETURNED: "{unit}说明不属于它办，退回了，正在重新确定由哪个单位办。",
    S.WITHDRAWN: "提出这件{kind}的代表已经书面撤回，不再办理。",
}


def tell_judged(answer: Feedback) -> str:
    """说满意; 没有填."""
    return f"说{answer.result}" if answer.result else "没有填"


def tell_extension(one: Extension) -> str:
    """原定12月8日，延到12月22日。……11月25日区政府办公室同意。"""
    agreed = day(timezone.localdate(one.decided_at)) if one.decided_at else ""
    moved = f"原定{day(one.from_due)}，延到{day(one.granted_on)}"
    return f"{moved}。{one.reason.rstrip('。')}。{agreed}{who_agreed(one)}同意。"


def answer_of(reply: Reply | None, deputy: Deputy) -> Feedback | None:
    """What the deputy said of a round; others' answers are their own."""
    return next((row for row in answers_of(reply, deputy) if row.is_current), None)


def answers_of(reply: Reply | None, deputy: Deputy) -> list[Feedback]:
    """All that the deputy said of a round, the newest first: what was corrected stays."""
    rows = [row for row in reply.feedback.all() if row.deputy_id == deputy.pk] if reply else []
    return sorted(rows, key=lambda row: -row.number)


def find_decision(said: Feedback) -> Event | None:
    """What the working body decided on this 不满意, as the record has it. An answer that was changed before is
    another."""
    if not said.asks_for_study:
        return None
    since = said.reply.complained_at(said)
    later = (row for row in said.reply.feedback.all() if row.deputy_id == said.deputy_id)
    until = min((row.submitted_at for row in later if row.number > said.number), default=None)
    record = (one for one in said.reply.case.events.all() if one.action in DECISIONS and one.at > since)
    first = min(record, key=lambda one: one.sequence, default=None)
    return first if first and (until is None or first.at < until) else None
