"""One case of the demo, from 交办 to the state its file names, through the same actions as the pages."""

import datetime as dt
import uuid
from typing import Any

from django.utils import timezone

from proposals.calendar import workdays
from proposals.cases.ends import void_suggestion, withdraw_suggestion
from proposals.cases.workflow import perform
from proposals.models import (
    Case,
    Deputy,
    Kind,
    Role,
    Status,
    Unit,
    UnitKind,
    User,
)
from proposals.models.approval import list_reviewers, name_step
from replies.consultations.actions import ask_units, drop_consultation, record_opinion, remind_unit, take_stance
from replies.consultations.hosts import hand_in_material
from replies.contacts.actions import add_contact
from replies.drafts import findings, set_phrases, versions
from replies.feedback.delivery import record_delivery
from replies.management.demo import clock, heard
from replies.management.demo.clock import Diary, at_moment
from replies.management.demo.registered import enter_suggestion, find_workers, hand_out_case
from replies.models import Consultation, Delivery
from replies.models.reply import current_reply
from replies.promises.actions import change_promise_date, keep_promise, record_promise_notice
from replies.review.actions import decide_review
from replies.review.verdicts import Verdict
from replies.rounds.actions import assign_case, close_case, reopen_case

# How far each state of the files lies along the main route.
ROUTE = ("sign_for", "assign", "consult", "contact", "draft", "submit", "check", "sign", "deliver", "feedback")
UNTIL = {
    "received": 1, "in_progress": 3, "drafting": 5, "checking": 6, "signing": 7, "seeking_feedback": 10,
    "under_study": 10, "second_round_drafting": 10, "to_report": 10, "closed": 10, "withdrawn": 2, "void": 0,
}  # fmt: skip


class Player:
    """Plays one file: holds the case, its people and its diary."""

    def __init__(self, script: dict[str, Any], calendar: workdays.WorkCalendar) -> None:
        self.script = script
        self.calendar = calendar
        self.today = timezone.localdate()
        self.suggestion = enter_suggestion(script)
        self.handed_on, self.due = self._dates()
        self.cases = [
            hand_out_case(self.suggestion, row, self.handed_on, self.due, calendar) for row in script["cases"]
        ]
        self.case = self.cases[0]
        self.unit = self.case.unit
        self.office = find_workers(Role.OFFICE, self.unit).earliest("pk")
        self.leader = find_workers(Role.LEADER, self.unit).earliest("pk")
        handler = script.get("handler")
        self.handler = (
            User.objects.get(username=handler) if handler else find_workers(Role.HANDLER, self.unit).earliest("pk")
        )
        self.district = User.objects.filter(memberships__role=Role.DISTRICT).earliest("pk")
        self.texts = script

    # ---- its days ----------------------------------------------------------------------------------------

    def _dates(self) -> tuple[dt.date, dt.date]:
        """The 交办 date that puts the due date so many working days from today."""
        due = self._working_day(self.script["due_in"])
        if "handed_out_ago" in self.script:
            return self._working_day(-self.script["handed_out_ago"]), due
        months = self.calendar.answer_limit(self.suggestion.kind).count
        start = workdays.add_months(due, -months)
        while not self.calendar.is_working(start) or self.calendar.after_months(start, months) < due:
            start += dt.timedelta(days=1)
        return start, due

    def _working_day(self, count: int) -> dt.date:
        """So many working days from today; backwards when negative."""
        day, step = self.today, dt.timedelta(days=1 if count > 0 else -1)
        for _ in range(abs(count)):
            day += step
            while not self.calendar.is_working(day):
                day += step
        return day

    # ---- the play ----------------------------------------------------------------------------------------

    def play(self) -> Case:
        state = self.script["state"]
        if state in ("awaiting_receipt", "return_requested", "returned"):
            self._refusal(state)
            return self.case
        ends = {"closed": -8, "withdrawn": -15, "under_study": -2, "to_report": -4, "second_round_drafting": -18}
        last = min(self._working_day(ends.get(state, -1)), self.due - dt.timedelta(days=1))
        until = UNTIL[state] + ("step" in self.script)
        self.diary = Diary(self.calendar, self.handed_on + dt.timedelta(days=1), last, until)
        for step in ROUTE[:until]:
            with at_moment(self.diary.next()):
                getattr(self, step)()
                self.case.reload()
        finish = getattr(self, f"finish_{state}", None)
        if finish:
            finish()
            self.case.reload()
        if self.case.status in (Status.IN_PROGRESS, Status.CHECKING, Status.SIGNING):
            self._helpers_begin()
            self._confirm()
            self._remind()
        return self.case

    def _refusal(self, state: str) -> None:
        if state == "awaiting_receipt":
            return
        note = self.script["note"]
        steps = [("ask_return", self.office)]
        steps += [("agree_return", self.district)] if state == "returned" else []
        diary = Diary(self.calendar, self.handed_on + dt.timedelta(days=1), self._working_day(-1), len(steps))
        data = {"proposed_unit": note["proposed_unit"], "leader": self.leader.name}
        for step, user in steps:
            with at_moment(diary.next()):
                perform(self.case, step, user, comment=note["reason"], data=data if step == "ask_return" else None)

    def sign_for(self) -> None:
        perform(self.case, "sign_for", self.office)

    def assign(self) -> None:
        section = self.handler.memberships.filter(unit=self.unit, role=Role.HANDLER).get().section
        due = self.case.internal_due
        assign_case(self.case, self.office, handler=self.handler, section=section, internal_due=due)

    def consult(self) -> None:
        """Ask the units that were not asked with the 交办, and take in what the file says they answered; the other
        主办 units hand in their part."""
        for host, row in self._hosts("material"):
            office, handler = (find_workers(role, host.unit).earliest("pk") for role in (Role.OFFICE, Role.HANDLER))
            perform(host, "sign_for", office)
            assign_case(host, office, handler=handler, section="办公室")
            texts = set_phrases.opening_text(current_reply(host))
            texts["body"] = texts["body"].replace("\n\n", f"\n{row['material']}\n")
            versions.save_draft(current_reply(host), handler, texts, base=0)
            hand_in_material(host.asked_through.get(), handler)
        for row in self.script.get("consultations", []):
            if "stance" in row:
                continue
            unit = Unit.objects.get(short_name=row["unit"])
            reply = current_reply(self.case)
            if not reply.consultations.filter(unit=unit).exists():
                due = self.calendar.next_working_day(timezone.localdate() + dt.timedelta(days=14))
                ask_units(reply, self.handler, units=[unit], question=row["question"], due_on=due, key=uuid.uuid4())
            if row["answer"]:
                self._answered(reply.consultations.get(unit=unit), row["answer"])

    def _answered(self, consultation: Consultation, answer: str, stance: str = "") -> None:
        helper, unit = consultation.helping, consultation.unit
        office, handler, leader = (
            find_workers(role, unit).first() for role in (Role.OFFICE, Role.HANDLER, Role.LEADER)
        )
        if helper is None or office is None or handler is None or leader is None:
            record_opinion(
                consultation,
                self.handler,
                answer=answer,
                answered_on=timezone.localdate(),
                answered_by=f"{unit.short_name}办公室",
                stance=stance,
            )
            return
        if helper.status == Status.AWAITING_RECEIPT:
            perform(helper, "sign_for", office)
            assign_case(helper, office, handler=handler, section="办公室")
        if stance:
            take_stance(consultation, handler, stance=stance)
        texts = set_phrases.opening_text(current_reply(helper))
        head, fixed, *_ = texts["body"].split("\n")
        texts["body"] = "\n".join([head, fixed, answer])
        versions.save_draft(current_reply(helper), handler, texts, base=0)
        perform(helper, "submit", handler)
        self._pass_steps(helper, "同意送签。")
        decide_review(helper, leader, Verdict.SIGN_OPINION, opinion="同意。")

    def _helpers_begin(self) -> None:
        """Helping units that have not answered yet: signed for and assigned where they have the people."""
        for helper in self.cases[1:]:
            helper.reload()
            office, handler = (find_workers(role, helper.unit).first() for role in (Role.OFFICE, Role.HANDLER))
            if helper.status == Status.AWAITING_RECEIPT and helper.helps and office and handler:
                with at_moment(Diary(self.calendar, self.handed_on + dt.timedelta(days=2), self.today, 1).next()):
                    perform(helper, "sign_for", office)
                    assign_case(helper, office, handler=handler, section="办公室")

    def _confirm(self) -> None:
        """Units asked whether they agree to the draft; where the file goes on writing, their agreement lapses."""
        reply = current_reply(self.case)
        for row in self.script.get("consultations", []):
            if "stance" not in row:
                continue
            unit, draft = Unit.objects.get(short_name=row["unit"]), reply.drafts.latest("number")
            with at_moment(self._later(1)):
                asked = ask_units(
                    reply,
                    self.handler,
                    units=[unit],
                    question=row["question"],
                    due_on=self.calendar.next_working_day(timezone.localdate() + dt.timedelta(days=7)),
                    key=uuid.uuid4(),
                    draft=draft,
                )[0]
                self._answered(asked, row["answer"], row["stance"])
            texts = {**draft.texts(), "body": draft.body.replace(*row["rewritten"])}
            with at_moment(self._later(0)):
                versions.save_draft(reply, self.handler, texts, base=draft.number)
            self.case.reload()

    def _remind(self) -> None:
        for row in self.script.get("consultations", []):
            if row.get("reminded"):
                asked = current_reply(self.case).consultations.get(unit__short_name=row["unit"])
                with at_moment(self._later(5)):
                    remind_unit(asked, self.handler)

    def contact(self) -> None:
        for row in self.texts.get("contacts", []):
            add_contact(
                current_reply(self.case),
                self.handler,
                deputies=[Deputy.objects.get(code=row["deputy"])],
                way={"代表提出不需走访": "不需走访"}.get(row["way"], row["way"]),
                on=max(self.handed_on, min(timezone.localdate(), self.today - dt.timedelta(days=row["days_ago"]))),
                staff=self.handler.name,
                summary=row["summary"],
                key=uuid.uuid4(),
            )

    def draft(self) -> None:
        row, reply = self.texts, current_reply(self.case)
        opening = set_phrases.opening_text(reply)
        number = self.suggestion.number.lstrip("0")
        title = f"《{self.suggestion.title}》代表建议的答复" if self.suggestion.number == "070" else opening["title"]
        texts = {
            **opening,
            "title": title,
            "body": row["letter_body"],
            "handling": row["handling"],
            "document_number": f"{self.unit.letter_mark}〔{timezone.localdate().year}〕{number}号",
            "classification": row["classification"],
            "disclosure": row["disclosure"],
            "disclosure_reason": row.get("disclosure_reason", ""),
            "summary": row.get("summary", ""),
            "promises": [{"item": one["what"], "on": self._promised(one)} for one in row.get("promises", [])],
        }
        newest = reply.latest_draft
        versions.save_draft(reply, self.handler, texts, base=newest.number if newest else 0)
        note = self.script.get("note", {})
        if note.get("kind") == "退回修改":
            self.submit()
            self.check()
            decide_review(self.case, self.leader, Verdict.SEND_BACK, opinion=note["reason"])

    def _promised(self, row: dict[str, Any]) -> str:
        """The day of a promise: counted from today, or as written; a written day that is past moves on by years."""
        if "due_in" in row:
            return (self.today + dt.timedelta(days=row["due_in"])).isoformat()
        day = dt.date.fromisoformat(row["due"])
        while day <= self.today:
            day = day.replace(year=day.year + 1)
        return day.isoformat()

    def mend(self) -> None:
        """全部改正: what the checker finds and knows how to correct."""
        newest = current_reply(self.case).drafts.latest("number")
        texts, _ = findings.corrected_texts(newest, "all")
        versions.save_draft(current_reply(self.case), self.handler, {**newest.texts(), **texts}, base=newest.number)

    def submit(self) -> None:
        for row in current_reply(self.case).consultations.filter(outcome=Consultation.Outcome.WAITING):
            drop_consultation(row, self.handler, reason="电话沟通后，该单位表示无不同意见。")
        perform(self.case, "submit", self.handler)

    def check(self) -> None:
        self._pass_steps(self.case, "要素齐全，同意送签。", self.script.get("step", ""))
        for host, row in self._hosts("material"):
            host.reload()
            perform(host, "submit", host.handler)
            self._pass_steps(host, "与本单位承办的部分一致，同意送签。")
            if "cosigned" in row:
                signer = list_reviewers(host)[0]
                decide_review(host, signer, Verdict.COSIGN, opinion=row["cosigned"])

    def _hosts(self, said: str) -> list[tuple[Case, dict[str, Any]]]:
        """共同主办: the cases of the units that sign along of which the file says this."""
        rows = zip(self.cases, self.script["cases"], strict=True)
        return [(case, row) for case, row in rows if case.hosts_along and said in row]

    @staticmethod
    def _pass_steps(case: Case, opinion: str, until: str = "") -> None:
        """Each step of the unit by who takes it, up to the one of this name."""
        case.reload()
        while case.status == Status.CHECKING and name_step(case) != until:
            decide_review(case, list_reviewers(case)[0], Verdict.CHECK, opinion=opinion)
            case.reload()

    def sign(self) -> None:
        decide_review(self.case, self.leader, Verdict.SIGN, opinion=self.texts["review"]["opinion"])

    def deliver(self) -> None:
        reply = current_reply(self.case)
        deputies = self.suggestion.proposers
        # A case with no answer yet still has one deputy to be reached, so that the pages show that too.
        reached = deputies if self.texts.get("feedback") or len(deputies) == 1 else deputies[:-1]
        record_delivery(reply, self.handler, deputies=reached, way=Delivery.Way.IN_PERSON, on=timezone.localdate())

    def feedback(self) -> None:
        for row in self.texts.get("feedback", []):
            self.case.reload()
            heard.give_feedback(current_reply(self.case), self.handler, row)

    # ---- what comes after the first answers --------------------------------------------------------------

    def _later(self, days: int) -> dt.datetime:
        """So many days after the newest event, on a working day; never in the future."""
        moment = self.case.events.latest("sequence").at + dt.timedelta(days=days)
        while not self.calendar.is_working(timezone.localdate(moment)):
            moment += dt.timedelta(days=1)
        return min(moment, clock.real_now())

    def _studier(self) -> User:
        kind = UnitKind.CPPCC if self.suggestion.kind == Kind.PROPOSAL else UnitKind.CONGRESS
        return User.objects.get(memberships__role=Role.CONGRESS, memberships__unit__kind=kind)

    def _second_round(self, *steps: str) -> None:
        self.case.reload()
        after = self.diary.moments[-1].date()
        last = self._working_day(-1) if self.script["state"] != "closed" else after + dt.timedelta(days=25)
        diary = Diary(self.calendar, after + dt.timedelta(days=2), last, len(steps) + 1)
        reason = self.script.get("note", {}).get("reason", "代表的意见有依据，请承办单位补充办理后再次答复。")
        with at_moment(diary.next()):
            reopen_case(self.case, self._studier(), comment=reason)
        self.texts = self.script["second_round"]
        for step in steps:
            with at_moment(diary.next()):
                getattr(self, step)()
                self.case.reload()

    def finish_second_round_drafting(self) -> None:
        self._second_round("contact", "draft")

    def finish_to_report(self) -> None:
        with at_moment(self._later(2)):
            perform(self.case, "decline", self._studier(), comment=self.script["note"]["reason"])

    def finish_closed(self) -> None:
        if "second_round" in self.script:
            self._second_round("contact", "draft", "submit", "check", "sign", "deliver", "feedback")
        self.case.reload()
        note = self.script.get("note", {}).get("reason", "")
        for row in self.script.get("attempts", []):
            with at_moment(self._later(row["after"])):
                heard.try_to_hear(current_reply(self.case), self.handler, row)
        with at_moment(self._later(3)):
            close_case(self.case, self.office, "close_without" if note else "report", comment=note)
        for row in self.script.get("ledger", []):
            self._entry(row)

    def _entry(self, row: dict[str, Any]) -> None:
        """What became of a promise of the last round: kept, or moved to another day."""
        self.case.reload()
        promise = current_reply(self.case).promises.get(position=row["promise"])
        ago = dt.timedelta(days=row["kept_ago"] if "kept_ago" in row else row["days_ago"])
        with at_moment(clock.real_now() - ago):
            if "kept_ago" in row:
                keep_promise(promise, self.handler, on=self.today - ago, said=row["said"], seen=0)
                return
            new_on = self.today + dt.timedelta(days=row["move_in"])
            change_promise_date(promise, self.handler, new_on=new_on, said=row["said"], told_on=None, seen=0)
        told = dt.timedelta(days=row["told_ago"])
        with at_moment(clock.real_now() - told):
            record_promise_notice(promise, self.handler, on=self.today - told, said="电话告知全体提出人。", seen=1)

    def finish_withdrawn(self) -> None:
        with at_moment(self._later(4)):
            withdraw_suggestion(self.case, self.district, comment=self.script["note"]["reason"])

    def finish_void(self) -> None:
        with at_moment(self._later(1)):
            void_suggestion(self.case, self.district, comment=self.script["note"]["reason"])
