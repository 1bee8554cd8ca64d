"""The two papers of a promise as the office sets them: a letter of the unit, a copy for each deputy."""

import datetime as dt
from collections.abc import Sequence

from django.utils import timezone

from proposals.formats.chinese import cn_date
from proposals.models import Deputy, Unit
from proposals.models.people import address_all
from proposals.models.suggestion import both_bodies
from replies.letter.pdf.copies import KEPT, PLAIN, PROPOSER, Copy, Marks
from replies.models import Promise, PromiseLetter, PromiseReport, UnitLetter
from replies.prints.unit_letters import (
    UnitPaper,
    call_in_letter,
    compose_unit_letter,
    print_unit_letter,
    read_kept,
)


def letter_pdf(letter: PromiseLetter) -> bytes:
    """兑现告知函 or 更正告知函: as the first deputy got it, or as it is written now. What was taken back says so."""
    paper, marks = compose_letter(letter), PLAIN
    if kept := UnitLetter.objects.filter(notice=letter).first():
        paper = read_kept(kept, paper)
    if letter.is_taken_back:
        marks = Marks(draft=f"兑现的登记已经撤回，{timezone.localtime():%Y-%m-%d %H:%M}打印", word="已撤回")
    return print_unit_letter(paper, marks)


def compose_letter(letter: PromiseLetter) -> UnitPaper:
    """One to keep and one for each deputy it is for."""
    promise = letter.step.promise
    if letter.corrects:
        return _compose_correction(letter)
    you = _you(promise.reply.case.suggestion.proposers)
    body = [
        _opening(promise, you) + f"该事项已于{cn_date(letter.step.on)}完成，现将有关情况告知如下。",
        *letter.text.splitlines(),
        f"感谢{you}对我们工作的关心和支持。",
    ]
    title = f"关于{_called(promise)}承诺事项兑现情况的告知函"
    return _compose(promise, title, body, letter.on, number=letter.number, part=letter.name)


def _compose_correction(letter: PromiseLetter) -> UnitPaper:
    """To those who have the letter that was taken back."""
    promise, step = letter.step.promise, letter.step
    earlier = [one for one in promise.letters if one.step.number < step.number and not one.corrects]
    had = next((one for one in reversed(earlier) if one.deliveries.all()), earlier[-1])
    number = f"（{had.number}）" if had.number else ""
    to = [one for one in _asked(promise) if one in [*letter.reached, *letter.left()]]
    you = _you(to)
    day = promise.day_before(step)
    stands = f"原定{cn_date(day)}完成，已经过了" if day < letter.on else f"现在的完成日期是{cn_date(day)}"
    body = [
        _opening(promise, you)
        + f"我单位{cn_date(had.on)}的告知函{number}说该事项已于{cn_date(had.step.on)}完成，有误，现更正如下。",
        *letter.text.splitlines(),
        f"该事项还没有完成，{stands}，完成以后再书面告知{you}。给{you}带来不便，敬请谅解。",
    ]
    title = f"关于{_called(promise)}承诺事项兑现情况的更正告知函"
    return _compose(promise, title, body, letter.on, number=letter.number, part=letter.name, to=to)


def report_pdf(report: PromiseReport) -> bytes:
    """改期报告 as it was signed; before the signature it says so."""
    if kept := UnitLetter.objects.filter(report=report).first():
        return print_unit_letter(read_kept(kept))
    said = "" if report.signed_by else f"{report.get_state_display()}，{timezone.localtime():%Y-%m-%d %H:%M}打印"
    return print_unit_letter(compose_report(report), Marks(draft=said))


def compose_report(report: PromiseReport) -> UnitPaper:
    """One to keep, one for each deputy, one for each of both bodies."""
    promise = report.promise
    earlier = promise.day_before(report.step)
    you = _you(promise.reply.case.suggestion.proposers)
    signer = f"（签发人：{report.signed_by}）" if report.signed_by else ""
    body = [
        _opening(promise, you)
        + f"因情况变化，不能在{cn_date(earlier)}前完成，改到{cn_date(report.new_on)}前完成。现将有关情况报告如下。",
        "一、情况变化",
        *report.why.splitlines(),
        "二、已经做的工作和下一步安排",
        *report.plan.splitlines(),
        f"特此报告。{signer}",
    ]
    on = timezone.localdate(report.signed_at) if report.signed_at else timezone.localdate()
    title = f"关于{_called(promise)}承诺事项改期的报告"
    return _compose(promise, title, body, on, part="改期报告", also=both_bodies(promise.reply.case.suggestion))


def _asked(promise: Promise) -> list[Deputy]:
    """For whom it is: who is still a deputy; all where nobody is."""
    suggestion = promise.reply.case.suggestion
    return suggestion.asked_deputies or suggestion.proposers


def _you(deputies: list[Deputy]) -> str:
    return "您" if len(deputies) == 1 else "你们"


def _called(promise: Promise) -> str:
    suggestion = promise.reply.case.suggestion
    return f"{suggestion.full_number}{call_in_letter(suggestion)}"


def _opening(promise: Promise, you: str) -> str:
    suggestion = promise.reply.case.suggestion
    given = cn_date(promise.reply.given_on)
    return (
        f"{you}在{suggestion.session.full_name}上提出的{_called(promise)}《{suggestion.title}》，我单位{given}答复时承诺："
        f"{promise.item.rstrip('。')}，计划{cn_date(promise.promised_on)}前完成。"
    )


def _compose(
    promise: Promise,
    title: str,
    body: list[str],
    on: dt.date,
    *,
    part: str,
    also: Sequence[Unit] = (),
    to: Sequence[Deputy] = (),
    number: str = "",
) -> UnitPaper:
    """`to`: of the deputies those for whom it is, where it is not for all."""
    case = promise.reply.case
    deputies = to or _asked(promise)
    each = [(Copy(PROPOSER.number, f"{PROPOSER.place}（{one.name}）"), one.pk) for one in deputies]
    bodies = [
        (Copy(place, f"送{one.short_name or one.name}"), None) for place, one in enumerate(also, PROPOSER.number + 1)
    ]
    return compose_unit_letter(
        case,
        [(KEPT, None), *each, *bodies],
        title=title,
        body=[f"{address_all(to) if to else case.suggestion.addressed}：", *body],
        on=on,
        contact=case.handler or promise.reply.handler,
        part=part,
        also=also,
        number=number,
    )
