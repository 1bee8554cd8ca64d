"""The two papers of a promise as the office sets them: a letter of the unit, a copy for each deputy."""

import datetime as dt

from django.utils import timezone

from proposals.formats.chinese import cn_date
from proposals.models import Unit
from proposals.models.suggestion import both_bodies
from replies.letter.pdf.copies import KEPT, PROPOSER, Copy, Marks
from replies.models import Promise, PromiseLetter, PromiseReport
from replies.prints.unit_letters import call_in_letter, print_unit_letter


def letter_pdf(letter: PromiseLetter) -> bytes:
    """兑现告知函: one to keep and one for each deputy."""
    promise = letter.step.promise
    body = [
        _opening(promise) + f"该事项已于{cn_date(letter.step.on)}完成，现将有关情况告知如下。",
        *letter.text.splitlines(),
        f"感谢{_you(promise)}对我们工作的关心和支持。",
    ]
    title = f"关于{_called(promise)}承诺事项兑现情况的告知函"
    return _print(promise, title, body, letter.on, number=letter.number, part="兑现告知函", also=[])


def report_pdf(report: PromiseReport) -> bytes:
    """改期报告: one to keep, one for each deputy, one for each of both bodies. Before the signature it says so."""
    promise = report.promise
    earlier = promise.day_before(report.step)
    signer = f"（签发人：{report.signed_by}）" if report.signed_by else ""
    body = [
        _opening(promise) + f"因情况变化，不能在{cn_date(earlier)}前完成，改到{cn_date(report.new_on)}前完成。"
        "现将有关情况报告如下。",
        "一、情况变化",
        *report.why.splitlines(),
        "二、已经做的工作和下一步安排",
        *report.plan.splitlines(),
        f"特此报告。{signer}",
    ]
    on = timezone.localdate(report.signed_at) if report.signed_at else timezone.localdate()
    title = f"关于{_called(promise)}承诺事项改期的报告"
    draft = "" if report.signed_by else f"{report.get_state_display()}，{timezone.localtime():%Y-%m-%d %H:%M}打印"
    to = both_bodies(promise.reply.case.suggestion)
    return _print(promise, title, body, on, part="改期报告", also=to, draft=draft)


def _you(promise: Promise) -> str:
    return "您" if len(promise.reply.case.suggestion.proposers) == 1 else "你们"


def _called(promise: Promise) -> str:
    suggestion = promise.reply.case.suggestion
    return f"{suggestion.full_number}{call_in_letter(suggestion)}"


def _opening(promise: Promise) -> str:
    suggestion, you = promise.reply.case.suggestion, _you(promise)
    given = cn_date(promise.reply.given_on)
    return (
        f"{you}在{suggestion.session.full_name}上提出的{_called(promise)}《{suggestion.title}》，我单位{given}答复时承诺："
        f"{promise.item.rstrip('。')}，计划{cn_date(promise.promised_on)}前完成。"
    )


def _print(
    promise: Promise,
    title: str,
    body: list[str],
    on: dt.date,
    *,
    part: str,
    also: list[Unit],
    number: str = "",
    draft: str = "",
) -> bytes:
    case = promise.reply.case
    suggestion, deputies = case.suggestion, case.suggestion.asked_deputies or case.suggestion.proposers
    each = [Copy(PROPOSER.number, f"{PROPOSER.place}（{one.name}）", n) for n, one in enumerate(deputies, 1)]
    bodies = [Copy(place, f"送{one.short_name or one.name}") for place, one in enumerate(also, PROPOSER.number + 1)]
    return print_unit_letter(
        case,
        [KEPT, *each, *bodies],
        title=title,
        body=[f"{suggestion.addressed}：", *body],
        on=on,
        contact=str(case.handler or promise.reply.handler or ""),
        part=part,
        also=also,
        number=number,
        marks=Marks(draft=draft),
    )
